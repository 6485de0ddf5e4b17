package dev.jobs.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.sql.autoconfigure.init.SqlInitializationProperties;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import dev.jobs.JobScheduler;
import dev.jobs.run.RunQuery;
import dev.jobs.sample.orders.OrderBook;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two processes of the application, as far as a test can have them, that share one
 * PostgreSQL server: the one that {@code JOBS_TEST_POSTGRES_URL} names, or one of its
 * own. One takes orders, the other works.
 */
class TwoOfficesTests {

	private static final String PEN = """
			{"customer":"Ada","item":"Pen","quantity":2,"amount":19.90}""";

	@TempDir
	private static Path data;

	private static @Nullable EmbeddedPostgres server;

	private static @Nullable ConfigurableApplicationContext desk;

	private static @Nullable ConfigurableApplicationContext workshop;

	private final HttpClient client = HttpClient.newHttpClient();

	@BeforeAll
	static void start() throws SQLException {
		String url = emptyDatabase();
		desk = office(url, "--jobs.worker.enabled=false");
		workshop = office(url, "--jobs.worker.enabled=true");
	}

	@AfterAll
	static void stop() throws IOException {
		for (ConfigurableApplicationContext office : new ConfigurableApplicationContext[] { desk, workshop }) {
			if (office != null) {
				office.close();
			}
		}
		if (server != null) {
			server.close();
		}
	}

	@Test
	void orderTakenByOneGetsItsReceiptFromTheOther() throws Exception {
		HttpResponse<String> response = order("");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
		UUID id = UUID.fromString(response.body().replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1"));
		assertThat(workshop.getBean(OrderBook.class).find(id)).isPresent();
		Path receipt = data.resolve("receipts").resolve(id + ".txt");
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(receipt));
		assertThat(receipt).content().contains("Order:    " + id, "Amount:   19.90");
	}

	@Test
	void orderThatFailsIsSeenByNeither() throws Exception {
		long orders = workshop.getBean(OrderBook.class).count();
		int runs = countReceiptRuns();
		assertThat(order("?fail=true").statusCode()).isEqualTo(500);
		assertThat(workshop.getBean(OrderBook.class).count()).isEqualTo(orders);
		assertThat(countReceiptRuns()).isEqualTo(runs);
	}

	@Test
	void tableIsMadeOnceHoweverManyOfficesBegin() throws Exception {
		DataSource database = new DriverManagerDataSource(emptyDatabase());
		SqlInitializationProperties always = new SqlInitializationProperties();
		always.setMode(DatabaseInitializationMode.ALWAYS);
		ExecutorService offices = Executors.newFixedThreadPool(4);
		try {
			for (int round = 0; round < 20; round++) {
				CyclicBarrier start = new CyclicBarrier(4);
				List<Future<Boolean>> made = new ArrayList<>();
				for (int i = 0; i < 4; i++) {
					made.add(offices.submit(() -> {
						start.await();
						return new OrdersTable(database, always).initializeDatabase();
					}));
				}
				for (Future<Boolean> one : made) {
					assertThat(one.get(10, TimeUnit.SECONDS)).isTrue();
				}
				new JdbcTemplate(database).execute("DROP TABLE orders");
			}
		}
		finally {
			offices.shutdownNow();
		}
	}

	private HttpResponse<String> order(String query) throws IOException, InterruptedException {
		String port = desk.getEnvironment().getProperty("local.server.port");
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/orders" + query))
			.header("Content-Type", "application/json")
			.timeout(Duration.ofSeconds(10))
			.POST(BodyPublishers.ofString(PEN))
			.build();
		return this.client.send(request, BodyHandlers.ofString());
	}

	private static int countReceiptRuns() {
		RunQuery receipts = RunQuery.newest().withJob("send-receipt");
		return workshop.getBean(JobScheduler.class).list(receipts).items().size();
	}

	private static ConfigurableApplicationContext office(String url, String role) {
		return SpringApplication.run(SampleApplication.class, "--spring.profiles.active=postgres", "--server.port=0",
				"--sample.data-folder=" + data, "--spring.datasource.url=" + url, "--spring.datasource.username=",
				"--spring.datasource.password=", role);
	}

	private static String emptyDatabase() throws SQLException {
		String url = server();
		String name = "office_" + UUID.randomUUID().toString().replace("-", "");
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE DATABASE " + name);
		}
		return url.replaceFirst("/[^/?]+(\\?|$)", "/" + name + "$1");
	}

	private static String server() {
		String url = System.getenv("JOBS_TEST_POSTGRES_URL");
		if (url != null) {
			return url;
		}
		try {
			server = EmbeddedPostgres.start();
			return server.getJdbcUrl("postgres", "postgres");
		}
		catch (IOException | IllegalStateException ex) {
			return Assumptions.abort("No PostgreSQL server can be started here: " + ex.getMessage());
		}
	}

}
