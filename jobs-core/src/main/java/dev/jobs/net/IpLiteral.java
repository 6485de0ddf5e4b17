package dev.jobs.net;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the textual forms of addresses. A text that is not a literal reads as
 * {@code null}.
 */
final class IpLiteral {

	private static final int OCTETS = 4;

	private static final int GROUPS = 8;

	private IpLiteral() {
	}

	static byte @Nullable [] parseIpv4(String text) {
		String[] parts = text.split("\\.", -1);
		if (parts.length != OCTETS) {
			return null;
		}
		byte[] bytes = new byte[OCTETS];
		for (int i = 0; i < OCTETS; i++) {
			int value = decimal(parts[i], 255);
			if (value < 0) {
				return null;
			}
			bytes[i] = (byte) value;
		}
		return bytes;
	}

	/**
	 * Read a decimal number without sign or leading zeros.
	 * @param text the digits
	 * @param max the greatest value allowed, below 1000
	 * @return the value, or {@code -1} if the text is not such a number
	 */
	static int decimal(String text, int max) {
		if (text.isEmpty() || text.length() > 3 || (text.length() > 1 && text.charAt(0) == '0')) {
			return -1;
		}
		int value = 0;
		for (int i = 0; i < text.length(); i++) {
			char digit = text.charAt(i);
			if (digit < '0' || digit > '9') {
				return -1;
			}
			value = value * 10 + (digit - '0');
		}
		return (value <= max) ? value : -1;
	}

	static byte @Nullable [] parseIpv6(String text) {
		String literal = withoutZone(text);
		int gap = literal.indexOf("::");
		if (gap < 0) {
			List<Integer> groups = groups(literal, true);
			return (groups != null && groups.size() == GROUPS) ? toBytes(groups, List.of()) : null;
		}
		List<Integer> head = groups(literal.substring(0, gap), false);
		List<Integer> tail = groups(literal.substring(gap + 2), true);
		return (head != null && tail != null && head.size() + tail.size() < GROUPS) ? toBytes(head, tail) : null;
	}

	// A zone says by which interface a link-local address is reached; it is no part of
	// the address. An empty or odd one leaves the '%' in place, which no group accepts.
	private static String withoutZone(String text) {
		int zone = text.indexOf('%');
		return (zone >= 0 && text.substring(zone + 1).matches("[A-Za-z0-9._~-]+")) ? text.substring(0, zone) : text;
	}

	private static @Nullable List<Integer> groups(String text, boolean mayEndInIpv4) {
		List<Integer> groups = new ArrayList<>();
		if (text.isEmpty()) {
			return groups;
		}
		String[] parts = text.split(":", -1);
		for (int i = 0; i < parts.length; i++) {
			boolean last = i == parts.length - 1;
			if (!((last && mayEndInIpv4 && parts[i].indexOf('.') >= 0) ? addIpv4(parts[i], groups)
					: addGroup(parts[i], groups))) {
				return null;
			}
		}
		return groups;
	}

	private static boolean addIpv4(String part, List<Integer> groups) {
		byte[] bytes = parseIpv4(part);
		if (bytes == null) {
			return false;
		}
		groups.add(group(bytes, 0));
		groups.add(group(bytes, 2));
		return true;
	}

	private static boolean addGroup(String part, List<Integer> groups) {
		if (part.isEmpty() || part.length() > 4) {
			return false;
		}
		int value = 0;
		for (int i = 0; i < part.length(); i++) {
			int digit = hexadecimal(part.charAt(i));
			if (digit < 0) {
				return false;
			}
			value = value << 4 | digit;
		}
		groups.add(value);
		return true;
	}

	// Character.digit would also accept the digits of other scripts.
	private static int hexadecimal(char digit) {
		return (digit < 128) ? Character.digit(digit, 16) : -1;
	}

	private static byte[] toBytes(List<Integer> head, List<Integer> tail) {
		byte[] bytes = new byte[GROUPS * 2];
		write(head, bytes, 0);
		write(tail, bytes, GROUPS - tail.size());
		return bytes;
	}

	private static void write(List<Integer> groups, byte[] bytes, int first) {
		for (int i = 0; i < groups.size(); i++) {
			int at = (first + i) * 2;
			bytes[at] = (byte) (groups.get(i) >> 8);
			bytes[at + 1] = (byte) (int) groups.get(i);
		}
	}

	private static int group(byte[] bytes, int at) {
		return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
	}

	static String formatIpv4(byte[] bytes) {
		StringJoiner text = new StringJoiner(".");
		for (byte octet : bytes) {
			text.add(Integer.toString(octet & 0xff));
		}
		return text.toString();
	}

	static String formatIpv6(byte[] bytes) {
		int[] zeros = longestZeros(bytes);
		if (zeros[1] < 2) {
			return formatGroups(bytes, 0, GROUPS);
		}
		return formatGroups(bytes, 0, zeros[0]) + "::" + formatGroups(bytes, zeros[0] + zeros[1], GROUPS);
	}

	private static String formatGroups(byte[] bytes, int from, int to) {
		StringJoiner text = new StringJoiner(":");
		for (int i = from; i < to; i++) {
			text.add(Integer.toHexString(group(bytes, i * 2)));
		}
		return text.toString();
	}

	private static int[] longestZeros(byte[] bytes) {
		int[] longest = { 0, 0 };
		int length = 0;
		for (int i = 0; i < GROUPS; i++) {
			length = (group(bytes, i * 2) == 0) ? length + 1 : 0;
			if (length > longest[1]) {
				longest = new int[] { i - length + 1, length };
			}
		}
		return longest;
	}

}
