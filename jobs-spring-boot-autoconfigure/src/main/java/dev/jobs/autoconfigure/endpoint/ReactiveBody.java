package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The body of a reactive request. It is gathered from the moment on at which the server
 * hands the request over, in the server's thread: where another thread asks for it while
 * the server looks for it, too, Jetty may never deliver it.
 */
final class ReactiveBody {

	/** Of a request that is only looked at. */
	static final ReactiveBody NONE = new ReactiveBody(CompletableFuture.completedFuture(null), 0);

	private final CompletableFuture<byte @Nullable []> bytes;

	private final int limit;

	private ReactiveBody(CompletableFuture<byte @Nullable []> bytes, int limit) {
		this.bytes = bytes;
		this.limit = limit;
	}

	/**
	 * Begin to gather a body. One that says to be a little beyond the limit is gathered
	 * all the same, so that its client gets an answer and not a reset of the connection;
	 * one that says to be longer is not.
	 * @param request the request
	 * @param limit the most bytes to read
	 */
	static ReactiveBody of(ServerHttpRequest request, int limit) {
		long length = request.getHeaders().getContentLength();
		if (length > 2L * limit) {
			return new ReactiveBody(CompletableFuture.completedFuture(new byte[limit + 1]), limit);
		}
		int most = (length > limit) ? 2 * limit : limit;
		return new ReactiveBody(DataBufferUtils.join(request.getBody(), most).map(ReactiveBody::toBytes).toFuture(),
				limit);
	}

	/**
	 * Wait for the body, in a thread that may wait.
	 * @param timeout how long to wait
	 * @return the bytes, one more than the limit if there are more than that
	 * @throws IOException if the body does not arrive, for whatever reason the server has
	 */
	byte[] read(Duration timeout) throws IOException {
		try {
			byte[] body = this.bytes.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
			return (body != null) ? body : new byte[0];
		}
		catch (TimeoutException ex) {
			this.bytes.cancel(true);
			throw new IOException(ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof DataBufferLimitException) {
				return new byte[this.limit + 1];
			}
			throw new IOException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	private static byte[] toBytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

}
