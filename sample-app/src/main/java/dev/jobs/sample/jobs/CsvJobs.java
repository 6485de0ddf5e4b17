package dev.jobs.sample.jobs;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.jobs.job.JobContext;
import dev.jobs.job.JobHandler;
import dev.jobs.retry.PermanentJobException;
import dev.jobs.sample.csv.BrokenCsvException;
import dev.jobs.sample.csv.CsvProfile;
import dev.jobs.sample.csv.CsvProfiler;
import dev.jobs.sample.csv.CsvReports;
import dev.jobs.sample.csv.Inbox;
import dev.jobs.sample.csv.InvalidFileNameException;

/**
 * Writes reports on CSV files.
 */
@Component
class CsvJobs {

	private static final CsvProfiler.Progress UNTOLD = (bytesRead, totalBytes) -> {
	};

	private final Inbox inbox;

	private final CsvProfiler profiler;

	private final CsvReports reports;

	CsvJobs(Inbox inbox, CsvProfiler profiler, CsvReports reports) {
		this.inbox = inbox;
		this.profiler = profiler;
		this.reports = reports;
	}

	@JobHandler(id = "profile-csv", queue = "files", noRetryOn = InvalidFileNameException.class)
	@Nullable ReportedCsv profile(ProfileCsv payload, JobContext context) throws IOException {
		try {
			ReportedCsv reported = report(payload.file(), context);
			this.inbox.moveToProcessed(payload.file());
			context.logger().info("Profiled '{}': {}", payload.file(), reported);
			return reported;
		}
		catch (NoSuchFileException ex) {
			context.logger().info("'{}' is not in the inbox any more: nothing to do", payload.file());
			return null;
		}
		catch (BrokenCsvException ex) {
			this.inbox.moveToFailed(payload.file());
			throw new PermanentJobException(String.valueOf(ex.getMessage()));
		}
	}

	private ReportedCsv report(String file, JobContext context) throws IOException {
		Path csv = this.inbox.find(file);
		CsvProfile profile = this.profiler.profile(csv, UNTOLD, context.cancellation()::isCancelled);
		Path report = this.reports.write(profile);
		return new ReportedCsv(profile.rows(), profile.columns(), String.valueOf(report.getFileName()));
	}

	/**
	 * The result of a run.
	 *
	 * @param rows number of rows of the file, without its header
	 * @param columns number of columns
	 * @param report name of the report
	 */
	record ReportedCsv(long rows, int columns, String report) {

	}

}
