package dev.jobs.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The scripts that make the tables in one kind of database, one for each version. They
 * are the only place that says which tables, columns and indexes there are.
 */
final class SchemaScripts {

	/** The version of the tables that this library works with. */
	static final int LATEST = 1;

	private static final String FOLDER = "dev/jobs/store/jdbc/";

	private static final Pattern COMMENT = Pattern.compile("--.*");

	private static final Pattern TABLE = Pattern.compile("CREATE TABLE (?:IF NOT EXISTS )?(\\w+) \\((.*?)^\\)",
			Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern INDEX = Pattern.compile("CREATE (?:UNIQUE )?INDEX (?:IF NOT EXISTS )?(\\w+) ON");

	private final Dialect dialect;

	SchemaScripts(Dialect dialect) {
		this.dialect = dialect;
	}

	/**
	 * Return the place of a script on the class path.
	 */
	String location(int version) {
		return FOLDER + "V" + version + "__" + this.dialect.text() + ".sql";
	}

	/**
	 * Return the places of the scripts that lead from one version to the latest.
	 * @param version the version that is there, {@code 0} for none
	 */
	List<String> locationsAfter(int version) {
		return IntStream.rangeClosed(version + 1, LATEST).mapToObj(this::location).toList();
	}

	/**
	 * Return a script with the default names of the tables.
	 */
	String text(int version) {
		try (InputStream script = SchemaScripts.class.getClassLoader().getResourceAsStream(location(version))) {
			if (script == null) {
				throw new IllegalStateException("classpath:" + location(version) + " is missing");
			}
			return new String(script.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the columns of each table by their default names.
	 */
	Map<String, Set<String>> columns() {
		Map<String, Set<String>> tables = new LinkedHashMap<>();
		Matcher matcher = TABLE.matcher(all());
		while (matcher.find()) {
			tables.put(matcher.group(1), columns(matcher.group(2), tables));
		}
		return tables;
	}

	private static Set<String> columns(String body, Map<String, Set<String>> before) {
		Set<String> columns = new LinkedHashSet<>();
		body.lines().map(String::strip).filter((line) -> !line.isEmpty()).forEach((line) -> {
			String[] words = line.split("[\\s,]+");
			switch (words[0]) {
				case "CONSTRAINT" -> {
				}
				case "LIKE" -> columns.addAll(before.get(words[1]));
				default -> columns.add(words[0]);
			}
		});
		return columns;
	}

	/**
	 * Return the indexes by their default names, without those of primary keys.
	 */
	List<String> indexes() {
		return INDEX.matcher(all()).results().map((result) -> result.group(1)).toList();
	}

	private String all() {
		StringBuilder all = new StringBuilder();
		IntStream.rangeClosed(1, LATEST).mapToObj(this::text).forEach(all::append);
		return COMMENT.matcher(all).replaceAll("");
	}

}
