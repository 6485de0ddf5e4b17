package dev.jobs.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Loses the answer to the next commit, as a connection does that breaks at that moment.
 */
final class LosingDataSource extends DelegatingDataSource {

	private Loss next = Loss.NONE;

	private Connection late;

	private boolean away;

	LosingDataSource(DataSource target) {
		super(target);
	}

	void loseNext(Loss loss) {
		this.next = loss;
	}

	@Override
	public Connection getConnection() throws SQLException {
		if (this.away) {
			throw new SQLNonTransientConnectionException("away", "08001");
		}
		Connection target = super.getConnection();
		return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
				(proxy, method, arguments) -> {
					try {
						if (target == this.late) {
							return null;
						}
						return switch (method.getName()) {
							case "commit" -> commit(target);
							case "prepareStatement" ->
								statement(target, (PreparedStatement) method.invoke(target, arguments),
										((String) arguments[0]).contains("INSERT INTO"));
							default -> method.invoke(target, arguments);
						};
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	// A statement that is a transaction of its own commits when it is executed. Hints are
	// sent in such statements, too, by a thread that a test knows nothing of.
	private PreparedStatement statement(Connection connection, PreparedStatement target, boolean inserts) {
		return (PreparedStatement) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { PreparedStatement.class }, (proxy, method, arguments) -> {
					try {
						boolean commits = inserts && method.getName().startsWith("execute")
								&& connection.getAutoCommit();
						Loss loss = commits ? this.next : Loss.NONE;
						Object result = (loss != Loss.BEFORE) ? method.invoke(target, arguments) : null;
						if (loss != Loss.NONE) {
							this.next = Loss.NONE;
							this.away = loss == Loss.AFTER_AND_AWAY;
							throw new SQLException("The connection has been closed", "08006");
						}
						return result;
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	private Object commit(Connection target) throws SQLException {
		Loss loss = this.next;
		this.next = Loss.NONE;
		switch (loss) {
			case BEFORE -> target.rollback();
			case LATER -> this.late = target;
			case NONE, AFTER, AFTER_AND_AWAY -> target.commit();
		}
		this.away = loss == Loss.AFTER_AND_AWAY;
		if (loss != Loss.NONE) {
			throw new SQLException("The connection has been closed", "08006");
		}
		return Void.TYPE;
	}

	/**
	 * Let the database commit what was to be committed later.
	 */
	void commitLate() throws SQLException {
		Connection connection = this.late;
		this.late = null;
		connection.commit();
		connection.close();
	}

	void comeBack() {
		this.away = false;
	}

	/**
	 * When the connection breaks.
	 */
	enum Loss {

		/** Not at all. */
		NONE,

		/** Before the database has committed. */
		BEFORE,

		/** After the database has committed. */
		AFTER,

		/** Before the database has committed, which it does all the same. */
		LATER,

		/** After the database has committed, which then cannot be reached. */
		AFTER_AND_AWAY

	}

}
