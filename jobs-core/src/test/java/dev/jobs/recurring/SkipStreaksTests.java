package dev.jobs.recurring;

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobDefinition;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.job.Trigger;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.RunObserver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SkipStreaks}.
 */
class SkipStreaksTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger("dev.jobs.run");

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

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

	@BeforeEach
	void listen() {
		this.lines.start();
		this.logger.addAppender(this.lines);
		this.logger.setLevel(Level.DEBUG);
		this.logger.setAdditive(false);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.lines);
		this.logger.setLevel(null);
		this.logger.setAdditive(true);
	}

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
		assertThat(this.lines.list).extracting(ILoggingEvent::getFormattedMessage)
			.extracting((line) -> line.substring(0, line.indexOf(':')))
			.containsExactly("Job purge skipped (scheduled)", "Job sync skipped (manual)",
					"Job purge skipped (manual)");
		assertThat(this.lines.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.WARN);
		assertThat(this.counted).containsExactly("purge scheduled", "purge manual", "sync manual", "purge manual");
	}

	private JobDefinition job(String id) {
		this.registrar.onDemand(id, (context) -> {
		});
		return this.registry.require(id);
	}

}
