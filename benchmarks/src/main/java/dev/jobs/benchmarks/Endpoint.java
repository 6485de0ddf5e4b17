package dev.jobs.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import dev.jobs.job.JobConfigurer;

/**
 * How long {@code GET /_sys/job} takes, over HTTP, with 100 and with 1,000 jobs.
 */
public final class Endpoint {

	private Endpoint() {
	}

	/**
	 * Measure and print.
	 * @param args none
	 * @throws Exception if a request fails
	 */
	public static void main(String[] args) throws Exception {
		measure(100);
		measure(1_000);
	}

	private static void measure(int jobs) throws IOException, InterruptedException {
		SpringApplication application = new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "logging.level.root=WARN", "spring.main.banner-mode=off")
			.build();
		try (ConfigurableApplicationContext context = application.run("--count=" + jobs)) {
			URI list = URI
				.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port") + "/_sys/job");
			HttpClient client = HttpClient.newHttpClient();
			List<Double> first = new ArrayList<>();
			List<Double> all = new ArrayList<>();
			for (int i = 0; i < 500; i++) {
				long start = System.nanoTime();
				int status = client.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString()).statusCode();
				double millis = (System.nanoTime() - start) / 1e6;
				if (status != 200) {
					throw new IllegalStateException("Status " + status);
				}
				(first.isEmpty() ? first : all).add(millis);
			}
			Figures.print("GET /_sys/job, " + jobs + " jobs, first request", first, "ms");
			Figures.printQuantiles("GET /_sys/job, " + jobs + " jobs", all, "ms");
		}
	}

	/**
	 * An application with many jobs.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		JobConfigurer many(Environment environment) {
			int count = Integer.parseInt(environment.getRequiredProperty("count"));
			return (jobs) -> {
				for (int i = 0; i < count; i++) {
					jobs.cron("job-" + i, "0 0 3 * * *", (context) -> {
					});
				}
			};
		}

	}

}
