package dev.jobs.store.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Asks PostgreSQL for the plan of each statement before it is run, with the parameters it
 * is run with.
 */
final class ExplainingDataSource extends DelegatingDataSource {

	private final Map<String, String> plans = new LinkedHashMap<>();

	ExplainingDataSource(DataSource target) {
		super(target);
	}

	/**
	 * Return the plans by statement.
	 */
	Map<String, String> plans() {
		return this.plans;
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection target = super.getConnection();
		return proxy(Connection.class, (method, arguments) -> {
			Object result = call(target, method, arguments);
			return (result instanceof PreparedStatement statement) ? explained(target, (String) arguments[0], statement)
					: result;
		});
	}

	private PreparedStatement explained(Connection connection, String sql, PreparedStatement target) {
		List<Object[]> parameters = new ArrayList<>();
		return proxy(PreparedStatement.class, (method, arguments) -> {
			if (method.getName().equals("setObject")) {
				parameters.add(arguments);
			}
			if (method.getName().equals("setNull")) {
				parameters.add(new Object[] { arguments[0], null });
			}
			if (List.of("executeQuery", "executeUpdate", "addBatch").contains(method.getName())) {
				this.plans.put(sql, plan(connection, sql, parameters));
				parameters.clear();
			}
			return call(target, method, arguments);
		});
	}

	private static String plan(Connection connection, String sql, List<Object[]> parameters) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement("EXPLAIN " + sql)) {
			for (Object[] parameter : parameters) {
				statement.setObject((Integer) parameter[0], parameter[1]);
			}
			List<String> lines = new ArrayList<>();
			try (ResultSet row = statement.executeQuery()) {
				while (row.next()) {
					lines.add(row.getString(1));
				}
			}
			return String.join("\n", lines);
		}
	}

	private static @Nullable Object call(Object target, Method method, Object[] arguments) throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private static <T> T proxy(Class<T> type, Call call) {
		InvocationHandler handler = (proxy, method, arguments) -> call.answer(method, arguments);
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

	@FunctionalInterface
	private interface Call {

		@Nullable Object answer(Method method, Object[] arguments) throws Throwable;

	}

}
