package dev.jobs.autoconfigure.endpoint;

import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.function.server.support.RouterFunctionMapping;

/**
 * Stands in for the job endpoint on the reactive stack.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnProperty(GuardedServer.PROBE_PROPERTY)
class ReactiveProbeConfiguration {

	@Bean
	RouterFunctionMapping probeMapping(EndpointGuard guard, AtomicInteger probeHits) {
		RouterFunctionMapping mapping = new RouterFunctionMapping(routes(guard, probeHits));
		mapping.setOrder(-110);
		mapping.setMessageReaders(ServerCodecConfigurer.create().getReaders());
		return mapping;
	}

	private static RouterFunction<ServerResponse> routes(EndpointGuard guard, AtomicInteger hits) {
		return RouterFunctions.route().path("/_sys/job", (routes) -> routes.GET("", (request) -> {
			hits.incrementAndGet();
			return ServerResponse.ok().bodyValue("list");
		}).POST("/{id}", (request) -> {
			hits.incrementAndGet();
			return ServerResponse.ok().bodyValue("triggered");
		}).route(RequestPredicates.all(), (request) -> {
			hits.incrementAndGet();
			return ServerResponse.notFound().build();
		})).filter((request, next) -> {
			Decision decision = decide(guard, request);
			if (decision instanceof Decision.Denied denied) {
				return ServerResponse.status(HttpStatus.FORBIDDEN).bodyValue(denied.code() + " " + denied.message());
			}
			return next.handle(request);
		}).build();
	}

	private static Decision decide(EndpointGuard guard, ServerRequest request) {
		return guard.decide(ReactivePeer.of(request.exchange().getRequest()), request.method().name(),
				(name) -> request.headers().header(name));
	}

}
