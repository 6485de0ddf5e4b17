package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;
import java.security.Principal;
import java.util.Collections;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.converter.ResourceHttpMessageConverter;
import org.springframework.http.converter.ResourceRegionHttpMessageConverter;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Serves the job endpoint on the servlet stack. Boot puts this class into the context of
 * the web server of the management port.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ DispatcherServlet.class, RouterFunctionMapping.class })
@ConditionalOnBean(ApiHandler.class)
class ServletEndpointConfiguration {

	// Ahead of the controllers of the application.
	static final int ORDER = -110;

	@Bean
	RouterFunctionMapping jobsEndpointMapping(ApiHandler handler, BasePath basePath) {
		RouterFunctionMapping mapping = new RouterFunctionMapping(new Adapter(handler, basePath).routes());
		mapping.setOrder(ORDER);
		// Without these a resource would be written as JSON, its path in the file system
		// with it.
		mapping.setMessageConverters(List.of(new StringHttpMessageConverter(), new ResourceHttpMessageConverter(),
				new ResourceRegionHttpMessageConverter()));
		return mapping;
	}

	/**
	 * Turns the requests of this stack into ours, and our answers into its.
	 */
	private record Adapter(ApiHandler handler, BasePath basePath) {

		RouterFunction<ServerResponse> routes() {
			return RouterFunctions.route().path(this.basePath.value(), this::addRoutes).filter((request, next) -> {
				var denied = this.handler.admit(adapt(request));
				return denied.isPresent() ? adapt(denied.get()) : next.handle(request);
			}).build();
		}

		// One route for each template, so that metrics see the template and not the path.
		// The last one takes what is left, so that errors have our form.
		private void addRoutes(RouterFunctions.Builder routes) {
			ApiRoute.templates().forEach((template) -> routes.route(RequestPredicates.path(template), this::handle));
			routes.route(RequestPredicates.all(), this::handle);
		}

		private ServerResponse handle(ServerRequest request) {
			return adapt(this.handler.handle(adapt(request)));
		}

		private ApiRequest adapt(ServerRequest request) {
			HttpServletRequest servletRequest = request.servletRequest();
			Principal user = servletRequest.getUserPrincipal();
			return new ApiRequest(request.method().name(),
					this.basePath.below(ServletRequestPathUtils.getParsedRequestPath(servletRequest)),
					servletRequest.getQueryString(), (name) -> Collections.list(servletRequest.getHeaders(name)),
					(limit) -> servletRequest.getInputStream().readNBytes(limit + 1), ServletPeer.of(servletRequest),
					(user != null) ? user.getName() : null);
		}

		private static ServerResponse adapt(ApiResponse response) {
			return ServerResponse.status(response.status())
				.headers((headers) -> response.headers().forEach(headers::set))
				.build((request, servletResponse) -> {
					write(response, servletResponse);
					return null;
				});
		}

		private static void write(ApiResponse response, HttpServletResponse servletResponse) throws IOException {
			if (response.body().length > 0) {
				servletResponse.getOutputStream().write(response.body());
			}
		}

	}

}
