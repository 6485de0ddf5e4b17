package dev.jobs.sample.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.jobs.job.CancellationToken;
import dev.jobs.job.JobContext;
import dev.jobs.sample.csv.CsvProfiler;
import dev.jobs.sample.csv.CsvReports;
import dev.jobs.sample.csv.Inbox;
import dev.jobs.sample.files.DataFolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link CsvJobs} when somebody cancels the run.
 */
class CancelledCsvTests {

	@TempDir
	private Path temp;

	@Test
	void leavesTheFileWhereItIs() throws IOException {
		DataFolder folder = DataFolder.prepare(this.temp);
		Path file = Files.writeString(folder.inbox().resolve("sales.csv"), "a\n1\n");
		CsvJobs jobs = new CsvJobs(new Inbox(folder), new CsvProfiler(), new CsvReports(folder));
		assertThatExceptionOfType(CancellationException.class)
			.isThrownBy(() -> jobs.profile(new ProfileCsv("sales.csv"), cancelled()));
		assertThat(file).exists();
		assertThat(folder.reports()).isEmptyDirectory();
	}

	private static JobContext cancelled() {
		CancellationToken token = mock(CancellationToken.class);
		given(token.isCancelled()).willReturn(true);
		JobContext context = mock(JobContext.class);
		given(context.cancellation()).willReturn(token);
		return context;
	}

}
