package dev.jobs.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node that runs in another process.
 */
final class NodeProcess implements AutoCloseable {

	private static final long SECONDS = 60;

	private final Process process;

	private NodeProcess(Process process) {
		this.process = process;
	}

	/**
	 * Start a node and wait until it says that it is ready, or is dead already.
	 */
	static NodeProcess start(String url, Ledger ledger, String name, String jobs, Failpoint failpoint, int time)
			throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		List<String> command = List.of(java, "-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
				System.getProperty("java.class.path"), NodeMain.class.getName(), "url", url, "ledger",
				ledger.file().toString(), "name", name, "jobs", jobs, "failpoint", failpoint.name(), "time",
				Integer.toString(time));
		Process process = new ProcessBuilder(command)
			.redirectError(ledger.file().resolveSibling(name + ".err").toFile())
			.start();
		BufferedReader out = process.inputReader();
		String line = out.readLine();
		while (line != null && !line.equals("READY")) {
			line = out.readLine();
		}
		return new NodeProcess(process);
	}

	/**
	 * Wait until the node has died at its failpoint.
	 */
	void awaitDeath() throws InterruptedException {
		assertThat(this.process.waitFor(SECONDS, TimeUnit.SECONDS)).as("dies at its failpoint").isTrue();
		assertThat(this.process.exitValue()).isEqualTo(137);
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	/**
	 * Stop the process in the middle of whatever it does.
	 */
	void freeze() throws IOException, InterruptedException {
		signal("-STOP");
	}

	void thaw() throws IOException, InterruptedException {
		signal("-CONT");
	}

	private void signal(String signal) throws IOException, InterruptedException {
		new ProcessBuilder("kill", signal, Long.toString(this.process.pid())).start().waitFor();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
