package dev.jobs.benchmarks.durable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The processor time of all processes of a server on this machine, those included that
 * have ended.
 */
final class PostgresProcesses {

	// What Linux tells times in, on all the processors that matter here.
	private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	// Counted from the state, which is the first after the name.
	private static final int USER = 11;

	private static final int SYSTEM = 12;

	private static final int USER_OF_ENDED_CHILDREN = 13;

	private static final int SYSTEM_OF_ENDED_CHILDREN = 14;

	private final ProcessHandle parent;

	/**
	 * Create the processes.
	 * @param backend the process that serves any connection
	 */
	PostgresProcesses(long backend) {
		this.parent = ProcessHandle.of(backend)
			.flatMap(ProcessHandle::parent)
			.orElseThrow(() -> new IllegalStateException("The server does not run on this machine"));
	}

	long nanos() {
		long ticks = ticks(this.parent, USER, SYSTEM, USER_OF_ENDED_CHILDREN, SYSTEM_OF_ENDED_CHILDREN);
		return (ticks + this.parent.children().mapToLong((child) -> ticks(child, USER, SYSTEM)).sum()) * TICK_NANOS;
	}

	private static long ticks(ProcessHandle process, int... fields) {
		try {
			String line = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
			String[] values = line.substring(line.lastIndexOf(')') + 2).split(" ");
			long sum = 0;
			for (int field : fields) {
				sum += Long.parseLong(values[field]);
			}
			return sum;
		}
		catch (IOException ex) {
			// It has ended since it was listed.
			return 0;
		}
	}

}
