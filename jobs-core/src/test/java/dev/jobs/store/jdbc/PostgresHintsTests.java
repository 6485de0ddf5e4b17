package dev.jobs.store.jdbc;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import dev.jobs.diagnosis.Finding;
import dev.jobs.store.NodeStore.NodeBeat;
import dev.jobs.store.ScheduleStore.ScheduleState;
import dev.jobs.store.WorkListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link PostgresHints} on a real server.
 */
class PostgresHintsTests {

	private static final long SECONDS = 20;

	private final HikariDataSource dataSource = TestDatabase.postgres();

	private final String namespace = UUID.randomUUID().toString();

	private final Heard heard = new Heard();

	private final PostgresHints listener = new PostgresHints(this.dataSource, this.namespace);

	private final PostgresHints speaker = new PostgresHints(this.dataSource, this.namespace);

	@BeforeEach
	void listen() {
		listen(this.listener, this.heard, this.namespace);
	}

	private void listen(PostgresHints hints, Heard heard, String namespace) {
		hints.listen(heard);
		await().atMost(Duration.ofSeconds(SECONDS)).until(() -> isListenedTo(namespace));
	}

	private boolean isListenedTo(String namespace) throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection
					.prepareStatement("SELECT 1 FROM pg_stat_activity WHERE state = 'idle' AND query = ?")) {
			statement.setString(1, "LISTEN \"jobs:" + namespace + '"');
			return statement.executeQuery().next();
		}
	}

	@AfterEach
	void close() {
		this.speaker.close();
		this.listener.close();
	}

	@Test
	void otherNodesHearOfRunsAndSchedules() throws InterruptedException {
		this.speaker.runsChanged();
		assertThat(this.heard.next()).isEqualTo("runs");
		this.speaker.schedulesChanged();
		assertThat(this.heard.next()).isEqualTo("schedules");
	}

	@Test
	void nodeDoesNotHearItself() throws InterruptedException {
		this.listener.runsChanged();
		this.speaker.schedulesChanged();
		assertThat(this.heard.next()).isEqualTo("schedules");
	}

	@Test
	void applicationsWithOtherNamespacesDoNotHearEachOther() throws InterruptedException {
		try (PostgresHints stranger = new PostgresHints(this.dataSource, "Other.App-" + this.namespace)) {
			Heard strangers = new Heard();
			listen(stranger, strangers, "Other.App-" + this.namespace);
			this.speaker.runsChanged();
			assertThat(this.heard.next()).isEqualTo("runs");
			assertThat(strangers.queue).isEmpty();
		}
	}

	@Test
	void manyChangesMakeFewHints() throws InterruptedException {
		for (int i = 0; i < 100_000; i++) {
			this.speaker.runsChanged();
		}
		assertThat(this.heard.next()).isEqualTo("runs");
		this.speaker.schedulesChanged();
		int hints = 1;
		while (this.heard.next().equals("runs")) {
			hints++;
		}
		assertThat(hints).isLessThan(1_000);
	}

	@Test
	void hintsAreSavedWhileNobodyElseLives() throws InterruptedException {
		this.speaker.nobodyElseFor(Duration.ofMinutes(1));
		this.speaker.runsChanged();
		this.speaker.nobodyElseFor(Duration.ZERO);
		this.speaker.schedulesChanged();
		assertThat(this.heard.next()).isEqualTo("schedules");
		this.speaker.runsChanged();
		assertThat(this.heard.next()).isEqualTo("runs");
	}

	@Test
	void nodeTellsOthersFromTheHeartbeatOnThatSeesThem() throws InterruptedException {
		JdbcSettings settings = new JdbcSettings(this.namespace, null, JdbcSettings.DEFAULT_PREFIX, Duration.ofDays(1));
		try (JdbcJobStore store = new JdbcJobStore(this.dataSource, settings, null)) {
			beat(store, "one");
			store.resumeQueue("default");
			beat(store, "two");
			beat(store, "one");
			store.saveSchedule(new ScheduleState("job", "f", Instant.EPOCH, null, null), null);
			assertThat(this.heard.next()).as("nothing was said of the queue").isEqualTo("schedules");
			store.leave("two");
			beat(store, "one");
			store.resumeQueue("default");
			this.speaker.schedulesChanged();
			assertThat(this.heard.next()).isEqualTo("schedules");
		}
	}

	private static void beat(JdbcJobStore store, String node) {
		store.heartbeat(new NodeBeat(node, "1", 1, 0), Duration.ofMinutes(1));
	}

	@Test
	void listensAgainAfterItsConnectionWasCut() throws InterruptedException {
		TestDatabase.execute(this.dataSource, """
				SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE query = 'LISTEN "jobs:%s"'""".formatted(this.namespace));
		assertThat(this.heard.next()).as("a look after what may have been missed").isEqualTo("runs");
		assertThat(this.heard.next()).isEqualTo("schedules");
		this.speaker.runsChanged();
		assertThat(this.heard.next()).isEqualTo("runs");
	}

	@Test
	void nodeThatHearsItselfIsNotDeaf() throws InterruptedException {
		this.speaker.runsChanged();
		assertThat(this.heard.next()).isEqualTo("runs");
		assertThat(this.listener.findings()).isEmpty();
	}

	@Test
	void poolerThatGivesEachStatementAnotherConnectionIsFoundOut() {
		try (PostgresHints deaf = new PostgresHints(new StatementPooler(this.dataSource), this.namespace, 50)) {
			deaf.listen(this.heard);
			await().atMost(Duration.ofSeconds(SECONDS)).until(() -> !deaf.findings().isEmpty());
			assertThat(deaf.findings()).extracting(Finding::code).containsExactly("postgresql-pooler");
		}
	}

	@Test
	void failingDatabaseNeverReachesTheCaller() {
		DataSource broken = new DelegatingDataSource(this.dataSource) {

			@Override
			public Connection getConnection() throws SQLException {
				throw new SQLException("away", "08001");
			}

		};
		try (PostgresHints hints = new PostgresHints(broken, this.namespace)) {
			hints.listen(this.heard);
			hints.runsChanged();
			hints.schedulesChanged();
		}
		assertThat(this.heard.queue).isEmpty();
	}

	/**
	 * A pool whose connections run their statements on one connection of the server and
	 * listen on another.
	 */
	private static final class StatementPooler extends DelegatingDataSource {

		StatementPooler(DataSource target) {
			super(target);
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection one = super.getConnection();
			Connection other = super.getConnection();
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, arguments) -> {
						if (method.getName().equals("close")) {
							other.close();
						}
						return method.invoke(method.getName().equals("unwrap") ? other : one, arguments);
					});
		}

	}

	private static final class Heard implements WorkListener {

		private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

		@Override
		public void runsChanged() {
			this.queue.add("runs");
		}

		@Override
		public void schedulesChanged() {
			this.queue.add("schedules");
		}

		String next() throws InterruptedException {
			String next = this.queue.poll(SECONDS, TimeUnit.SECONDS);
			assertThat(next).as("heard within %d s", SECONDS).isNotNull();
			return next;
		}

	}

}
