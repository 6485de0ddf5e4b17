package dev.jobs.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Lends connections on which a test decides what becomes of each statement and commit.
 */
final class ScriptedDataSource extends DelegatingDataSource {

	private final Set<Connection> hung = ConcurrentHashMap.newKeySet();

	private volatile Script script = (what, connection, call) -> call.make();

	ScriptedDataSource(DataSource target) {
		super(target);
	}

	/**
	 * Follow a script from now on.
	 */
	void follow(Script script) {
		this.script = script;
	}

	/**
	 * Return an error as of a connection that was cut off.
	 */
	static SQLException cutOff() {
		return new SQLException("The connection has been closed", "08006");
	}

	/**
	 * Make a statement without its commit, and say that the connection is cut off. Nobody
	 * but the test can use the connection then, which may commit later.
	 */
	SQLException hang(Connection connection, Call call) throws Throwable {
		connection.setAutoCommit(false);
		call.make();
		this.hung.add(connection);
		return cutOff();
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection target = super.getConnection();
		return proxy(Connection.class, (method, arguments) -> {
			if (this.hung.contains(target)) {
				return null;
			}
			return switch (method.getName()) {
				case "commit" -> this.script.on("COMMIT", target, () -> method.invoke(target, arguments));
				case "prepareStatement" ->
					statement(target, (PreparedStatement) method.invoke(target, arguments), (String) arguments[0]);
				default -> method.invoke(target, arguments);
			};
		});
	}

	private PreparedStatement statement(Connection connection, PreparedStatement target, String sql) {
		return proxy(PreparedStatement.class,
				(method, arguments) -> method.getName().startsWith("execute")
						? this.script.on(sql, connection, () -> method.invoke(target, arguments))
						: method.invoke(target, arguments));
	}

	private static <T> T proxy(Class<T> type, Handler handler) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				try {
					return handler.handle(method, arguments);
				}
				catch (InvocationTargetException ex) {
					throw ex.getTargetException();
				}
			}));
	}

	private interface Handler {

		@Nullable Object handle(Method method, @Nullable Object[] arguments) throws Throwable;

	}

	/**
	 * The call that the store has made.
	 */
	interface Call {

		@Nullable Object make() throws Throwable;

	}

	/**
	 * Decides what becomes of calls.
	 */
	interface Script {

		/**
		 * Answer a call.
		 * @param what the statement, or {@code COMMIT}
		 * @param connection the connection behind it
		 * @param call makes the call
		 */
		@Nullable Object on(String what, Connection connection, Call call) throws Throwable;

	}

}
