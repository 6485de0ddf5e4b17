package dev.jobs.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.init.ScriptException;

/**
 * Says why tables cannot be used, and what to do.
 */
final class SchemaFailures {

	private static final String DOCUMENTATION = "docs/stores.md";

	private final SchemaPlace place;

	private final JdbcSettings settings;

	SchemaFailures(SchemaPlace place, JdbcSettings settings) {
		this.place = place;
		this.settings = settings;
	}

	UnusableDatabaseException noSchema() {
		if (this.place.schema().isEmpty()) {
			return failure("The search path of user '%s' leads to no schema".formatted(this.place.user()),
					"Name the schema of the tables in jobs.store.schema");
		}
		return failure("Schema '%s' for the tables of jobs is not there".formatted(this.place.schema()),
				"Create it with 'CREATE SCHEMA %s', or name another in jobs.store.schema"
					.formatted(this.place.schema()));
	}

	UnusableDatabaseException notAllowed(int version) {
		String problem = (version == 0) ? "There are no tables for jobs (%s)".formatted(this.place)
				: "The tables of jobs are of version %d, and this library needs version %d (%s)".formatted(version,
						SchemaScripts.LATEST, this.place);
		return failure(problem,
				"Set jobs.store.initialize-schema=always to let the application %s them, or run %s yourself, for instance as a migration of Flyway or Liquibase"
					.formatted((version == 0) ? "create" : "update", scripts(version)));
	}

	private String scripts(int version) {
		String scripts = new SchemaScripts(this.place.dialect()).locationsAfter(version)
			.stream()
			.map((location) -> "classpath:" + location)
			.collect(Collectors.joining(", then "));
		if (!this.settings.tablePrefix().equals(JdbcSettings.DEFAULT_PREFIX)) {
			scripts += " with '%s' in place of '%s'".formatted(this.settings.tablePrefix(),
					JdbcSettings.DEFAULT_PREFIX);
		}
		return (this.settings.schema() != null) ? scripts + " in schema '" + this.settings.schema() + "'" : scripts;
	}

	UnusableDatabaseException tooNew(InstalledTables installed) {
		return failure(
				"The tables of jobs are of version %d, which needs a library that knows version %d at least, and this one knows version %d (%s)"
					.formatted(installed.version(), installed.compatibleFrom(), SchemaScripts.LATEST, this.place),
				"Use the version of the library that the nodes have that share these tables");
	}

	UnusableDatabaseException notMade(ScriptException cause) {
		return failure(
				"The tables of jobs could not be made (%s): %s".formatted(this.place,
						firstLine((cause.getCause() != null) ? cause.getCause() : cause)),
				"If a table of that name belongs to somebody else, set jobs.store.table-prefix or jobs.store.schema to other names",
				cause);
	}

	UnusableDatabaseException wrong(List<String> problems) {
		List<String> all = new ArrayList<>(problems);
		all.add("So the tables are not those of version %d (%s)".formatted(SchemaScripts.LATEST, this.place));
		return new UnusableDatabaseException(all, List
			.of("Compare them with %s, or set jobs.store.table-prefix or jobs.store.schema to names of which none is taken"
				.formatted(scripts(0))));
	}

	UnusableDatabaseException lacks(List<String> privileges) {
		return new UnusableDatabaseException(
				privileges.stream()
					.map((privilege) -> "User '%s' lacks %s".formatted(this.place.user(), privilege))
					.toList(),
				List.of("Let the owner of the tables grant that, as the script in %s does".formatted(DOCUMENTATION)));
	}

	UnusableDatabaseException denied(Throwable cause) {
		return failure(
				"User '%s' may not do what is needed (%s): %s".formatted(this.place.user(), this.place,
						firstLine(cause)),
				"Grant it what the script in %s grants, or let the owner of the schema run %s".formatted(DOCUMENTATION,
						scripts(0)),
				cause);
	}

	private static UnusableDatabaseException failure(String problem, String fix) {
		return failure(problem, fix, null);
	}

	private static UnusableDatabaseException failure(String problem, String fix, @Nullable Throwable cause) {
		return new UnusableDatabaseException(List.of(problem), List.of(fix), cause);
	}

	private static String firstLine(Throwable cause) {
		return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
	}

}
