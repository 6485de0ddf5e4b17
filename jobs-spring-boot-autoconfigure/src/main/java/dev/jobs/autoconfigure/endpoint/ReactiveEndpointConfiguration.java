package dev.jobs.autoconfigure.endpoint;

import java.security.Principal;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.function.server.support.RouterFunctionMapping;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Serves the job endpoint on the reactive stack. Boot puts this class into the context of
 * the web server of the management port.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({ DispatcherHandler.class, RouterFunctionMapping.class })
@ConditionalOnBean(ApiHandler.class)
class ReactiveEndpointConfiguration {

	// Ahead of the controllers of the application.
	static final int ORDER = -110;

	@Bean
	RouterFunctionMapping jobsEndpointMapping(ApiHandler handler, BasePath basePath) {
		RouterFunctionMapping mapping = new RouterFunctionMapping(new Adapter(handler, basePath).routes());
		mapping.setOrder(ORDER);
		mapping.setMessageReaders(ServerCodecConfigurer.create().getReaders());
		return mapping;
	}

	/**
	 * Turns the requests of this stack into ours, and our answers into its. The guard
	 * runs in the event loop and all that may wait outside.
	 */
	private record Adapter(ApiHandler handler, BasePath basePath) {

		RouterFunction<ServerResponse> routes() {
			return RouterFunctions.route()
				.path(this.basePath.value(), this::addRoutes)
				.filter((request, next) -> this.handler.admit(adapt(request, null, ReactiveBody.NONE))
					.map((refusal) -> refuse(request, refusal))
					.orElseGet(() -> next.handle(request)))
				.build();
		}

		// In a task of its own: Reactor Netty 1.3.7 reads nothing more from a connection
		// where a request that had to wait for the one before it is answered at once.
		private static Mono<ServerResponse> refuse(ServerRequest request, ApiResponse refusal) {
			return Mono.just(refusal).publishOn(connectionThread(request)).flatMap(Adapter::adapt);
		}

		// One route for each template, so that metrics see the template and not the path.
		// The last one takes what is left, so that errors have our form.
		private void addRoutes(RouterFunctions.Builder routes) {
			ApiRoute.templates().forEach((template) -> routes.route(RequestPredicates.path(template), this::handle));
			routes.route(RequestPredicates.all(), this::handle);
		}

		private Mono<ServerResponse> handle(ServerRequest request) {
			ReactiveBody body = ReactiveBody.of(request.exchange().getRequest(), ApiBodyReader.MAX_BYTES);
			return request.principal()
				.map(Principal::getName)
				.map((user) -> adapt(request, user, body))
				.switchIfEmpty(Mono.fromSupplier(() -> adapt(request, null, body)))
				.publishOn(Schedulers.boundedElastic())
				.map(this.handler::handle)
				.publishOn(connectionThread(request))
				.flatMap((response) -> adapt(closing(request, response)));
		}

		private static Scheduler connectionThread(ServerRequest request) {
			return Schedulers.fromExecutor(ReactivePeer.connectionThread(request.exchange().getRequest()));
		}

		private ApiRequest adapt(ServerRequest request, @Nullable String user, ReactiveBody body) {
			ServerHttpRequest original = request.exchange().getRequest();
			return new ApiRequest(request.method().name(), this.basePath.below(original.getPath()),
					original.getURI().getRawQuery(), (name) -> request.headers().header(name),
					(limit, timeout) -> body.read(timeout), ReactivePeer.of(original), user);
		}

		// Reactor Netty would wait for the rest of a body that has been given up.
		private static ApiResponse closing(ServerRequest request, ApiResponse response) {
			boolean givenUp = response.status() == ApiCode.REQUEST_TIMEOUT.status();
			return (givenUp && ReactivePeer.isNetty(request.exchange().getRequest()))
					? response.with(HttpHeaders.CONNECTION, "close") : response;
		}

		private static Mono<ServerResponse> adapt(ApiResponse response) {
			ServerResponse.BodyBuilder builder = ServerResponse.status(response.status())
				.headers((headers) -> response.headers().forEach(headers::set));
			return (response.body().length > 0) ? builder.bodyValue(response.body()) : builder.build();
		}

	}

}
