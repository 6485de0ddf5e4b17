package dev.jobs.benchmarks.durable;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

import dev.jobs.benchmarks.Figures;

/**
 * What becomes of our throughput on PostgreSQL beside much else in the tables, under a
 * snapshot that is held, with many schedules, and in two JVMs; and how much heap a node
 * takes in front of a long queue.
 */
public final class LargeTables {

	private static final int ROUNDS = 3;

	private static final int RUNS = 100_000;

	private static final int MILLION = 1_000_000;

	private static final int CONNECTIONS = 20;

	private static final int SETTLING_SECONDS = 3;

	private static final String EMPTY = "empty tables";

	private static final String ONE_JVM = "one JVM";

	private static final String TWO_JVMS = "two JVMs";

	private final PostgresServer server;

	private final OurEngine ours = new OurEngine();

	private final Race race;

	private final Backlog backlog;

	private final int runs;

	private final int million;

	private LargeTables(PostgresServer server, int runs, int million) {
		this.server = server;
		this.race = new Race(server);
		this.backlog = new Backlog(server.outside());
		this.runs = runs;
		this.million = million;
	}

	/**
	 * Measure and print.
	 * @param args the number of rounds, the number of runs in each, and what to take for
	 * a million
	 * @throws IOException if there is no server
	 */
	public static void main(String[] args) throws IOException {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : ROUNDS;
		int runs = (args.length > 1) ? Integer.parseInt(args[1]) : RUNS;
		int million = (args.length > 2) ? Integer.parseInt(args[2]) : MILLION;
		try (PostgresServer server = PostgresServer.start()) {
			LargeTables tables = new LargeTables(server, runs, million);
			tables.measureTables(rounds);
			tables.measureNodes(rounds);
			tables.measureHeap();
		}
		System.exit(0);
	}

	private void measureTables(int rounds) {
		Map<String, Supplier<Race.Result>> cases = cases();
		Standings<Race.Result> standings = new Standings<>();
		for (int round = 0; round <= rounds; round++) {
			for (Map.Entry<String, Supplier<Race.Result>> one : cases.entrySet()) {
				standings.measure(one.getKey(), round, one.getValue());
			}
		}
		standings.print("Runs per second", "runs/s", Race.Result::perSecond);
		standings.print("Processor time of PostgreSQL for a run", "us", Race.Result::databaseMicros);
		standings.printParts(EMPTY, Race.Result::perSecond);
	}

	private Map<String, Supplier<Race.Result>> cases() {
		Map<String, Supplier<Race.Result>> cases = new LinkedHashMap<>();
		cases.put(EMPTY, () -> beside((backlog) -> {
		}));
		cases.put("half a million each of future and lowest", () -> beside(this::addPending));
		cases.put("5 million finished", () -> beside((backlog) -> backlog.addFinished(5 * this.million)));
		cases.put("a snapshot held", this::underSnapshot);
		cases.put("10,000 schedules", this::besideSchedules);
		return cases;
	}

	private void addPending(Backlog backlog) {
		backlog.addFuture(this.million / 2);
		backlog.addLowest(this.million / 2);
	}

	private Race.Result beside(Consumer<Backlog> filling) {
		fill(filling);
		return this.race.run(Backlog.IN_FRONT, this.runs, this.ours::work);
	}

	private Race.Result besideSchedules() {
		fill((backlog) -> {
		});
		return this.race.run(Backlog.IN_FRONT, this.runs,
				(pool, body) -> this.ours.workBesideSchedules(pool, this.million / 100, body));
	}

	private Race.Result underSnapshot() {
		fill((backlog) -> {
		});
		try (Connection connection = outside().getConnection(); Statement statement = connection.createStatement()) {
			statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
			statement.execute("SELECT count(*) FROM jobs_history");
			Race.Result result = this.race.run(Backlog.IN_FRONT, this.runs, this.ours::work);
			statement.execute("ROLLBACK");
			return result;
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private DataSource outside() {
		return Objects.requireNonNull(this.server.outside().getDataSource());
	}

	private void fill(Consumer<Backlog> filling) {
		try (HikariDataSource pool = this.server.pool(2)) {
			this.ours.prepare(pool);
			filling.accept(this.backlog);
			this.race.enqueue(this.ours, pool, this.runs);
		}
		this.server.settle();
	}

	private void measureNodes(int rounds) {
		Standings<Double> standings = new Standings<>();
		try (Nodes one = Nodes.start(this.server, 1); Nodes two = Nodes.start(this.server, 2)) {
			for (int round = 0; round <= rounds; round++) {
				standings.measure(ONE_JVM, round, () -> one.measure(this.runs));
				standings.measure(TWO_JVMS, round, () -> two.measure(this.runs));
			}
		}
		standings.print("Runs per second in JVMs of their own", "runs/s", Double::doubleValue);
		standings.printRatios(TWO_JVMS, Double::doubleValue);
	}

	private void measureHeap() {
		System.out.println();
		Figures.print("heap in use, nothing pending", megabytes(0), "MB");
		Figures.print("heap in use, 1 million pending", megabytes(this.million), "MB");
	}

	// Bodies are held, so that the node has claimed what it will.
	private double megabytes(int pending) {
		CountDownLatch release = new CountDownLatch(1);
		try (HikariDataSource pool = this.server.pool(CONNECTIONS)) {
			this.ours.prepare(pool);
			this.backlog.addLowest(pending);
			this.server.settle();
			try (Worker worker = this.ours.work(pool, (number) -> await(release))) {
				Pause.seconds(SETTLING_SECONDS);
				double used = Figures.usedBytes() / 1e6;
				release.countDown();
				return used;
			}
		}
	}

	private static void await(CountDownLatch release) {
		try {
			release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
