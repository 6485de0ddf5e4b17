package dev.jobs.autoconfigure.endpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.net.CidrBlock;
import dev.jobs.net.CidrList;
import dev.jobs.net.InvalidCidrException;
import dev.jobs.net.IpFamily;

/**
 * A configured list of address ranges: what could be read of it, and what was wrong with
 * the rest. To skip a bad entry never widens access, so one typing error does not keep an
 * application down; a list without any good entry says nothing about what was meant.
 *
 * @param property name of the property that holds the list
 * @param entries entries as configured
 * @param ranges the good ones
 */
record AddressList(String property, List<String> entries, CidrList ranges) {

	private static final Logger logger = LoggerFactory.getLogger(AddressList.class);

	static AddressList parse(String property, List<String> entries) {
		List<CidrBlock> ranges = new ArrayList<>();
		List<String> problems = new ArrayList<>();
		for (String entry : entries) {
			try {
				ranges.add(CidrBlock.parse(entry.trim()));
			}
			catch (InvalidCidrException ex) {
				problems.add(ex.getMessage());
			}
		}
		report(property, entries, problems);
		return new AddressList(property, List.copyOf(entries), new CidrList(ranges));
	}

	private static void report(String property, List<String> entries, List<String> problems) {
		if (problems.isEmpty()) {
			return;
		}
		if (problems.size() == entries.size()) {
			throw new InvalidAddressListException(property, entries,
					"no entry is an address range; correct them or remove the property: " + join(problems));
		}
		logger.warn("Property '{}': {} of {} entries are not address ranges and are ignored: {}", property,
				problems.size(), entries.size(), join(problems));
	}

	private static String join(List<String> problems) {
		return String.join(". ", problems);
	}

	List<IpFamily> wholeFamilies() {
		return Arrays.stream(IpFamily.values()).filter(this.ranges::covers).toList();
	}

	boolean isEmpty() {
		return this.ranges.blocks().isEmpty();
	}

}
