package dev.jobs.autoconfigure.endpoint;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;

/**
 * Stands in for the job endpoint on the servlet stack.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(GuardedServer.PROBE_PROPERTY)
class ServletProbeConfiguration {

	@Bean
	RouterFunctionMapping probeMapping(EndpointGuard guard, AtomicInteger probeHits) {
		RouterFunctionMapping mapping = new RouterFunctionMapping(routes(guard, probeHits));
		mapping.setOrder(-110);
		mapping.setMessageConverters(List.of(new StringHttpMessageConverter()));
		return mapping;
	}

	private static RouterFunction<ServerResponse> routes(EndpointGuard guard, AtomicInteger hits) {
		return RouterFunctions.route().path("/_sys/job", (routes) -> routes.GET("", (request) -> {
			hits.incrementAndGet();
			return ServerResponse.ok().body("list");
		}).POST("/{id}", (request) -> {
			hits.incrementAndGet();
			return ServerResponse.ok().body("triggered");
		}).route(RequestPredicates.all(), (request) -> {
			hits.incrementAndGet();
			return ServerResponse.notFound().build();
		})).filter((request, next) -> {
			Decision decision = decide(guard, request);
			if (decision instanceof Decision.Denied denied) {
				return ServerResponse.status(HttpStatus.FORBIDDEN).body(denied.code() + " " + denied.message());
			}
			return next.handle(request);
		}).build();
	}

	private static Decision decide(EndpointGuard guard, ServerRequest request) {
		return guard.decide(ServletPeer.of(request.servletRequest()), request.method().name(),
				(name) -> request.headers().header(name));
	}

}
