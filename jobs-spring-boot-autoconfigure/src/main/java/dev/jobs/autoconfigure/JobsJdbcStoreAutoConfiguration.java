package dev.jobs.autoconfigure;

import javax.sql.DataSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.Ordered;
import org.springframework.core.io.ResourceLoader;
import org.springframework.jdbc.datasource.DataSourceUtils;

import dev.jobs.diagnosis.Check;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for jobs kept in a database: that of
 * the application, one marked with {@link JobsDataSource @JobsDataSource}, or a file of
 * their own. The database is not touched before the engine starts with a job, or somebody
 * enqueues.
 */
@AutoConfiguration(before = JobsMemoryStoreAutoConfiguration.class,
		afterName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.JndiDataSourceAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.XADataSourceAutoConfiguration" })
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass({ DataSource.class, DataSourceUtils.class })
@ConditionalOnMissingBean(JobStore.class)
@Conditional(OnDatabase.class)
@Import(JobsSettingsConfiguration.class)
@ImportRuntimeHints(SchemaScriptHints.class)
public final class JobsJdbcStoreAutoConfiguration {

	// Migrations of the application may bring the tables, so they go first.
	@Bean
	@DependsOnDatabaseInitialization
	JdbcJobStore jobsStore(JobsSettings settings, @JobsDataSource ObjectProvider<DataSource> forJobs,
			ObjectProvider<DataSource> forAll, ResourceLoader resources) {
		DatabaseSettings database = settings.database();
		DataSource dataSource = new DataSourceChoice(forJobs, forAll).get();
		return new JdbcJobStore(dataSource, database.jdbc(), null,
				new DatabasePreparation(dataSource, database, resources.getClassLoader()));
	}

	@Bean
	Check jobsPoolCheck(@JobsDataSource ObjectProvider<DataSource> forJobs, ObjectProvider<DataSource> forAll,
			ResourceLoader resources) {
		return () -> PoolCheck.findings(new DataSourceChoice(forJobs, forAll).get(), resources.getClassLoader());
	}

	/**
	 * The file of jobs alone. Nobody else is given it unless they ask for it.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnStoreFile.class)
	static class StoreFileConfiguration {

		@Bean(defaultCandidate = false)
		@JobsDataSource
		DataSource jobsDataSource(JobsSettings settings, ResourceLoader resources) {
			return StoreFile.of(settings.database(), resources.getClassLoader());
		}

		@Bean
		StoreFileTransactions jobsStoreFileTransactions(JobsSettings settings,
				@Qualifier("jobsDataSource") DataSource file, ConfigurableListableBeanFactory beans) {
			return new StoreFileTransactions(settings.database().file(), file, beans);
		}

	}

}
