package dev.jobs.autoconfigure;

import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;

import dev.jobs.job.InvalidSettingsException;

/**
 * Finds the one data source that is meant.
 */
final class DataSourceChoice {

	private final ObjectProvider<DataSource> forJobs;

	private final ObjectProvider<DataSource> forAll;

	DataSourceChoice(ObjectProvider<DataSource> forJobs, ObjectProvider<DataSource> forAll) {
		this.forJobs = forJobs;
		this.forAll = forAll;
	}

	/**
	 * Return the data source that is marked for jobs, or else that of the application.
	 * @throws InvalidSettingsException if there is none, or more than one could be meant
	 */
	DataSource get() {
		DataSource chosen = only(this.forJobs,
				"More than one data source is for jobs (%s): mark only one with @JobsDataSource, or remove jobs.store.path");
		if (chosen == null) {
			chosen = only(this.forAll,
					"There are several data sources (%s), and none says that jobs are kept in it: mark one with @JobsDataSource, or make one of them @Primary");
		}
		if (chosen == null) {
			throw new InvalidSettingsException(List
				.of("jobs.store.type 'jdbc' needs a data source, and there is none: set spring.datasource.url, declare a DataSource bean, or set jobs.store.path to keep jobs in a file"));
		}
		return chosen;
	}

	private static @Nullable DataSource only(ObjectProvider<DataSource> provider, String problem) {
		try {
			return provider.getIfAvailable();
		}
		catch (NoUniqueBeanDefinitionException ex) {
			String names = (ex.getBeanNamesFound() != null) ? String.join(", ", ex.getBeanNamesFound())
					: ex.getNumberOfBeansFound() + " beans";
			throw new InvalidSettingsException(List.of(problem.formatted(names)));
		}
	}

}
