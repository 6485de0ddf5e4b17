package dev.jobs.benchmarks.durable;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * How many no-op runs per second are claimed, run and finished for good on PostgreSQL,
 * side by side with other libraries and with the statements alone, in interleaved rounds.
 */
public final class Processing {

	private static final int ROUNDS = 3;

	private static final int RUNS = 100_000;

	private static final Contestant OURS = new OurEngine();

	private static final List<Contestant> ALL = List.of(OURS, new Statements(1), new Statements(2),
			DbScheduler.defaults(), DbScheduler.tuned(), DbScheduler.tunedXl(), JobRunrServer.defaults(),
			JobRunrServer.tuned(), Quartz.defaults(), Quartz.tuned());

	private final Race race;

	private final Standings<Race.Result> standings = new Standings<>();

	private Processing(Database database) {
		this.race = new Race(database);
	}

	/**
	 * Measure and print.
	 * @param args the number of rounds, the number of runs in a round of ours, and parts
	 * of the names of those to measure, all if there are none
	 * @throws IOException if there is no server
	 */
	public static void main(String[] args) throws IOException {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : ROUNDS;
		int runs = (args.length > 1) ? Integer.parseInt(args[1]) : RUNS;
		try (Database database = PostgresServer.start()) {
			new Processing(database).measure(chosen(args), rounds, runs);
		}
		System.exit(0);
	}

	private static List<Contestant> chosen(String[] args) {
		if (args.length < 3) {
			return ALL;
		}
		return ALL.stream()
			.filter((one) -> Arrays.stream(args).skip(2).anyMatch((part) -> one.name().contains(part)))
			.toList();
	}

	private void measure(List<Contestant> contestants, int rounds, int runs) {
		for (int round = 0; round <= rounds; round++) {
			for (Contestant contestant : contestants) {
				this.standings.measure(contestant.name(), round,
						() -> this.race.run(contestant, contestant.share(runs)));
			}
		}
		this.standings.print("Runs per second", "runs/s", Race.Result::perSecond);
		this.standings.print("Commits for 1,000 runs", "", (result) -> result.commits() * 1_000);
		this.standings.print("Processor time of PostgreSQL for a run", "us", Race.Result::databaseMicros);
		this.standings.print("Processor time of the JVM for a run", "us", Race.Result::processorMicros);
		this.standings.print("Log of PostgreSQL for a run", "B", Race.Result::walBytes);
		this.standings.printRatios(OURS.name(), Race.Result::perSecond);
	}

}
