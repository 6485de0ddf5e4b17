package dev.jobs.job;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Holds several {@link ScheduledJob} annotations of one method, each with its own id.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ScheduledJobs {

	/**
	 * Return the jobs.
	 * @return the annotations
	 */
	ScheduledJob[] value();

}
