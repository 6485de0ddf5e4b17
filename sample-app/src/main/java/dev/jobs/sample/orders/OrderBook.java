package dev.jobs.sample.orders;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.jobs.sample.files.AtomicFiles;
import dev.jobs.sample.files.DataFolder;

/**
 * Keeps orders, each in a JSON file of its own. Safe for use by many threads.
 */
public final class OrderBook {

	private static final String ENDING = ".json";

	private static final Pattern NAME = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.json");

	private final Path folder;

	private final Clock clock;

	private final JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

	/**
	 * Create an order book.
	 * @param folder the data folder, in whose {@code orders} they are kept
	 * @param clock tells when an order is taken
	 */
	public OrderBook(DataFolder folder, Clock clock) {
		this.folder = folder.orders();
		this.clock = clock;
	}

	/**
	 * Take an order. It is on disk when this method returns.
	 * @param draft what is wanted
	 * @return the order, with an identity and its time in milliseconds
	 * @throws IOException if the order cannot be written, in which case it is not taken
	 */
	public Order take(OrderDraft draft) throws IOException {
		Order order = new Order(UUID.randomUUID(), draft.customer(), draft.item(), draft.quantity(), draft.amount(),
				this.clock.instant().truncatedTo(ChronoUnit.MILLIS));
		AtomicFiles.write(file(order.id()), this.mapper.writeValueAsBytes(order));
		return order;
	}

	/**
	 * Find an order.
	 * @param id identity of the order
	 * @return the order, empty if there is none
	 * @throws IOException if the order is there and cannot be read
	 */
	public Optional<Order> find(UUID id) throws IOException {
		try {
			return Optional.of(read(id, Files.readAllBytes(file(id))));
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Find all orders of a period.
	 * @param period when they were taken
	 * @return the orders, oldest first
	 * @throws IOException if an order cannot be read, since sums without it would be
	 * wrong
	 */
	public List<Order> takenIn(Period period) throws IOException {
		List<Order> found = new ArrayList<>();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.folder, OrderBook::isOrder)) {
			for (Path file : files) {
				find(idOf(file)).filter((order) -> period.contains(order.createdAt())).ifPresent(found::add);
			}
		}
		found.sort(Comparator.comparing(Order::createdAt).thenComparing(Order::id));
		return List.copyOf(found);
	}

	private static boolean isOrder(Path file) {
		return NAME.matcher(String.valueOf(file.getFileName())).matches();
	}

	private static UUID idOf(Path file) {
		String name = String.valueOf(file.getFileName());
		return UUID.fromString(name.substring(0, name.length() - ENDING.length()));
	}

	private Order read(UUID id, byte[] json) throws IOException {
		try {
			Order order = this.mapper.readValue(json, Order.class);
			if (order != null) {
				return order;
			}
		}
		catch (JacksonException ex) {
			// Not a cause: its message may quote the order.
		}
		throw new IOException(
				"Order '%s' cannot be read: '%s' is not an order; restore or remove it".formatted(id, file(id)));
	}

	private Path file(UUID id) {
		return this.folder.resolve(id + ENDING);
	}

}
