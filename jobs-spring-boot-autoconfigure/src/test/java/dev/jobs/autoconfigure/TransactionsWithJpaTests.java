package dev.jobs.autoconfigure;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.PersistenceContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.NestedTransactionNotSupportedException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

import dev.jobs.JobScheduler;
import dev.jobs.job.JobHandler;
import dev.jobs.job.JobsException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Runs that are enqueued in transactions of JPA, on real databases.
 */
@ExtendWith(OutputCaptureExtension.class)
class TransactionsWithJpaTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final Map<Kind, ConfigurableApplicationContext> applications = new EnumMap<>(Kind.class);

	private JobScheduler jobs;

	private Shop shop;

	private Shipping shipping;

	private JdbcTemplate jdbc;

	private TransactionTemplate transaction;

	private void open(Kind kind) {
		ConfigurableApplicationContext application = applications.computeIfAbsent(kind, Kind::start);
		this.jobs = application.getBean(JobScheduler.class);
		this.shop = application.getBean(Shop.class);
		this.shipping = application.getBean(Shipping.class);
		this.jdbc = application.getBean(JdbcTemplate.class);
		this.transaction = new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
	}

	@AfterAll
	static void close() {
		applications.values().forEach(ConfigurableApplicationContext::close);
		applications.clear();
	}

	private List<Long> purchases() {
		return this.jdbc.queryForList("SELECT id FROM purchase ORDER BY id", Long.class);
	}

	private void rolledBack(Supplier<UUID> work) {
		this.shipping.last = null;
		assertThatIllegalStateException().isThrownBy(work::get).withMessage("no");
		assertThat(this.shipping.last).isNotNull();
	}

	// GJ-T1
	@ParameterizedTest
	@EnumSource
	void runIsThereWithTheEntityOnceTheTransactionHasCommitted(Kind kind) {
		open(kind);
		UUID run = this.shop.buy(1, "Ada");
		assertThat(this.jobs.await(run, String.class, SOON)).isEqualTo("Ada");
		assertThat(purchases()).contains(1L);
	}

	@ParameterizedTest
	@EnumSource
	void exceptionAfterTheCallTakesRunAndEntityBack(Kind kind) {
		open(kind);
		rolledBack(() -> this.shop.buyAndFail(2));
		assertThat(this.jobs.find(this.shipping.last)).isEmpty();
		assertThat(purchases()).doesNotContain(2L);
	}

	@ParameterizedTest
	@EnumSource
	void flushThatFailsAtTheCommitTakesTheRunBack(Kind kind) {
		open(kind);
		this.shop.buy(3, "Ada");
		this.shipping.last = null;
		assertThatExceptionOfType(DataIntegrityViolationException.class).isThrownBy(() -> this.shop.buy(3, "Eve"));
		assertThat(this.shipping.last).isNotNull();
		assertThat(this.jobs.find(this.shipping.last)).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void entityThatIsFlushedAfterTheCallIsThereWhenTheBodyRuns(Kind kind) {
		open(kind);
		for (long id = 100; id < 120; id++) {
			UUID run = this.shop.enqueueThenBuy(id, "Ada");
			assertThat(this.jobs.await(run, String.class, SOON)).isEqualTo("Ada");
		}
	}

	@ParameterizedTest
	@EnumSource
	void transactionThatIsNewCommitsWhateverBecomesOfTheOuterOne(Kind kind) {
		open(kind);
		assertThatIllegalStateException().isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
			this.shop.buy(4, "Eve");
			this.shop.buyInNew(5, "Ada");
			throw new IllegalStateException("no");
		})).withMessage("no");
		assertThat(this.jobs.await(this.shipping.last, String.class, SOON)).isEqualTo("Ada");
		assertThat(purchases()).contains(5L).doesNotContain(4L);
	}

	@ParameterizedTest
	@EnumSource
	void newTransactionThatIsRolledBackLeavesTheOuterOne(Kind kind) {
		open(kind);
		UUID outer = this.transaction.execute((status) -> {
			UUID run = this.shop.buy(6, "Ada");
			rolledBack(() -> this.shop.buyInNewAndFail(7));
			return run;
		});
		assertThat(this.jobs.await(outer, String.class, SOON)).isEqualTo("Ada");
		assertThat(this.jobs.find(this.shipping.last)).isEmpty();
		assertThat(purchases()).contains(6L).doesNotContain(7L);
	}

	@ParameterizedTest
	@EnumSource
	void runThatIsEnqueuedWhileTheTransactionIsSuspendedStays(Kind kind) {
		open(kind);
		assertThatIllegalStateException().isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
			this.shop.buy(8, "Eve");
			this.shop.enqueueOutside(8);
			throw new IllegalStateException("no");
		})).withMessage("no");
		assertThat(this.jobs.await(this.shipping.last, String.class, SOON)).isEqualTo("nobody");
	}

	@ParameterizedTest
	@EnumSource
	void nestedTransactionIsRefusedByHibernateAndNothingIsEnqueued(Kind kind) {
		open(kind);
		UUID outer = this.transaction.execute((status) -> {
			UUID run = this.shop.buy(9, "Ada");
			assertThatExceptionOfType(NestedTransactionNotSupportedException.class)
				.isThrownBy(() -> this.shop.buyInNested(10));
			return run;
		});
		assertThat(this.jobs.await(outer, String.class, SOON)).isEqualTo("Ada");
		assertThat(purchases()).contains(9L).doesNotContain(10L);
	}

	@ParameterizedTest
	@EnumSource
	void nestedTransactionThatTheManagerAllowsIsStillRefusedByHibernate(Kind kind) {
		open(kind);
		JpaTransactionManager manager = (JpaTransactionManager) this.transaction.getTransactionManager();
		manager.setNestedTransactionAllowed(true);
		try {
			this.transaction.executeWithoutResult(
					(status) -> assertThatExceptionOfType(NestedTransactionNotSupportedException.class)
						.isThrownBy(() -> this.shop.buyInNested(11))
						.withMessageContaining("does not support savepoints"));
		}
		finally {
			manager.setNestedTransactionAllowed(false);
		}
		assertThat(purchases()).doesNotContain(11L);
	}

	@ParameterizedTest
	@EnumSource
	void transactionOfAManagerForJdbcOnTheSameDatabaseIsJoinedToo(Kind kind) {
		open(kind);
		TransactionTemplate other = new TransactionTemplate(new JdbcTransactionManager(this.jdbc.getDataSource()));
		UUID run = other.execute((status) -> {
			status.setRollbackOnly();
			return this.shipping.enqueue(12);
		});
		assertThat(this.jobs.find(run)).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "MEMORY")
	void readOnlyTransactionIsRefusedWithAWayOut(Kind kind) {
		open(kind);
		assertThatExceptionOfType(JobsException.class).isThrownBy(() -> this.shop.look())
			.withMessageContaining("remove readOnly = true");
	}

	@ParameterizedTest
	@EnumSource
	void readOnlyTransactionIsUsableAfterTheRefusal(Kind kind) {
		open(kind);
		assertThat(this.shop.lookTwice()).isNotNegative();
	}

	@ParameterizedTest
	@EnumSource
	void listenerThatIsToldAfterTheCommitEnqueues(Kind kind, CapturedOutput output) {
		open(kind);
		this.shop.buyAndTell(13, "Ada");
		assertThat(this.jobs.await(this.shipping.last, String.class, SOON)).isEqualTo("Ada");
		assertThat(output).doesNotContain("not on the data source of the job store");
	}

	@ParameterizedTest
	@EnumSource
	void listenerThatIsToldAfterTheCommitHearsNothingOfARollback(Kind kind) {
		open(kind);
		this.shipping.last = null;
		this.transaction.executeWithoutResult((status) -> {
			this.shop.buyAndTell(14, "Eve");
			status.setRollbackOnly();
		});
		assertThat(this.shipping.last).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void templateRollsRunAndEntityBack(Kind kind) {
		open(kind);
		UUID run = this.transaction.execute((status) -> {
			status.setRollbackOnly();
			return this.shop.buy(15, "Eve");
		});
		assertThat(this.jobs.find(run)).isEmpty();
		assertThat(purchases()).doesNotContain(15L);
	}

	@Test
	void bodiesOfRolledBackTransactionsNeverRan() {
		for (Kind kind : Kind.values()) {
			open(kind);
			rolledBack(() -> this.shop.buyAndFail(16));
			UUID marker = this.shop.buy(17, "Ada");
			this.jobs.await(marker, String.class, SOON);
			assertThat(this.shipping.shipped).contains(17L).doesNotContain(16L);
		}
	}

	enum Kind {

		H2, H2_WITHOUT_AUTO_COMMIT, POSTGRESQL, POSTGRESQL_WITHOUT_AUTO_COMMIT, MEMORY;

		ConfigurableApplicationContext start() {
			String url = switch (this) {
				case H2, H2_WITHOUT_AUTO_COMMIT, MEMORY -> "jdbc:h2:mem:" + UUID.randomUUID();
				case POSTGRESQL, POSTGRESQL_WITHOUT_AUTO_COMMIT -> TestPostgres.emptyDatabase();
			};
			boolean autoCommit = this != H2_WITHOUT_AUTO_COMMIT && this != POSTGRESQL_WITHOUT_AUTO_COMMIT;
			return new SpringApplicationBuilder(ShopApplication.class).web(WebApplicationType.NONE)
				.run("--spring.datasource.url=" + url, "--spring.jpa.hibernate.ddl-auto=update",
						"--jobs.store.type=" + ((this != MEMORY) ? "jdbc" : "memory"),
						"--jobs.store.initialize-schema=always", "--spring.datasource.hikari.auto-commit=" + autoCommit,
						"--spring.jpa.properties.hibernate.connection.provider_disables_autocommit=" + !autoCommit);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EntityScan(basePackageClasses = TransactionsWithJpaTests.class)
	@Import({ Shop.class, Shipping.class })
	static class ShopApplication {

	}

	@Entity(name = "purchase")
	static class Purchase {

		@Id
		private long id;

		private String buyer;

		Purchase() {
		}

		Purchase(long id, String buyer) {
			this.id = id;
			this.buyer = buyer;
		}

	}

	record Ship(long purchaseId) {
	}

	record Bought(long purchaseId) {
	}

	static class Shipping {

		private final JobScheduler jobs;

		private final JdbcTemplate jdbc;

		private final List<Long> shipped = new CopyOnWriteArrayList<>();

		private volatile @Nullable UUID last;

		Shipping(@Lazy JobScheduler jobs, JdbcTemplate jdbc) {
			this.jobs = jobs;
			this.jdbc = jdbc;
		}

		@JobHandler(id = "ship", maxAttempts = 1)
		String ship(Ship ship) {
			this.shipped.add(ship.purchaseId());
			return this.jdbc.queryForList("SELECT buyer FROM purchase WHERE id = ?", String.class, ship.purchaseId())
				.stream()
				.findFirst()
				.orElse("nobody");
		}

		UUID enqueue(long id) {
			UUID run = this.jobs.enqueue(new Ship(id));
			this.last = run;
			return run;
		}

	}

	static class Shop {

		@PersistenceContext
		private EntityManager entities;

		private final Shipping shipping;

		private final ApplicationEventPublisher events;

		Shop(Shipping shipping, ApplicationEventPublisher events) {
			this.shipping = shipping;
			this.events = events;
		}

		@Transactional
		UUID buy(long id, String buyer) {
			this.entities.persist(new Purchase(id, buyer));
			return this.shipping.enqueue(id);
		}

		@Transactional
		UUID enqueueThenBuy(long id, String buyer) {
			UUID run = this.shipping.enqueue(id);
			this.entities.persist(new Purchase(id, buyer));
			return run;
		}

		@Transactional
		UUID buyAndFail(long id) {
			buy(id, "Eve");
			throw new IllegalStateException("no");
		}

		@Transactional(propagation = Propagation.REQUIRES_NEW)
		UUID buyInNew(long id, String buyer) {
			return buy(id, buyer);
		}

		@Transactional(propagation = Propagation.REQUIRES_NEW)
		UUID buyInNewAndFail(long id) {
			return buyAndFail(id);
		}

		@Transactional(propagation = Propagation.NESTED)
		UUID buyInNested(long id) {
			return buy(id, "Eve");
		}

		@Transactional(propagation = Propagation.NOT_SUPPORTED)
		UUID enqueueOutside(long id) {
			return this.shipping.enqueue(id);
		}

		@Transactional(readOnly = true)
		UUID look() {
			return this.shipping.enqueue(0);
		}

		@Transactional(readOnly = true)
		long lookTwice() {
			try {
				this.shipping.enqueue(0);
			}
			catch (JobsException ex) {
				// Looks on.
			}
			return this.entities.createQuery("SELECT count(p) FROM purchase p", Long.class).getSingleResult();
		}

		@Transactional
		void buyAndTell(long id, String buyer) {
			this.entities.persist(new Purchase(id, buyer));
			this.events.publishEvent(new Bought(id));
		}

		@TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
		void bought(Bought bought) {
			this.shipping.enqueue(bought.purchaseId());
		}

	}

}
