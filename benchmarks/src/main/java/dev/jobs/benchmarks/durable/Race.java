package dev.jobs.benchmarks.durable;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

/**
 * Lets a contestant run what is enqueued already, and measures. Counts from the first
 * start of a body to the moment at which nothing unfinished is left in the database, so
 * that durable completion is included.
 */
final class Race {

	private static final int CONNECTIONS = 20;

	private static final int CHUNK = 1_000;

	private static final Duration LONGEST = Duration.ofMinutes(3);

	private static final Duration LONGEST_COMPLETION = Duration.ofSeconds(30);

	private final Database database;

	Race(Database database) {
		this.database = database;
	}

	/**
	 * Measure a contestant on tables of its own that are otherwise empty.
	 * @throws VoidResultException if not each run was started once
	 */
	Result run(Contestant contestant, int runs) {
		try (HikariDataSource pool = this.database.pool(CONNECTIONS)) {
			contestant.prepare(pool);
			enqueue(contestant, pool, runs);
		}
		this.database.settle();
		return run(contestant.unfinished(), runs, contestant::work);
	}

	/**
	 * Enqueue runs with the numbers from zero on.
	 */
	void enqueue(Contestant contestant, DataSource dataSource, int runs) {
		try (Client client = contestant.client(dataSource)) {
			for (int first = 0; first < runs; first += CHUNK) {
				client.enqueueAll(first, Math.min(CHUNK, runs - first));
			}
		}
	}

	/**
	 * Measure a worker on what is in the tables.
	 * @param unfinished where what has not ended is found
	 * @throws VoidResultException if not each run was started once
	 */
	Result run(String unfinished, int runs, BiFunction<DataSource, IntConsumer, Worker> start) {
		this.database.awaitAlone();
		System.gc();
		Tally tally = new Tally(runs);
		long commits = this.database.commits();
		Usage used;
		long end;
		try (HikariDataSource pool = this.database.pool(CONNECTIONS); Worker worker = start.apply(pool, tally)) {
			tally.awaitFirst(LONGEST);
			Usage before = this.database.usage();
			tally.await(LONGEST);
			awaitNothingLeft(unfinished);
			end = System.nanoTime();
			used = this.database.usage().since(before);
		}
		tally.check();
		this.database.awaitAlone();
		return Result.of(runs, end - tally.firstStart(), used, this.database.commits() - commits);
	}

	private void awaitNothingLeft(String unfinished) {
		long end = System.nanoTime() + LONGEST_COMPLETION.toNanos();
		String look = "SELECT EXISTS (SELECT 1 FROM " + unfinished + ")";
		while (Boolean.TRUE.equals(this.database.outside().queryForObject(look, Boolean.class))) {
			if (System.nanoTime() > end) {
				throw new VoidResultException("something is left unfinished");
			}
			LockSupport.parkNanos(5_000_000);
		}
	}

	/**
	 * What was measured.
	 *
	 * @param perSecond runs per second
	 * @param commits commits for a run
	 * @param databaseMicros microseconds of the processor for a run in the database
	 * @param processorMicros the same in this process
	 * @param walBytes what was written to the log of the database for a run
	 */
	record Result(double perSecond, double commits, double databaseMicros, double processorMicros, double walBytes) {

		static Result of(int runs, long nanos, Usage used, long commits) {
			return new Result(runs * 1e9 / nanos, (double) commits / runs, used.databaseNanos() / 1e3 / runs,
					used.processorNanos() / 1e3 / runs, (double) used.walBytes() / runs);
		}

	}

}
