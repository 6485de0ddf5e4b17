package dev.jobs.autoconfigure.endpoint;

import org.springframework.boot.actuate.endpoint.EndpointFilter;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;

/**
 * Keeps {@link JobEndpoint} out of the mappings of Spring Boot.
 */
final class JobEndpointFilter implements EndpointFilter<ExposableWebEndpoint> {

	static final EndpointId ID = EndpointId.of("job");

	@Override
	public boolean match(ExposableWebEndpoint endpoint) {
		return !endpoint.getEndpointId().equals(ID);
	}

}
