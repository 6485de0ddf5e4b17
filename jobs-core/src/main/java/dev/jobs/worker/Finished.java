package dev.jobs.worker;

import java.util.List;

import dev.jobs.store.Outcome;

/**
 * An attempt with what became of it, on its way to the store.
 *
 * @param execution the attempt
 * @param outcome what became of it
 */
record Finished(Execution execution, Outcome outcome) {

	static List<Outcome> outcomes(List<Finished> batch) {
		return batch.stream().map(Finished::outcome).toList();
	}

}
