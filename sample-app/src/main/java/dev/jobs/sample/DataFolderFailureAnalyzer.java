package dev.jobs.sample;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import dev.jobs.sample.files.DataFolderException;

/**
 * Explains, without a stack, why the data folder cannot be used.
 */
final class DataFolderFailureAnalyzer extends AbstractFailureAnalyzer<DataFolderException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DataFolderException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Make the folder writable, or name another one: --sample.data-folder=/path/to/folder", cause);
	}

}
