package dev.jobs.autoconfigure;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Makes the threads in which bodies run, anew at each start of the engine. They are
 * virtual where the application has asked for it. How many there are is for the engine to
 * say. They are begun in the thread of whoever enqueues, and take over nothing of it: no
 * inheritable thread-local, which may be an identity, and not its class loader.
 */
final class WorkerThreads implements Supplier<Executor> {

	private static final String PREFIX = "jobs-worker-";

	private final Environment environment;

	private final @Nullable ClassLoader classLoader;

	WorkerThreads(Environment environment, @Nullable ClassLoader classLoader) {
		this.environment = environment;
		this.classLoader = classLoader;
	}

	@Override
	public Executor get() {
		return Threading.VIRTUAL.isActive(this.environment) ? virtual() : platform();
	}

	private Executor virtual() {
		ThreadFactory threads = virtualThreads();
		return (task) -> threads.newThread(() -> {
			Thread.currentThread().setContextClassLoader(this.classLoader);
			task.run();
		}).start();
	}

	// The builder is public, but Java 17, which this is built for, has none; and Spring's
	// executor lets threads inherit.
	private static ThreadFactory virtualThreads() {
		try {
			Class<?> type = Class.forName("java.lang.Thread$Builder");
			Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
			type.getMethod("inheritInheritableThreadLocals", boolean.class).invoke(builder, false);
			type.getMethod("name", String.class, long.class).invoke(builder, PREFIX, 1L);
			return (ThreadFactory) type.getMethod("factory").invoke(builder);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("No virtual threads can be had, which need Java 21", ex);
		}
	}

	private Executor platform() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(PREFIX) {

			@Override
			public Thread createThread(Runnable task) {
				Thread thread = new Thread(getThreadGroup(), task, nextThreadName(), 0, false);
				thread.setDaemon(isDaemon());
				thread.setContextClassLoader(WorkerThreads.this.classLoader);
				return thread;
			}

		};
		threads.setDaemon(true);
		return Executors.newCachedThreadPool(threads);
	}

}
