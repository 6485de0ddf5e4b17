package dev.jobs.faults;

import java.io.IOException;
import java.io.UncheckedIOException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends signals to other processes.
 */
final class Signals {

	private Signals() {
	}

	static void send(String signal, ProcessHandle process) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
			assertThat(kill.waitFor()).as("kill -%s", signal).isZero();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
