package dev.jobs.autoconfigure.docs;

import java.time.Duration;
import java.time.LocalTime;
import java.util.UUID;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;

import dev.jobs.JobRequest;
import dev.jobs.JobScheduler;
import dev.jobs.job.JobConfigurer;
import dev.jobs.job.JobContext;
import dev.jobs.job.JobHandler;
import dev.jobs.job.RetryBackoff;
import dev.jobs.job.ScheduledJob;

/**
 * The code of the README and of the documentation, so that it compiles and runs.
 * {@link DocumentationTests} compares the two.
 */
@Configuration(proxyBeanMethods = false)
@Import({ DocumentedCode.Welcome.class, DocumentedCode.Maintenance.class, DocumentedCode.Receipts.class,
		DocumentedCode.Charges.class, DocumentedCode.ReportService.class })
class DocumentedCode {

	static String use(JobScheduler jobScheduler) {
		jobScheduler.enqueue(new NewCustomer("ada@example.com"));
		UUID run = jobScheduler.enqueue(new SendReceipt(42));
		jobScheduler.schedule(new SendReceipt(43), Duration.ofHours(1));
		jobScheduler.submit(JobRequest.of("send-receipt", new SendReceipt(44))
			.priority(5)
			.key("order-44")
			.label("order", "44")
			.delay(Duration.ofMinutes(5)));
		String path = jobScheduler.await(run, String.class, Duration.ofSeconds(10));
		return String.valueOf(path);
	}

	@Bean
	JobConfigurer reports(ReportService reports) {
		return (jobs) -> {
			jobs.dailyAt("daily-report", LocalTime.of(6, 0), (context) -> reports.daily());
			jobs.onDemand("report", ReportRequest.class, (request, context) -> reports.create(request));
		};
	}

	@Component
	static class Welcome {

		@ScheduledJob(id = "purge-carts", dailyAt = "03:00", zone = "Europe/Rome")
		void purge() {
			// once a day, never twice at the same time
		}

		@JobHandler("welcome-mail")
		void send(NewCustomer customer) {
			// an exception here means: try again later, with growing waits
		}

	}

	@Component
	static class Maintenance {

		@ScheduledJob(id = "sync-rates", fixedRate = "30s")
		void sync(JobContext context) {
			context.logger().info("Attempt {} of {}", context.attempt(), context.maxAttempts());
		}

	}

	record SendReceipt(long orderId) {
	}

	@Component
	static class Receipts {

		@JobHandler(id = "send-receipt", queue = "mail", maxAttempts = 8)
		String send(SendReceipt receipt, JobContext context) {
			return "receipts/" + receipt.orderId() + ".txt";
		}

	}

	@Component
	static class Charges {

		@JobHandler(id = "charge", maxAttempts = 5, timeout = "30s", deadline = "2h",
				backoff = @RetryBackoff(strategy = "fixed", delay = "10s", jitter = "none"),
				noRetryOn = IllegalArgumentException.class)
		void charge(Charge charge) {
		}

	}

	record NewCustomer(String mail) {
	}

	record Charge(long amount) {
	}

	record ReportRequest(String name) {
	}

	@Component
	static class ReportService {

		void daily() {
		}

		String create(ReportRequest request) {
			return request.name();
		}

	}

}
