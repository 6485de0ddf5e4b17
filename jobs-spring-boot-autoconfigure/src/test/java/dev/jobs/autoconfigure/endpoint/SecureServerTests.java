package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.jobs.autoconfigure.endpoint.GuardedServer.Ports;
import dev.jobs.autoconfigure.endpoint.GuardedServer.Stack;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The peer is found below TLS and, where the server speaks it, HTTP/2.
 */
class SecureServerTests {

	private static final String PASSWORD = "changeit";

	@TempDir
	private static Path directory;

	private static HttpClient client;

	@BeforeAll
	static void createCertificate() throws Exception {
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		Process process = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "jobs", "-keyalg", "EC",
				"-dname", "CN=localhost", "-ext", "SAN=dns:localhost", "-validity", "3650", "-storetype", "PKCS12",
				"-keystore", keyStore().toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		assertThat(process.waitFor()).isZero();
		client = HttpClient.newBuilder().sslContext(trustingContext()).version(HttpClient.Version.HTTP_2).build();
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void seesThePeerBelowTls(Stack stack) throws IOException, InterruptedException {
		try (GuardedServer server = start(stack)) {
			HttpResponse<String> response = get(server, "8.8.8.8");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.version() == HttpClient.Version.HTTP_2).isEqualTo(speaksHttp2(stack));
		}
	}

	@ParameterizedTest
	@EnumSource(Stack.class)
	void isNotFooledBelowTls(Stack stack) throws IOException, InterruptedException {
		try (GuardedServer server = start(stack, "jobs.endpoint.cidr-allowlist=10.0.0.0/8")) {
			assertThat(get(server, "10.0.0.1").statusCode()).isEqualTo(403);
			assertThat(server.hits()).isZero();
		}
	}

	private static GuardedServer start(Stack stack, String... properties) {
		String[] all = { "server.forward-headers-strategy=native", "server.http2.enabled=" + speaksHttp2(stack),
				"server.ssl.key-store=" + keyStore().toUri(), "server.ssl.key-store-password=" + PASSWORD,
				String.join("", properties) };
		return GuardedServer.start(stack, Ports.SAME, all);
	}

	// Jetty needs jars of its own for HTTP/2.
	private static boolean speaksHttp2(Stack stack) {
		return stack != Stack.JETTY && stack != Stack.REACTIVE_JETTY;
	}

	private static HttpResponse<String> get(GuardedServer server, String forwardedFor)
			throws IOException, InterruptedException {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("https://localhost:" + server.port() + GuardedServer.PATH))
			.header("X-Forwarded-For", forwardedFor)
			.build();
		return client.send(request, HttpResponse.BodyHandlers.ofString());
	}

	private static SSLContext trustingContext() throws IOException, GeneralSecurityException {
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(KeyStore.getInstance(keyStore().toFile(), PASSWORD.toCharArray()));
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

	private static Path keyStore() {
		return directory.resolve("jobs.p12");
	}

}
