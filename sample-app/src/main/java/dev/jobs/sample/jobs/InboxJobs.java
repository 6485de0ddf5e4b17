package dev.jobs.sample.jobs;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

import org.springframework.stereotype.Component;

import dev.jobs.JobRequest;
import dev.jobs.JobScheduler;
import dev.jobs.job.JobContext;
import dev.jobs.job.ScheduledJob;
import dev.jobs.run.RunQuery;
import dev.jobs.run.RunState;
import dev.jobs.sample.csv.Inbox;

/**
 * Finds the files that users put into the inbox.
 */
@Component
class InboxJobs {

	private static final Set<RunState> UNFINISHED = EnumSet.of(RunState.SCHEDULED, RunState.QUEUED, RunState.RUNNING,
			RunState.RETRYING);

	private final Inbox inbox;

	private final JobScheduler jobs;

	InboxJobs(Inbox inbox, JobScheduler jobs) {
		this.inbox = inbox;
		this.jobs = jobs;
	}

	// A scheduled job never overlaps itself, so nobody comes between question and answer.
	@ScheduledJob(id = "watch-inbox", fixedDelay = "2s")
	void watch(JobContext context) throws IOException {
		for (String file : this.inbox.look()) {
			if (!isUnderWay(file)) {
				this.jobs.submit(JobRequest.of(new ProfileCsv(file)).label("file", file));
				context.logger().info("Found '{}'", file);
			}
		}
	}

	private boolean isUnderWay(String file) {
		RunQuery query = new RunQuery(UNFINISHED, "profile-csv", null, "file", file, null, null, null, null, 1);
		return !this.jobs.list(query).items().isEmpty();
	}

}
