package dev.jobs.autoconfigure.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with the endpoint at {@link #PATH}, on a server that is named rather
 * than found on the class path.
 */
final class GuardedServer implements AutoCloseable {

	static final String PATH = "/_sys/job";

	// Only some tests want it.
	private static final List<String> SECURITY = Stream
		.of("SecurityAutoConfiguration", "UserDetailsServiceAutoConfiguration",
				"ReactiveUserDetailsServiceAutoConfiguration", "web.servlet.ServletWebSecurityAutoConfiguration",
				"web.servlet.SecurityFilterAutoConfiguration", "web.reactive.ReactiveWebSecurityAutoConfiguration",
				"actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
				"actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration")
		.map((name) -> "org.springframework.boot.security.autoconfigure." + name)
		.toList();

	// It has nothing to do with the endpoint, and takes time.
	private static final List<String> JPA = List.of(
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
			"org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration");

	private final ConfigurableApplicationContext context;

	private final List<WebServer> servers = new ArrayList<>();

	private GuardedServer(Stack stack, Ports ports, List<Class<?>> more, List<String> excluded, String... properties) {
		this.context = new SpringApplicationBuilder(JobsForTests.class, stack.factory)
			.sources(more.toArray(Class<?>[]::new))
			.web(stack.type)
			.properties("server.port=0", "server.shutdown=immediate", "spring.main.banner-mode=off",
					"spring.reactor.netty.shutdown-quiet-period=0s", "spring.main.log-startup-info=false",
					"logging.level.org.apache=off", "logging.level.org.eclipse.jetty=error",
					"logging.level.org.springframework=error",
					"spring.autoconfigure.exclude=" + String.join(",", excluded) + ',' + String.join(",", JPA),
					ports.property)
			.properties(properties)
			.listeners(
					(ApplicationListener<WebServerInitializedEvent>) (event) -> this.servers.add(event.getWebServer()))
			.run();
		assertThat(this.servers).hasSize(ports.servers).allMatch(stack.server::isInstance);
	}

	static GuardedServer start(Stack stack, Ports ports, String... properties) {
		List<String> excluded = Stream.concat(stack.excluded.stream(), SECURITY.stream()).toList();
		return new GuardedServer(stack, ports, List.of(), excluded, properties);
	}

	/**
	 * Start with Spring Security and its defaults.
	 */
	static GuardedServer startSecured(Stack stack, Ports ports, String... properties) {
		return new GuardedServer(stack, ports, List.of(), stack.excluded, properties);
	}

	/**
	 * Start with Spring Security and rules of the application.
	 */
	static GuardedServer startSecured(Stack stack, Ports ports, Class<?> rules, String... properties) {
		return new GuardedServer(stack, ports, List.of(rules), stack.excluded, properties);
	}

	int port() {
		return this.servers.get(this.servers.size() - 1).getPort();
	}

	int hits() {
		return bean(AtomicInteger.class).get();
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	boolean has(Class<?> type) {
		return this.context.getBeanNamesForType(type).length > 0;
	}

	/**
	 * Return the port of the application, which is not always that of the endpoint.
	 */
	int mainPort() {
		return this.servers.get(0).getPort();
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Servers, each with the stack it serves.
	 */
	enum Stack {

		TOMCAT(WebApplicationType.SERVLET, TomcatServletConfiguration.class, TomcatWebServer.class,
				"jetty.autoconfigure.actuate.web.server.JettyServlet"),

		JETTY(WebApplicationType.SERVLET, JettyServletConfiguration.class, JettyWebServer.class,
				"tomcat.autoconfigure.actuate.web.server.TomcatServlet"),

		NETTY(WebApplicationType.REACTIVE, NettyConfiguration.class, NettyWebServer.class,
				"tomcat.autoconfigure.actuate.web.server.TomcatReactive",
				"jetty.autoconfigure.actuate.web.server.JettyReactive"),

		REACTIVE_TOMCAT(WebApplicationType.REACTIVE, TomcatReactiveConfiguration.class, TomcatWebServer.class,
				"reactor.netty.autoconfigure.actuate.web.server.NettyReactive",
				"jetty.autoconfigure.actuate.web.server.JettyReactive"),

		REACTIVE_JETTY(WebApplicationType.REACTIVE, JettyReactiveConfiguration.class, JettyWebServer.class,
				"reactor.netty.autoconfigure.actuate.web.server.NettyReactive",
				"tomcat.autoconfigure.actuate.web.server.TomcatReactive");

		private final WebApplicationType type;

		private final Class<?> factory;

		private final Class<? extends WebServer> server;

		private final List<String> excluded;

		// With several servers on the class path each would give the management context
		// its own kind.
		Stack(WebApplicationType type, Class<?> factory, Class<? extends WebServer> server, String... others) {
			this.type = type;
			this.factory = factory;
			this.server = server;
			this.excluded = List.of(others)
				.stream()
				.map((other) -> "org.springframework.boot." + other + "ManagementContextAutoConfiguration")
				.toList();
		}

	}

	/**
	 * Where the endpoint is.
	 */
	enum Ports {

		SAME("guard.ports=same", 1), DIFFERENT("management.server.port=0", 2), NONE("management.server.port=-1", 1);

		private final String property;

		private final int servers;

		Ports(String property, int servers) {
			this.property = property;
			this.servers = servers;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TomcatServletConfiguration {

		@Bean
		TomcatServletWebServerFactory webServerFactory() {
			return new TomcatServletWebServerFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class JettyServletConfiguration {

		@Bean
		JettyServletWebServerFactory webServerFactory() {
			return new JettyServletWebServerFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NettyConfiguration {

		@Bean
		NettyReactiveWebServerFactory webServerFactory() {
			return new NettyReactiveWebServerFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TomcatReactiveConfiguration {

		@Bean
		TomcatReactiveWebServerFactory webServerFactory() {
			return new TomcatReactiveWebServerFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class JettyReactiveConfiguration {

		@Bean
		JettyReactiveWebServerFactory webServerFactory() {
			return new JettyReactiveWebServerFactory();
		}

	}

}
