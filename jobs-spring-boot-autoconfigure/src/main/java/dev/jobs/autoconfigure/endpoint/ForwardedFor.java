package dev.jobs.autoconfigure.endpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import dev.jobs.net.IpAddress;

/**
 * Reads {@code X-Forwarded-For}. All lines of the header are one list, to whose end each
 * proxy adds the address it was called from.
 */
final class ForwardedFor {

	private static final int MAX_PORT = 65_535;

	private ForwardedFor() {
	}

	/**
	 * Read the hops. Empty elements are skipped.
	 * @param lines values of the header lines, in the order sent
	 * @return the hops, nearest first; empty if any element is not an address
	 */
	static Optional<List<IpAddress>> hops(List<String> lines) {
		List<IpAddress> hops = new ArrayList<>();
		for (String element : String.join(",", lines).split(",")) {
			String hop = element.strip();
			if (!hop.isEmpty()) {
				Optional<IpAddress> address = address(hop);
				if (address.isEmpty()) {
					return Optional.empty();
				}
				hops.add(address.get());
			}
		}
		Collections.reverse(hops);
		return Optional.of(hops);
	}

	// An address, [v6], v4:port or [v6]:port.
	private static Optional<IpAddress> address(String hop) {
		if (hop.startsWith("[")) {
			int end = hop.indexOf(']');
			String literal = hop.substring(1, Math.max(end, 1));
			return (literal.indexOf(':') >= 0 && isPortOrNothing(hop.substring(end + 1))) ? IpAddress.parse(literal)
					: Optional.empty();
		}
		int colon = hop.indexOf(':');
		boolean ipv4WithPort = colon >= 0 && colon == hop.lastIndexOf(':');
		if (ipv4WithPort) {
			return isPortOrNothing(hop.substring(colon)) ? IpAddress.parse(hop.substring(0, colon)) : Optional.empty();
		}
		return IpAddress.parse(hop);
	}

	private static boolean isPortOrNothing(String text) {
		return text.isEmpty() || (text.matches(":[1-9][0-9]{0,4}") && Integer.parseInt(text.substring(1)) <= MAX_PORT);
	}

}
