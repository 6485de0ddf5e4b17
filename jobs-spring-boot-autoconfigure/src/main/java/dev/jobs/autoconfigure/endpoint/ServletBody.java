package dev.jobs.autoconfigure.endpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Reads the body of a servlet request. The server knows when a client has fallen silent;
 * what it does not see is one that sends a little now and then.
 */
final class ServletBody {

	private static final int BUFFER_SIZE = 8 * 1024;

	private ServletBody() {
	}

	/**
	 * Read a body.
	 * @param in the body
	 * @param limit the most bytes to read
	 * @param timeout how long the body may take
	 * @param nanoTime the monotonic clock, in nanoseconds
	 * @return the bytes, one more than the limit if there are more than that
	 * @throws InterruptedIOException if the body takes longer
	 * @throws IOException if the body does not arrive
	 */
	static byte[] read(InputStream in, int limit, Duration timeout, LongSupplier nanoTime) throws IOException {
		long start = nanoTime.getAsLong();
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		byte[] buffer = new byte[BUFFER_SIZE];
		int read = 0;
		while (read >= 0 && body.size() <= limit) {
			read = in.read(buffer, 0, Math.min(buffer.length, limit + 1 - body.size()));
			if (nanoTime.getAsLong() - start > timeout.toNanos()) {
				throw new InterruptedIOException("The body takes longer than " + timeout);
			}
			body.write(buffer, 0, Math.max(0, read));
		}
		return body.toByteArray();
	}

}
