package dev.jobs.autoconfigure.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Keeps foreign web pages from changing state through the browser of someone who may. The
 * address of such a request is good; only what a browser adds by itself tells where it
 * came from.
 *
 * <p>
 * A request with an {@code Origin} or a {@code Sec-Fetch-*} header comes from a browser.
 * It must be same-origin, and carry what a form of another page cannot send: a JSON
 * content type or {@code X-Job-Request: 1}. Other clients are left alone.
 */
final class BrowserRule {

	static final String MARKER = "X-Job-Request";

	private static final String ORIGIN = "Origin";

	private static final String FETCH_SITE = "Sec-Fetch-Site";

	private static final List<String> BROWSER_HEADERS = List.of(ORIGIN, FETCH_SITE, "Sec-Fetch-Mode", "Sec-Fetch-Dest",
			"Sec-Fetch-User", "Sec-Fetch-Storage-Access");

	private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

	/**
	 * Check a request.
	 * @param method method of the request, in upper case
	 * @param host values of the {@code Host} lines, as sent
	 * @param headers gives the values of a header, empty if it was not sent
	 * @return what is wrong with it as a message for the caller; empty if nothing is
	 */
	Optional<String> violation(String method, List<String> host, Function<String, List<String>> headers) {
		if (SAFE_METHODS.contains(method) || !isFromBrowser(headers)) {
			return Optional.empty();
		}
		List<String> problems = new ArrayList<>();
		siteProblem(host, headers).ifPresent(problems::add);
		if (!isMarked(headers)) {
			problems.add("it must carry 'Content-Type: application/json' or '%s: 1'".formatted(MARKER));
		}
		return problems.isEmpty() ? Optional.empty()
				: Optional.of("Cross-site request denied: " + String.join("; ", problems));
	}

	private boolean isFromBrowser(Function<String, List<String>> headers) {
		return BROWSER_HEADERS.stream().anyMatch((name) -> !headers.apply(name).isEmpty());
	}

	// Sec-Fetch-Site is the browser's own verdict and also right behind a proxy that
	// rewrites Host. Browsers send it to trustworthy origins only, hence the second way.
	private Optional<String> siteProblem(List<String> host, Function<String, List<String>> headers) {
		List<String> site = headers.apply(FETCH_SITE);
		if (!site.isEmpty()) {
			boolean ours = site.equals(List.of("same-origin")) || site.equals(List.of("none"));
			return ours ? Optional.empty() : Optional.of("'%s' must be 'same-origin' or 'none'".formatted(FETCH_SITE));
		}
		List<String> origin = headers.apply(ORIGIN);
		if (origin.isEmpty()) {
			return Optional.of("'%s' or '%s' must say that it is same-origin".formatted(FETCH_SITE, ORIGIN));
		}
		return isSameOrigin(origin, host) ? Optional.empty()
				: Optional.of("host and port of '%s' must be those of 'Host'".formatted(ORIGIN));
	}

	private boolean isSameOrigin(List<String> origin, List<String> host) {
		if (origin.size() != 1 || host.size() != 1) {
			return false;
		}
		String[] parts = origin.get(0).toLowerCase(Locale.ROOT).split("://", 2);
		if (parts.length != 2) {
			return false;
		}
		return switch (parts[0]) {
			case "http" -> isSameHost(parts[1], host.get(0), ":80");
			case "https" -> isSameHost(parts[1], host.get(0), ":443");
			default -> false;
		};
	}

	private boolean isSameHost(String authority, String host, String defaultPort) {
		return !authority.isEmpty()
				&& withPort(authority, defaultPort).equals(withPort(host.toLowerCase(Locale.ROOT), defaultPort));
	}

	private String withPort(String authority, String defaultPort) {
		return authority.matches(".*:[0-9]+") ? authority : authority + defaultPort;
	}

	private boolean isMarked(Function<String, List<String>> headers) {
		return headers.apply(MARKER).equals(List.of("1")) || isJson(headers.apply("Content-Type"));
	}

	private boolean isJson(List<String> contentType) {
		if (contentType.size() != 1) {
			return false;
		}
		String type = contentType.get(0).split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
		return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
	}

}
