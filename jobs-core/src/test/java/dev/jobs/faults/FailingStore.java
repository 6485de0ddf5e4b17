package dev.jobs.faults;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.Exchanged;
import dev.jobs.store.JobStore;
import dev.jobs.store.NodeStore.Rescued;

/**
 * Lets a node die at one point of its work with the store, the n-th time it gets there.
 */
final class FailingStore {

	private final Failpoint failpoint;

	private final AtomicInteger left;

	private final ThreadLocal<@Nullable Failpoint> atCommit = new ThreadLocal<>();

	FailingStore(Failpoint failpoint, int time) {
		this.failpoint = failpoint;
		this.left = new AtomicInteger(time);
	}

	/**
	 * Watch the commits.
	 */
	DataSource around(DataSource dataSource) {
		return new DelegatingDataSource(dataSource) {

			@Override
			public Connection getConnection() throws SQLException {
				return watched(super.getConnection());
			}

		};
	}

	private Connection watched(Connection connection) {
		return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("commit")) {
						reached(this.atCommit.get());
					}
					return call(() -> method.invoke(connection, arguments));
				});
	}

	/**
	 * Watch the calls.
	 */
	JobStore around(JobStore store) {
		return (JobStore) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { JobStore.class },
				(proxy, method, arguments) -> switch (method.getName()) {
					case "exchange" -> exchange(store, arguments);
					case "fire" -> around(Failpoint.BEFORE_TICK_COMMIT, Failpoint.AFTER_TICK_COMMIT,
							() -> method.invoke(store, arguments));
					case "rescue" -> around(Failpoint.BEFORE_RESCUE_COMMIT, Failpoint.AFTER_RESCUE_COMMIT,
							() -> method.invoke(store, arguments));
					case "prune" -> around(Failpoint.BEFORE_PRUNE_COMMIT, Failpoint.AFTER_PRUNE_COMMIT,
							() -> method.invoke(store, arguments));
					default -> call(() -> method.invoke(store, arguments));
				});
	}

	@SuppressWarnings("unchecked")
	private Exchanged exchange(JobStore store, Object[] arguments) {
		List<dev.jobs.store.Outcome> outcomes = (List<dev.jobs.store.Outcome>) arguments[0];
		ClaimRequest claim = (ClaimRequest) arguments[1];
		if (!outcomes.isEmpty()) {
			reached(Failpoint.BEFORE_FINISH);
		}
		this.atCommit.set(atCommit(outcomes.isEmpty(), claim.isEmpty()));
		Exchanged exchanged = store.exchange(outcomes, claim);
		this.atCommit.remove();
		if (!exchanged.claimed().isEmpty()) {
			reached(Failpoint.AFTER_CLAIM_COMMIT);
		}
		if (!outcomes.isEmpty()) {
			reached(Failpoint.AFTER_FINISH_COMMIT);
		}
		return exchanged;
	}

	private static @Nullable Failpoint atCommit(boolean nothingToFinish, boolean nothingToClaim) {
		if (!nothingToFinish) {
			return Failpoint.BEFORE_FINISH_COMMIT;
		}
		return nothingToClaim ? null : Failpoint.BEFORE_CLAIM_COMMIT;
	}

	private Object around(Failpoint atCommit, Failpoint after, Call call) throws Throwable {
		this.atCommit.set(atCommit);
		Object answer = call(call);
		this.atCommit.remove();
		if (answer != Rescued.NOTHING) {
			reached(after);
		}
		return answer;
	}

	void reached(@Nullable Failpoint here) {
		if (here == this.failpoint && this.left.decrementAndGet() == 0) {
			this.failpoint.die();
		}
	}

	private static Object call(Call call) throws Throwable {
		try {
			return call.make();
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	@FunctionalInterface
	private interface Call {

		Object make() throws Exception;

	}

}
