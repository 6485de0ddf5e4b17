package dev.jobs.autoconfigure;

import java.util.ArrayList;
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
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.annotation.Configurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;

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

	// Some of Spring Boot's own stand in the right order only because nobody disturbs the
	// alphabet: its user for basic authentication goes missing if its rules for endpoints
	// come first.
	@Test
	void leaveTheOrderOfAllOthersAlone() {
		List<Class<?>> all = new ArrayList<>();
		ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())
			.forEach((name) -> all.add(ClassUtils.resolveClassName(name, null)));
		List<Class<?>> others = all.stream().filter((type) -> !isOurs(type)).toList();
		assertThat(Stream.of(sort(all)).filter((type) -> !isOurs(type))).containsExactly(sort(others));
	}

	private static boolean isOurs(Class<?> type) {
		return type.getName().startsWith("dev.jobs.");
	}

	private static Class<?>[] sort(List<Class<?>> types) {
		return Configurations.getClasses(AutoConfigurations.of(types.toArray(Class<?>[]::new)));
	}

}
