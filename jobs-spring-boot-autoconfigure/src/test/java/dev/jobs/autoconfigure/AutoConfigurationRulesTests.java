package dev.jobs.autoconfigure;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How auto-configurations look: seen by Spring Boot, by nobody else, and with beans that
 * meet no others.
 */
class AutoConfigurationRulesTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("dev.jobs.autoconfigure");

	@Test
	void arePublicAndFinal() {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.check(CLASSES);
	}

	@Test
	void keepTheirBeanMethodsToThemselves() {
		methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate().check(CLASSES);
	}

	@Test
	void nameTheirBeansAfterTheProduct() {
		assertThat(CLASSES.stream()
			.flatMap((type) -> type.getMethods().stream())
			.filter((method) -> method.isAnnotatedWith(Bean.class))
			.flatMap(AutoConfigurationRulesTests::beanNames)).isNotEmpty().allMatch((name) -> name.startsWith("jobs"));
	}

	private static Stream<String> beanNames(JavaMethod method) {
		Bean bean = method.getAnnotationOfType(Bean.class);
		return Stream.of(Stream.of(method.getName()), Stream.of(bean.name()), Stream.of(bean.value()))
			.flatMap(Function.identity());
	}

	@Test
	void askForClassesBeforeTheyAreLoaded() {
		methods().should().notBeAnnotatedWith(ConditionalOnClass.class).check(CLASSES);
	}

	@Test
	void areAllListed() {
		List<String> annotated = CLASSES.stream()
			.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
			.map((type) -> type.getName())
			.toList();
		assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())).containsAll(annotated);
	}

}
