package dev.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The edges between the packages of this module, and what they may use from outside.
 */
class ArchitectureTests {

	private static final String ROOT = "dev.jobs";

	private static final Map<String, Set<String>> EDGES = Map.ofEntries(Map.entry("schedule", Set.of()),
			Map.entry("retry", Set.of()), Map.entry("net", Set.of()), Map.entry("job", Set.of("schedule", "retry")),
			Map.entry("json", Set.of("job")), Map.entry("run", Set.of("job")),
			Map.entry("store", Set.of("job", "run", "diagnosis")),
			Map.entry("store.memory", Set.of("store", "run", "job", "diagnosis")),
			Map.entry("store.jdbc", Set.of("store", "run", "job", "diagnosis")), Map.entry("diagnosis", Set.of()),
			Map.entry("observe", Set.of("store", "run", "job", "schedule")), Map.entry("lease", Set.of("store")),
			Map.entry("recurring", Set.of("store", "run", "job", "schedule", "observe")),
			Map.entry("worker", Set.of("store", "run", "job", "retry", "observe")),
			Map.entry("engine", Set.of("worker", "lease", "recurring", "observe", "store", "run", "job", "diagnosis")),
			Map.entry("", Set.of("engine", "worker", "recurring", "observe", "store", "run", "job", "schedule")));

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void packagesUseOnlyThoseBelowThem() {
		classes().should(new ArchCondition<JavaClass>("use only the packages that are allowed to theirs") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				String from = packageOf(type);
				type.getDirectDependenciesFromSelf()
					.stream()
					.filter((dependency) -> isOurs(dependency.getTargetClass()))
					.filter((dependency) -> !isAllowed(from, packageOf(dependency.getTargetClass())))
					.forEach((dependency) -> events
						.add(SimpleConditionEvent.violated(type, dependency.getDescription())));
			}

		}).check(CLASSES);
	}

	@Test
	void packagesFormNoCycle() {
		slices().assignedFrom(new Packages()).should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void everyPackageIsListed() {
		assertThat(CLASSES.stream().map(ArchitectureTests::packageOf).distinct())
			.containsExactlyInAnyOrderElementsOf(EDGES.keySet());
	}

	@Test
	void coreKnowsSpringAsALibraryAndNeverBoot() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot..", "org.springframework.stereotype..",
					"org.springframework.beans..", "jakarta.inject..", "jakarta.annotation..")
			.check(CLASSES);
	}

	@Test
	void serversAreNotCoresBusiness() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("jakarta.servlet..", "java.net.http..", "org.springframework.retry..")
			.check(CLASSES);
	}

	@ParameterizedTest
	@CsvSource({ "observe, io.micrometer..", "json, tools.jackson..", "schedule, org.springframework.scheduling..",
			"store.jdbc, java.sql..", "store.jdbc, javax.sql..", "store.jdbc, org.springframework.jdbc..",
			"store.jdbc, org.postgresql..", "store.jdbc, org.h2.." })
	void eachLibraryHasItsPackage(String packageName, String library) {
		noClasses()
			.that(DescribedPredicate.describe("are outside " + packageName,
					(type) -> !packageOf(type).equals(packageName)))
			.should()
			.dependOnClassesThat()
			.resideInAPackage(library)
			.check(CLASSES);
	}

	@Test
	void timeComesFromOutside() {
		nobodyUses("the time of the host", "java\\.time\\..*\\.now\\((java\\.time\\.ZoneId)?\\)",
				"java\\.time\\.(Clock|InstantSource)\\.(system|tick(Millis|Seconds|Minutes)).*",
				"java\\.lang\\.System\\.currentTimeMillis\\(\\)", "java\\.util\\.Date\\.<init>\\(\\)",
				"java\\.util\\.Calendar\\.getInstance\\(.*");
	}

	@Test
	void nothingSleeps() {
		nobodyUses("a sleep", "java\\.lang\\.Thread\\.sleep\\(.*", "java\\.util\\.concurrent\\.TimeUnit\\.sleep\\(.*");
	}

	@Test
	void nothingDependsOnTheLocale() {
		nobodyUses("the locale of the host", "java\\.lang\\.String\\.to(Lower|Upper)Case\\(\\)",
				"java\\.util\\.Locale\\.getDefault\\(.*");
	}

	@Test
	void nothingIsPrinted() {
		nobodyUses("a console", "java\\.lang\\.System\\.(out|err)", ".*\\.printStackTrace\\(\\)");
	}

	// By a call or by a reference to the method.
	private static void nobodyUses(String what, String... targets) {
		Pattern pattern = Pattern.compile(String.join("|", targets));
		noClasses().should()
			.accessTargetWhere(DescribedPredicate.describe("is " + what,
					(access) -> pattern.matcher(access.getTarget().getFullName()).matches()))
			.check(CLASSES);
	}

	@Test
	void everyPackageIsNullMarked() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			List<Path> folders = files.filter((file) -> file.toString().endsWith(".java"))
				.map(Path::getParent)
				.distinct()
				.toList();
			assertThat(folders).isNotEmpty()
				.allSatisfy(
						(folder) -> assertThat(folder.resolve("package-info.java")).content().contains("@NullMarked"));
		}
	}

	private static boolean isAllowed(String from, String to) {
		return from.equals(to) || EDGES.getOrDefault(from, Set.of()).contains(to);
	}

	private static boolean isOurs(JavaClass type) {
		return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
	}

	private static String packageOf(JavaClass type) {
		String name = type.getPackageName();
		return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1).toLowerCase(Locale.ROOT);
	}

	/**
	 * Puts each package into a slice of its own, that of the facade included.
	 */
	private static final class Packages implements SliceAssignment {

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass type) {
			return isOurs(type) ? SliceIdentifier.of("dev.jobs", packageOf(type)) : SliceIdentifier.ignore();
		}

		@Override
		public String getDescription() {
			return "packages";
		}

	}

}
