package dev.jobs.autoconfigure;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import dev.jobs.autoconfigure.JobsProperties.StoreType;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.store.jdbc.SchemaMode;

/**
 * Which database keeps runs, and how.
 *
 * @param type the kind of store that is asked for, {@code null} if any will do
 * @param file the H2 file that is asked for, absolute and without its ending,
 * {@code null} for none
 * @param schemaMode where missing tables are made
 * @param allowUnsafeH2 whether an H2 file may lose what it has acknowledged
 * @param jdbc names and times
 */
record DatabaseSettings(@Nullable StoreType type, @Nullable Path file, SchemaMode schemaMode, boolean allowUnsafeH2,
		JdbcSettings jdbc) {

	/**
	 * Return whether runs must be kept in a database, so that the memory will not do.
	 */
	boolean isRequired() {
		return this.type == StoreType.JDBC || (this.type == null && this.file != null);
	}

}
