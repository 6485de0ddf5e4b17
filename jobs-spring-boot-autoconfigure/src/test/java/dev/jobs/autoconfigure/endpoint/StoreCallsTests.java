package dev.jobs.autoconfigure.endpoint;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.endpoint.Access;

import dev.jobs.JobScheduler;
import dev.jobs.engine.Doctor;
import dev.jobs.engine.EngineSettings;
import dev.jobs.engine.JobEngine;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.RunObserver;
import dev.jobs.store.JobStore;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.memory.MemorySettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a request costs the store does not depend on how many jobs and queues there are,
 * and what is about one job asks for nothing about others.
 */
class StoreCallsTests {

	private final List<String> calls = new ArrayList<>();

	private final Clock clock = Clock.fixed(JobsForTests.NOON, ZoneOffset.UTC);

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			GET  |                | nextFireTimes, jobStats, pausedJobs
			GET  | job-0          | findSchedule, jobStats, pausedJobs
			GET  | job-0/next     | findSchedule
			GET  | job-0/runs     | findSchedule, jobStats, pausedJobs, list
			GET  | _runs          | list
			GET  | _queues        | now, queueStats
			GET  | _nodes         | now, nodes
			GET  | _overview      | nextFireTimes, jobStats, pausedJobs, queueStats, now, name
			GET  | _doctor        | now, diagnose, strandedRuns
			POST | job-0          | findSchedule, jobStats, pausedJobs, insert, findSchedule
			""")
	void aRequestCostsTheSameForOneJobAndForMany(String method, @Nullable String path, String expected) {
		assertThat(callsOf(1, method, path)).isEqualTo(expected);
		assertThat(callsOf(500, method, path)).isEqualTo(expected);
	}

	private String callsOf(int jobs, String method, @Nullable String path) {
		JobRegistry registry = new JobRegistry();
		JobRegistrar registrar = new JobRegistrar(registry, JobDefaults.standard(), new JacksonPayloadCodec());
		for (int i = 0; i < jobs; i++) {
			String queue = "queue-" + i;
			registrar.recurring("job-" + i, (context) -> {
			}, (options) -> options.fixedRate(Duration.ofHours(1).toString()).queue(queue));
		}
		JobStore store = new MemoryJobStore(this.clock, MemorySettings.standard());
		JobEngine engine = new JobEngine(counting(store), registry, new JacksonPayloadCodec(), RunObserver.NONE,
				EngineSettings.standard(), Executors::newCachedThreadPool, this.clock);
		ApiHandler handler = handler(engine);
		this.calls.clear();
		assertThat(handler.handle(request(method, path)).status()).isEqualTo(200);
		return String.join(", ", this.calls);
	}

	private ApiHandler handler(JobEngine engine) {
		ApiJson json = new ApiJson();
		ApiAdmission admission = new ApiAdmission(new EndpointGuard(AddressGuard.of(List.of(), List.of())),
				() -> Access.UNRESTRICTED, new DenialLog(this.clock));
		return new ApiHandler(admission, JobScheduler.on(engine, 1024),
				new NodeInfo(() -> engine, () -> new Doctor(engine, List.of(), Set.of()), this.clock, "UTC"),
				new ApiBodyReader(json, Duration.ofSeconds(20)), new ApiAnswers(json, this.clock));
	}

	private static ApiRequest request(String method, @Nullable String path) {
		List<String> segments = (path != null) ? List.of(path.split("/")) : List.of();
		return new ApiRequest(method, segments, null, (name) -> List.of(), (limit, timeout) -> new byte[0],
				Peer.UNKNOWN, null);
	}

	private JobStore counting(JobStore store) {
		return (JobStore) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { JobStore.class },
				(proxy, method, arguments) -> {
					this.calls.add(method.getName());
					try {
						return method.invoke(store, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

}
