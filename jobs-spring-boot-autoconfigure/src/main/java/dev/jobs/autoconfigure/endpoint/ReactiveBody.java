package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;
import java.time.Duration;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.Exceptions;

/**
 * Reads the body of a reactive request in a thread that may wait.
 */
final class ReactiveBody {

	private ReactiveBody() {
	}

	/**
	 * Read a body. One that says to be a little beyond the limit is read all the same, so
	 * that its client gets an answer and not a reset of the connection.
	 * @param request the request
	 * @param limit the most bytes to read
	 * @param timeout how long to wait
	 * @return the bytes, one more than the limit if there are more than that
	 * @throws IOException if the body does not arrive, for whatever reason the server has
	 */
	static byte[] read(ServerHttpRequest request, int limit, Duration timeout) throws IOException {
		int most = (request.getHeaders().getContentLength() > limit) ? 2 * limit : limit;
		try {
			byte[] body = DataBufferUtils.join(request.getBody(), most)
				.map(ReactiveBody::toBytes)
				.timeout(timeout)
				.block();
			return (body != null) ? body : new byte[0];
		}
		catch (DataBufferLimitException ex) {
			return new byte[limit + 1];
		}
		catch (RuntimeException ex) {
			throw new IOException(Exceptions.unwrap(ex));
		}
	}

	private static byte[] toBytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

}
