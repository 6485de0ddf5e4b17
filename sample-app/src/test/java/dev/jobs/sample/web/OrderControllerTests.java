package dev.jobs.sample.web;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import dev.jobs.sample.RunningOffice;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OrderController} and the receipts that follow.
 */
class OrderControllerTests extends RunningOffice {

	private static final String PEN = """
			{"customer":"Ada","item":"Pen","quantity":2,"amount":19.90}""";

	@Test
	void orderIsTakenAndCanBeFound() {
		HttpResponse<String> response = post("/orders", PEN);
		assertThat(response.statusCode()).isEqualTo(201);
		String id = json(response).path("id").stringValue();
		assertThat(response.headers().firstValue("Location")).hasValue("/orders/" + id);
		assertThat(json("/orders/" + id)).isEqualTo(json(response));
		assertThat(response.body()).contains("\"customer\":\"Ada\"", "\"amount\":19.90");
	}

	@Test
	void orderGetsItsReceipt() {
		String id = json(post("/orders", PEN)).path("id").stringValue();
		Path receipt = data("receipts").resolve(id + ".txt");
		await().until(() -> Files.exists(receipt));
		assertThat(receipt).content().contains("Order:    " + id, "Customer: Ada", "Amount:   19.90");
	}

	@Test
	void orderThatFailsLeavesNothing() {
		int runs = countReceiptRuns();
		HttpResponse<String> response = post("/orders?fail=true", PEN);
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		String detail = json(response).path("detail").stringValue();
		assertThat(detail).contains("'fail=true'", "rolled back");
		String id = detail.split("'")[1];
		assertThat(get("/orders/" + id).statusCode()).isEqualTo(404);
		assertThat(countReceiptRuns()).isEqualTo(runs);
		assertThat(data("receipts").resolve(id + ".txt")).doesNotExist();
	}

	@Test
	void orderIsNotTakenWhenItIsUnclearWhetherItIsToFail() {
		HttpResponse<String> response = post("/orders?fail=perhaps", PEN);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(json(response).at("/problems/0/field").stringValue()).isEqualTo("fail");
	}

	@Test
	void secondAttemptAtAReceiptIsHarmless() throws IOException {
		String id = json(post("/orders", PEN)).path("id").stringValue();
		Path receipt = data("receipts").resolve(id + ".txt");
		await().until(() -> Files.exists(receipt));
		String first = Files.readString(receipt);
		JsonNode run = runToEnd("send-receipt", "{\"orderId\":\"%s\"}".formatted(id));
		assertThat(state(run)).isEqualTo("SUCCEEDED");
		assertThat(run.path("queue").stringValue()).isEqualTo("mail");
		assertThat(run.at("/result/receipt").stringValue()).isEqualTo(id + ".txt");
		assertThat(receipt).hasContent(first);
	}

	@Test
	void receiptForNoOrderFailsForGood() {
		JsonNode run = runToEnd("send-receipt", "{\"orderId\":\"%s\"}".formatted(new UUID(1, 2)));
		assertThat(state(run)).isEqualTo("FAILED");
		assertThat(run.path("reason").stringValue()).isEqualTo("permanent");
	}

	@Test
	void allProblemsAreToldAtOnce() {
		HttpResponse<String> response = post("/orders", "{\"customer\":\"\",\"quantity\":0,\"amount\":0.001}");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(json(response).path("problems").valueStream().map((problem) -> problem.path("field").stringValue()))
			.containsExactly("customer", "item", "quantity", "amount");
		assertThat(json(response).at("/problems/2/message").stringValue()).contains("from 1 to");
	}

	@Test
	void amountIsReadDigitByDigit() {
		assertThat(post("/orders", PEN.replace("19.90", "1.000000000000000000001")).statusCode()).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "null", "[]", "\"x\"", "{} {}" })
	void bodyThatIsNoJsonObjectIsRefused(String body) {
		HttpResponse<String> response = post("/orders", body);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
		assertThat(json(response).at("/problems/0/field").stringValue()).isEqualTo("body");
	}

	@Test
	void otherContentTypesAreRefused() {
		HttpResponse<String> response = post("/orders", "text/plain", PEN);
		assertThat(response.statusCode()).isEqualTo(415);
		assertThat(json(response).path("status").intValue()).isEqualTo(415);
	}

	@ParameterizedTest
	@ValueSource(strings = { "00000000-0000-0000-0000-000000000001", "nonsense", "..%2Fheartbeat" })
	void whatIsNoOrderIsNotFound(String id) {
		assertThat(get("/orders/" + id).statusCode()).isIn(400, 404);
	}

	private int countReceiptRuns() {
		return json("/_sys/job/send-receipt/runs?limit=100").path("data").size();
	}

}
