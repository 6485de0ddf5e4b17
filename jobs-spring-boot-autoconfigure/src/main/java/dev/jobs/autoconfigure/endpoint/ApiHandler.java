package dev.jobs.autoconfigure.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.jobs.JobScheduler;
import dev.jobs.JobStatus;
import dev.jobs.autoconfigure.endpoint.ApiBodyReader.PauseBody;
import dev.jobs.autoconfigure.endpoint.ApiException.Problem;
import dev.jobs.job.Names;
import dev.jobs.run.Page;
import dev.jobs.run.Run;
import dev.jobs.run.RunQuery;

/**
 * Answers the requests to the endpoint, the same on all stacks. The adapters ask
 * {@link #admit} first, for everything below the base path, and {@link #handle} next.
 */
final class ApiHandler {

	private static final Pattern RUN_ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

	private static final int DEFAULT_FIRE_TIMES = 10;

	private static final int MAX_FIRE_TIMES = 100;

	private final ApiAdmission admission;

	private final JobScheduler jobs;

	private final NodeInfo node;

	private final ApiBodyReader bodies;

	private final ApiAnswers answers;

	ApiHandler(ApiAdmission admission, JobScheduler jobs, NodeInfo node, ApiBodyReader bodies, ApiAnswers answers) {
		this.admission = admission;
		this.jobs = jobs;
		this.node = node;
		this.bodies = bodies;
		this.answers = answers;
	}

	/**
	 * Decide whether a request may go on. Never waits.
	 * @param request the request
	 * @return the answer if it may not
	 */
	Optional<ApiResponse> admit(ApiRequest request) {
		try {
			this.admission.check(request);
			return Optional.empty();
		}
		catch (RuntimeException ex) {
			return Optional.of(this.answers.error(request, ex));
		}
	}

	/**
	 * Answer a request that may go on. May wait for the body and for the store.
	 * @param request the request
	 * @return the answer
	 */
	ApiResponse handle(ApiRequest request) {
		try {
			return answer(request);
		}
		catch (RuntimeException ex) {
			return this.answers.error(request, ex);
		}
	}

	private ApiResponse answer(ApiRequest request) {
		List<ApiRoute> routes = ApiRoute.at(request.path());
		if (routes.isEmpty()) {
			throw new ApiException(ApiCode.NOT_FOUND, "There is nothing at this path");
		}
		String allow = ApiRoute.allow(routes);
		if (request.method().equals("OPTIONS")) {
			return this.answers.options(request, allow);
		}
		ApiRoute route = ApiRoute.find(routes, request.method())
			.orElseThrow(() -> new ApiException(ApiCode.METHOD_NOT_ALLOWED,
					"This path knows %s, not %s".formatted(allow, Names.shown(request.method())), null,
					Map.of("Allow", allow)));
		if (!JsonTypes.isAccepted(request.header("Accept"))) {
			throw new ApiException(ApiCode.NOT_ACCEPTABLE, "Answers are JSON; send 'Accept: application/json'");
		}
		return answer(request, route, QueryParameters.parse(request.query(), route.parameters()));
	}

	private ApiResponse answer(ApiRequest request, ApiRoute route, QueryParameters query) {
		Map<String, String> path = route.variables(request.path());
		String jobId = path.getOrDefault("jobId", "");
		String queue = path.getOrDefault("queue", "");
		return switch (route) {
			case JOBS -> list(request, query);
			case JOB -> checked(request, query, () -> job(jobId));
			case TRIGGER -> checked(request, query, () -> trigger(request, jobId));
			case PAUSE_JOB -> checked(request, query, () -> pauseJob(request, jobId));
			case RESUME_JOB -> checked(request, query, () -> resumeJob(request, jobId));
			case RUNS -> runs(request, query, query.text("job", Names::isJobId, "is not the id of a job"));
			case RUNS_OF_JOB -> runsOfJob(request, query, jobId);
			case NEXT -> next(request, query, jobId);
			case RUN -> checked(request, query, () -> RunView.detail(run(path)));
			case CANCEL -> checked(request, query, () -> cancel(request, path));
			case REPLAY -> replay(request, query, path);
			case QUEUES -> queues(request, query);
			case PAUSE_QUEUE -> checked(request, query, () -> pauseQueue(request, queue));
			case RESUME_QUEUE -> checked(request, query, () -> resumeQueue(request, queue));
			case NODES -> nodes(request, query);
			case OVERVIEW -> checked(request, query, () -> this.node.overview(this.jobs.jobs(), this.jobs.queues()));
			case DOCTOR -> checked(request, query, () -> DoctorView.of(this.node.diagnosis()));
		};
	}

	private ApiResponse checked(ApiRequest request, QueryParameters query, Operation operation) {
		query.check();
		return this.answers.ok(request, operation.run(), Map.of());
	}

