package dev.jobs.sample.orders;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.jobs.sample.orders.InvalidOrderException.Problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link OrderRules}.
 */
class OrderRulesTests {

	private static final String VALID = """
			{"customer": "Zoë", "item": "Tea", "quantity": 3, "amount": 12.5}""";

	private final JsonMapper mapper = JsonMapper.shared();

	@Test
	void acceptsAnOrderAndGivesTheAmountTwoDecimals() {
		OrderDraft draft = check(VALID);
		assertThat(draft.customer()).isEqualTo("Zoë");
		assertThat(draft.item()).isEqualTo("Tea");
		assertThat(draft.quantity()).isEqualTo(3);
		assertThat(draft.amount()).hasToString("12.50");
	}

	@Test
	void namesAllProblemsAtOnce() {
		assertThat(problems("{\"customer\": \"\", \"quantity\": 0, \"amount\": \"12\"}")).extracting(Problem::field)
			.containsExactly("customer", "item", "quantity", "amount");
	}

	@Test
	void doesNotQuoteTheOrder() {
		assertThatExceptionOfType(InvalidOrderException.class)
			.isThrownBy(() -> check(VALID.replace("3", "\"secret\"").replace("Zoë", "secret\\n")))
			.withMessage("Order is not valid: customer must be a text of 1 to 200 characters that is not blank and has "
					+ "no control characters; quantity must be an integer from 1 to 1000000")
			.withNoCause();
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "null", "\"text\"", "3" })
	void wantsAnObject(String json) {
		assertThat(problems(json)).extracting(Problem::field).containsExactly("body");
	}

	@Test
	void wantsABody() {
		assertThatExceptionOfType(InvalidOrderException.class).isThrownBy(() -> new OrderRules().check(null));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 200 })
	void acceptsTextsUpToTheLimit(int length) {
		assertThat(check(withCustomer("\uD83D\uDE00".repeat(length))).customer()).hasSize(2 * length);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "a\\u0000b", "a\\nb", "a\\u007fb", "a\\u0085b", "\\ud83d" })
	void refusesTexts(String text) {
		assertThat(problems(withCustomer(text))).extracting(Problem::field).containsExactly("customer");
	}

	@Test
	void refusesTextsBeyondTheLimit() {
		assertThat(problems(withCustomer("a".repeat(201)))).extracting(Problem::field).containsExactly("customer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "1000000" })
	void acceptsQuantities(String quantity) {
		assertThat(check(withQuantity(quantity)).quantity()).isEqualTo(Integer.parseInt(quantity));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "1000001", "4294967297", "99999999999999999999", "1.5", "\"3\"", "null", "true",
			"{}" })
	void refusesQuantities(String quantity) {
		assertThat(problems(withQuantity(quantity))).extracting(Problem::field).containsExactly("quantity");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "0.01", "1000000000", "999999999.99", "1e3", "12.340", "0e-99999" })
	void acceptsAmounts(String amount) {
		assertThat(check(withAmount(amount)).amount().scale()).isEqualTo(2);
		assertThat(checkExactly(withAmount(amount)).amount().scale()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "-0.01", "1000000000.01", "0.001", "1e10", "1e999999999", "1e-9", "\"1\"", "null", "false" })
	void refusesAmounts(String amount) {
		assertThat(problems(withAmount(amount))).extracting(Problem::field).containsExactly("amount");
		assertThatExceptionOfType(InvalidOrderException.class).isThrownBy(() -> checkExactly(withAmount(amount)));
	}

	private static String withCustomer(String text) {
		return VALID.replace("Zoë", text);
	}

	private static String withQuantity(String quantity) {
		return VALID.replace("3", quantity);
	}

	private static String withAmount(String amount) {
		return VALID.replace("12.5", amount);
	}

	private List<Problem> problems(String json) {
		try {
			check(json);
			return List.of();
		}
		catch (InvalidOrderException ex) {
			return ex.getProblems();
		}
	}

	private OrderDraft check(String json) {
		return new OrderRules().check(this.mapper.readTree(json));
	}

	// An application may read numbers as doubles or as they are written.
	private OrderDraft checkExactly(String json) {
		JsonNode body = this.mapper.readerFor(JsonNode.class)
			.with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.readValue(json);
		return new OrderRules().check(body);
	}

}
