package dev.jobs.recurring;

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobDefinition;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.Trigger;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.RunObserver;
import dev.jobs.test.LogLines;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SkipStreaks}.
 */
class SkipStreaksTests {

	@RegisterExtension
	private final LogLines lines = new LogLines("dev.jobs.run", Level.DEBUG);

	private final List<String> counted = new ArrayList<>();

	private final SkipStreaks streaks = new SkipStreaks(new RunObserver() {

		@Override
		public void skipped(JobDefinition job, Trigger trigger) {
			SkipStreaksTests.this.counted.add(job.id() + " " + trigger.text());
		}

	});

	private final JobRegistry registry = new JobRegistry();

	private final JobRegistrar registrar = new JobRegistrar(this.registry, JobDefaults.standard(),
			new JacksonPayloadCodec());

	// FR-027
	@Test
	void warnsOnceForEachStreakAndCountsEachSkip() {
		JobDefinition purge = job("purge");
		JobDefinition sync = job("sync");
		this.streaks.skipped(purge, Trigger.SCHEDULED);
		this.streaks.skipped(purge, Trigger.MANUAL);
		this.streaks.skipped(sync, Trigger.MANUAL);
		this.streaks.ran(purge);
		this.streaks.skipped(purge, Trigger.MANUAL);
		assertThat(this.lines.texts()).extracting((line) -> line.substring(0, line.indexOf(':')))
			.containsExactly("WARN Job purge skipped (scheduled)", "WARN Job sync skipped (manual)",
					"WARN Job purge skipped (manual)");
		assertThat(this.counted).containsExactly("purge scheduled", "purge manual", "sync manual", "purge manual");
	}

	private JobDefinition job(String id) {
		this.registrar.onDemand(id, (context) -> {
		});
		return this.registry.require(id);
	}

}
