package dev.jobs.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.jobs.autoconfigure.JobsProperties.Definition;
import dev.jobs.autoconfigure.JobsProperties.DefinitionBackoff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds {@code docs/settings.md} and the metadata for editors to what there is.
 */
class SettingsDocumentationTests {

	private static final Path PAGE = Path.of("../docs/settings.md");

	private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");

	static Stream<JsonNode> properties() throws IOException {
		try (InputStream metadata = Files.newInputStream(METADATA)) {
			return JsonMapper.shared().readTree(metadata).get("properties").valueStream();
		}
	}

	@ParameterizedTest
	@MethodSource("properties")
	void describesEachPropertyInPlainSentences(JsonNode property) {
		String description = property.path("description").asString("");
		assertThat(description).as(property.get("name").asString())
			.endsWith(".")
			.doesNotStartWith("A ")
			.doesNotStartWith("The ")
			.doesNotContain("{@", "<");
		if (property.get("type").asString().equals("java.lang.Boolean")) {
			assertThat(description).startsWith("Whether ");
		}
		if (property.get("type").asString().startsWith("java.util.List")) {
			assertThat(description).startsWith("Comma-separated list ");
		}
	}

	@ParameterizedTest
	@MethodSource("properties")
	void namesEachPropertyAndItsDefaultInTheDocumentation(JsonNode property) throws IOException {
		String row = "| `" + property.get("name").asString() + "` |";
		List<String> rows = Files.readAllLines(PAGE).stream().filter((line) -> line.startsWith(row)).toList();
		assertThat(rows).as(row).hasSize(1);
		if (property.has("defaultValue")) {
			assertThat(rows.get(0)).contains("| `" + property.get("defaultValue").asString() + "` |");
		}
	}

	static Stream<String> definitionKeys() {
		return Stream.concat(keys(Definition.class, "").filter((key) -> !key.equals("backoff")),
				keys(DefinitionBackoff.class, "backoff."));
	}

	private static Stream<String> keys(Class<? extends Record> type, String prefix) {
		return Arrays.stream(type.getRecordComponents())
			.map(RecordComponent::getName)
			.map((name) -> prefix + DataObjectPropertyName.toDashedForm(name));
	}

	@ParameterizedTest
	@MethodSource("definitionKeys")
	void namesEachSettingOfAJobInTheDocumentation(String key) throws IOException {
		assertThat(Files.readAllLines(PAGE))
			.anyMatch((line) -> line.startsWith("| `") && line.contains("`" + key + "`"));
	}

}
