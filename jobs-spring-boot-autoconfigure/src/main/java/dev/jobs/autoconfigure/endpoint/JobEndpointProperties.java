package dev.jobs.autoconfigure.endpoint;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties for the job endpoint. Rules between them are checked when the
 * endpoint is made.
 *
 * @param basePath Path of the endpoint.
 * @param cidrAllowlist Comma-separated list of address ranges of the clients that may
 * reach the endpoint. Empty means loopback only; everybody must be written out as
 * 0.0.0.0/0 and ::/0.
 * @param trustedProxies Comma-separated list of address ranges of the proxies whose
 * X-Forwarded-For header counts.
 * @param security What Spring Security does with the endpoint.
 * @param bodyTimeout How long the body of a request may take to arrive.
 */
@ConfigurationProperties("jobs.endpoint")
public record JobEndpointProperties(@DefaultValue("/_sys/job") String basePath,
		@DefaultValue List<String> cidrAllowlist, @DefaultValue List<String> trustedProxies,
		@DefaultValue("inherit") Security security, @DefaultValue("20s") Duration bodyTimeout) {

	/**
	 * What Spring Security does with the endpoint.
	 */
	public enum Security {

		/** What it does with the rest of the application. */
		INHERIT,

		/** Nothing: the address ranges alone decide. */
		CIDR_ONLY

	}

}
