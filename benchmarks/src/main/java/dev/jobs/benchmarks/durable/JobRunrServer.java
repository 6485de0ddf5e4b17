package dev.jobs.benchmarks.durable;

import java.time.ZoneOffset;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * JobRunr, with requests and not with lambdas, whose analysis costs more.
 */
final class JobRunrServer implements Recurring {

	private final String name;

	private final UnaryOperator<BackgroundJobServerConfiguration> settings;

	private JobRunrServer(String name, UnaryOperator<BackgroundJobServerConfiguration> settings) {
		this.name = "JobRunr, " + name;
		this.settings = settings;
	}

	/**
	 * Its defaults: 8 workers a processor, a poll every 15 seconds.
	 */
	static JobRunrServer defaults() {
		return new JobRunrServer("defaults", UnaryOperator.identity());
	}

	/**
	 * The shortest poll it takes, and the number of workers that was found to be best.
	 */
	static JobRunrServer tuned() {
		return new JobRunrServer("tuned", (settings) -> settings.andPollIntervalInSeconds(5).andWorkerCount(100));
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public int share(int runs) {
		return runs / 5;
	}

	@Override
	public void prepare(DataSource dataSource) {
		storage(dataSource).close();
		new JdbcTemplate(dataSource)
			.execute("TRUNCATE jobrunr_jobs, jobrunr_recurring_jobs, jobrunr_backgroundjobservers");
	}

	// By states, which have an index: it is large, and everything stays in it.
	@Override
	public String unfinished() {
		return "jobrunr_jobs WHERE state IN ('AWAITING', 'SCHEDULED', 'ENQUEUED', 'PROCESSING', 'FAILED')";
	}

	@Override
	public Client client(DataSource dataSource) {
		StorageProvider storage = storage(dataSource);
		storage.setJobMapper(new JobMapper(new Jackson3JsonMapper()));
		return new RequestClient(new JobRequestScheduler(storage), storage);
	}

	@Override
	public Worker work(DataSource dataSource, IntConsumer body) {
		return start(dataSource, 0, body);
	}

	@Override
	public Worker recur(DataSource dataSource, int schedules, IntConsumer body) {
		return start(dataSource, schedules, body);
	}

	private Worker start(DataSource dataSource, int schedules, IntConsumer body) {
		JsonMapper mapper = new Jackson3JsonMapper();
		StorageProvider storage = storage(dataSource);
		JobRequestScheduler scheduler = JobRunr.configure()
			.useJsonMapper(mapper)
			.useStorageProvider(storage)
			.useJobActivator(new OneHandler(new NoOpHandler(body)))
			.useBackgroundJobServer(this.settings
				.apply(BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()), false)
			.initialize()
			.getJobRequestScheduler();
		IntStream.range(0, schedules)
			.forEach((i) -> scheduler.scheduleRecurrently("job-" + i, Recurring.seconds(i) + " * * * * *",
					ZoneOffset.UTC, new NoOpRequest(i)));
		BackgroundJobServer server = JobRunr.getBackgroundJobServer();
		server.start();
		return new RequestWorker(server, scheduler, storage);
	}

	private static StorageProvider storage(DataSource dataSource) {
		return SqlStorageProviderFactory.using(dataSource);
	}

	private record RequestWorker(BackgroundJobServer server, JobRequestScheduler scheduler,
			StorageProvider storage) implements Worker {

		@Override
		public Client client() {
			return new RequestClient(this.scheduler, this.storage);
		}

		@Override
		public void close() {
			this.server.stop();
			this.storage.close();
		}

	}

	private record RequestClient(JobRequestScheduler scheduler, StorageProvider storage) implements Client {

		@Override
		public void enqueue(int number) {
			this.scheduler.enqueue(new NoOpRequest(number));
		}

		@Override
		public void enqueueAll(int first, int count) {
			this.scheduler.enqueue(IntStream.range(first, first + count).mapToObj(NoOpRequest::new));
		}

		@Override
		public void close() {
			this.storage.close();
		}

	}

	private record OneHandler(NoOpHandler handler) implements JobActivator {

		@Override
		public <T> T activateJob(Class<T> type) {
			return type.cast(this.handler);
		}

	}

	/**
	 * A request. Read by its field.
	 */
	public static final class NoOpRequest implements JobRequest {

		private int number;

		NoOpRequest(int number) {
			this.number = number;
		}

		NoOpRequest() {
		}

		@Override
		public Class<NoOpHandler> getJobRequestHandler() {
			return NoOpHandler.class;
		}

	}

	/**
	 * Calls the body.
	 */
	public static final class NoOpHandler implements JobRequestHandler<NoOpRequest> {

		private final IntConsumer body;

		NoOpHandler(IntConsumer body) {
			this.body = body;
		}

		@Override
		public void run(NoOpRequest request) {
			this.body.accept(request.number);
		}

	}

}
