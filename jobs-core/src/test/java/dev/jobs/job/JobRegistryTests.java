package dev.jobs.job;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.jobs.json.JacksonPayloadCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JobRegistry}.
 */
class JobRegistryTests {

	private final JobRegistry registry = new JobRegistry();

	private final JobRegistrar registrar = new JobRegistrar(this.registry, JobDefaults.standard(),
			new JacksonPayloadCodec());

	private void onDemand(String id) {
		this.registrar.onDemand(id, (context) -> {
		});
	}

	// GW-T2
	@Test
	void jobIsFoundByItsId() {
		onDemand("send-mail");
		assertThat(this.registry.require("send-mail").id()).isEqualTo("send-mail");
		assertThat(this.registry.find("send-mail")).contains(this.registry.require("send-mail"));
		assertThat(this.registry.find("other")).isEmpty();
		assertThat(this.registry.find(null)).isEmpty();
	}

	@Test
	void jobIsFoundByItsAlias() {
		this.registrar.onDemand("new", Order.class, (order, context) -> null, (options) -> options.aliases("old"));
		assertThat(this.registry.require("old").id()).isEqualTo("new");
		assertThat(this.registry.all()).hasSize(1);
	}

	@Test
	void jobsAreSortedById() {
		List.of("b", "c", "a").forEach(this::onDemand);
		assertThat(this.registry.all()).extracting(JobDefinition::id).containsExactly("a", "b", "c");
		assertThat(this.registry.size()).isEqualTo(3);
		assertThat(this.registry.isEmpty()).isFalse();
	}

	// GQ-T11
	@ParameterizedTest
	@CsvSource({ "send-mial, send-mail", "Send-Mail, send-mail", "sendmail, send-mail", "purge-cart, purge-carts",
			"prgue-crats, purge-carts" })
	void unknownIdIsAnsweredWithTheOneMeant(String given, String meant) {
		List.of("send-mail", "purge-carts", "x").forEach(this::onDemand);
		assertThatExceptionOfType(UnknownJobException.class).isThrownBy(() -> this.registry.require(given))
			.withMessage("No job '%s'. Did you mean '%s'?".formatted(given, meant))
			.satisfies((ex) -> assertThat(ex.getSuggestions()).startsWith(meant));
	}

	@Test
	void unknownIdLikeNoneIsAnsweredWithThoseThereAre() {
		assertThatExceptionOfType(UnknownJobException.class).isThrownBy(() -> this.registry.require("x"))
			.withMessage("No job 'x'. No job is registered");
		for (int i = 10; i < 22; i++) {
			onDemand("quite-a-long-name-" + i);
		}
		assertThatExceptionOfType(UnknownJobException.class).isThrownBy(() -> this.registry.require("x"))
			.withMessageStartingWith("No job 'x'. Registered: quite-a-long-name-10, ")
			.withMessageEndingWith("quite-a-long-name-19 and 2 more");
	}

	@Test
	void unknownIdIsShownInASafeForm() {
		assertThatExceptionOfType(UnknownJobException.class)
			.isThrownBy(() -> this.registry.require("a\nb\u202e" + "x".repeat(1_000)))
			.withMessageStartingWith("No job 'aU+000AbU+202Ex")
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(200));
	}

	// GB-T14
	@ParameterizedTest
	@CsvSource({ "first, first", "first, old", "old, first", "old, old" })
	void idOrAliasThatIsTakenIsRefusedWithBothHandlers(String id, String alias) {
		declare("first", "A#a", "old");
		assertThatExceptionOfType(DuplicateJobException.class)
			.isThrownBy(() -> declare(id.equals("first") ? "first" : "second", "B#b", alias))
			.withMessageContaining("is already registered by A#a; B#b cannot use the same id");
		assertThat(this.registry.all()).hasSize(1);
		assertThat(this.registry.find("second")).isEmpty();
	}

	private void declare(String id, String handler, String alias) {
		this.registrar.register(new JobDeclaration(id, JobDefinition.Kind.ON_DEMAND, handler, Order.class,
				(payload, context) -> null, new JobOptions().aliases(alias)));
	}

	@Test
	void jobIsFoundByTheExactClassOfItsPayload() {
		this.registrar.onDemand("order", Order.class, (order, context) -> null);
		assertThat(this.registry.requireByPayload(Order.class).id()).isEqualTo("order");
		assertThatExceptionOfType(UnknownJobException.class)
			.isThrownBy(() -> this.registry.requireByPayload(Record.class))
			.withMessage("No job takes a payload of type 'java.lang.Record'; jobs are found by the exact class, or "
					+ "enqueue by job id. Registered: order");
	}

	@Test
	void payloadThatSeveralJobsTakeNeedsTheIdAndTheErrorNamesThem() {
		this.registrar.onDemand("two", Order.class, (order, context) -> null);
		this.registrar.onDemand("one", Order.class, (order, context) -> null);
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.registry.requireByPayload(Order.class))
			.withMessage("Payload type '%s' is taken by more than one job (one, two); enqueue by job id"
				.formatted(Order.class.getName()));
	}

	@Test
	void closedRegistryTakesNoMore() {
		onDemand("early");
		this.registry.close();
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> onDemand("late"))
			.withMessageContaining("Job 'late' (")
			.withMessageContaining("cannot be registered: the engine has started or is stopping");
		assertThat(this.registry.all()).extracting(JobDefinition::id).containsExactly("early");
	}

	// GQ-T12
	@Test
	void readersAndWritersDoNotDisturbEachOther() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(15);
		CyclicBarrier start = new CyclicBarrier(15);
		try {
			List<Future<?>> futures = new ArrayList<>();
			for (int writer = 0; writer < 5; writer++) {
				String prefix = "w" + writer + "-";
				futures.add(executor.submit(() -> {
					start.await();
					for (int i = 0; i < 50; i++) {
						onDemand(prefix + i);
						assertThat(this.registry.require(prefix + i).id()).isEqualTo(prefix + i);
					}
					return null;
				}));
			}
			for (int reader = 0; reader < 10; reader++) {
				futures.add(executor.submit(() -> {
					start.await();
					for (int i = 0; i < 100; i++) {
						assertThat(this.registry.all()).isSortedAccordingTo((a, b) -> a.id().compareTo(b.id()));
						this.registry.find("w0-" + i).ifPresent((job) -> assertThat(job.id()).startsWith("w0-"));
					}
					return null;
				}));
			}
			for (Future<?> future : futures) {
				future.get(30, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(this.registry.size()).isEqualTo(250);
	}

	record Order(long id) {

	}

}
