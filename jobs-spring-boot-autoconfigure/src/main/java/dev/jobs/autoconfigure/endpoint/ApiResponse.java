package dev.jobs.autoconfigure.endpoint;

import java.util.HashMap;
import java.util.Map;

/**
 * An answer of the endpoint, the same on all stacks.
 *
 * @param status the status
 * @param headers the headers; the one of the content type is among them if there is
 * content
 * @param body the content in UTF-8, empty if there is none
 */
record ApiResponse(int status, Map<String, String> headers, byte[] body) {

	ApiResponse {
		headers = Map.copyOf(headers);
	}

	ApiResponse with(String header, String value) {
		Map<String, String> all = new HashMap<>(this.headers);
		all.put(header, value);
		return new ApiResponse(this.status, all, this.body);
	}

}
