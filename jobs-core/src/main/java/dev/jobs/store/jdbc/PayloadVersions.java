package dev.jobs.store.jdbc;

import java.sql.Array;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.jobs.store.KnownJobs;

/**
 * Tells the database which payloads a node can read. Nearly all are of the first version,
 * so that only others are looked up.
 */
final class PayloadVersions {

	/** Is true for a row whose payload is not too new; takes an array. */
	static final String KNOWN = "(payload_version = 1 OR job_id || ' ' || payload_version = ANY (?))";

	private PayloadVersions() {
	}

	/**
	 * Return the array for {@link #KNOWN}.
	 */
	static Array of(Session session, KnownJobs jobs) throws SQLException {
		List<String> known = jobs.versions()
			.entrySet()
			.stream()
			.flatMap((job) -> beyondTheFirst(job.getKey(), job.getValue()))
			.toList();
		return session.array("varchar", known.toArray());
	}

	private static Stream<String> beyondTheFirst(String job, int newest) {
		return IntStream.rangeClosed(2, newest).mapToObj((version) -> job + ' ' + version);
	}

}
