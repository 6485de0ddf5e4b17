package dev.jobs.benchmarks;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.slf4j.LoggerFactory;

import dev.jobs.job.JobRegistrar;
import dev.jobs.observe.MicrometerRunObserver;
import dev.jobs.observe.RunObserver;

/**
 * How many no-op runs per second go all the way: enqueued one by one from one thread,
 * claimed, run, completed, counted. The variants are interleaved, round by round.
 */
public final class Throughput {

	private static final int RUNS = 1_000_000;

	private static final int ROUNDS = 7;

	private static final int WARM_UP = 2;

	private Throughput() {
	}

	/**
	 * Measure and print.
	 * @param args how many rounds, and a part of the names of the variants; all by
	 * default
	 */
	public static void main(String[] args) {
		Map<String, Supplier<Result>> variants = new LinkedHashMap<>();
		variants.put("meters on, no tracer, lines at DEBUG",
				() -> measure(metered(ObservationRegistry.NOOP), 1, Level.INFO));
		variants.put("the same, enqueueAll by 500", () -> measure(metered(ObservationRegistry.NOOP), 500, Level.INFO));
		variants.put("no meters", () -> measure(RunObserver.NONE, 1, Level.INFO));
		variants.put("meters and tracer (sampling 10 %)", () -> measure(metered(traced()), 1, Level.INFO));
		variants.put("meters and a formatted line per run",
				() -> measure(metered(ObservationRegistry.NOOP), 1, Level.DEBUG));
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : ROUNDS;
		String part = (args.length > 1) ? args[1] : "";
		variants.keySet().removeIf((name) -> !name.contains(part));
		Map<String, List<Result>> results = new LinkedHashMap<>();
		for (int round = 0; round < rounds; round++) {
			boolean counts = round >= WARM_UP;
			variants.forEach((name, variant) -> {
				Result result = variant.get();
				if (counts) {
					results.computeIfAbsent(name, (key) -> new ArrayList<>()).add(result);
				}
			});
		}
		results.forEach((name, all) -> {
			Figures.print(name, all.stream().map(Result::perSecond).toList(), "runs/s");
			Figures.print("  processor time", all.stream().map(Result::cpuMicros).toList(), "us/run");
			Figures.print("  allocated", all.stream().map(Result::bytes).toList(), "B/run");
		});
	}

	private static Result measure(RunObserver observer, int batch, Level level) {
		Logger logger = logger(level);
		try (Node node = new Node(observer, Throughput::register)) {
			long cpu = Figures.cpuNanos();
			long bytes = Figures.allocatedBytes();
			long start = System.nanoTime();
			produce(node, batch);
			while (node.succeeded("no-op") < RUNS) {
				LockSupport.parkNanos(200_000);
			}
			long nanos = System.nanoTime() - start;
			return new Result(RUNS * 1e9 / nanos, (Figures.cpuNanos() - cpu) / 1e3 / RUNS,
					(double) (Figures.allocatedBytes() - bytes) / RUNS);
		}
		finally {
			logger.detachAndStopAllAppenders();
		}
	}

	private static void register(JobRegistrar jobs) {
		jobs.onDemand("no-op", NoOp.class, (payload, context) -> null);
	}

	private static void produce(Node node, int batch) {
		for (int i = 0; i < RUNS; i += batch) {
			if (batch == 1) {
				node.jobs.enqueue(new NoOp(i));
			}
			else {
				node.jobs.enqueueAll(Collections.nCopies(batch, new NoOp(i)));
			}
		}
	}

	private static RunObserver metered(ObservationRegistry observations) {
		return new MicrometerRunObserver(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), observations, null);
	}

	private static ObservationRegistry traced() {
		Tracer otel = SdkTracerProvider.builder()
			.setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(0.1)))
			.build()
			.get("benchmark");
		OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), (event) -> {
		});
		OtelPropagator propagator = new OtelPropagator(
				ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig()
			.observationHandler(new FirstMatchingCompositeObservationHandler(
					new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
					new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
					new DefaultTracingObservationHandler(tracer)));
		return registry;
	}

	// Lines are formatted and encoded, and then thrown away: a disk is not what is
	// measured.
	private static Logger logger(Level level) {
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		PatternLayoutEncoder encoder = new PatternLayoutEncoder();
		encoder.setContext(context);
		encoder.setPattern("%d{ISO8601} %-5level [%thread] %logger{36} %X{runId} - %msg%n");
		encoder.start();
		OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
		appender.setContext(context);
		appender.setEncoder(encoder);
		appender.setOutputStream(OutputStream.nullOutputStream());
		appender.start();
		Logger logger = context.getLogger("dev.jobs.run");
		logger.setAdditive(false);
		logger.setLevel(level);
		logger.addAppender(appender);
		return logger;
	}

	/**
	 * A payload.
	 *
	 * @param number a number
	 */
	record NoOp(long number) {

	}

	private record Result(double perSecond, double cpuMicros, double bytes) {

	}

}
