package dev.jobs.benchmarks.durable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.jobs.run.RunIds;

/**
 * The least that claiming and finishing durably can cost: a claim and a move to a history
 * table for a thousand rows in one transaction, in a loop on one connection or on
 * several, and nothing around it. Ids are those of the engine, so that the primary keys
 * are as near to one another.
 */
final class Statements implements Contestant {

	private static final List<String> TABLES = List.of(
			"""
					CREATE TABLE IF NOT EXISTS raw_run (
						id uuid PRIMARY KEY, queue text NOT NULL, rank smallint NOT NULL, due_at timestamptz NOT NULL,
						state smallint NOT NULL, attempt integer NOT NULL, node text, claimed_at timestamptz, payload text NOT NULL)
					""",
			"CREATE INDEX IF NOT EXISTS raw_run_ready ON raw_run (queue, rank, due_at, id) WHERE state = 0",
			"""
					CREATE TABLE IF NOT EXISTS raw_history (LIKE raw_run, finished_at timestamptz NOT NULL, PRIMARY KEY (id))
					""",
			"TRUNCATE raw_run, raw_history");

	private static final String CLAIM = """
			WITH s AS MATERIALIZED (
				SELECT id FROM raw_run WHERE queue = 'default' AND state = 0 AND due_at <= now()
				ORDER BY rank, due_at, id LIMIT 1000 FOR UPDATE SKIP LOCKED)
			UPDATE raw_run r SET state = 1, node = ?, attempt = attempt + 1, claimed_at = now()
			FROM s WHERE r.id = s.id RETURNING r.id, r.payload""";

	private static final String FINISH = """
			WITH d AS (DELETE FROM raw_run WHERE id = ANY (?) AND state = 1 AND node = ? RETURNING *)
			INSERT INTO raw_history SELECT d.*, now() FROM d""";

	private final int connections;

	Statements(int connections) {
		this.connections = connections;
	}

	@Override
	public String name() {
		return "statements, %d connection(s)".formatted(this.connections);
	}

	@Override
	public int share(int runs) {
		return runs;
	}

	@Override
	public void prepare(DataSource dataSource) {
		JdbcTemplate database = new JdbcTemplate(dataSource);
		TABLES.forEach(database::execute);
	}

	@Override
	public String unfinished() {
		return "raw_run";
	}

	@Override
	public Client client(DataSource dataSource) {
		return new RowClient(dataSource);
	}

	@Override
	public Worker work(DataSource dataSource, IntConsumer body) {
		List<Thread> loops = IntStream.range(0, this.connections)
			.mapToObj((i) -> new Thread(new Loop(dataSource, "node-" + i, body)))
			.toList();
		loops.forEach(Thread::start);
		return new Loops(dataSource, loops);
	}

	private record Claimed(UUID id, int number) {
	}

	private static final class Loop implements Runnable {

		private final JdbcTemplate database;

		private final TransactionTemplate transaction;

		private final String node;

		private final IntConsumer body;

		Loop(DataSource dataSource, String node, IntConsumer body) {
			this.database = new JdbcTemplate(dataSource);
			this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
			this.node = node;
			this.body = body;
		}

		@Override
		public void run() {
			List<Claimed> claimed = List.of();
			do {
				List<Claimed> finished = claimed;
				claimed = this.transaction.execute((status) -> exchange(finished));
				claimed.forEach((one) -> this.body.accept(one.number()));
			}
			while (!claimed.isEmpty());
		}

		private List<Claimed> exchange(List<Claimed> finished) {
			if (!finished.isEmpty()) {
				Object[] ids = finished.stream().map(Claimed::id).toArray();
				this.database.update(FINISH, (statement) -> {
					statement.setArray(1, statement.getConnection().createArrayOf("uuid", ids));
					statement.setString(2, this.node);
				});
			}
			return this.database.query(CLAIM,
					(row, number) -> new Claimed(row.getObject(1, UUID.class), Integer.parseInt(row.getString(2))),
					this.node);
		}

	}

	private record Loops(DataSource dataSource, List<Thread> threads) implements Worker {

		@Override
		public Client client() {
			return new RowClient(this.dataSource);
		}

		@Override
		public void close() {
			try {
				for (Thread thread : this.threads) {
					thread.join();
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

	/**
	 * A plain insert for one, arrays for many.
	 */
	private static final class RowClient implements Client {

		private static final String INSERT = """
				INSERT INTO raw_run (id, queue, rank, due_at, state, attempt, payload)
				VALUES (?, 'default', 0, now(), 0, 0, ?)""";

		private static final String INSERT_ALL = """
				INSERT INTO raw_run (id, queue, rank, due_at, state, attempt, payload)
				SELECT id, 'default', 0, now(), 0, 0, payload FROM UNNEST(?, ?) AS new (id, payload)""";

		private final DataSource dataSource;

		private final RunIds ids = new RunIds(System::currentTimeMillis);

		RowClient(DataSource dataSource) {
			this.dataSource = dataSource;
		}

		@Override
		public void enqueue(int number) {
			try (Connection connection = this.dataSource.getConnection();
					PreparedStatement insert = connection.prepareStatement(INSERT)) {
				insert.setObject(1, this.ids.next());
				insert.setString(2, String.valueOf(number));
				insert.executeUpdate();
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void enqueueAll(int first, int count) {
			Object[] next = Stream.generate(this.ids::next).limit(count).toArray();
			Object[] payloads = IntStream.range(first, first + count).mapToObj(String::valueOf).toArray();
			try (Connection connection = this.dataSource.getConnection();
					PreparedStatement insert = connection.prepareStatement(INSERT_ALL)) {
				insert.setArray(1, connection.createArrayOf("uuid", next));
				insert.setArray(2, connection.createArrayOf("text", payloads));
				insert.executeUpdate();
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
