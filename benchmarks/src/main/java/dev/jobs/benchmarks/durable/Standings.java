package dev.jobs.benchmarks.durable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import dev.jobs.benchmarks.Figures;

/**
 * The results of all contestants by round, printed with medians and spread.
 *
 * @param <R> a result
 */
final class Standings<R> {

	private final Map<String, Map<Integer, R>> results = new LinkedHashMap<>();

	/**
	 * Measure, and keep the result unless it is void, which is said at once. Round 0 is
	 * for warming up and not kept.
	 */
	void measure(String name, int round, Supplier<R> measurement) {
		try {
			R result = measurement.get();
			if (round > 0) {
				this.results.computeIfAbsent(name, (key) -> new TreeMap<>()).put(round, result);
			}
		}
		catch (VoidResultException ex) {
			System.out.printf("VOID: %s, round %d: %s%n", name, round, ex.getMessage());
		}
	}

	/**
	 * Print one figure of all.
	 */
	void print(String title, String unit, ToDoubleFunction<R> figure) {
		System.out.printf("%n%s%n", title);
		this.results.forEach((name, rounds) -> Figures.print("  " + name,
				rounds.values().stream().map(figure::applyAsDouble).toList(), unit));
	}

	/**
	 * Print how many times as good one is as each other.
	 */
	void printRatios(String name, ToDoubleFunction<R> figure) {
		System.out.printf("%n%s, against%n", name);
		others(name).forEach((other) -> printRatio(other, name, other, figure));
	}

	/**
	 * Print what part of one each other reaches.
	 */
	void printParts(String name, ToDoubleFunction<R> figure) {
		System.out.printf("%nAgainst %s%n", name);
		others(name).forEach((other) -> printRatio(other, other, name, figure));
	}

	private List<String> others(String name) {
		return this.results.keySet().stream().filter((other) -> !other.equals(name)).toList();
	}

	// The ratio of the medians, and the lowest and the highest within one round.
	private void printRatio(String title, String one, String other, ToDoubleFunction<R> figure) {
		Map<Integer, R> ones = this.results.getOrDefault(one, Map.of());
		Map<Integer, R> others = this.results.getOrDefault(other, Map.of());
		double[] ratios = ones.keySet()
			.stream()
			.filter(others::containsKey)
			.mapToDouble((round) -> figure.applyAsDouble(ones.get(round)) / figure.applyAsDouble(others.get(round)))
			.sorted()
			.toArray();
		if (ratios.length > 0) {
			System.out.printf(Locale.ROOT, "  %-42s %.2f  (rounds: %.2f to %.2f)%n", title,
					median(ones, figure) / median(others, figure), ratios[0], ratios[ratios.length - 1]);
		}
	}

	private double median(Map<Integer, R> rounds, ToDoubleFunction<R> figure) {
		double[] sorted = rounds.values().stream().mapToDouble(figure).sorted().toArray();
		return sorted[sorted.length / 2];
	}

}
