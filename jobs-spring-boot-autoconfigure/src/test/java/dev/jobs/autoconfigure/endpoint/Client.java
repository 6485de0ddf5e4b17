package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls a server and reads the JSON it answers.
 */
record Client(String base) {

	private static final HttpClient http = HttpClient.newHttpClient();

	private static final JsonMapper json = new JsonMapper();

	static Client of(GuardedServer server) {
		return new Client("http://localhost:" + server.port() + GuardedServer.PATH);
	}

	Reply get(String path, String... headers) {
		return send("GET", path, null, headers);
	}

	Reply post(String path) {
		return send("POST", path, null);
	}

	Reply post(String path, String body) {
		return send("POST", path, body, "Content-Type", "application/json");
	}

	Reply send(String method, String path, @Nullable String body, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.base + path))
			.timeout(Duration.ofSeconds(30))
			.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody());
		if (headers.length > 0) {
			request.headers(headers);
		}
		try {
			HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
			return new Reply(response.statusCode(), response.headers(), response.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	static JsonNode json(String text) {
		return json.readTree(text);
	}

	/**
	 * An answer.
	 *
	 * @param status the status
	 * @param headers the headers
	 * @param text the content
	 */
	record Reply(int status, HttpHeaders headers, String text) {

		JsonNode body() {
			return json(this.text);
		}

		JsonNode data() {
			return body().path("data");
		}

		JsonNode meta() {
			return body().path("meta");
		}

		JsonNode error() {
			return body().path("error");
		}

		String code() {
			return error().path("code").asString();
		}

		String header(String name) {
			return this.headers.firstValue(name).orElse("");
		}

	}

}
