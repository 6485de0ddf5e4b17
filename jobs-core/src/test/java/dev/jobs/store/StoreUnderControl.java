package dev.jobs.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * A store whose calls a test can hold up or let fail, and that sees whether a thread was
 * interrupted in a call. Safe for use by many threads.
 */
public final class StoreUnderControl {

	// Told to the object alone, without a look at what it keeps.
	private static final Set<String> FREE = Set.of("removeWorkListener", "addWorkListener", "isInProcess", "isDurable");

	private final JobStore store;

	private final Set<String> interrupted = ConcurrentHashMap.newKeySet();

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final AtomicInteger held = new AtomicInteger();

	private volatile @Nullable String heldBefore;

	private volatile @Nullable String heldAfter;

	private volatile @Nullable String failing;

	private volatile boolean outside;

	private final List<Integer> outcomes = new CopyOnWriteArrayList<>();

	private volatile CountDownLatch hold = new CountDownLatch(0);

	/**
	 * Create control over a store.
	 * @param store does the work
	 */
	public StoreUnderControl(JobStore store) {
		this.store = store;
	}

	/**
	 * Return the store to be used.
	 * @return a store that obeys this object
	 */
	public JobStore store() {
		return (JobStore) Proxy.newProxyInstance(JobStore.class.getClassLoader(), new Class<?>[] { JobStore.class },
				(proxy, method, arguments) -> call(method, arguments));
	}

	private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
		String name = method.getName();
		this.calls.add(name);
		if (Thread.currentThread().isInterrupted() && !FREE.contains(name)) {
			this.interrupted.add(name);
		}
		if (this.outside && name.equals("isInProcess")) {
			return false;
		}
		if (name.equals("exchange")) {
			this.outcomes.add(((List<?>) Objects.requireNonNull(arguments)[0]).size());
		}
		if (name.equals(this.failing)) {
			throw new IllegalStateException("the store is away");
		}
		if (name.equals(this.heldBefore)) {
			hold(name);
		}
		try {
			Object result = method.invoke(this.store, arguments);
			if (name.equals(this.heldAfter)) {
				hold(name);
			}
			return result;
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	private void hold(String name) {
		this.held.incrementAndGet();
		try {
			this.hold.await();
		}
		catch (InterruptedException ex) {
			this.interrupted.add(name);
		}
		finally {
			this.held.decrementAndGet();
		}
	}

	/**
	 * Hold up each call of a method from now on, before it does anything.
	 * @param method the name of the method
	 */
	public void holdBefore(String method) {
		this.hold = new CountDownLatch(1);
		this.heldBefore = method;
	}

	/**
	 * Hold up each call of a method from now on, when it has done its work.
	 * @param method the name of the method
	 */
	public void holdAfter(String method) {
		this.hold = new CountDownLatch(1);
		this.heldAfter = method;
	}

	/**
	 * Let each call of a method fail from now on.
	 * @param method the name of the method
	 */
	public void fail(String method) {
		this.failing = method;
	}

	/**
	 * Be a store outside this process from now on.
	 */
	public void moveOutside() {
		this.outside = true;
	}

	/**
	 * Return how many outcomes each exchange was given, none left out, in order.
	 * @return the numbers
	 */
	public List<Integer> outcomes() {
		return this.outcomes;
	}

	/**
	 * Let calls from now on pass, and hold up for ever those that are held up.
	 */
	public void letOthersPass() {
		this.heldBefore = null;
		this.heldAfter = null;
	}

	/**
	 * Let all calls go on.
	 */
	public void release() {
		this.heldBefore = null;
		this.heldAfter = null;
		this.failing = null;
		this.hold.countDown();
	}

	/**
	 * Return whether a call is being held up.
	 * @return whether a thread waits
	 */
	public boolean isHolding() {
		return this.held.get() > 0;
	}

	/**
	 * Return the methods whose callers were interrupted, before or during the call.
	 * @return the names
	 */
	public Set<String> interrupted() {
		return this.interrupted;
	}

	/**
	 * Return the methods that were called, in order.
	 * @return the names
	 */
	public List<String> calls() {
		return this.calls;
	}

}
