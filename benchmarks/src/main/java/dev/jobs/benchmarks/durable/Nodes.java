package dev.jobs.benchmarks.durable;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;

/**
 * Our engine in JVMs of their own, one or several, on the same tables.
 */
final class Nodes implements AutoCloseable {

	private static final int WARM_UP = 10_000;

	private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(3);

	private static final String LEFT = "SELECT EXISTS (SELECT 1 FROM " + Backlog.IN_FRONT + ")";

	private final PostgresServer server;

	private final List<NodeProcess> processes;

	private Nodes(PostgresServer server, List<NodeProcess> processes) {
		this.server = server;
		this.processes = processes;
	}

	static Nodes start(PostgresServer server, int number) {
		return new Nodes(server, IntStream.range(0, number).mapToObj((i) -> NodeProcess.start(server.url())).toList());
	}

	/**
	 * Measure, after a smaller batch that warms up.
	 * @return runs per second
	 * @throws VoidResultException if not each run was started once
	 */
	double measure(int runs) {
		process(Math.min(runs, WARM_UP));
		return process(runs);
	}

	private double process(int runs) {
		enqueue(runs);
		this.processes.forEach((process) -> process.work(runs));
		awaitNothingLeft();
		long end = System.nanoTime();
		Tally tally = new Tally(runs);
		long start = this.processes.stream()
			.mapToLong((process) -> process.stop(tally))
			.filter((first) -> first != 0)
			.min()
			.orElse(end);
		tally.check();
		return runs * 1e9 / (end - start);
	}

	private void enqueue(int runs) {
		OurEngine ours = new OurEngine();
		try (HikariDataSource pool = this.server.pool(2)) {
			ours.prepare(pool);
			new Race(this.server).enqueue(ours, pool, runs);
		}
		this.server.settle();
	}

	private void awaitNothingLeft() {
		long end = System.nanoTime() + LONGEST_NANOS;
		while (Boolean.TRUE.equals(this.server.outside().queryForObject(LEFT, Boolean.class))) {
			if (System.nanoTime() > end) {
				throw new VoidResultException("something is left unfinished");
			}
			LockSupport.parkNanos(10_000_000);
		}
	}

	@Override
	public void close() {
		this.processes.forEach(NodeProcess::close);
	}

}
