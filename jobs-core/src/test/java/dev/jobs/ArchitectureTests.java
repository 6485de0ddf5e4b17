package dev.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;

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
			Map.entry("json", Set.of("job")), Map.entry("run", Set.of("job")), Map.entry("store", Set.of("job", "run")),
			Map.entry("store.memory", Set.of("store", "run", "job")),
			Map.entry("store.jdbc", Set.of("store", "run", "job", "diagnosis")), Map.entry("diagnosis", Set.of()),
			Map.entry("observe", Set.of("store", "run", "job", "schedule")), Map.entry("lease", Set.of("store")),
			Map.entry("recurring", Set.of("store", "run", "job", "schedule", "observe")),
			Map.entry("worker", Set.of("store", "run", "job", "retry", "observe")),
			Map.entry("engine", Set.of("worker", "lease", "recurring", "observe", "store", "run", "job")),
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
		slices().matching("dev.jobs.(**)").should().beFreeOfCycles().check(CLASSES);
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

	@Test
	void eachLibraryHasItsPackage() {
		onlyIn("observe", "io.micrometer..");
		onlyIn("json", "tools.jackson..");
		onlyIn("store.jdbc", "java.sql..", "javax.sql..", "org.springframework.jdbc..", "org.postgresql..", "org.h2..");
		onlyIn("schedule", "org.springframework.scheduling..");
	}

	private static void onlyIn(String packageName, String... libraries) {
		noClasses()
			.that(DescribedPredicate.describe("are outside " + packageName,
					(type) -> !packageOf(type).equals(packageName)))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(libraries)
			.check(CLASSES);
	}

	@Test
	void timeComesFromOutside() {
		noClasses().should()
			.callMethod(Instant.class, "now")
			.orShould()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.callMethod(Clock.class, "systemUTC")
			.orShould()
			.callMethod(Clock.class, "systemDefaultZone")
			.check(CLASSES);
	}

	@Test
	void nothingSleepsOrDependsOnTheLocale() {
		noClasses().should()
			.callMethod(Thread.class, "sleep", long.class)
			.orShould()
			.callMethod(String.class, "toLowerCase")
			.orShould()
			.callMethod(String.class, "toUpperCase")
			.check(CLASSES);
	}

	@Test
	void nothingIsPrinted() {
		noClasses().should()
			.accessField(System.class, "out")
			.orShould()
			.accessField(System.class, "err")
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

}
