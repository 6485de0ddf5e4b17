package dev.jobs.benchmarks.durable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;

import dev.jobs.benchmarks.Figures;

/**
 * How long it takes on an idle system on PostgreSQL from the call of enqueue to the start
 * of the body, through the node that works and through another one that does not; and
 * what a node costs while there is nothing to do.
 */
public final class StartLatency {

	private static final int SAMPLES = 200;

	private static final int WARM_UP_SECONDS = 5;

	private static final int IDLE_SECONDS = 60;

	// Longer than a process of the server keeps its counts to itself.
	private static final int SETTLING_SECONDS = 12;

	private static final int SHORTEST_GAP_MILLIS = 20;

	private static final int WORKER_CONNECTIONS = 20;

	private static final int CLIENT_CONNECTIONS = 10;

	private static final List<Case> CASES = List.of(new Case("jobs, same JVM", new OurEngine(), true, 1, 200),
			new Case("jobs, other node", new OurEngine(), false, 1, 200),
			new Case("db-scheduler tuned, same JVM", DbScheduler.tuned(), true, 1, 200),
			new Case("db-scheduler tuned, other client", DbScheduler.tuned(), false, 1, 200),
			new Case("Quartz tuned, same JVM", Quartz.tuned(), true, 1, 200),
			new Case("Quartz tuned, other scheduler", Quartz.tuned(), false, 4, 1_200),
			new Case("JobRunr tuned", JobRunrServer.tuned(), true, 10, 5_200));

	private final Database database;

	private StartLatency(Database database) {
		this.database = database;
	}

	/**
	 * Measure and print.
	 * @param args the number of samples, of which slow ones get fewer, and the seconds of
	 * idleness
	 * @throws IOException if there is no server
	 * @throws InterruptedException if interrupted
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		int samples = (args.length > 0) ? Integer.parseInt(args[0]) : SAMPLES;
		int idleSeconds = (args.length > 1) ? Integer.parseInt(args[1]) : IDLE_SECONDS;
		try (Database database = PostgresServer.start()) {
			StartLatency latency = new StartLatency(database);
			for (Case one : CASES) {
				Figures.printQuantiles(one.name(), latency.measure(one, Math.max(5, samples / one.part())), "ms");
			}
			latency.idle(new OurEngine(), idleSeconds);
			latency.idle(DbScheduler.tuned(), idleSeconds);
		}
		System.exit(0);
	}

	private List<Double> measure(Case one, int samples) throws InterruptedException {
		BlockingQueue<Long> starts = new ArrayBlockingQueue<>(1);
		try (HikariDataSource workers = this.database.pool(WORKER_CONNECTIONS);
				HikariDataSource clients = this.database.pool(CLIENT_CONNECTIONS)) {
			one.contestant().prepare(workers);
			this.database.settle();
			try (Worker worker = one.contestant().work(workers, (number) -> starts.add(System.nanoTime()));
					Client client = one.sameNode() ? worker.client() : one.contestant().client(clients)) {
				return samples(one, client, starts, samples);
			}
		}
	}

	// Gaps are as long as the polls of the contestant, so that the calls are spread over
	// the time between two of them.
	private static List<Double> samples(Case one, Client client, BlockingQueue<Long> starts, int count)
			throws InterruptedException {
		int number = warmUp(client, starts);
		Random random = new Random(1);
		List<Double> samples = new ArrayList<>();
		while (samples.size() < count) {
			int gap = SHORTEST_GAP_MILLIS + random.nextInt(one.longestGapMillis() - SHORTEST_GAP_MILLIS);
			Pause.nanos(TimeUnit.MILLISECONDS.toNanos(gap));
			samples.add(sample(client, starts, number++));
		}
		return samples;
	}

	private static int warmUp(Client client, BlockingQueue<Long> starts) throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS);
		int number = 0;
		while (System.nanoTime() < end) {
			sample(client, starts, number++);
		}
		return number;
	}

	private static double sample(Client client, BlockingQueue<Long> starts, int number) throws InterruptedException {
		long called = System.nanoTime();
		client.enqueue(number);
		return (starts.take() - called) / 1e6;
	}

	private void idle(Contestant contestant, int seconds) {
		try (HikariDataSource pool = this.database.pool(WORKER_CONNECTIONS)) {
			contestant.prepare(pool);
			this.database.settle();
			try (Worker worker = contestant.work(pool, (number) -> {
			})) {
				Pause.seconds(SETTLING_SECONDS);
				Cost.over(this.database, seconds).print("idle: " + contestant.name());
			}
		}
	}

	/**
	 * One line of the result.
	 *
	 * @param name its name
	 * @param contestant who
	 * @param sameNode whether the worker's own client enqueues
	 * @param part which part of the samples it gets
	 * @param longestGapMillis the longest time between two calls
	 */
	private record Case(String name, Contestant contestant, boolean sameNode, int part, int longestGapMillis) {
	}

}
