package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.jobs.autoconfigure.endpoint.GuardedServer.Ports;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Stack;
import dev.jobs.autoconfigure.endpoint.RawHttp.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real servers, real sockets: whoever the forwarding support of server and framework
 * takes the client for, the guard goes by the peer of the connection. Every source is a
 * loopback address, so the lists name single ones.
 */
class ForwardingMatrixTests {

	private static final String STRANGER = "127.0.0.1";

	private static final String LISTED = "127.0.0.2";

	private static final String PROXY = "127.0.0.3";

	private static final String[] LISTS = { "jobs.endpoint.cidr-allowlist=127.0.0.2/32,192.168.1.0/24",
			"jobs.endpoint.trusted-proxies=127.0.0.3/32,172.16.0.0/12" };

	/** Headers by which a stranger claims to be someone on the list. */
	private static final List<String[]> FORGERIES = List.of(headers(), headers("X-Forwarded-For: 127.0.0.2"),
			headers("X-Forwarded-For: 192.168.1.100"), headers("X-Forwarded-For: 192.168.1.100, 127.0.0.3"),
			headers("X-Forwarded-For: 127.0.0.2, 127.0.0.1"), headers("X-Forwarded-For: 8.8.8.8, 192.168.1.100"),
			headers("X-Forwarded-For: 8.8.8.8", "X-Forwarded-For: 192.168.1.100"),
			headers("X-Forwarded-For: 192.168.1.100", "X-Forwarded-For: 127.0.0.3"),
			headers("x-forwarded-for: 192.168.1.100"), headers("X-Forwarded-For: evil.example"),
			headers("X-Forwarded-For:"), headers("Forwarded: for=192.168.1.100"),
			headers("Forwarded: for=127.0.0.2;host=localhost;proto=http"), headers("X-Real-IP: 192.168.1.100"),
			headers("X-Client-IP: 192.168.1.100", "True-Client-IP: 192.168.1.100"),
			headers("X-Forwarded-For: 192.168.1.100", "X-Forwarded-By: 127.0.0.3", "X-Forwarded-Proto: https"),
			headers("X-Forwarded-Prefix: /_sys/job", "X-Forwarded-For: 127.0.0.2"),
			headers("X-Forwarded-Prefix: //evil.example", "X-Forwarded-For: 127.0.0.2"),
			headers("X-Forwarded-Host: localhost", "X-Forwarded-Port: 1", "X-Forwarded-For: 127.0.0.2"),
			headers("X-Forwarded-Proxied-Remote: 127.0.0.2", "X-Proxied-Https: on"),
			headers(ServletPeer.ATTRIBUTE + ": 127.0.0.2"));

	/** Other spellings of the path; some reach the handler mapping and some do not. */
	private static final List<String> SPELLINGS = List.of("/_sys/job", "/_sys/job/", "/_sys/job/unknown",
			"/_sys/job/unknown/runs", "/_sys;x=1/job", "/_sys/job;jsessionid=1", "/_sys;/job;/x", "/%5fsys/job",
			"/%5Fsys/%6aob", "//_sys/job", "/_sys//job", "/_SYS/job", "/_sys%2fjob", "/_sys/job%2f", "/./_sys/job",
			"/x/../_sys/job", "/x/%2e%2e/_sys/job", "/_sys/job/%2e%2e/x", "/_sys/job/..;/job", "/_sys/job%00",
			"/_sys/job?x=1", "/_sys/job#x", "/_sys\\job", "/_sys/job.json", "/_sys/job%3b", "/_sys/job%20",
			"http://127.0.0.2/_sys/job", "http://localhost/_sys/job");

	static Stream<Arguments> everyServer() {
		List<Arguments> rows = new ArrayList<>();
		for (Ports ports : List.of(Ports.SAME, Ports.DIFFERENT)) {
			for (String strategy : List.of("none", "native", "framework")) {
				rows.add(Arguments.of(Stack.TOMCAT, strategy, ports));
				rows.add(Arguments.of(Stack.JETTY, strategy, ports));
				rows.add(Arguments.of(Stack.NETTY, strategy, ports));
			}
			rows.add(Arguments.of(Stack.REACTIVE_TOMCAT, "native", ports));
			rows.add(Arguments.of(Stack.REACTIVE_JETTY, "native", ports));
		}
		return rows.stream();
	}

