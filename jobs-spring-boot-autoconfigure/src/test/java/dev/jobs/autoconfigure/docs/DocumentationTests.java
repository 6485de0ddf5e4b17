package dev.jobs.autoconfigure.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import dev.jobs.JobScheduler;
import dev.jobs.autoconfigure.JobsAnnotationAutoConfiguration;
import dev.jobs.autoconfigure.JobsAutoConfiguration;
import dev.jobs.autoconfigure.JobsJdbcStoreAutoConfiguration;
import dev.jobs.autoconfigure.JobsMemoryStoreAutoConfiguration;
import dev.jobs.schedule.ScheduleType;
import dev.jobs.store.JobStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README and the pages under {@code docs} hold no code that does not compile and run,
 * and no settings that do not bind.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of("..");

	private static final Path CODE = Path.of("src/test/java/dev/jobs/autoconfigure/docs");

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(JobsJdbcStoreAutoConfiguration.class, JobsMemoryStoreAutoConfiguration.class,
						JobsAutoConfiguration.class, JobsAnnotationAutoConfiguration.class))
		.withUserConfiguration(DocumentedCode.class);

	@Test
	void codeOfTheDocumentationRuns() {
		this.contextRunner.run((context) -> {
			JobScheduler jobs = context.getBean(JobScheduler.class);
			assertThat(DocumentedCode.use(jobs)).isEqualTo("receipts/42.txt");
			assertThat(jobs.job("daily-report").definition().scheduleType()).isEqualTo(ScheduleType.DAILY);
		});
	}

	@Test
	void databaseOfTheDocumentationKeepsJobs() {
		this.contextRunner.withUserConfiguration(DocumentedDatabase.class)
			.withPropertyValues("jobs-database.jdbc-url=jdbc:h2:mem:documentation")
			.run((context) -> {
				assertThat(context.getBean(JobStore.class).name()).isEqualTo("h2");
				assertThat(DocumentedCode.use(context.getBean(JobScheduler.class))).isEqualTo("receipts/42.txt");
			});
	}

	@ParameterizedTest
	@MethodSource("javaBlocks")
	void eachJavaBlockIsInTheCodeThatRuns(Block block) throws IOException {
		String code = Files.readString(CODE.resolve("DocumentedCode.java"))
				+ Files.readString(CODE.resolve("DocumentedDatabase.java"));
		assertThat(withoutIndent(code)).as(block.page()).contains(withoutIndent(block.text()));
	}

	@ParameterizedTest
	@MethodSource("yamlBlocks")
	void eachYamlBlockBindsAndStarts(Block block, @TempDir Path folder) throws IOException {
		String text = block.text().replace("./data", folder.toString());
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("block",
				new ByteArrayResource(text.getBytes()));
		this.contextRunner
			.withInitializer((context) -> sources.forEach(context.getEnvironment().getPropertySources()::addFirst))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void pagesHaveBlocksToLookAt() throws IOException {
		assertThat(javaBlocks()).hasSizeGreaterThan(5);
		assertThat(yamlBlocks()).isNotEmpty();
	}

	@Test
	void linksBetweenPagesLeadSomewhere() throws IOException {
		Pattern link = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");
		for (Path page : pages()) {
			Matcher matcher = link.matcher(Files.readString(page));
			while (matcher.find()) {
				assertThat(page.resolveSibling(matcher.group(1))).as("link in %s", page).exists();
			}
		}
	}

	static List<Block> javaBlocks() throws IOException {
		return blocks("java");
	}

	static List<Block> yamlBlocks() throws IOException {
		return blocks("yaml");
	}

	private static List<Block> blocks(String language) throws IOException {
		Pattern fence = Pattern.compile("^```" + language + "\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
		List<Block> blocks = new ArrayList<>();
		for (Path page : pages()) {
			Matcher matcher = fence.matcher(Files.readString(page));
			while (matcher.find()) {
				blocks.add(new Block(page.getFileName().toString(), matcher.group(1)));
			}
		}
		return blocks;
	}

	private static List<Path> pages() throws IOException {
		try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
				.filter((page) -> page.toString().endsWith(".md"))
				.sorted()
				.toList();
		}
	}

	private static String withoutIndent(String code) {
		return code.lines()
			.map(String::strip)
			.filter((line) -> !line.isEmpty())
			.map((line) -> line.replace("static class", "class"))
			.collect(Collectors.joining("\n"));
	}

	/**
	 * A block of a page.
	 *
	 * @param page the page
	 * @param text the text
	 */
	record Block(String page, String text) {

		@Override
		public String toString() {
			return this.page + ": " + this.text.lines().findFirst().orElse("");
		}

	}

}
