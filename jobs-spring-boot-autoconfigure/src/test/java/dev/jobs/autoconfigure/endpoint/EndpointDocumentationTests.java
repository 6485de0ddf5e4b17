package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import dev.jobs.JobScheduler;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Ports;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Stack;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the examples of {@code docs/endpoint.md} in order and compares the answers.
 */
class EndpointDocumentationTests {

	private static final Path PAGE = Path.of("../docs/endpoint.md");

	private static final Pattern EXAMPLE = Pattern.compile("```shell\ncurl (.*?)\n```\n\n```json\n(.*?)\n```",
			Pattern.DOTALL);

	private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|(\\S+)");

	private static final String ID = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}";

	@ParameterizedTest
	@EnumSource(value = Stack.class, names = { "TOMCAT", "NETTY" })
	void examplesAnswerAsThePageSays(Stack stack) throws IOException {
		int examples = 0;
		try (GuardedServer server = GuardedServer.start(stack, Ports.SAME, JobsForTests.JOBS_PROPERTY + "=shop")) {
			Session session = new Session(server);
			Matcher matcher = EXAMPLE.matcher(Files.readString(PAGE));
			while (matcher.find()) {
				assertThat(session.run(matcher.group(1))).as(matcher.group(1)).isEqualTo(comparable(matcher.group(2)));
				examples++;
			}
		}
		assertThat(examples).isGreaterThan(14);
	}

	// Ids are made up anew each time, and the capacity is that of the machine. A trace is
	// not part of the examples.
	private static JsonNode comparable(String json) {
		return Client.json(json.replaceAll(ID, "id")
			.replaceAll("node-[0-9a-f]{8}", "node")
			.replaceAll(",\\s*\"traceId\": ?\"[0-9a-f]{32}\"", "")
			.replaceAll("\"capacity\": ?[1-9][0-9]*", "\"capacity\":1")
			.replaceAll("\"version\": ?\"[^\"]*\"", "\"version\":\"\""));
	}

	/**
	 * Calls the server as the page says, with the run that the server named last in place
	 * of the one on the page.
	 */
	private static final class Session {

		private final GuardedServer server;

		private @Nullable UUID run;

		Session(GuardedServer server) {
			this.server = server;
		}

		JsonNode run(String arguments) {
			Call call = Call.parse(arguments);
			Client client = Client.of(this.server);
			String path = call.path.replaceAll(ID, String.valueOf(this.run));
			Client.Reply reply = client.send(call.method, path, call.body, call.headers.toArray(String[]::new));
			JsonNode named = reply.data().path("runId");
			if (named.isString()) {
				this.run = UUID.fromString(named.asString());
				awaitTriggered(reply);
			}
			return comparable(reply.text());
		}

		private void awaitTriggered(Client.Reply reply) {
			if (reply.data().path("triggered").asBoolean(false)) {
				this.server.bean(JobScheduler.class).await(this.run, Object.class, Duration.ofSeconds(10));
			}
		}

	}

	/**
	 * What is left of a curl command.
	 *
	 * @param method the method
	 * @param path the path below the base path
	 * @param body the body
	 * @param headers names and values
	 */
	private record Call(String method, String path, @Nullable String body, List<String> headers) {

		static Call parse(String text) {
			List<String> arguments = ARGUMENT.matcher(text)
				.results()
				.map((result) -> (result.group(1) != null) ? result.group(1) : result.group(2))
				.toList();
			String method = "GET";
			String path = "";
			String body = null;
			List<String> headers = new ArrayList<>();
			for (int i = 0; i < arguments.size(); i++) {
				switch (arguments.get(i)) {
					case "-X" -> method = arguments.get(++i);
					case "-H" -> headers.addAll(List.of(arguments.get(++i).split(": ", 2)));
					case "-d" -> {
						body = arguments.get(++i);
						method = "POST";
					}
					default -> path = arguments.get(i).replace("localhost:8080" + GuardedServer.PATH, "");
				}
			}
			return new Call(method, path, body, headers);
		}

	}

}
