package dev.jobs.observe;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import dev.jobs.run.QueueStats;
import dev.jobs.test.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JobGauges}.
 */
class JobGaugesTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final AtomicInteger looks = new AtomicInteger();

	private final AtomicLong nanos = new AtomicLong();

	private final ManualClock clock = new ManualClock();

	private final JobGauges gauges = new JobGauges(Set.of("mail", "default"), () -> 3, () -> 7, this::look,
			this.clock::instant, this.nanos::get);

	@Test
	void showTheNodeAndTheQueues() {
		this.gauges.bindTo(this.meters);
		this.clock.advance(Duration.ofSeconds(90));
		assertThat(value("jobs.running")).isEqualTo(3);
		assertThat(value("jobs.registered")).isEqualTo(7);
		assertThat(this.meters.get("jobs.queue.depth").tag("queue", "mail").gauge().value()).isEqualTo(12);
		assertThat(this.meters.get("jobs.queue.depth").tag("queue", "default").gauge().value()).isZero();
		assertThat(this.meters.get("jobs.queue.oldest.age").tag("queue", "mail").gauge().value()).isEqualTo(90);
	}

	// D7: gauges read cached numbers, never one query per scrape
	@Test
	void lookAtTheStoreOnlyNowAndThen() {
		this.gauges.bindTo(this.meters);
		for (int i = 0; i < 100; i++) {
			this.meters.find("jobs.queue.depth").gauges().forEach((gauge) -> gauge.value());
		}
		assertThat(this.looks).hasValue(1);
		this.nanos.addAndGet(Duration.ofSeconds(6).toNanos());
		this.meters.find("jobs.queue.depth").gauges().forEach((gauge) -> gauge.value());
		assertThat(this.looks).hasValue(2);
	}

	private List<QueueStats> look() {
		this.looks.incrementAndGet();
		return List.of(new QueueStats("mail", 12, ManualClock.NOON, 2, null));
	}

	private double value(String name) {
		return this.meters.get(name).gauge().value();
	}

}
