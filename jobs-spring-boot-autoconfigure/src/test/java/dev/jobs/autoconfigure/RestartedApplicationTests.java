package dev.jobs.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import dev.jobs.JobScheduler;
import dev.jobs.job.JobHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What developer tools do at each change: the classes of the application are loaded anew
 * by a class loader of their own, and those of the libraries stay.
 */
class RestartedApplicationTests {

	// P8
	@Test
	void findsItsClassesAnewAtEachStart() throws ReflectiveOperationException {
		ClassLoader first = new ApplicationClassLoader();
		ClassLoader second = new ApplicationClassLoader();
		assertThat(run(first)).isEqualTo("42 read by " + first);
		assertThat(run(second)).isEqualTo("42 read by " + second);
	}

	private static String run(ClassLoader loader) throws ReflectiveOperationException {
		Class<?> application = Class.forName(Application.class.getName(), true, loader);
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		Thread.currentThread().setContextClassLoader(loader);
		try {
			return (String) ((Supplier<?>) application.getDeclaredConstructor().newInstance()).get();
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	/**
	 * Loads the classes of the application itself, and all others from its parent.
	 */
	private static final class ApplicationClassLoader extends ClassLoader {

		ApplicationClassLoader() {
			super(RestartedApplicationTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			boolean ours = name.startsWith(Application.class.getName()) || name.equals(Order.class.getName());
			if (!ours) {
				return super.loadClass(name, resolve);
			}
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}

		private Class<?> define(String name) {
			try (InputStream code = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] bytes = code.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	public record Order(int number) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	public static class Application implements Supplier<String> {

		@JobHandler("read")
		String read(Order order) {
			return order.number() + " read by " + order.getClass().getClassLoader();
		}

		@Override
		public String get() {
			SpringApplication application = new SpringApplication(Application.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			try (ConfigurableApplicationContext context = application.run()) {
				JobScheduler jobs = context.getBean(JobScheduler.class);
				return jobs.await(jobs.enqueue(new Order(42)), String.class, Duration.ofSeconds(10));
			}
		}

	}

}
