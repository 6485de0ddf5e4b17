package dev.jobs.schedule;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads ids of time zones, regions only. An offset is refused: it knows no
 * daylight-saving time and is mostly a mistake.
 */
final class Zones {

	// Some Java versions know these as regions, others do not.
	private static final Set<String> ABBREVIATIONS = Set.of("EST", "MST", "HST");

	private static final int LONGEST_ID = 40;

	private static final int SUGGESTIONS = 3;

	private Zones() {
	}

	static ZoneId parse(String field, String id) {
		if (id.isEmpty()) {
			return ZoneId.of("UTC");
		}
		if (id.equals("-")) {
			return ZoneId.systemDefault();
		}
		if (ABBREVIATIONS.contains(id)) {
			throw invalid(field, id, "is an abbreviation, not a region",
					"use a region, such as 'America/New_York', or 'Etc/GMT+5' for a fixed offset");
		}
		if (ZoneId.getAvailableZoneIds().contains(id)) {
			return ZoneId.of(id);
		}
		throw invalid(field, id, isOffset(id) ? "is an offset, not a region" : "is not a known time zone",
				"use a region, such as 'Europe/Rome', or 'UTC'" + didYouMean(id));
	}

	private static boolean isOffset(String id) {
		try {
			return ZoneId.of(id).getRules().isFixedOffset();
		}
		catch (DateTimeException ex) {
			return false;
		}
	}

	private static String didYouMean(String id) {
		List<String> similar = similar(id.toLowerCase(Locale.ROOT));
		return similar.isEmpty() ? ""
				: similar.stream().collect(Collectors.joining("' or '", "; did you mean '", "'?"));
	}

	private static List<String> similar(String id) {
		if (id.length() > LONGEST_ID) {
			return List.of();
		}
		int tolerance = id.length() / 5;
		return ZoneId.getAvailableZoneIds()
			.stream()
			.filter((zone) -> isWorthNaming(zone) && distance(id, zone) <= tolerance)
			.sorted(Comparator.<String>comparingInt((zone) -> distance(id, zone))
				.thenComparing(Comparator.naturalOrder()))
			.limit(SUGGESTIONS)
			.toList();
	}

	private static boolean isWorthNaming(String zone) {
		return zone.contains("/") && !zone.startsWith("SystemV/") && !zone.startsWith("Etc/");
	}

	// A city alone is as good a hint as a whole id.
	private static int distance(String id, String zone) {
		String whole = zone.toLowerCase(Locale.ROOT);
		String city = whole.substring(whole.lastIndexOf('/') + 1);
		return id.contains("/") ? edits(id, whole) : edits(id, city);
	}

	// The number of characters to insert, delete or replace, row by row of the usual
	// table.
	private static int edits(String from, String to) {
		int[] row = new int[to.length() + 1];
		for (int j = 0; j < row.length; j++) {
			row[j] = j;
		}
		for (int i = 1; i <= from.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j < row.length; j++) {
				int replaced = diagonal + ((from.charAt(i - 1) != to.charAt(j - 1)) ? 1 : 0);
				diagonal = row[j];
				row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
			}
		}
		return row[row.length - 1];
	}

	private static InvalidScheduleException invalid(String field, String id, String problem, String action) {
		return new InvalidScheduleException(InvalidScheduleException.Kind.ZONE, field, id, problem, action);
	}

}
