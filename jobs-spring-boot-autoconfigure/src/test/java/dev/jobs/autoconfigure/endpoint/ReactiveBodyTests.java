package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import reactor.core.publisher.Flux;
import reactor.netty.channel.AbortedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ReactiveBody}.
 */
class ReactiveBodyTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	@Test
	void readsWhatComesInPieces() throws IOException {
		assertThat(read(Flux.just(buffer(3), buffer(4)), LONG)).hasSize(7);
		assertThat(read(Flux.empty(), LONG)).isEmpty();
	}

	@Test
	void readsNoMoreThanItMust() throws IOException {
		assertThat(read(Flux.just(buffer(6)).repeat(), LONG)).hasSize(11);
	}

	@Test
	void waitsNoLongerThanItMay() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(Flux.never(), Duration.ofMillis(1)))
			.withCauseInstanceOf(TimeoutException.class);
	}

	// A client that goes away is not the fault of the server, however it says it.
	@ParameterizedTest
	@MethodSource("losses")
	void saysThatTheConnectionWasLost(Exception loss) {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> read(Flux.concat(Flux.just(buffer(1)), Flux.error(loss)), LONG))
			.withCause(loss);
	}

	static Stream<Exception> losses() {
		return Stream.of(new SocketException("Connection reset"), AbortedException.beforeSend(),
				new TimeoutException("Idle"), new IllegalStateException("Closed"));
	}

	@Test
	void saysSoToAThreadThatIsInterrupted() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(Flux.never(), LONG))
			.withCauseInstanceOf(InterruptedException.class);
		assertThat(Thread.interrupted()).isTrue();
	}

	private static byte[] read(Flux<DataBuffer> body, Duration timeout) throws IOException {
		return ReactiveBody.of(MockServerHttpRequest.post("/").body(body), 10).read(timeout);
	}

	private static DataBuffer buffer(int length) {
		return DefaultDataBufferFactory.sharedInstance.wrap(new byte[length]);
	}

}
