package dev.jobs.store.jdbc;

/**
 * In which databases the application may make its own tables.
 */
public enum SchemaMode {

	/** Only in a database that runs in the process of the application. */
	EMBEDDED,

	/** In any database. */
	ALWAYS,

	/** In none. */
	NEVER;

	boolean allows(boolean embedded) {
		return switch (this) {
			case EMBEDDED -> embedded;
			case ALWAYS -> true;
			case NEVER -> false;
		};
	}

}
