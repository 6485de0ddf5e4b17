package dev.jobs.job;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

/**
 * A job as it was written down, before anything is checked.
 *
 * @param id the id
 * @param kind whether the job is declared with a schedule or on demand
 * @param handler where the body is, for people: class and method
 * @param payloadType the type of the payload, {@code null} if the body takes none
 * @param body the work
 * @param options the settings
 */
public record JobDeclaration(String id, JobDefinition.Kind kind, String handler, @Nullable Type payloadType,
		JobBody<@Nullable Object> body, JobOptions options) {

	JobDeclaration overriddenBy(JobOptions over) {
		return new JobDeclaration(this.id, this.kind, this.handler, this.payloadType, this.body,
				this.options.overriddenBy(over));
	}

}
