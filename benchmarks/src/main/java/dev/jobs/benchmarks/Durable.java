package dev.jobs.benchmarks;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How many no-op runs per second are claimed, run and finished for good on PostgreSQL,
 * side by side with db-scheduler and with the statements alone, in interleaved rounds.
 * Counts from the first start of a body to the moment at which nothing unfinished is left
 * in the database, so that durable completion is included.
 */
public final class Durable {

	private static final int ROUNDS = 3;

	private static final Duration LONGEST = Duration.ofMinutes(2);

	private final HikariDataSource dataSource;

	private final JdbcTemplate database;

	private final AtomicLong firstStart = new AtomicLong();

	private Durable(HikariDataSource dataSource) {
		this.dataSource = dataSource;
		this.database = new JdbcTemplate(dataSource);
	}

	/**
	 * Measure and print.
	 * @param args the number of rounds and the number of runs in a round of ours
	 * @throws Exception if something fails
	 */
	public static void main(String[] args) throws Exception {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : ROUNDS;
		int runs = (args.length > 1) ? Integer.parseInt(args[1]) : 100_000;
		try (HikariDataSource dataSource = pool(url())) {
			new Durable(dataSource).measure(rounds, runs);
		}
		System.exit(0);
	}

	// As it comes, the embedded server would leave out what makes a commit durable.
	private static String url() throws IOException {
		String url = System.getenv("JOBS_TEST_POSTGRES_URL");
		return (url != null) ? url
				: EmbeddedPostgres.builder()
					.setServerConfig("fsync", "on")
					.setServerConfig("synchronous_commit", "on")
					.setServerConfig("full_page_writes", "on")
					.setServerConfig("shared_buffers", "512MB")
					.setServerConfig("max_wal_size", "4GB")
					.start()
					.getJdbcUrl("postgres", "postgres");
	}

	private static HikariDataSource pool(String url) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setMaximumPoolSize(20);
		return new HikariDataSource(config);
	}

	private void measure(int rounds, int runs) throws Exception {
		Map<String, Contestant> contestants = new LinkedHashMap<>();
		contestants.put("jobs, defaults", new OurEngine(this.dataSource, this::started, Clock.systemUTC()));
		contestants.put("db-scheduler, defaults", new DbScheduler(this.dataSource, this::started, false));
		contestants.put("db-scheduler, best settings", new DbScheduler(this.dataSource, this::started, true));
		contestants.put("the statements alone, 1,000 at a time", new Statements(this.dataSource, this::started));
		Map<String, List<Result>> results = new LinkedHashMap<>();
		for (int round = 0; round <= rounds; round++) {
			for (Map.Entry<String, Contestant> contestant : contestants.entrySet()) {
				int count = contestant.getValue().share(runs);
				Result result = measure(contestant.getValue(), count);
				if (round > 0) {
					results.computeIfAbsent(contestant.getKey(), (key) -> new ArrayList<>()).add(result);
				}
			}
		}
		results.forEach((name, all) -> {
			Figures.print(name, all.stream().map(Result::perSecond).toList(), "runs/s");
			Figures.print("  commits for 1,000 runs", all.stream().map(Result::commits).toList(), "");
		});
	}

	private void started() {
		if (this.firstStart.get() == 0) {
			this.firstStart.compareAndSet(0, System.nanoTime());
		}
	}

	private Result measure(Contestant contestant, int count) throws Exception {
		contestant.prepare(this.database);
		contestant.enqueue(count);
		this.database.execute("VACUUM ANALYZE");
		this.database.execute("CHECKPOINT");
		this.firstStart.set(0);
		long commitsBefore = commits();
		try (AutoCloseable worker = contestant.start()) {
			awaitEmpty(contestant);
			double seconds = (System.nanoTime() - this.firstStart.get()) / 1e9;
			return new Result(count / seconds, (commits() - commitsBefore) * 1000.0 / count);
		}
	}

	private long commits() {
		this.database.execute("SELECT pg_stat_force_next_flush()");
		Long commits = this.database
			.queryForObject("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()", Long.class);
		return (commits != null) ? commits : 0;
	}

	private void awaitEmpty(Contestant contestant) {
		long end = System.nanoTime() + LONGEST.toNanos();
		String look = "SELECT EXISTS (SELECT 1 FROM " + contestant.table() + ")";
		while (Boolean.TRUE.equals(this.database.queryForObject(look, Boolean.class))) {
			if (System.nanoTime() > end) {
				throw new IllegalStateException(contestant.table() + " is not empty after " + LONGEST);
			}
			LockSupport.parkNanos(10_000_000);
		}
	}

	private record Result(double perSecond, double commits) {

	}

}
