package dev.jobs.benchmarks.durable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.zaxxer.hikari.HikariDataSource;

import dev.jobs.benchmarks.Figures;

/**
 * How late 1,000 cron schedules fire on PostgreSQL, each every 30 seconds and spread over
 * the seconds, and what they cost; side by side with other libraries, one at a time.
 */
public final class Schedules {

	private static final int SCHEDULES = 1_000;

	private static final int SECONDS = 45;

	private static final int WARM_UP_SECONDS = 35;

	private static final int CONNECTIONS = 20;

	private static final List<Recurring> ALL = List.of(new OurEngine(), DbScheduler.tuned(), JobRunrServer.tuned(),
			Quartz.tuned());

	private final Database database;

	private Schedules(Database database) {
		this.database = database;
	}

	/**
	 * Measure and print.
	 * @param args the seconds that are measured, and those of warm-up
	 * @throws IOException if there is no server
	 */
	public static void main(String[] args) throws IOException {
		int seconds = (args.length > 0) ? Integer.parseInt(args[0]) : SECONDS;
		int warmUp = (args.length > 1) ? Integer.parseInt(args[1]) : WARM_UP_SECONDS;
		try (Database database = PostgresServer.start()) {
			Schedules schedules = new Schedules(database);
			ALL.forEach((contestant) -> schedules.measure(contestant, warmUp, seconds));
		}
		System.exit(0);
	}

	private void measure(Recurring contestant, int warmUp, int seconds) {
		Queue<Double> late = new ConcurrentLinkedQueue<>();
		try (HikariDataSource pool = this.database.pool(CONNECTIONS)) {
			contestant.prepare(pool);
			this.database.settle();
			try (Worker worker = contestant.recur(pool, SCHEDULES, (number) -> late.add(lateMillis(number)))) {
				Pause.seconds(warmUp);
				late.clear();
				Cost cost = Cost.over(this.database, seconds);
				print(contestant, List.copyOf(late), seconds);
				cost.print("  cost");
			}
		}
	}

	private static void print(Contestant contestant, List<Double> late, int seconds) {
		System.out.println();
		if (late.isEmpty()) {
			System.out.println("VOID: " + contestant.name() + ": nothing fired");
			return;
		}
		Figures.printQuantiles(contestant.name() + ": late by", late, "ms");
		Figures.print("  the earliest", late.stream().mapToDouble(Double::doubleValue).min().orElseThrow(), "ms");
		Figures.print("  fired, of what was due",
				100.0 * late.size() / ((double) SCHEDULES * seconds / Recurring.PERIOD_SECONDS), "%");
	}

	// Not every library tells a body when it was due. Whatever would be later than two
	// thirds of the period is taken for too early.
	private static double lateMillis(int number) {
		Duration period = Duration.ofSeconds(Recurring.PERIOD_SECONDS);
		Instant now = Instant.now();
		Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
		long sinceDue = Duration.between(minute, now).minusSeconds(number % Recurring.PERIOD_SECONDS).toNanos();
		long late = Math.floorMod(sinceDue, period.toNanos());
		return ((late > period.toNanos() * 2 / 3) ? late - period.toNanos() : late) / 1e6;
	}

}
