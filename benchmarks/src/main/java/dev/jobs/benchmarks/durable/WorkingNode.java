package dev.jobs.benchmarks.durable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/**
 * Our engine as a process of its own. A line with the number of runs tells it to begin to
 * work, which it confirms, and the next line to stop. It then answers when its first run
 * started, in the nanoseconds of this machine, and which runs it started.
 */
public final class WorkingNode {

	private static final int CONNECTIONS = 20;

	private WorkingNode() {
	}

	/**
	 * Follow orders until there are no more.
	 * @param args the address of the database
	 * @throws IOException if there is nobody to answer to
	 */
	public static void main(String[] args) throws IOException {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(args[0]);
		config.setMaximumPoolSize(CONNECTIONS);
		BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
		try (HikariDataSource pool = new HikariDataSource(config)) {
			for (String runs = orders.readLine(); runs != null; runs = orders.readLine()) {
				Tally tally = new Tally(Integer.parseInt(runs));
				try (Worker worker = new OurEngine().work(pool, tally)) {
					System.out.println("working");
					orders.readLine();
				}
				System.out.println(tally.firstStart() + started(tally, Integer.parseInt(runs)));
			}
		}
		System.exit(0);
	}

	private static String started(Tally tally, int runs) {
		return IntStream.range(0, runs)
			.flatMap((number) -> IntStream.generate(() -> number).limit(tally.starts(number)))
			.mapToObj((number) -> " " + number)
			.collect(Collectors.joining());
	}

}
