package dev.jobs.store.jdbc;

import java.util.List;
import java.util.concurrent.Callable;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.jobs.job.JobsException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Pauses} and {@link Fit}.
 */
class PausesTests {

	@ParameterizedTest
	@EnumSource
	void pausesAtTheSameMomentMakeOne(Dialect dialect) throws Exception {
		StoreFixture at = new StoreFixture(dialect);
		Callable<Boolean> pause = () -> {
			at.store.pauseJob("job", "ada", null, null);
			return true;
		};
		at.together(List.of(pause, pause, pause, pause));
		assertThat(at.store.pausedJobs()).containsOnlyKeys("job");
		assertThat(at.store.resumeJob("job")).isTrue();
		assertThat(at.store.resumeJob("job")).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void jobAndQueueOfTheSameNameArePausedEachByItself(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		at.store.pauseQueue("mail", null, null, null);
		assertThat(at.store.pausedJobs()).isEmpty();
		assertThat(at.store.resumeJob("mail")).isFalse();
		assertThat(at.another("other").resumeQueue("mail")).isFalse();
		assertThat(at.store.resumeQueue("mail")).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void nameThatDoesNotFitIsRefusedAndNotCut(Dialect dialect) {
		StoreFixture at = new StoreFixture(dialect);
		assertThatExceptionOfType(JobsException.class)
			.isThrownBy(() -> at.store.pauseQueue("q".repeat(129), null, null, null))
			.withMessageStartingWith("Queue 'qqq")
			.withMessageEndingWith("has 129 characters; use 1 to 128");
		assertThatExceptionOfType(JobsException.class).isThrownBy(() -> at.store.pauseJob("job\0", null, null, null))
			.withMessageContaining("Job id 'jobU+0000' holds U+0000");
		assertThatExceptionOfType(JobsException.class)
			.isThrownBy(() -> at.store.pauseJob("job\udc00", null, null, null))
			.withMessageContaining("surrogate");
		assertThat(at.count("jobs_pause")).isZero();
	}

}
