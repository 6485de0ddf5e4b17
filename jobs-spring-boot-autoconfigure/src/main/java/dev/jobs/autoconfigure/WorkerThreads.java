package dev.jobs.autoconfigure;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Makes the threads in which bodies run, anew at each start of the engine. They are
 * virtual where the application has asked for it. How many there are is for the engine to
 * say. Their class loader is the application's, whoever makes them begin.
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
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(PREFIX);
		executor.setVirtualThreads(true);
		executor.setTaskDecorator((task) -> () -> {
			Thread.currentThread().setContextClassLoader(this.classLoader);
			task.run();
		});
		return executor;
	}

	private Executor platform() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(PREFIX) {

			@Override
			public Thread createThread(Runnable task) {
				// Made in the thread of whoever enqueues, and must not take over its
				// identity.
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
