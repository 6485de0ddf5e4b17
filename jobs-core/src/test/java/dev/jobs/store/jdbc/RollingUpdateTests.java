package dev.jobs.store.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.jobs.run.RunState;
import dev.jobs.store.ClaimedRun;
import dev.jobs.store.NewRun;
import dev.jobs.store.NodeStore.NodeBeat;
import dev.jobs.store.Outcome;
import dev.jobs.store.Retention;
import dev.jobs.store.RunStore.Joining;
import dev.jobs.store.ScheduleStore.Busy;
import dev.jobs.store.ScheduleStore.Fired;
import dev.jobs.store.ScheduleStore.ScheduleState;
import dev.jobs.store.ScheduleStore.Tick;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two versions of the library on one database, as in a deployment that updates one node
 * after the other. What the next version may do to the tables, if it says that they are
 * compatible, is played by hand.
 */
class RollingUpdateTests {

	// More often than the driver of PostgreSQL needs to keep a statement on the server.
	private static final int ROUNDS = 8;

	private static final List<String> TABLES = List.of("run", "history", "attempt", "label", "key", "schedule", "node",
			"pause", "count", "schema");

	private StoreFixture at;

	private int round;

	private void open(Dialect dialect) {
		this.at = new StoreFixture(dialect, switch (dialect) {
			case H2 -> TestDatabase.h2();
			case POSTGRESQL -> TestDatabase.postgresAt(TestDatabase.emptyPostgresUrl());
		});
	}

	private void update() {
		for (String table : TABLES) {
			TestDatabase.execute(this.at.dataSource,
					"ALTER TABLE jobs_%s ADD COLUMN added varchar(20) DEFAULT 'new' NOT NULL".formatted(table));
		}
		TestDatabase.execute(this.at.dataSource, "CREATE TABLE jobs_added (id integer)");
		TestDatabase.execute(this.at.dataSource, "CREATE INDEX jobs_run_added ON jobs_run (added, due_at)");
		TestDatabase.execute(this.at.dataSource, "INSERT INTO jobs_schema (version, compatible_from) VALUES (2, 1)");
	}

	// Whatever a node does with its tables.
	private void work() {
		this.round++;
		this.at.beat("node");
		NewRun run = this.at.run("job").label("order", "42").key("k" + this.round, "f").slots(3).build();
		this.at.store.insert(List.of(run), Joining.OWN);
		List<ClaimedRun> claimed = this.at.claim("node", 1, "job");
		assertThat(claimed).extracting(ClaimedRun::id).containsExactly(run.id());
		this.at.write(new Outcome.Retry(run.id(), claimed.get(0).token(), Duration.ZERO, null, StoreFixture.ERROR));
		ClaimedRun again = this.at.claim("node", 1, "job").get(0);
		assertThat(this.at.write(new Outcome.Succeeded(run.id(), again.token(), "1")).states())
			.containsExactly(RunState.SUCCEEDED);
		assertThat(this.at.store.find(run.id()).orElseThrow().labels()).isEqualTo(Map.of("order", "42"));
		tick();
		this.at.store.pauseJob("paused", "me", "why", null);
		assertThat(this.at.store.pausedJobs()).containsKey("paused");
		assertThat(this.at.store.resumeJob("paused")).isTrue();
		assertThat(this.at.store.jobStats(Set.of("job")).get("job").success()).isEqualTo(this.round);
		assertThat(this.at.store.nodes()).hasSize(1);
		this.at.store.rescue("node", 3, 10);
		this.at.store.prune(Retention.standard(), 10);
	}

	private void tick() {
		ScheduleState known = this.at.store.findSchedule("ticks").orElse(null);
		ScheduleState due = new ScheduleState("ticks", "f", this.at.clock.instant(), this.at.clock.instant(), null);
		assertThat(this.at.store.saveSchedule(due, known)).isTrue();
		assertThat(this.at.store.fire(List.of(new Tick(due, due, this.at.run("ticks").build(), Busy.SKIP))))
			.containsExactly(Fired.FIRED);
	}

	@ParameterizedTest
	@EnumSource
	void oldNodeWorksOnWhileItsTablesAreBroughtUpToDate(Dialect dialect) {
		open(dialect);
		for (int i = 0; i < ROUNDS; i++) {
			work();
		}
		update();
		for (int i = 0; i < ROUNDS; i++) {
			work();
		}
	}

	@ParameterizedTest
	@EnumSource
	void oldNodeStartsOnNewerTablesThatAreCompatible(Dialect dialect) {
		open(dialect);
		update();
		new JdbcSchema(this.at.dataSource, JdbcSettings.standard()).prepare(SchemaMode.ALWAYS);
		work();
	}

	@ParameterizedTest
	@EnumSource
	void runOfAJobThatOnlyNewNodesKnowWaitsForThem(Dialect dialect) {
		open(dialect);
		UUID unknown = this.at.add(this.at.run("of-the-new-version"));
		UUID known = this.at.add(this.at.run("job"));
		assertThat(this.at.claim("old", 10, "job")).extracting(ClaimedRun::id).containsExactly(known);
		assertThat(this.at.store.find(unknown).orElseThrow().state()).isEqualTo(RunState.QUEUED);
		assertThat(this.at.claim("new", 10, "job", "of-the-new-version")).extracting(ClaimedRun::id)
			.containsExactly(unknown);
	}

	@ParameterizedTest
	@EnumSource
	void runOfADeadNewNodeIsNotFailedByAnOldOneThatCannotRunIt(Dialect dialect) {
		open(dialect);
		UUID run = this.at.add(this.at.run("of-the-new-version"));
		this.at.store.heartbeat(new NodeBeat("new", "2.0", 1, 0), StoreFixture.LEASE);
		this.at.claim("new", 1, "of-the-new-version");
		this.at.advance(StoreFixture.LEASE.plusSeconds(1));
		assertThat(this.at.store.rescue("old", 3, 10).requeued()).hasSize(1);
		assertThat(this.at.claim("old", 10, "job")).isEmpty();
		assertThat(this.at.store.find(run).orElseThrow().state()).isEqualTo(RunState.QUEUED);
	}

}
