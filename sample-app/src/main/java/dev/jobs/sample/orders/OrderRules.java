package dev.jobs.sample.orders;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.jobs.sample.orders.InvalidOrderException.Problem;

/**
 * The rules for an order that comes from outside. Works on the JSON as it came, so that a
 * wrong type is one problem among others and does not hide the rest. Has no state, and is
 * safe for use by many threads.
 */
public final class OrderRules {

	private static final int MAX_LENGTH = 200;

	private static final int MAX_QUANTITY = 1_000_000;

	private static final BigDecimal MAX_AMOUNT = new BigDecimal("1000000000");

	private static final int DECIMALS = 2;

	/**
	 * Check an order. Fields that are not known are left aside.
	 * @param body a JSON object with {@code customer}, {@code item}, {@code quantity} and
	 * {@code amount}; {@code null} if there is no body
	 * @return the order, ready to be taken
	 * @throws InvalidOrderException if it breaks a rule
	 */
	public OrderDraft check(@Nullable JsonNode body) {
		if (body == null || !body.isObject()) {
			throw new InvalidOrderException(List
				.of(new Problem("body", "must be a JSON object with 'customer', 'item', 'quantity' and 'amount'")));
		}
		List<Problem> problems = new ArrayList<>();
		checkText(body, "customer", problems);
		checkText(body, "item", problems);
		checkQuantity(body.path("quantity"), problems);
		checkAmount(body.path("amount"), problems);
		if (!problems.isEmpty()) {
			throw new InvalidOrderException(problems);
		}
		return new OrderDraft(body.path("customer").stringValue(), body.path("item").stringValue(),
				body.path("quantity").intValue(),
				body.path("amount").decimalValue().setScale(DECIMALS, RoundingMode.UNNECESSARY));
	}

	private static void checkText(JsonNode body, String field, List<Problem> problems) {
		JsonNode node = body.path(field);
		if (!node.isString() || !isAcceptable(node.stringValue())) {
			problems.add(new Problem(field,
					"must be a text of 1 to %s characters that is not blank and has no control characters"
						.formatted(MAX_LENGTH)));
		}
	}

	private static boolean isAcceptable(String text) {
		return !text.isBlank() && text.codePointCount(0, text.length()) <= MAX_LENGTH
				&& text.codePoints().noneMatch(OrderRules::isUnprintable);
	}

	// Half a surrogate pair is no character, and could not be written as UTF-8.
	private static boolean isUnprintable(int codePoint) {
		return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
	}

	private static void checkQuantity(JsonNode node, List<Problem> problems) {
		boolean inRange = node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 1
				&& node.intValue() <= MAX_QUANTITY;
		if (!inRange) {
			problems.add(new Problem("quantity", "must be an integer from 1 to %s".formatted(MAX_QUANTITY)));
		}
	}

	private static void checkAmount(JsonNode node, List<Problem> problems) {
		boolean valid = node.isNumber() && node.decimalValueOpt().filter(OrderRules::isAcceptable).isPresent();
		if (!valid) {
			problems.add(new Problem("amount",
					"must be a number from 0 to %s with at most %s decimals".formatted(MAX_AMOUNT, DECIMALS)));
		}
	}

	// The range comes first: 1e999999999 has no decimals, but a billion digits.
	private static boolean isAcceptable(BigDecimal amount) {
		return amount.signum() >= 0 && amount.compareTo(MAX_AMOUNT) <= 0
				&& amount.stripTrailingZeros().scale() <= DECIMALS;
	}

}