	private ApiResponse list(ApiRequest request, QueryParameters query) {
		query.check();
		List<JobView> all = this.jobs.jobs().stream().map(JobView::of).toList();
		return this.answers.ok(request, all, Map.of("total", all.size(), "timezone", this.node.timezone()));
	}

	private JobView job(String jobId) {
		return JobView.of(this.jobs.job(jobId));
	}

	private TriggerView trigger(ApiRequest request, String jobId) {
		JobStatus known = this.jobs.job(jobId);
		return TriggerView.of(this.jobs.triggerJson(known.definition().id(), this.bodies.payload(request)));
	}

	private JobView pauseJob(ApiRequest request, String jobId) {
		this.jobs.job(jobId);
		PauseBody body = this.bodies.pause(request, this.node.now());
		this.jobs.pause(jobId, this.admission.caller(request), body.reason(), body.until());
		return job(jobId);
	}

	private JobView resumeJob(ApiRequest request, String jobId) {
		this.jobs.job(jobId);
		this.bodies.nothing(request);
		this.jobs.resume(jobId);
		return job(jobId);
	}

	private ApiResponse runsOfJob(ApiRequest request, QueryParameters query, String jobId) {
		RunQuery runs = RunQueries.read(query, null);
		query.check();
		return page(request, runs.withJob(this.jobs.job(jobId).definition().id()));
	}

	private ApiResponse runs(ApiRequest request, QueryParameters query, @Nullable String jobId) {
		RunQuery runs = RunQueries.read(query, jobId);
		query.check();
		return page(request, runs);
	}

	private ApiResponse page(ApiRequest request, RunQuery query) {
		Page<Run> page = this.jobs.list(query);
		return this.answers.ok(request, page.items().stream().map(RunView::summary).toList(),
				(page.next() != null) ? Map.of("nextCursor", page.next().encode()) : Map.of());
	}

	private ApiResponse next(ApiRequest request, QueryParameters query, String jobId) {
		int count = query.integer("count", DEFAULT_FIRE_TIMES, 1, MAX_FIRE_TIMES);
		query.check();
		return this.answers.ok(request, this.jobs.nextFireTimes(jobId, count),
				Map.of("timezone", this.node.timezone()));
	}

	private RunView cancel(ApiRequest request, Map<String, String> path) {
		UUID id = run(path).id();
		this.bodies.nothing(request);
		this.jobs.cancel(id);
		return RunView.detail(run(path));
	}

	private ApiResponse replay(ApiRequest request, QueryParameters query, Map<String, String> path) {
		query.flag("fromStart", true);
		query.check();
		UUID id = run(path).id();
		this.bodies.nothing(request);
		UUID replay = this.jobs.replay(id);
		return this.answers.ok(request,
				this.jobs.find(replay).<Object>map(RunView::detail).orElseGet(() -> Map.of("runId", replay)), Map.of());
	}

	private Run run(Map<String, String> path) {
		String text = path.getOrDefault("runId", "");
		if (!RUN_ID.matcher(text).matches()) {
			throw ApiException.badRequest(List.of(new Problem("runId", Names.shown(text), "is not the id of a run")));
		}
		return this.jobs.find(UUID.fromString(text))
			.orElseThrow(() -> new ApiException(ApiCode.NOT_FOUND,
					"No run '%s'; it was never made, or it is no longer kept".formatted(text)));
	}

	private ApiResponse queues(ApiRequest request, QueryParameters query) {
		query.check();
		Instant now = this.node.now();
		List<QueueView> all = this.jobs.queues().stream().map((queue) -> QueueView.of(queue, now)).toList();
		return this.answers.ok(request, all, Map.of("total", all.size()));
	}

	private ApiResponse nodes(ApiRequest request, QueryParameters query) {
		query.check();
		List<NodeView> all = this.node.nodes();
		return this.answers.ok(request, all, Map.of("total", all.size()));
	}

	private QueueView pauseQueue(ApiRequest request, String queue) {
		queue(queue);
		PauseBody body = this.bodies.pause(request, this.node.now());
		this.jobs.pauseQueue(queue, this.admission.caller(request), body.reason(), body.until());
		return queue(queue);
	}

	private QueueView resumeQueue(ApiRequest request, String queue) {
		queue(queue);
		this.bodies.nothing(request);
		this.jobs.resumeQueue(queue);
		return queue(queue);
	}

	private QueueView queue(String name) {
		return this.jobs.queues()
			.stream()
			.filter((queue) -> queue.queue().equals(name))
			.findFirst()
			.map((queue) -> QueueView.of(queue, this.node.now()))
			.orElseThrow(() -> new ApiException(ApiCode.NOT_FOUND, "No queue '%s'".formatted(Names.shown(name))));
	}

	/**
	 * Does what was asked for.
	 */
	@FunctionalInterface
	private interface Operation {

		Object run();

	}

}
