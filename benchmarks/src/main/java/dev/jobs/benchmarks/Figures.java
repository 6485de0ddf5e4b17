package dev.jobs.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * Reads and prints figures.
 */
public final class Figures {

	private Figures() {
	}

	/**
	 * Print the lowest, the median and the highest of some figures.
	 * @param what what they are
	 * @param values the figures, at least one
	 * @param unit their unit
	 */
	public static void print(String what, List<Double> values, String unit) {
		double[] sorted = sorted(values);
		System.out.printf(Locale.ROOT, "%-44s min %,.1f  median %,.1f  max %,.1f %s%n", what, sorted[0],
				sorted[sorted.length / 2], sorted[sorted.length - 1], unit);
	}

	/**
	 * Print quantiles of many figures.
	 * @param what what they are
	 * @param values the figures, at least one
	 * @param unit their unit
	 */
	public static void printQuantiles(String what, List<Double> values, String unit) {
		double[] sorted = sorted(values);
		System.out.printf(Locale.ROOT, "%-44s p50 %,.1f  p90 %,.1f  p99 %,.1f  max %,.1f %s  (%d samples)%n", what,
				quantile(sorted, 0.5), quantile(sorted, 0.9), quantile(sorted, 0.99), sorted[sorted.length - 1], unit,
				sorted.length);
	}

	/**
	 * Print one figure.
	 * @param what what it is
	 * @param value the figure
	 * @param unit its unit
	 */
	public static void print(String what, double value, String unit) {
		System.out.printf(Locale.ROOT, "%-44s %,.1f %s%n", what, value, unit);
	}

	private static double[] sorted(List<Double> values) {
		return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
	}

	private static double quantile(double[] sorted, double share) {
		return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
	}

	/**
	 * Return the processor time of this process.
	 * @return nanoseconds
	 */
	public static long cpuNanos() {
		return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
	}

	/**
	 * Return what the threads that live have allocated.
	 * @return bytes
	 */
	public static long allocatedBytes() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
			.filter((bytes) -> bytes > 0)
			.sum();
	}

	/**
	 * Return how much of the heap is used after it was cleaned up.
	 * @return bytes
	 */
	public static long usedBytes() {
		for (int i = 0; i < 5; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
