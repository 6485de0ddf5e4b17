package dev.jobs.autoconfigure.endpoint;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ServletBody}.
 */
class ServletBodyTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);

	@ParameterizedTest
	@CsvSource({ "0,0", "1,1", "10,10", "11,11", "12,11", "100000,11" })
	void readsOneByteMoreThanTheLimitAtMost(int length, int read) throws IOException {
		assertThat(ServletBody.read(new ByteArrayInputStream(new byte[length]), 10, TIMEOUT, this.nanos::get))
			.hasSize(read);
	}

	@ParameterizedTest
	@CsvSource({ "1,true", "20,true", "21,false" })
	void endsAClientThatSendsALittleNowAndThen(int bytes, boolean inTime) throws IOException {
		InputStream drip = new Drip(bytes);
		if (inTime) {
			assertThat(ServletBody.read(drip, 100, TIMEOUT, this.nanos::get)).hasSize(bytes);
		}
		else {
			assertThatExceptionOfType(InterruptedIOException.class)
				.isThrownBy(() -> ServletBody.read(drip, 100, TIMEOUT, this.nanos::get))
				.withMessage("The body takes longer than PT20S");
		}
	}

	@Test
	void readsBodiesThatFillTheBufferMoreThanOnce() throws IOException {
		byte[] body = new byte[100_000];
		body[99_999] = 1;
		assertThat(ServletBody.read(new ByteArrayInputStream(body), 200_000, TIMEOUT, this.nanos::get)).isEqualTo(body);
	}

	/**
	 * Gives one byte each second.
	 */
	private final class Drip extends InputStream {

		private int left;

		Drip(int left) {
			this.left = left;
		}

		@Override
		public int read() {
			throw new UnsupportedOperationException();
		}

		@Override
		public int read(byte[] buffer, int offset, int length) {
			if (this.left-- == 0) {
				return -1;
			}
			ServletBodyTests.this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
			return 1;
		}

	}

}
