package dev.jobs.benchmarks.durable;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Starts a {@link WorkingNode} in a JVM of its own, and talks to it.
 */
final class NodeProcess implements AutoCloseable {

	private final Process process;

	private final BufferedReader answers;

	private final PrintStream orders;

	private NodeProcess(Process process) {
		this.process = process;
		this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
		this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
	}

	static NodeProcess start(String url) {
		String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
		ProcessBuilder builder = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"),
				WorkingNode.class.getName(), url)
			.redirectError(ProcessBuilder.Redirect.INHERIT);
		try {
			return new NodeProcess(builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Begin to work.
	 * @param runs how many runs there are
	 */
	void work(int runs) {
		this.orders.println(runs);
		answer();
	}

	/**
	 * Stop, and count what was run.
	 * @param tally counts
	 * @return when the first run started, in the nanoseconds of this machine
	 */
	long stop(Tally tally) {
		this.orders.println("stop");
		String[] answer = answer().split(" ");
		Arrays.stream(answer).skip(1).mapToInt(Integer::parseInt).forEach(tally);
		return Long.parseLong(answer[0]);
	}

	private String answer() {
		try {
			String line = this.answers.readLine();
			if (line == null) {
				throw new IllegalStateException("The node has ended");
			}
			return line;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.orders.close();
		this.process.onExit().join();
	}

}
