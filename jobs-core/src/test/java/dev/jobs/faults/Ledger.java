package dev.jobs.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

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
	 * Return the events of a kind, in the order in which they were written.
	 */
	List<Line> lines(String event) {
		return lines().stream().filter((line) -> line.event().equals(event)).toList();
	}

	/**
	 * Return all events, in the order in which they were written.
	 */
	List<Line> lines() {
		try {
			if (!Files.exists(this.file)) {
				return List.of();
			}
			return Files.readAllLines(this.file)
				.stream()
				.map((line) -> line.split(" "))
				.map((words) -> new Line(words[0], words[1], Long.parseLong(words[2]), words[3]))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int count(String event) {
		return lines(event).size();
	}

	int count(String event, String node) {
		return (int) lines(event).stream().filter((line) -> line.node().equals(node)).count();
	}

	Set<String> runs(String event) {
		return lines(event).stream().map(Line::run).collect(Collectors.toSet());
	}

	/**
	 * Let the bodies end that are held on a node.
	 */
	void open(String node, Gate gate) {
		try {
			Path before = Files.writeString(this.file.resolveSibling(node + ".new"), gate.name());
			Files.move(before, gate(node), StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return how the bodies that are held on a node shall end, {@code null} if they shall
	 * not yet.
	 */
	@Nullable Gate gateOf(String node) {
		try {
			return Files.exists(gate(node)) ? Gate.valueOf(Files.readString(gate(node))) : null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path gate(String node) {
		return this.file.resolveSibling(node + ".gate");
	}

	/**
	 * How a body ends that was held.
	 */
	enum Gate {

		RETURN, THROW

	}

	/**
	 * An event.
	 *
	 * @param event what happened
	 * @param run which run, or which fire time
	 * @param token under which claim
	 * @param node on which node
	 */
	record Line(String event, String run, long token, String node) {
	}

}
