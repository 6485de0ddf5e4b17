package dev.jobs.autoconfigure.endpoint;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The servers are optional: each stack works with the jars of the others taken away.
 */
class OptionalServersTests {

	@ParameterizedTest
	@CsvSource({ "tomcat|jetty|servlet-api", "netty|jetty", "netty|tomcat" })
	void reactiveRequestsNeedNoOtherServer(String missing) throws Exception {
		assertThat(unknownPeer(missing, "ReactivePeer", "org.springframework.http.server.reactive.ServerHttpRequest"))
			.startsWith("Peer[address=null");
	}

	@ParameterizedTest
	@CsvSource({ "netty|jetty|webflux", "netty|tomcat-embed-websocket|webflux" })
	void servletRequestsNeedNoOtherServer(String missing) throws Exception {
		assertThat(unknownPeer(missing, "ServletPeer", "jakarta.servlet.http.HttpServletRequest"))
			.startsWith("Peer[address=null");
	}

	private static String unknownPeer(String missing, String finder, String requestType) throws Exception {
		ClassLoader original = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader loader = without(missing)) {
			Thread.currentThread().setContextClassLoader(loader);
			Class<?> type = loader.loadClass(requestType);
			Method of = loader.loadClass("dev.jobs.autoconfigure.endpoint." + finder).getDeclaredMethod("of", type);
			of.setAccessible(true);
			return of.invoke(null, request(loader, type)).toString();
		}
		finally {
			Thread.currentThread().setContextClassLoader(original);
		}
	}

	private static Object request(ClassLoader loader, Class<?> type) throws Exception {
		if (type.getSimpleName().equals("HttpServletRequest")) {
			return loader.loadClass("org.springframework.mock.web.MockHttpServletRequest")
				.getConstructor()
				.newInstance();
		}
		Class<?> mock = loader.loadClass("org.springframework.mock.http.server.reactive.MockServerHttpRequest");
		Object builder = mock.getMethod("get", String.class, Object[].class).invoke(null, "/", new Object[0]);
		return loader.loadClass(mock.getName() + "$BaseBuilder").getMethod("build").invoke(builder);
	}

	private static URLClassLoader without(String missing) throws IOException {
		URL[] urls = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !new File(entry).getName().matches(".*(" + missing + ").*"))
			.map(OptionalServersTests::toUrl)
			.toArray(URL[]::new);
		return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
	}

	private static URL toUrl(String entry) {
		try {
			return new File(entry).toURI().toURL();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
