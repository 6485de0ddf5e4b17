package dev.jobs.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.prometheus.PrometheusExemplarsAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.jobs.JobScheduler;
import dev.jobs.job.JobContext;
import dev.jobs.job.JobHandler;
import dev.jobs.observe.MicrometerRunObserver;
import dev.jobs.observe.RunObserver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JobsObservationAutoConfiguration}.
 */
class JobsObservationAutoConfigurationTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
						PrometheusMetricsExportAutoConfiguration.class, ObservationAutoConfiguration.class,
						JobsMemoryStoreAutoConfiguration.class, JobsObservationAutoConfiguration.class,
						JobsAutoConfiguration.class, JobsAnnotationAutoConfiguration.class))
		.withUserConfiguration(Greeter.class);

	// SC-006, FR-018
	@Test
	void runsAreCountedUnderTheNamesOfTheDocumentation() {
		this.contextRunner.run((context) -> {
			JobScheduler jobs = context.getBean(JobScheduler.class);
			jobs.await(jobs.enqueue(new Greeting("Ada")), String.class, LONG);
			PrometheusMeterRegistry meters = context.getBean(PrometheusMeterRegistry.class);
			until(() -> meters.scrape().contains("jobs_completed_total{"));
			assertThat(meters.scrape())
				.contains("jobs_scheduled_total{", "jobs_run_seconds_count{", "jobs_queue_wait_seconds_count{",
						"jobs_latency_seconds_bucket{", "jobs_running ", "jobs_registered 1", "jobs_queue_depth{",
						"jobs_queue_oldest_age_seconds{", "queue=\"greetings\"")
				.doesNotContain("jobs_run_active", "Ada");
		});
	}

	@Test
	void countersOfEachJobAreThereAtZeroBeforeItsFirstRun() {
		this.contextRunner.run((context) -> assertThat(context.getBean(PrometheusMeterRegistry.class).scrape())
			.contains("jobs_completed_total{job_id=\"greet\",queue=\"greetings\",trigger=\"enqueued\"} 0.0",
					"jobs_failed_total{job_id=\"greet\",queue=\"greetings\",trigger=\"manual\"} 0.0",
					"jobs_crashes_total{job_id=\"greet\",queue=\"greetings\"} 0.0"));
	}

	@Test
	void withoutMetersNothingIsObserved() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JobsMemoryStoreAutoConfiguration.class,
					JobsObservationAutoConfiguration.class, JobsAutoConfiguration.class,
					JobsAnnotationAutoConfiguration.class))
			.withUserConfiguration(Greeter.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RunObserver.class));
	}

	@Test
	void startsWithoutMicrometerOnTheClassPath() {
		new ApplicationContextRunner().withClassLoader(new FilteredClassLoader("io.micrometer"))
			.withConfiguration(AutoConfigurations.of(JobsMemoryStoreAutoConfiguration.class,
					JobsObservationAutoConfiguration.class, JobsAutoConfiguration.class,
					JobsAnnotationAutoConfiguration.class))
			.withUserConfiguration(Greeter.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RunObserver.class));
	}

	@Test
	void backsOffWhenTheApplicationObservesRunsItself() {
		this.contextRunner.withBean(RunObserver.class, () -> new RunObserver() {
		}).run((context) -> assertThat(context).doesNotHaveBean(MicrometerRunObserver.class));
	}

	// FR-017, FR-019, FR-025, GB-T10, SC-003: enqueue, run and what the body does are one
	// trace
	@Test
	void traceGoesFromWhoEnqueuesThroughTheRunToWhatTheBodyCalls() {
		this.contextRunner.withUserConfiguration(Tracing.class)
			.withConfiguration(AutoConfigurations.of(MicrometerTracingAutoConfiguration.class,
					OpenTelemetrySdkAutoConfiguration.class, OpenTelemetryTracingAutoConfiguration.class,
					PrometheusExemplarsAutoConfiguration.class))
			.withPropertyValues("management.tracing.sampling.probability=1.0")
			.run((context) -> {
				JobScheduler jobs = context.getBean(JobScheduler.class);
				ObservationRegistry observations = context.getBean(ObservationRegistry.class);
				UUID run = Observation.createNotStarted("request", observations)
					.observe(() -> jobs.enqueue(new Greeting("Ada")));
				assertThat(jobs.await(run, String.class, LONG)).isNotNull();
				InMemorySpanExporter exporter = context.getBean(InMemorySpanExporter.class);
				until(() -> exporter.getFinishedSpanItems().size() == 4);
				List<SpanData> spans = exporter.getFinishedSpanItems();
				SpanData request = span(spans, "request");
				SpanData enqueue = span(spans, "jobs.enqueue greet");
				SpanData attempt = span(spans, "jobs.run greet");
				SpanData child = span(spans, "child");
				assertThat(spans).extracting(SpanData::getTraceId).containsOnly(request.getTraceId());
				assertThat(enqueue.getParentSpanId()).isEqualTo(request.getSpanId());
				assertThat(attempt.getParentSpanId()).isEqualTo(enqueue.getSpanId());
				assertThat(child.getParentSpanId()).isEqualTo(attempt.getSpanId());
				assertThat(attempt.getAttributes().asMap()).doesNotContainValue("Ada");
				assertThat(jobs.await(run, String.class, LONG)).isEqualTo(request.getTraceId());
			});
	}

	private static SpanData span(List<SpanData> spans, String name) {
		return spans.stream().filter((span) -> span.getName().equals(name)).findFirst().orElseThrow();
	}

	private static void until(Callable<Boolean> condition) {
		Awaitility.await().atMost(LONG).pollInterval(Duration.ofMillis(10)).until(condition);
	}

	record Greeting(String name) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Greeter {

		private Tracer tracer = Tracer.NOOP;

		private ObservationRegistry observations = ObservationRegistry.NOOP;

		@Autowired(required = false)
		void tracing(Tracer tracer, ObservationRegistry observations, MeterRegistry meters) {
			this.tracer = tracer;
			this.observations = observations;
		}

		@JobHandler(id = "greet", queue = "greetings")
		String greet(Greeting greeting, JobContext context) {
			Observation.createNotStarted("child", this.observations).observe(() -> {
			});
			Span span = this.tracer.currentSpan();
			return (span != null) ? span.context().traceId() : "none";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Tracing {

		@Bean
		InMemorySpanExporter spans() {
			return InMemorySpanExporter.create();
		}

		@Bean
		SpanProcessor processor(InMemorySpanExporter spans) {
			return SimpleSpanProcessor.create(spans);
		}

	}

}
