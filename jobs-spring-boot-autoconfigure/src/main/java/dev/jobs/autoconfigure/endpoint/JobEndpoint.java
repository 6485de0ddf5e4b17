package dev.jobs.autoconfigure.endpoint;

import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * {@link WebEndpoint @WebEndpoint} that makes the job endpoint known to the application
 * and gives it its access property. It has no operations: {@link ApiHandler} serves them
 * behind a guard, and whatever maps endpoints by itself must not go round that.
 */
@WebEndpoint(id = "job")
final class JobEndpoint {

}
