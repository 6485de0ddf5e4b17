package dev.jobs.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who waits for a database that is away, and who is refused at once.
 */
class ConnectionsTests {

	private final AtomicLong nanos = new AtomicLong();

	private final AtomicInteger asked = new AtomicInteger();

	private final CountDownLatch waiting = new CountDownLatch(1);

	private final CountDownLatch goOn = new CountDownLatch(1);

	private volatile @Nullable SQLException failure;

	private volatile boolean slow;

	private Duration timeout = Duration.ofSeconds(30);

	private final Connections connections = new Connections(new DelegatingDataSource(h2()) {

		@Override
		public Connection getConnection() throws SQLException {
			ConnectionsTests.this.asked.incrementAndGet();
			hold();
			SQLException current = ConnectionsTests.this.failure;
			if (current != null) {
				pass(ConnectionsTests.this.timeout);
				throw current;
			}
			return super.getConnection();
		}

	}, this.nanos::get);

	@Test
	void refusesAtOnceForASecondAfterTheDatabaseWasAway() {
		this.failure = new SQLTransientConnectionException("timed out after 30000 ms", "08001");
		refuse();
		refuse();
		pass(Duration.ofMillis(999));
		refuse();
		assertThat(this.asked).hasValue(1);
		pass(Duration.ofMillis(1));
		refuse();
		assertThat(this.asked).hasValue(2);
	}

	@Test
	void lendsAgainToEverybodyOnceOneGotAConnection() throws SQLException {
		this.failure = new SQLException("starting up", "57P03");
		refuse();
		this.failure = null;
		pass(Duration.ofSeconds(1));
		this.connections.borrow().close();
		this.connections.borrow().close();
		assertThat(this.asked).hasValue(3);
	}

	@Test
	void oneCallerAtATimeWaitsAndTheOthersDoNot() throws Exception {
		this.failure = new SQLException("refused", "08001");
		refuse();
		pass(Duration.ofSeconds(1));
		this.slow = true;
		this.failure = null;
		FutureTask<Connection> probe = new FutureTask<>(this.connections::borrow);
		new Thread(probe).start();
		this.waiting.await();
		refuse();
		assertThat(this.asked).hasValue(2);
		this.goOn.countDown();
		probe.get(30, TimeUnit.SECONDS).close();
		this.connections.borrow().close();
	}

	@Test
	void asksEachTimeWhereTheAnswerComesAtOnce() {
		this.timeout = Duration.ofMillis(999);
		this.failure = new SQLException("refused", "08001");
		refuse();
		refuse();
		assertThat(this.asked).hasValue(2);
	}

	@Test
	void aPoolThatIsEmptySaysNothingOfTheDatabase() {
		this.failure = new SQLTransientConnectionException("timed out, active=10, idle=0");
		refuse();
		refuse();
		assertThat(this.asked).hasValue(2);
	}

	private void refuse() {
		assertThatExceptionOfType(SQLException.class).isThrownBy(this.connections::borrow).matches(SqlErrors::isAway);
	}

	private void pass(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

	private void hold() {
		if (this.slow) {
			this.waiting.countDown();
			try {
				this.goOn.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	private static JdbcDataSource h2() {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL("jdbc:h2:mem:");
		return dataSource;
	}

}