	@ParameterizedTest(name = "{0}, {1}, {2} port")
	@MethodSource("everyServer")
	void goesByThePeerOfTheConnection(Stack stack, String strategy, Ports ports) {
		try (GuardedServer server = GuardedServer.start(stack, ports, "server.forward-headers-strategy=" + strategy,
				LISTS[0], LISTS[1])) {
			SoftAssertions.assertSoftly((softly) -> {
				Caller caller = new Caller(server, softly);
				strangersStayOut(caller);
				strangersLearnNothing(caller);
				listedPeersEnter(caller);
				proxiesSpeakForTheirClients(caller);
				browsersMustBeOurs(caller);
			});
		}
	}

	// GB-T31, J9
	private void strangersStayOut(Caller caller) {
		for (String[] forgery : FORGERIES) {
			caller.expect(403, STRANGER, "GET", GuardedServer.PATH, forgery);
		}
		assertThat(caller.server.hits()).as("requests of strangers that reached a handler").isZero();
	}

	// GB-I10: no spelling of the path and no method leads past the guard, and 403 comes
	// before 404 and 405.
	private void strangersLearnNothing(Caller caller) {
		for (String spelling : SPELLINGS) {
			for (String[] forgery : List.of(headers(), headers("X-Forwarded-For: 127.0.0.2"),
					headers("X-Forwarded-Prefix: /_sys", "X-Forwarded-For: 127.0.0.2"))) {
				caller.expectNoEntry(STRANGER, "GET", spelling, forgery);
				caller.expectNoEntry(STRANGER, "POST", spelling, forgery);
			}
		}
		for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
			caller.expect(403, STRANGER, method, GuardedServer.PATH);
			caller.expect(403, STRANGER, method, GuardedServer.PATH + "/unknown");
		}
		assertThat(caller.server.hits()).as("requests of strangers that reached a handler").isZero();
	}

	// GB-I4: what a peer that is no proxy says about itself is not read.
	private void listedPeersEnter(Caller caller) {
		for (String[] forgery : FORGERIES) {
			if (!String.join("", forgery).contains("Prefix")) {
				caller.expect(200, LISTED, "GET", GuardedServer.PATH, forgery);
			}
		}
		caller.expect(200, LISTED, "GET", GuardedServer.PATH, "X-Forwarded-For: 8.8.8.8");
		caller.expect(200, LISTED, "GET", GuardedServer.PATH, "Forwarded: for=8.8.8.8");
		caller.expect(404, LISTED, "GET", GuardedServer.PATH + "/unknown");
		assertThat(caller.server.hits()).isPositive();
	}

	// GB-T32, GB-I5 to GB-I8
	private void proxiesSpeakForTheirClients(Caller caller) {
		caller.expectForwarded(403);
		caller.expectForwarded(200, "X-Forwarded-For: 192.168.1.100");
		caller.expectForwarded(200, "X-Forwarded-For: 192.168.1.100, 172.16.0.5");
		caller.expectForwarded(200, "X-Forwarded-For: 8.8.8.8, 192.168.1.100, 172.16.0.5, 127.0.0.3");
		caller.expectForwarded(200, "X-Forwarded-For: 8.8.8.8", "X-Forwarded-For: 192.168.1.100");
		caller.expectForwarded(200, "X-Forwarded-For: 192.168.1.100:4711");
		caller.expectForwarded(200, "X-Forwarded-For: [::ffff:192.168.1.100]:4711");
		caller.expectForwarded(200, "X-Forwarded-For: 192.168.1.100", "Forwarded: for=8.8.8.8", "X-Real-IP: 8.8.8.8");
		caller.expectForwarded(403, "X-Forwarded-For: 8.8.8.8");
		caller.expectForwarded(403, "X-Forwarded-For: 192.168.1.100, 8.8.8.8");
		caller.expectForwarded(403, "X-Forwarded-For: 192.168.1.100", "X-Forwarded-For: 8.8.8.8");
		caller.expectForwarded(403, "X-Forwarded-For: 192.168.1.100, evil.example");
		caller.expectForwarded(403, "X-Forwarded-For: evil.example, 192.168.1.100");
		caller.expectForwarded(403, "X-Forwarded-For: 127.0.0.2");
		caller.expectForwarded(403, "X-Forwarded-For: 127.0.0.3");
		caller.expectForwarded(403, "X-Real-IP: 192.168.1.100");
		caller.expectForwarded(403, "Forwarded: for=192.168.1.100");
		caller.expectForwarded(403, "Forwarded: for=192.168.1.100", "X-Forwarded-For: 8.8.8.8");
	}

	private void browsersMustBeOurs(Caller caller) {
		String self = "Origin: http://localhost:" + caller.server.port();
		caller.expect(200, LISTED, "POST", GuardedServer.PATH + "/job");
		caller.expect(200, LISTED, "POST", GuardedServer.PATH + "/job", self, "X-Job-Request: 1");
		caller.expect(200, LISTED, "POST", GuardedServer.PATH + "/job", "Sec-Fetch-Site: same-origin", self,
				"Content-Type: application/json");
		caller.expect(403, LISTED, "POST", GuardedServer.PATH + "/job", self);
		caller.expect(403, LISTED, "POST", GuardedServer.PATH + "/job", "Origin: https://evil.example",
				"X-Job-Request: 1");
		caller.expect(403, LISTED, "POST", GuardedServer.PATH + "/job", "Sec-Fetch-Site: cross-site",
				"Content-Type: text/plain");
		caller.expect(403, LISTED, "POST", GuardedServer.PATH + "/job", "Origin: https://evil.example",
				"X-Job-Request: 1", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https",
				"X-Forwarded-Port: 443");
	}

	// GB-T28
	@ParameterizedTest
	@EnumSource(Stack.class)
	void withoutListsLetsLoopbackInAndNobodyElse(Stack stack) throws IOException {
		String outside = RawHttp.addressOfThisHost();
		try (GuardedServer server = GuardedServer.start(stack, Ports.SAME, "server.forward-headers-strategy=native")) {
			SoftAssertions.assertSoftly((softly) -> {
				Caller caller = new Caller(server, softly);
				caller.expect(200, STRANGER, "GET", GuardedServer.PATH);
				caller.expect(200, STRANGER, "GET", GuardedServer.PATH, "X-Forwarded-For: 8.8.8.8");
				caller.expect(200, "::1", "GET", GuardedServer.PATH, "X-Forwarded-For: 8.8.8.8");
				caller.expect(403, outside, "GET", GuardedServer.PATH);
				caller.expect(403, outside, "GET", GuardedServer.PATH, "X-Forwarded-For: 127.0.0.1");
				caller.expect(403, outside, "GET", GuardedServer.PATH, "Forwarded: for=127.0.0.1");
				softly.assertThat(caller.send(outside, "GET", GuardedServer.PATH).text())
					.contains("Access denied: localhost-only");
			});
		}
	}

	private static String[] headers(String... headers) {
		return headers;
	}

	/**
	 * Sends requests to one server and keeps what went wrong.
	 */
	private record Caller(GuardedServer server, SoftAssertions softly) {

		void expect(int status, String source, String method, String target, String... headers) {
			this.softly.assertThat(send(source, method, target, headers).status())
				.as("%s %s from %s with %s", method, target, source, List.of(headers))
				.isEqualTo(status);
		}

		void expectForwarded(int status, String... headers) {
			expect(status, PROXY, "GET", GuardedServer.PATH, headers);
		}

		// An answer of the endpoint itself, be it 404, would show that the guard let the
		// request through.
		void expectNoEntry(String source, String method, String target, String... headers) {
			Answer answer = send(source, method, target, headers);
			this.softly.assertThat(answer.status())
				.as("%s %s from %s with %s", method, target, source, List.of(headers))
				.isIn(0, 400, 403, 404, 405);
			this.softly.assertThat(answer.text())
				.as("%s %s from %s with %s", method, target, source, List.of(headers))
				.doesNotContain("\"data\":", "\"code\":\"NOT_FOUND\"", "\"code\":\"METHOD_NOT_ALLOWED\"");
		}

		private Answer send(String source, String method, String target, String... headers) {
			try {
				return RawHttp.send(source, this.server.port(), method, target, headers);
			}
			catch (IOException ex) {
				throw new AssertionError("%s %s from %s failed".formatted(method, target, source), ex);
			}
		}

	}

}
