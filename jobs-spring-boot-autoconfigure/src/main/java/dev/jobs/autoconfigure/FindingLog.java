package dev.jobs.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.event.Level;

import dev.jobs.diagnosis.Finding;

/**
 * Writes findings at the start, where an error that is no reason to stop is a warning.
 */
final class FindingLog {

	private FindingLog() {
	}

	static void write(Logger logger, Finding finding) {
		Level level = switch (finding.severity()) {
			case INFO -> Level.INFO;
			case WARNING, ERROR -> Level.WARN;
		};
		logger.atLevel(level).log("{}", finding);
	}

}
