package dev.jobs.benchmarks;

import java.time.Duration;

import dev.jobs.JobRequest;
import dev.jobs.observe.RunObserver;

/**
 * How much heap a run takes that waits for its time.
 */
public final class Memory {

	private static final int RUNS = 500_000;

	private Memory() {
	}

	/**
	 * Measure and print.
	 * @param args none
	 */
	public static void main(String[] args) {
		try (Node node = new Node(RunObserver.NONE,
				(jobs) -> jobs.onDemand("later", Note.class, (note, context) -> null))) {
			enqueue(node, 1_000);
			long before = Figures.usedBytes();
			enqueue(node, RUNS);
			Figures.print("heap per pending run", (double) (Figures.usedBytes() - before) / RUNS, "B");
		}
	}

	private static void enqueue(Node node, int runs) {
		for (int i = 0; i < runs; i++) {
			node.jobs.submit(JobRequest.of(new Note(i, "note")).delay(Duration.ofHours(1)));
		}
	}

	/**
	 * A payload.
	 *
	 * @param number a number
	 * @param text a text
	 */
	record Note(long number, String text) {

	}

}
