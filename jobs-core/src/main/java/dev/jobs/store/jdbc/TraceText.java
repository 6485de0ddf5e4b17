package dev.jobs.store.jdbc;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Writes trace headers as one text, the way forms are: {@code name=value&name=value}.
 */
final class TraceText {

	private TraceText() {
	}

	static @Nullable String of(Map<String, String> headers) {
		return headers.isEmpty() ? null
				: headers.entrySet()
					.stream()
					.map((header) -> encode(header.getKey()) + "=" + encode(header.getValue()))
					.collect(Collectors.joining("&"));
	}

	static Map<String, String> read(@Nullable String text) {
		if (text == null || text.isEmpty()) {
			return Map.of();
		}
		Map<String, String> headers = new LinkedHashMap<>();
		for (String header : text.split("&")) {
			int end = header.indexOf('=');
			headers.put(decode(header.substring(0, end)), decode(header.substring(end + 1)));
		}
		return headers;
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

}
