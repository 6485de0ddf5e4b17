package dev.jobs.benchmarks;

import java.util.UUID;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The least that claiming and finishing durably can cost: a claim and a move to a history
 * table for a thousand rows in one transaction, in a loop, and nothing around it.
 */
final class Statements implements Contestant {

	private static final String TABLES = """
			CREATE TABLE IF NOT EXISTS raw_run (
				id uuid PRIMARY KEY, queue text NOT NULL, rank smallint NOT NULL, due_at timestamptz NOT NULL,
				state smallint NOT NULL, attempt integer NOT NULL, node text, claimed_at timestamptz, payload text NOT NULL);
			CREATE INDEX IF NOT EXISTS raw_run_ready ON raw_run (queue, rank, due_at, id) WHERE state = 0;
			CREATE TABLE IF NOT EXISTS raw_history (LIKE raw_run, finished_at timestamptz NOT NULL, PRIMARY KEY (id));
			TRUNCATE raw_run, raw_history""";

	private static final String CLAIM = """
			WITH s AS MATERIALIZED (
				SELECT id FROM raw_run WHERE queue = 'default' AND state = 0 AND due_at <= now()
				ORDER BY rank, due_at, id LIMIT 1000 FOR UPDATE SKIP LOCKED)
			UPDATE raw_run r SET state = 1, node = 'node', attempt = attempt + 1, claimed_at = now()
			FROM s WHERE r.id = s.id RETURNING r.id, r.payload""";

	private static final String FINISH = """
			WITH d AS (DELETE FROM raw_run WHERE id = ANY (?) AND state = 1 AND node = 'node' RETURNING *)
			INSERT INTO raw_history SELECT d.*, now() FROM d""";

	private final JdbcTemplate database;

	private final TransactionTemplate transaction;

	private final Runnable body;

	Statements(DataSource dataSource, Runnable body) {
		this.database = new JdbcTemplate(dataSource);
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		this.body = body;
	}

	@Override
	public int share(int runs) {
		return runs;
	}

	@Override
	public void prepare(JdbcTemplate database) {
		database.execute(TABLES);
	}

	@Override
	public void enqueue(int count) {
		this.database.update("""
				INSERT INTO raw_run SELECT gen_random_uuid(), 'default', 0, now(), 0, 0, NULL, NULL, '{"number":1}'
				FROM generate_series(1, ?)""", count);
	}

	@Override
	public String table() {
		return "raw_run";
	}

	@Override
	public AutoCloseable start() {
		Thread worker = new Thread(this::work);
		worker.start();
		return worker::join;
	}

	private void work() {
		UUID[] claimed = new UUID[0];
		do {
			UUID[] finished = claimed;
			claimed = this.transaction.execute((status) -> exchange(finished));
			for (int i = 0; i < claimed.length; i++) {
				this.body.run();
			}
		}
		while (claimed.length > 0);
	}

	private UUID[] exchange(UUID[] finished) {
		if (finished.length > 0) {
			this.database.update(FINISH,
					(statement) -> statement.setArray(1, statement.getConnection().createArrayOf("uuid", finished)));
		}
		return this.database.query(CLAIM, (row, number) -> row.getObject(1, UUID.class)).toArray(UUID[]::new);
	}

}
