package dev.jobs.benchmarks.durable;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;

/**
 * How many runs per second are enqueued on PostgreSQL, each with a commit of its own or
 * in bulk, side by side with other libraries and with plain statements, in interleaved
 * rounds.
 */
public final class Enqueueing {

	private static final int ROUNDS = 3;

	private static final int SECONDS = 4;

	private static final int CONNECTIONS = 10;

	private static final String OURS = "jobs";

	private final Database database;

	private final Duration measured;

	private Enqueueing(Database database, Duration measured) {
		this.database = database;
		this.measured = measured;
	}

	/**
	 * Measure and print.
	 * @param args the number of rounds, of which one thread gets twice as many and one
	 * more, and the seconds that are measured, after half as many of warm-up
	 * @throws IOException if there is no server
	 */
	public static void main(String[] args) throws IOException {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : ROUNDS;
		int seconds = (args.length > 1) ? Integer.parseInt(args[1]) : SECONDS;
		try (Database database = PostgresServer.start()) {
			Enqueueing enqueueing = new Enqueueing(database, Duration.ofSeconds(seconds));
			enqueueing.measure(Way.ONE_THREAD, 2 * rounds + 1);
			enqueueing.measure(Way.EIGHT_THREADS, rounds);
			enqueueing.measure(Way.BULK, rounds);
		}
		System.exit(0);
	}

	private void measure(Way way, int rounds) {
		Map<String, Contestant> contestants = contestants(way);
		Standings<Double> standings = new Standings<>();
		for (int round = 1; round <= rounds; round++) {
			for (Map.Entry<String, Contestant> contestant : contestants.entrySet()) {
				standings.measure(contestant.getKey(), round, () -> measure(contestant.getValue(), way));
			}
		}
		standings.print("Enqueued, " + way.title, "runs/s", Double::doubleValue);
		standings.printRatios(OURS, Double::doubleValue);
	}

	private static Map<String, Contestant> contestants(Way way) {
		Map<String, Contestant> contestants = new LinkedHashMap<>();
		contestants.put(OURS, new OurEngine());
		contestants.put("db-scheduler", DbScheduler.defaults());
		contestants.put("JobRunr", JobRunrServer.defaults());
		contestants.put("Quartz", Quartz.defaults());
		contestants.put((way == Way.BULK) ? "INSERT of arrays (UNNEST)" : "INSERT", new Statements(1));
		return contestants;
	}

	private double measure(Contestant contestant, Way way) {
		try (HikariDataSource pool = this.database.pool(CONNECTIONS)) {
			contestant.prepare(pool);
			this.database.settle();
			try (Client client = contestant.client(pool)) {
				Enqueuer enqueuer = new Enqueuer(client, way.chunk, this.measured);
				double perSecond = inThreads(way.threads, enqueuer);
				check(contestant, enqueuer.enqueued());
				return perSecond;
			}
		}
	}

	private static double inThreads(int threads, Enqueuer enqueuer) {
		double[] perSecond = new double[threads];
		List<Thread> all = IntStream.range(0, threads)
			.mapToObj((i) -> new Thread(() -> perSecond[i] = enqueuer.enqueue()))
			.toList();
		all.forEach(Thread::start);
		try {
			for (Thread thread : all) {
				thread.join();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return IntStream.range(0, threads).mapToDouble((i) -> perSecond[i]).sum();
	}

	private void check(Contestant contestant, long enqueued) {
		Long found = this.database.outside()
			.queryForObject("SELECT count(*) FROM " + contestant.unfinished(), Long.class);
		if (found == null || found != enqueued) {
			throw new VoidResultException(
					"%s: %,d were enqueued, %,d found".formatted(contestant.name(), enqueued, found));
		}
	}

	private enum Way {

		ONE_THREAD("one thread", 1, 1), EIGHT_THREADS("eight threads", 8, 1), BULK("1,000 in a call", 1, 1_000);

		private final String title;

		private final int threads;

		private final int chunk;

		Way(String title, int threads, int chunk) {
			this.title = title;
			this.threads = threads;
			this.chunk = chunk;
		}

	}

	/**
	 * What each thread does. The last call that is counted ends after the time is over,
	 * and its time counts.
	 */
	private static final class Enqueuer {

		private final Client client;

		private final int chunk;

		private final Duration measured;

		private final AtomicInteger next = new AtomicInteger();

		Enqueuer(Client client, int chunk, Duration measured) {
			this.client = client;
			this.chunk = chunk;
			this.measured = measured;
		}

		double enqueue() {
			enqueueFor(this.measured.dividedBy(2));
			return enqueueFor(this.measured);
		}

		private double enqueueFor(Duration time) {
			long start = System.nanoTime();
			long nanos = 0;
			int count = 0;
			while (nanos < time.toNanos()) {
				enqueueChunk();
				count += this.chunk;
				nanos = System.nanoTime() - start;
			}
			return count * 1e9 / nanos;
		}

		private void enqueueChunk() {
			int first = this.next.getAndAdd(this.chunk);
			if (this.chunk == 1) {
				this.client.enqueue(first);
			}
			else {
				this.client.enqueueAll(first, this.chunk);
			}
		}

		int enqueued() {
			return this.next.get();
		}

	}

}
