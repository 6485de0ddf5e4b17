package dev.jobs.autoconfigure.endpoint;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that takes the job endpoint out of
 * the rules of Spring Security, where the application asks for it. It comes after the
 * ones of Spring Boot, whose default rules would otherwise give way to it and leave the
 * rest of the application open.
 */
@AutoConfiguration(after = JobsEndpointAutoConfiguration.class, afterName = {
		"org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration" })
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnBean(ApiHandler.class)
@Conditional(OnCidrOnly.class)
public final class JobsEndpointSecurityAutoConfiguration {

	// Ahead of the chains of most applications.
	private static final int ORDER = -50;

	/**
	 * The servlet stack.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass({ HttpSecurity.class, SecurityFilterChain.class })
	@ConditionalOnBean(HttpSecurity.class)
	static class Servlet {

		// The paths are told apart as the mapping of the endpoint does it.
		@Bean
		@Order(ORDER)
		SecurityFilterChain jobsEndpointSecurityFilterChain(HttpSecurity http, BasePath basePath) {
			PathPattern pattern = basePath.pattern();
			return http
				.securityMatcher(
						(request) -> pattern.matches(ServletRequestPathUtils.parse(request).pathWithinApplication()))
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.csrf(AbstractHttpConfigurer::disable)
				.build();
		}

	}

	/**
	 * The reactive stack.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnClass({ ServerHttpSecurity.class, SecurityWebFilterChain.class })
	@ConditionalOnBean(ServerHttpSecurity.class)
	static class Reactive {

		@Bean
		@Order(ORDER)
		SecurityWebFilterChain jobsEndpointSecurityWebFilterChain(ServerHttpSecurity http, BasePath basePath) {
			PathPattern pattern = basePath.pattern();
			return http
				.securityMatcher((exchange) -> pattern.matches(exchange.getRequest().getPath().pathWithinApplication())
						? MatchResult.match() : MatchResult.notMatch())
				.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
				.csrf(ServerHttpSecurity.CsrfSpec::disable)
				.build();
		}

	}

}
