package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A request to the endpoint, the same on all stacks.
 *
 * @param method method of the request, in upper case
 * @param path decoded path segments below the base path; empty for the base path itself
 * @param query the query as sent, {@code null} if there is none
 * @param headers gives the values of a header, empty if it was not sent
 * @param body reads the body
 * @param peer who sent it
 * @param user name of the authenticated user, {@code null} if there is none
 */
record ApiRequest(String method, List<String> path, @Nullable String query, Function<String, List<String>> headers,
		Body body, Peer peer, @Nullable String user) {

	ApiRequest {
		path = List.copyOf(path);
	}

	List<String> header(String name) {
		return this.headers.apply(name);
	}

	boolean isRead() {
		return switch (this.method) {
			case "GET", "HEAD", "OPTIONS" -> true;
			default -> false;
		};
	}

	/**
	 * The body of a request, not read before it is asked for.
	 */
	@FunctionalInterface
	interface Body {

		/**
		 * Read the body, waiting for it.
		 * @param limit the most bytes to read
		 * @param timeout how long to wait; where a thread waits in the server, the server
		 * ends the wait for a client that has fallen silent
		 * @return the bytes, one more than the limit if there are more than that
		 * @throws IOException if the body does not arrive; one that was caused by a
		 * time-out has it among its causes
		 */
		byte[] read(int limit, Duration timeout) throws IOException;

	}

}
