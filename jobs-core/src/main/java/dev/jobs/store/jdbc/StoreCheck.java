package dev.jobs.store.jdbc;

import java.util.ArrayList;
import java.util.List;

import dev.jobs.diagnosis.Finding;
import dev.jobs.diagnosis.Severity;
import dev.jobs.store.JobStore;

/**
 * Looks at a database in use: all that the start looks at, and what may have become of it
 * since.
 */
final class StoreCheck {

	private final StoreContext context;

	private final LongTransactions transactions;

	private final Hints hints;

	private final ForeignTransactions foreign;

	StoreCheck(StoreContext context, Hints hints, ForeignTransactions foreign) {
		this.context = context;
		this.transactions = new LongTransactions(context, LongTransactions.LONG);
		this.hints = hints;
		this.foreign = foreign;
	}

	List<Finding> findings() {
		List<Finding> findings = new ArrayList<>(new DatabaseCheck(this.context.database().dataSource()).findings());
		findings.addAll(tables());
		findings.addAll(this.transactions.findings());
		findings.addAll(this.hints.findings());
		findings.addAll(this.foreign.findings());
		return findings;
	}

	private List<Finding> tables() {
		JdbcSchema schema = new JdbcSchema(this.context.database().dataSource(), this.context.settings());
		try {
			schema.prepare(SchemaMode.NEVER);
			return schema.findings();
		}
		catch (UnusableDatabaseException ex) {
			return List.of(new Finding(JobStore.UNUSABLE_TABLES, Severity.ERROR, String.join("; ", ex.getProblems()),
					String.join("; ", ex.getFixes())));
		}
	}

}
