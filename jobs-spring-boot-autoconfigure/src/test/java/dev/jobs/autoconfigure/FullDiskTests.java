package dev.jobs.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.jobs.JobScheduler;
import dev.jobs.job.JobHandler;
import dev.jobs.run.RunState;
import dev.jobs.store.StoreUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of the file of {@code jobs.store.path} when its disk is full. Only an
 * administrator can mount a disk that is small enough to fill.
 */
@Tag("faults")
class FullDiskTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	@TempDir
	private Path disk;

	private ApplicationContextRunner contexts;

	@BeforeEach
	void mount() throws Exception {
		Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", this.disk.toString()) == 0,
				"Only an administrator can mount a disk that is small enough to fill");
		this.contexts = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(JobsJdbcStoreAutoConfiguration.class, JobsMemoryStoreAutoConfiguration.class,
							JobsAutoConfiguration.class, JobsAnnotationAutoConfiguration.class))
			.withBean(Greetings.class)
			.withPropertyValues("jobs.store.path=" + this.disk.resolve("data/jobs"));
	}

	@AfterEach
	void unmount() throws Exception {
		run("umount", "--lazy", this.disk.toString());
	}

	private static int run(String... command) throws InterruptedException {
		try {
			return new ProcessBuilder(command).start().waitFor();
		}
		catch (IOException ex) {
			return -1;
		}
	}

	// S13
	@Test
	void refusesRunsAndGoesOnWithoutARestartOnceThereIsRoom() {
		this.contexts.run((context) -> {
			JobScheduler jobs = context.getBean(JobScheduler.class);
			List<UUID> acknowledged = new ArrayList<>();
			ThrowingCallable enqueue = () -> acknowledged.add(jobs.enqueue(new Guest("Ada")));
			assertThat(catchThrowable(enqueue)).isNull();
			for (int round = 0; round < 2; round++) {
				fill();
				await("runs are refused").atMost(LONG)
					.until(() -> catchThrowable(enqueue) instanceof StoreUnavailableException);
				for (int i = 0; i < 20; i++) {
					assertThat(catchThrowable(enqueue)).isInstanceOf(StoreUnavailableException.class);
				}
				Files.delete(ballast());
				await("runs are taken again").atMost(LONG).until(() -> catchThrowable(enqueue) == null);
			}
			await("none is lost").atMost(LONG)
				.until(() -> acknowledged.stream().allMatch((run) -> hasSucceeded(jobs, run)));
		});
	}

	private static boolean hasSucceeded(JobScheduler jobs, UUID run) {
		return jobs.find(run).orElseThrow().state() == RunState.SUCCEEDED;
	}

	@Test
	void stopsTheStartAndSaysWhy() throws Exception {
		fill();
		this.contexts.run((context) -> assertThat(context).getFailure()
			.hasStackTraceContaining("cannot be opened: The disk has 0 MiB left, and it takes 8 to open a file")
			.hasStackTraceContaining("on a disk with room"));
	}

	private void fill() throws IOException {
		try (OutputStream out = Files.newOutputStream(ballast())) {
			byte[] some = new byte[4096];
			while (this.disk.toFile().getUsableSpace() > 0) {
				out.write(some);
			}
		}
	}

	private Path ballast() {
		return this.disk.resolve("ballast");
	}

	record Guest(String name) {
	}

	static class Greetings {

		@JobHandler("greet")
		String greet(Guest guest) {
			return "Hello " + guest.name();
		}

	}

}
