package dev.jobs.faults;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.jobs.diagnosis.Diagnosis;
import dev.jobs.diagnosis.Diagnosis.Status;
import dev.jobs.diagnosis.Finding;
import dev.jobs.engine.Doctor;
import dev.jobs.engine.EngineSettings;
import dev.jobs.engine.JobEngine;
import dev.jobs.job.JobDefaults;
import dev.jobs.job.JobRegistrar;
import dev.jobs.job.JobRegistry;
import dev.jobs.json.JacksonPayloadCodec;
import dev.jobs.observe.RunObserver;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.store.jdbc.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the doctor says while the database itself is away, though its pool would wait for
 * half a minute.
 */
@Tag("faults")
class DoctorOutageTests {

	@TempDir
	private Path folder;

	@Test
	@Timeout(120)
	void hasAnAnswerInSecondsAndAnotherOnceTheDatabaseIsBack() throws Exception {
		try (PostgresServer server = PostgresServer.start(this.folder);
				HikariDataSource database = TestDatabase.postgresAt(server.url())) {
			Doctor doctor = doctor(new JdbcJobStore(database, JdbcSettings.standard(), null));
			assertThat(codes(doctor.examine())).contains("postgresql-socket-timeout")
				.doesNotContain("store-unavailable", "clock-skew");
			server.stop();
			long asked = System.nanoTime();
			for (int i = 0; i < 3; i++) {
				Diagnosis diagnosis = doctor.examine();
				assertThat(codes(diagnosis)).containsExactly("store-unavailable");
				assertThat(diagnosis.status()).isEqualTo(Status.ERROR);
			}
			assertThat(System.nanoTime() - asked).isLessThan(20_000_000_000L);
			server.startAgain();
			await().atMost(FaultFixture.LONG)
				.untilAsserted(() -> assertThat(codes(doctor.examine())).doesNotContain("store-unavailable"));
		}
	}

	private static Doctor doctor(JdbcJobStore store) {
		JobRegistry registry = new JobRegistry();
		new JobRegistrar(registry, JobDefaults.standard(), new JacksonPayloadCodec()).onDemand("job", (context) -> {
		});
		return new Doctor(new JobEngine(store, registry, new JacksonPayloadCodec(), RunObserver.NONE,
				EngineSettings.standard(), Executors::newCachedThreadPool, Clock.systemUTC()), List.of(), Set.of());
	}

	private static List<String> codes(Diagnosis diagnosis) {
		return diagnosis.findings().stream().map(Finding::code).toList();
	}

}
