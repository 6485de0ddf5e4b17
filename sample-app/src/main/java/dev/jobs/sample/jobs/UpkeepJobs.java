package dev.jobs.sample.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.stereotype.Component;

import dev.jobs.job.JobContext;
import dev.jobs.job.ScheduledJob;
import dev.jobs.sample.files.AtomicFiles;
import dev.jobs.sample.files.DataFolder;
import dev.jobs.sample.files.Leftovers;
import dev.jobs.sample.files.OfficeStats;
import dev.jobs.sample.orders.OrderBook;

/**
 * Keeps the data folder in order and tells how it stands.
 */
@Component
class UpkeepJobs {

	private static final Duration OLD = Duration.ofDays(1);

	private final DataFolder folder;

	private final OrderBook orders;

	private final OfficeStats stats;

	private final Leftovers leftovers;

	private final AtomicLong beats = new AtomicLong();

	UpkeepJobs(DataFolder folder, OrderBook orders, OfficeStats stats, Leftovers leftovers) {
		this.folder = folder;
		this.orders = orders;
		this.stats = stats;
		this.leftovers = leftovers;
	}

	@ScheduledJob(id = "heartbeat", fixedRate = "5s")
	void heartbeat(JobContext context) throws IOException {
		String text = "%s beat %s since the start%n".formatted(context.fireTime(), this.beats.incrementAndGet());
		AtomicFiles.write(this.folder.root().resolve("heartbeat.txt"), text.getBytes(StandardCharsets.UTF_8));
	}

	@ScheduledJob(id = "hourly-stats", hourlyAt = ":00")
	void hourlyStats(JobContext context) throws IOException {
		context.logger().info("Wrote {}", this.stats.write(context.scheduledTime(), this.orders.count()));
	}

	@ScheduledJob(id = "tidy-up", cron = "0 30 4 * * *")
	void tidyUp(JobContext context) throws IOException {
		context.logger().info("Deleted {} old temporary files", this.leftovers.delete(context.fireTime().minus(OLD)));
	}

}
