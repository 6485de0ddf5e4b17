package dev.jobs.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Loses the answer to the next commit, as a connection does that breaks at that moment.
 */
final class LosingDataSource extends DelegatingDataSource {

	private Loss next = Loss.NONE;

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
						return method.getName().equals("commit") ? commit(target) : method.invoke(target, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	private Object commit(Connection target) throws SQLException {
		Loss loss = this.next;
		this.next = Loss.NONE;
		if (loss == Loss.BEFORE) {
			target.rollback();
		}
		else {
			target.commit();
		}
		this.away = loss == Loss.AFTER_AND_AWAY;
		if (loss != Loss.NONE) {
			throw new SQLException("The connection has been closed", "08006");
		}
		return Void.TYPE;
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

		/** After the database has committed, which then cannot be reached. */
		AFTER_AND_AWAY

	}

}
