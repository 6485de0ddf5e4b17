package dev.jobs.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.DatabaseCheck;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds {@code docs/doctor.md} to what there is.
 */
class DoctorDocumentationTests {

	private static final Path PAGE = Path.of("../docs/doctor.md");

	private static final Pattern ROW = Pattern.compile("^\\| `([a-z0-9-]+)` \\| ([a-z, ]+) \\| (.+) \\| (.*)\\|$",
			Pattern.MULTILINE);

	private static final Map<String, String> CONSTANTS = Map.of("UNSAFE_H2", DatabaseCheck.UNSAFE_H2,
			"JobStore.UNUSABLE_TABLES", JobStore.UNUSABLE_TABLES);

	private static final Pattern FINDING = Pattern
		.compile("new Finding\\(\\s*(?:\"([a-z0-9-]+)\"|(UNSAFE_H2|JobStore\\.UNUSABLE_TABLES)),\\s*([^,]+),");

	private static final Pattern SEVERITY = Pattern.compile("Severity\\.([A-Z]+)");

	@Test
	void listsEachCodeWithItsSeverityAndNoOther() throws IOException {
		Map<String, String> documented = new TreeMap<>();
		ROW.matcher(Files.readString(PAGE)).results().forEach((row) -> documented.put(row.group(1), row.group(2)));
		assertThat(documented).containsExactlyEntriesOf(codes()).hasSizeGreaterThan(15);
	}

	private static TreeMap<String, String> codes() throws IOException {
		TreeMap<String, String> codes = new TreeMap<>();
		for (Path root : List.of(Path.of("src/main/java"), Path.of("../jobs-core/src/main/java"))) {
			try (Stream<Path> files = Files.walk(root)) {
				for (Path file : files.filter(Files::isRegularFile).toList()) {
					FINDING.matcher(Files.readString(file))
						.results()
						.forEach((found) -> codes.put(
								(found.group(1) != null) ? found.group(1) : CONSTANTS.get(found.group(2)),
								severities(found.group(3))));
				}
			}
		}
		return codes;
	}

	private static String severities(String expression) {
		TreeSet<String> severities = new TreeSet<>(Comparator.reverseOrder());
		SEVERITY.matcher(expression)
			.results()
			.forEach((found) -> severities.add(found.group(1).toLowerCase(Locale.ROOT)));
		return String.join(", ", severities);
	}

}
