package dev.jobs.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import javax.sql.DataSource;

import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Marks the {@link DataSource} bean in whose database runs are kept, in an application
 * that has more than one. A bean that is also declared with
 * {@code @Bean(defaultCandidate = false)} leaves the data source of Spring Boot alone.
 */
@Target({ ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE, ElementType.FIELD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Qualifier
public @interface JobsDataSource {

}
