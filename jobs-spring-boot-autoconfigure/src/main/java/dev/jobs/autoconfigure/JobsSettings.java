package dev.jobs.autoconfigure;

import java.util.List;

import dev.jobs.diagnosis.Finding;
import dev.jobs.engine.EngineSettings;
import dev.jobs.job.JobDefaults;
import dev.jobs.store.memory.MemorySettings;

/**
 * The properties as the parts of the engine want them, checked.
 *
 * @param engine how the node behaves
 * @param defaults what holds for jobs that do not say otherwise
 * @param memory how much the memory store keeps
 * @param database which database keeps runs, and how
 * @param maxPayloadBytes how large a payload may be as JSON
 * @param findings what was changed to make the properties fit together, and what may not
 * fit all the same
 */
record JobsSettings(EngineSettings engine, JobDefaults defaults, MemorySettings memory, DatabaseSettings database,
		int maxPayloadBytes, List<Finding> findings) {
}
