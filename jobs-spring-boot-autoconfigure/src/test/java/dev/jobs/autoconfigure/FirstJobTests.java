package dev.jobs.autoconfigure;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;

import dev.jobs.JobScheduler;
import dev.jobs.job.JobContext;
import dev.jobs.job.JobHandler;
import dev.jobs.job.ScheduledJob;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The first job of a user: one annotation on a bean's method, and nothing else.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
class FirstJobTests {

	@Autowired
	private JobScheduler jobs;

	@Autowired
	private Maintenance maintenance;

	// SC-001, FR-013
	@Test
	void runsByItself() throws InterruptedException {
		assertThat(this.maintenance.ran.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void givesItsResultToWhoeverEnqueued() {
		UUID run = this.jobs.enqueue(new SendReceipt(42));
		assertThat(this.jobs.await(run, Receipt.class, Duration.ofSeconds(10)))
			.isEqualTo(new Receipt("send-receipt", 42));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Maintenance.class, Receipts.class })
	static class Application {

	}

	@Component
	static class Maintenance {

		private final CountDownLatch ran = new CountDownLatch(1);

		@ScheduledJob(id = "purge-carts", fixedRate = "${purge.rate:1h}", initialDelay = "100ms")
		void purge() {
			this.ran.countDown();
		}

	}

	record SendReceipt(long orderId) {
	}

	record Receipt(String job, long orderId) {
	}

	@Component
	static class Receipts {

		@JobHandler("send-receipt")
		Receipt send(SendReceipt payload, JobContext context) {
			return new Receipt(context.jobId(), payload.orderId());
		}

	}

}
