package dev.jobs.autoconfigure.endpoint;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;

import dev.jobs.store.JobStore;
import dev.jobs.store.StoreUnavailableException;

/**
 * Takes a store away and gives it back.
 */
final class StoreSwitch {

	private volatile boolean away;

	void takeAway() {
		this.away = true;
	}

	void giveBack() {
		this.away = false;
	}

	// Its name and its kind are known without asking it.
	JobStore around(JobStore store) {
		return (JobStore) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { JobStore.class },
				(proxy, method, arguments) -> {
					if (this.away && !method.getName().matches("name|isInProcess|isDurable|close")) {
						throw new StoreUnavailableException("db.internal cannot be reached",
								new SQLException("Connection to db.internal:5432 refused: SELECT s3cret", "08001"));
					}
					try {
						return method.invoke(store, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

}
