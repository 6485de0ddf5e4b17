package dev.jobs.benchmarks.durable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many no-op runs per second are claimed, run and finished for good on a file of H2
 * that keeps what it has acknowledged, side by side with db-scheduler on another file
 * with the same settings, in interleaved rounds.
 */
public final class ProcessingOnH2 {

	private static final int ROUNDS = 3;

	private static final int RUNS = 20_000;

	private static final Contestant OURS = new OurEngine();

	private static final List<Contestant> ALL = List.of(OURS, DbScheduler.defaultsOnH2(), DbScheduler.tunedForH2());

	private ProcessingOnH2() {
	}

	/**
	 * Measure and print.
	 * @param args the number of rounds, and the number of runs in a round of ours
	 */
	public static void main(String[] args) {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : ROUNDS;
		int runs = (args.length > 1) ? Integer.parseInt(args[1]) : RUNS;
		Map<Contestant, Database> files = new LinkedHashMap<>();
		ALL.forEach((contestant) -> files.put(contestant, H2File.create()));
		Standings<Race.Result> standings = new Standings<>();
		for (int round = 0; round <= rounds; round++) {
			for (Map.Entry<Contestant, Database> one : files.entrySet()) {
				Contestant contestant = one.getKey();
				standings.measure(contestant.name(), round,
						() -> new Race(one.getValue()).run(contestant, contestant.share(runs)));
			}
		}
		files.values().forEach(Database::close);
		standings.print("Runs per second", "runs/s", Race.Result::perSecond);
		standings.print("Processor time for a run", "us", Race.Result::processorMicros);
		standings.printRatios(OURS.name(), Race.Result::perSecond);
		System.exit(0);
	}

}
