package dev.jobs.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import dev.jobs.store.StoreUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Database}: each connection that was lent is given back.
 */
class DatabaseTests {

	private final AtomicInteger lent = new AtomicInteger();

	private final Database database = new Database(new DelegatingDataSource(TestDatabase.h2()) {

		@Override
		public Connection getConnection() throws SQLException {
			DatabaseTests.this.lent.incrementAndGet();
			return broken(super.getConnection());
		}

	});

	// Some drivers ask the server even for this, and some pools look at the state of the
	// connection.
	private Connection broken(Connection target) {
		return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
				(proxy, method, arguments) -> {
					switch (method.getName()) {
						case "getAutoCommit" -> throw new SQLException("The connection has been closed", "08003");
						case "close" -> this.lent.decrementAndGet();
					}
					try {
						return method.invoke(target, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	static Stream<Consumer<Database>> calls() {
		return Stream.of((database) -> database.transact((session) -> 1),
				(database) -> database.transactAtOnce((session) -> 1, 1, (result, ex) -> 1),
				(database) -> database.read((session) -> 1));
	}

	@ParameterizedTest
	@MethodSource("calls")
	void givesAConnectionBackThatIsBrokenFromTheBegin(Consumer<Database> call) {
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> call.accept(this.database));
		assertThat(this.lent).hasValue(0);
	}

}
