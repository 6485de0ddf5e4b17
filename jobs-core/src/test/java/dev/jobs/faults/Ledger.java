package dev.jobs.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What bodies write down outside the store: one line for each event, which a process that
 * is killed has written or not, but never torn.
 *
 * @param file the file
 */
record Ledger(Path file) {

	void write(String event, String run, long token, String node) {
		String line = "%s %s %d %s%n".formatted(event, run, token, node);
		try {
			Files.write(this.file, line.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.CREATE,
					StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the events of a kind.
	 */
	List<Line> lines(String event) {
		try {
			if (!Files.exists(this.file)) {
				return List.of();
			}
			return Files.readAllLines(this.file)
				.stream()
				.map((line) -> line.split(" "))
				.filter((words) -> words[0].equals(event))
				.map((words) -> new Line(words[1], Long.parseLong(words[2]), words[3]))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * An event.
	 *
	 * @param run which run, or which fire time
	 * @param token under which claim
	 * @param node on which node
	 */
	record Line(String run, long token, String node) {
	}

}
