package dev.jobs.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node that runs in another process.
 */
final class NodeProcess implements AutoCloseable {

	static final int KILLED = 137;

	static final int OUT_OF_MEMORY = 3;

	private static final long SECONDS = 60;

	private final Process process;

	private NodeProcess(Process process) {
		this.process = process;
	}

	/**
	 * Return the plan of a node that has no jobs and dies of nothing, yet.
	 */
	static Plan plan(String url, Ledger ledger, String name) {
		return new Plan(url, ledger, name);
	}

	/**
	 * Wait until the node has died at its failpoint.
	 */
	void awaitDeath() throws InterruptedException {
		awaitDeath(KILLED);
	}

	void awaitDeath(int status) throws InterruptedException {
		assertThat(this.process.waitFor(SECONDS, TimeUnit.SECONDS)).as("dies").isTrue();
		assertThat(this.process.exitValue()).isEqualTo(status);
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	/**
	 * Kill the process after a while, wherever it is then.
	 */
	void killAfter(Duration delay) throws InterruptedException {
		this.process.waitFor(delay.toMillis(), TimeUnit.MILLISECONDS);
		kill();
	}

	/**
	 * Stop the process in the middle of whatever it does.
	 */
	void freeze() {
		Signals.send("STOP", this.process.toHandle());
	}

	void thaw() {
		Signals.send("CONT", this.process.toHandle());
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

	/**
	 * How to start a node.
	 */
	static final class Plan {

		private final Ledger ledger;

		private final String name;

		private final Map<String, String> options = new LinkedHashMap<>();

		private final List<String> machine = new ArrayList<>(
				List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));

		private final Map<String, String> environment = new LinkedHashMap<>();

		Plan(String url, Ledger ledger, String name) {
			this.ledger = ledger;
			this.name = name;
			with("url", url).with("ledger", ledger.file().toString()).with("name", name);
		}

		Plan jobs(String which) {
			return with("jobs", which);
		}

		Plan diesAt(Failpoint failpoint, int time) {
			return with("failpoint", failpoint.name()).with("time", Integer.toString(time));
		}

		Plan with(String option, String value) {
			this.options.put(option, value);
			return this;
		}

		/**
		 * Let the node end its bodies more than a second before its lease ends when it
		 * cannot renew it, so that a slow machine has done so by then.
		 */
		Plan endsBodiesEarly() {
			return with("lease", "PT6S").with("heartbeat", "PT2S");
		}

		/**
		 * Let the node keep its lease however slow the machine is.
		 */
		Plan keepsItsLease() {
			return with("lease", "PT30S");
		}

		Plan machine(String... arguments) {
			this.machine.addAll(List.of(arguments));
			return this;
		}

		Plan environment(String variable, String value) {
			this.environment.put(variable, value);
			return this;
		}

		/**
		 * Start the node and wait until it says that it is ready, or is dead already.
		 */
		NodeProcess start() throws IOException {
			List<String> command = new ArrayList<>();
			command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
			command.addAll(this.machine);
			command.addAll(List.of("-cp", System.getProperty("java.class.path"), NodeMain.class.getName()));
			this.options.forEach((option, value) -> command.addAll(List.of(option, value)));
			ProcessBuilder builder = new ProcessBuilder(command)
				.redirectError(this.ledger.file().resolveSibling(this.name + ".err").toFile());
			builder.environment().putAll(this.environment);
			Process process = builder.start();
			BufferedReader out = process.inputReader();
			String line = out.readLine();
			while (line != null && !line.equals("READY")) {
				line = out.readLine();
			}
			drain(out);
			return new NodeProcess(process);
		}

		// A node whose output nobody reads stops in the middle of a line.
		private static void drain(BufferedReader out) {
			Thread thread = new Thread(() -> out.lines().forEach((line) -> {
			}), "node-output");
			thread.setDaemon(true);
			thread.setUncaughtExceptionHandler((ended, ex) -> {
			});
			thread.start();
		}

	}

}
