package dev.jobs.benchmarks.durable;

import java.util.Locale;

/**
 * What a node costs over some time.
 *
 * @param used what was used
 * @param commits how many transactions were committed
 */
record Cost(Usage used, long commits) {

	static Cost over(Database database, int seconds) {
		long commits = database.commits();
		Usage before = database.usage();
		Pause.seconds(seconds);
		Usage used = database.usage().since(before);
		return new Cost(used, database.commits() - commits);
	}

	void print(String what) {
		System.out.printf(Locale.ROOT, "%-44s %.2f transactions/s, JVM %.2f %%, PostgreSQL %.2f %% of a processor%n",
				what, this.commits / this.used.seconds(), this.used.processorShare(), this.used.databaseShare());
	}

}
