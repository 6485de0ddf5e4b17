package dev.jobs.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;

import dev.jobs.job.JobContext;
import dev.jobs.job.JobHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a native image is told about the methods of jobs.
 */
class JobMethodHintsTests {

	@Test
	void letTheImageCallMethodsAndReadPayloads() throws NoSuchMethodException {
		RuntimeHints hints = process(Work.class);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(Work.class.getDeclaredMethod("work", List.class, JobContext.class))).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(Payload.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(Result.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(JobContext.class)).rejects(hints);
	}

	private static RuntimeHints process(Class<?> bean) {
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(bean);
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("com.example", "Application")), new InMemoryGeneratedFiles());
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		generation.writeGeneratedContent();
		return generation.getRuntimeHints();
	}

	record Payload(int number) {
	}

	record Result(int number) {
	}

	static class Work {

		@JobHandler("work")
		Result work(List<Payload> payloads, JobContext context) {
			return new Result(payloads.size());
		}

	}

}
