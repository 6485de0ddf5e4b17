package dev.jobs.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.jobs.faults.Ledger.Gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What remains true when the database itself goes away for a while and comes back.
 */
@Tag("faults")
class OutageTests {

	private static final int AT_ONCE = 8;

	@TempDir
	private static Path data;

	private static PostgresServer server;

	@TempDir
	private Path folder;

	private Ledger ledger;

	@BeforeAll
	static void start() {
		server = PostgresServer.start(data.resolve("data"));
	}

	@AfterAll
	static void stop() {
		if (server != null) {
			server.close();
		}
	}

	// S1 to S4, S12: each of them while bodies run
	@ParameterizedTest
	@EnumSource
	void nodeWorksOnAfterAnOutageAndLosesNothing(Outage outage) throws Exception {
		for (int round = 0; round < FaultFixture.FACTOR; round++) {
			this.ledger = new Ledger(Files.createDirectory(this.folder.resolve("round-" + round)).resolve("ledger"));
			FaultFixture database = FaultFixture.at(server.url());
			try (NodeProcess node = NodeProcess.plan(server.url(), this.ledger, "node").jobs("work").start()) {
				Set<String> runs = database.enqueue("held", 2 * AT_ONCE);
				await().atMost(FaultFixture.LONG).until(() -> this.ledger.count("START") == AT_ONCE);
				outage.begin(database);
				this.ledger.open("node", Gate.RETURN);
				awaitEndOf(outage);
				outage.end(database);
				database.awaitBack();
				runs.addAll(database.enqueue("work", AT_ONCE));
				database.awaitSucceeded(runs, FaultFixture.LONG);
				assertThat(node.isAlive()).isTrue();
				assertThat(this.ledger.runs("END")).containsAll(runs);
				assertThat(database.attemptsOf(runs)).containsOnly(1);
				assertThat(database.nodesOf(runs)).allMatch((id) -> id.startsWith("node"));
			}
			finally {
				database.close();
			}
		}
	}

	private void awaitEndOf(Outage outage) {
		if (outage.lasts.isZero()) {
			return;
		}
		await("bodies end without the database").atMost(FaultFixture.LONG)
			.until(() -> this.ledger.count("END") + this.ledger.count("CANCELLED") == this.ledger.count("START"));
		int started = this.ledger.count("START");
		await().pollDelay(outage.lasts).atMost(FaultFixture.LONG).until(() -> true);
		assertThat(this.ledger.count("START")).as("nothing is claimed meanwhile").isEqualTo(started);
	}

	/**
	 * A way in which a database is away. The lease is 2 seconds.
	 */
	private enum Outage {

		RESTARTED(0) {

			@Override
			void begin(FaultFixture database) {
				server.stop();
			}

			@Override
			void end(FaultFixture database) {
				server.startAgain();
			}

		},

		LONGER_THAN_THE_LEASE(3) {

			@Override
			void begin(FaultFixture database) {
				server.stop();
			}

			@Override
			void end(FaultFixture database) {
				server.startAgain();
			}

		},

		KILLED(0) {

			@Override
			void begin(FaultFixture database) {
				server.kill();
			}

			@Override
			void end(FaultFixture database) {
				server.startAgain();
			}

		},

		CONNECTION_KILLED(0) {

			@Override
			void begin(FaultFixture database) {
				server.killConnection(database.connections().get(0));
			}

			@Override
			void end(FaultFixture database) {
				// It starts again by itself.
			}

		},

		FROZEN(2) {

			@Override
			void begin(FaultFixture database) {
				server.freeze();
			}

			@Override
			void end(FaultFixture database) {
				server.thaw();
			}

		},

		READ_ONLY(2) {

			@Override
			void begin(FaultFixture database) {
				database.readOnly(true);
			}

			@Override
			void end(FaultFixture database) {
				database.readOnly(false);
			}

		};

		private final Duration lasts;

		Outage(int seconds) {
			this.lasts = Duration.ofSeconds(seconds);
		}

		abstract void begin(FaultFixture database);

		abstract void end(FaultFixture database);

	}

}
