package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.converter.ResourceHttpMessageConverter;
import org.springframework.http.converter.ResourceRegionHttpMessageConverter;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.http.server.PathContainer;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;

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
		RouterFunctionMapping mapping = new Mapping(basePath, new Adapter(handler, basePath).routes());
		mapping.setOrder(ORDER);
		// Without these a resource would be written as JSON, its path in the file system
		// with it.
		mapping.setMessageConverters(List.of(new StringHttpMessageConverter(), new ResourceHttpMessageConverter(),
				new ResourceRegionHttpMessageConverter()));
		return mapping;
	}

	/**
	 * Leaves requests to other paths alone. The mapping of the framework reads the
	 * headers of each request that comes by, and fails where a content type has a
	 * wildcard; on our own paths that header is for us to read.
	 */
	private static final class Mapping extends RouterFunctionMapping {

		private final PathPattern ours;

		Mapping(BasePath basePath, RouterFunction<ServerResponse> routes) {
			super(routes);
			this.ours = basePath.pattern();
		}

		@Override
		protected @Nullable Object getHandlerInternal(HttpServletRequest request) throws Exception {
			PathContainer path = ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication();
			return this.ours.matches(path) ? super.getHandlerInternal(new UnreadContentType(request)) : null;
		}

	}

	/**
	 * A request that shows the framework no content type.
	 */
	private static final class UnreadContentType extends HttpServletRequestWrapper {

		UnreadContentType(HttpServletRequest request) {
			super(request);
		}

		static HttpServletRequest unwrap(HttpServletRequest request) {
			return (request instanceof UnreadContentType wrapper) ? (HttpServletRequest) wrapper.getRequest() : request;
		}

		@Override
		public @Nullable String getContentType() {
			return null;
		}

		@Override
		public @Nullable String getHeader(String name) {
			return isContentType(name) ? null : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return isContentType(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
		}

		private static boolean isContentType(String name) {
			return name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE);
		}

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
			HttpServletRequest servletRequest = UnreadContentType.unwrap(request.servletRequest());
			Principal user = servletRequest.getUserPrincipal();
			return new ApiRequest(request.method().name(),
					this.basePath.below(ServletRequestPathUtils.getParsedRequestPath(servletRequest)),
					servletRequest.getQueryString(), (name) -> Collections.list(servletRequest.getHeaders(name)),
					(limit, timeout) -> ServletBody.read(servletRequest.getInputStream(), limit, timeout,
							System::nanoTime),
					ServletPeer.of(servletRequest), (user != null) ? user.getName() : null);
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
