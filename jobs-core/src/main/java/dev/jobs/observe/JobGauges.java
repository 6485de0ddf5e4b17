package dev.jobs.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import dev.jobs.observe.JobObservations.Key;
import dev.jobs.run.QueueStats;

/**
 * The gauges of a node. Those of queues show the whole cluster, from numbers that are at
 * most a few seconds old, so that a scrape costs the store at most one look now and then;
 * over several nodes they are to be aggregated with {@code max}. Safe for use by many
 * threads.
 */
public final class JobGauges implements MeterBinder {

	private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

	private final Set<String> queues;

	private final IntSupplier running;

	private final IntSupplier registered;

	private final Supplier<List<QueueStats>> stats;

	private final Supplier<Instant> now;

	private final LongSupplier nanoTime;

	private volatile @Nullable Look look;

	/**
	 * Create the gauges.
	 * @param queues the queues to show
	 * @param running gives the number of runs that go on at this node
	 * @param registered gives the number of jobs this node knows
	 * @param stats looks at the queues in the store
	 * @param now tells the store's time
	 * @param nanoTime the monotonic clock, in nanoseconds
	 */
	public JobGauges(Set<String> queues, IntSupplier running, IntSupplier registered, Supplier<List<QueueStats>> stats,
			Supplier<Instant> now, LongSupplier nanoTime) {
		this.queues = Set.copyOf(queues);
		this.running = running;
		this.registered = registered;
		this.stats = stats;
		this.now = now;
		this.nanoTime = nanoTime;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("jobs.running", this.running, IntSupplier::getAsInt)
			.description("Runs that go on at this node")
			.register(registry);
		Gauge.builder("jobs.registered", this.registered, IntSupplier::getAsInt)
			.description("Jobs that this node knows")
			.register(registry);
		this.queues.forEach((queue) -> {
			gauge(registry, queue, "jobs.queue.depth", "Due runs that wait, in the cluster: aggregate with max", null,
					(seen) -> (double) seen.depth());
			gauge(registry, queue, "jobs.queue.oldest.age",
					"How long the run that waits longest has been due, in the cluster: aggregate with max", "seconds",
					this::age);
		});
	}

	private void gauge(MeterRegistry registry, String queue, String name, String description, @Nullable String unit,
			Function<QueueStats, Double> value) {
		Gauge.builder(name, this, (self) -> self.value(queue, value))
			.description(description)
			.baseUnit(unit)
			.tag(Key.QUEUE.asString(), queue)
			.register(registry);
	}

	private double value(String queue, Function<QueueStats, Double> value) {
		QueueStats seen = look().byQueue().get(queue);
		return (seen != null) ? value.apply(seen) : 0;
	}

	private double age(QueueStats seen) {
		Instant oldest = seen.oldestDueAt();
		return (oldest != null) ? Math.max(0, Duration.between(oldest, look().at()).toMillis() / 1000.0) : 0;
	}

	private Look look() {
		Look known = this.look;
		if (known == null || this.nanoTime.getAsLong() - known.nanos() > FRESH_NANOS) {
			known = new Look(this.nanoTime.getAsLong(), this.now.get(),
					this.stats.get().stream().collect(Collectors.toMap(QueueStats::queue, Function.identity())));
			this.look = known;
		}
		return known;
	}

	/**
	 * What was seen at the last look.
	 *
	 * @param nanos when, by the monotonic clock
	 * @param at when, by the store's clock
	 * @param byQueue the queues
	 */
	private record Look(long nanos, Instant at, Map<String, QueueStats> byQueue) {
	}

}
