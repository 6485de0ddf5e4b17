package dev.jobs.autoconfigure;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;

/**
 * The transactions of an application that keeps its runs in a file of their own: most are
 * on something else, and cannot take runs along.
 */
final class StoreFileTransactions {

	private final @Nullable Path path;

	private final DataSource file;

	private final ConfigurableListableBeanFactory beans;

	StoreFileTransactions(@Nullable Path path, DataSource file, ConfigurableListableBeanFactory beans) {
		this.path = path;
		this.file = file;
		this.beans = beans;
	}

	/**
	 * Return what a user should know of them, empty if there are none on anything else.
	 */
	Optional<String> hint() {
		List<String> foreign = Arrays
			.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, PlatformTransactionManager.class,
					true, false))
			.filter((name) -> !isOnFile(name))
			.toList();
		return foreign.isEmpty() ? Optional.empty() : Optional.of(hint(foreign));
	}

	// To make a manager only to look at it could take as long as a start of JPA.
	private boolean isOnFile(String name) {
		return this.beans.containsSingleton(name)
				&& this.beans.getBean(name) instanceof ResourceTransactionManager manager
				&& manager.getResourceFactory() == this.file;
	}

	private String hint(List<String> managers) {
		return "Runs are kept in the file '%s' (jobs.store.path), so what is enqueued in a transaction of %s is added at once, and stays if that rolls back; where runs must join these transactions, leave jobs.store.path out to keep them in the database of the application"
			.formatted(this.path,
					managers.stream().map((name) -> "'" + name + "'").collect(Collectors.joining(" or ")));
	}

}
