package dev.jobs.autoconfigure.endpoint;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BrowserRule}.
 */
class BrowserRuleTests {

	private static final String JSON = "Content-Type: application/json";

	private static final String MARKER = "X-Job-Request: 1";

	@ParameterizedTest
	@ValueSource(strings = { "", "Content-Type: text/plain", "Content-Type: application/x-www-form-urlencoded",
			"Authorization: Bearer x", "Referer: https://evil.example/", "User-Agent: curl/8" })
	void leavesOtherClientsAlone(String headers) {
		assertThat(violation("POST", "localhost:8080", headers)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD", "OPTIONS", "TRACE" })
	void leavesReadsAlone(String method) {
		assertThat(violation(method, "localhost:8080", "Origin: https://evil.example | Sec-Fetch-Site: cross-site"))
			.isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "PATCH", "DELETE", "get", "BREW" })
	void takesAllOtherMethodsForStateChanges(String method) {
		assertThat(violation(method, "localhost:8080", "Origin: https://evil.example | " + JSON)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none",
			"Sec-Fetch-Site: same-origin | Origin: http://public.example",
			"Sec-Fetch-Site: same-origin | Origin: null | Sec-Fetch-Mode: cors", "Origin: http://localhost:8080",
			"Origin: https://localhost:8080", "Origin: HTTP://LocalHost:8080",
			"Origin: http://localhost:8080 | Sec-Fetch-Mode: cors" })
	void letsSameOriginPassThatIsMarked(String headers) {
		assertThat(violation("POST", "localhost:8080", headers + " | " + JSON)).isNull();
		assertThat(violation("POST", "localhost:8080", headers + " | " + MARKER)).isNull();
		assertThat(violation("POST", "localhost:8080", headers)).isEqualTo(
				"Cross-site request denied: it must carry 'Content-Type: application/json' or 'X-Job-Request: 1'");
	}

	@ParameterizedTest
	@CsvSource({ "http://jobs.example,jobs.example", "http://jobs.example:80,jobs.example",
			"http://jobs.example,jobs.example:80", "https://jobs.example,jobs.example",
			"https://jobs.example:443,jobs.example", "https://jobs.example,JOBS.example:443", "http://[::1],[::1]",
			"http://[::1],[::1]:80", "http://[::1]:8080,[::1]:8080", "http://exa_mple,exa_mple" })
	void takesDefaultPortsForGranted(String origin, String host) {
		assertThat(violation("POST", host, "Origin: " + origin + " | " + MARKER)).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			https://evil.example            | localhost:8080
			http://localhost:8081           | localhost:8080
			http://localhost                | localhost:8080
			http://localhost:8080           | localhost
			https://localhost:80            | localhost
			https://localhost               | localhost:80
			http://localhost:8080.evil      | localhost:8080
			http://evil@localhost:8080      | localhost:8080
			http://localhost:8080/          | localhost:8080
			null                            | localhost:8080
			localhost:8080                  | localhost:8080
			file://                         | localhost:8080
			http://                         | localhost:8080
			chrome-extension://localhost:8080 | localhost:8080
			http://[::1]                    | [::1]:8080
			""")
	void refusesOtherOrigins(String origin, String host) {
		assertThat(violation("POST", host, "Origin: " + origin + " | " + MARKER))
			.isEqualTo("Cross-site request denied: host and port of 'Origin' must be those of 'Host'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cross-site", "same-site", "SAME-ORIGIN", "", "same-origin, none" })
	void refusesWhatTheBrowserSaysIsForeign(String site) {
		assertThat(violation("POST", "localhost", "Sec-Fetch-Site: " + site + " | Origin: http://localhost | " + JSON))
			.isEqualTo("Cross-site request denied: 'Sec-Fetch-Site' must be 'same-origin' or 'none'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty", "Sec-Fetch-User: ?1",
			"Sec-Fetch-Storage-Access: none" })
	void refusesABrowserThatDoesNotSayWhereFrom(String header) {
		assertThat(violation("POST", "localhost", header + " | " + MARKER))
			.isEqualTo("Cross-site request denied: 'Sec-Fetch-Site' or 'Origin' must say that it is same-origin");
	}

	@Test
	void refusesHeadersThatAreThereTwice() {
		assertThat(violation("POST", "localhost", "Origin: http://localhost | Origin: http://localhost | " + MARKER))
			.isNotNull();
		assertThat(violation("POST", "localhost", "Sec-Fetch-Site: none | Sec-Fetch-Site: cross-site | " + MARKER))
			.isNotNull();
		assertThat(violation("POST", "localhost", "Origin: http://localhost | " + JSON + " | Content-Type: text/plain"))
			.isNotNull();
		assertThat(new BrowserRule().violation("POST", List.of("localhost", "evil.example"),
				headers("Origin: http://localhost | " + MARKER)))
			.isPresent();
		assertThat(new BrowserRule().violation("POST", List.of(), headers("Origin: http://localhost | " + MARKER)))
			.isPresent();
	}

	@ParameterizedTest
	@CsvSource({ "application/json,true", "application/json;charset=UTF-8,true", "APPLICATION/JSON ; charset=x,true",
			"application/merge-patch+json,true", "text/plain,false", "text/json,false",
			"application/x-www-form-urlencoded,false", "multipart/form-data; boundary=application/json,false",
			"text/plain;application/json,false", "application/jsonp,false", "image/x+json,false" })
	void knowsJson(String type, boolean expected) {
		assertThat(violation("POST", "localhost", "Origin: http://localhost | Content-Type: " + type) == null)
			.isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Job-Request: 0", "X-Job-Request: true", "X-Job-Request: " })
	void takesNoOtherMarker(String marker) {
		assertThat(violation("POST", "localhost", "Origin: http://localhost | " + marker)).isNotNull();
	}

	@Test
	void namesAllThatIsMissingAtOnce() {
		assertThat(violation("DELETE", "localhost", "Origin: https://evil.example"))
			.isEqualTo("Cross-site request denied: host and port of 'Origin' must be those of 'Host'; "
					+ "it must carry 'Content-Type: application/json' or 'X-Job-Request: 1'");
	}

	private static String violation(String method, String host, String headers) {
		return new BrowserRule().violation(method, List.of(host), headers(headers)).orElse(null);
	}

	private static Function<String, List<String>> headers(String headers) {
		return (name) -> Stream.of(headers.split(" \\| "))
			.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
			.map((line) -> line.substring(name.length() + 1).strip())
			.toList();
	}

}
