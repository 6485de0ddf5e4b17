package dev.jobs.store.jdbc;

import java.sql.Array;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.jobs.store.KnownJobs;

/**
 * Tells the database which payloads a node can read.
 */
final class PayloadVersions {

	/**
	 * Is true for a row whose payload is not too new; takes an array. PostgreSQL must not
	 * guess how many rows that are: it would read the whole table if it took them for
	 * few.
	 */
	static final String KNOWN = """
			CASE WHEN payload_version = 1 THEN TRUE ELSE job_id || ' ' || payload_version = ANY (?) END""";

	static final PayloadVersions NONE = new PayloadVersions(new KnownJobs(Map.of()));

	private final KnownJobs jobs;

	private final Object[] beyondTheFirst;

	private PayloadVersions(KnownJobs jobs) {
		this.jobs = jobs;
		this.beyondTheFirst = jobs.versions()
			.entrySet()
			.stream()
			.flatMap((job) -> beyondTheFirst(job.getKey(), job.getValue()))
			.toArray();
	}

	private static Stream<String> beyondTheFirst(String job, int newest) {
		return IntStream.rangeClosed(2, newest).mapToObj((version) -> job + ' ' + version);
	}

	/**
	 * Return those of some jobs. A node asks for the same ones again and again.
	 */
	PayloadVersions of(KnownJobs jobs) {
		return (jobs == this.jobs) ? this : new PayloadVersions(jobs);
	}

	/**
	 * Return the array for {@link #KNOWN}.
	 */
	Array array(Session session) throws SQLException {
		return session.array("varchar", this.beyondTheFirst);
	}

}
