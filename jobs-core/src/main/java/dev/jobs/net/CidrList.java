package dev.jobs.net;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ranges of addresses; an address matches if any of them holds it. Immutable and safe for
 * use by many threads.
 *
 * @param blocks the ranges, of both families and in any order
 */
public record CidrList(List<CidrBlock> blocks) {

	/** The addresses of the host itself: {@code 127.0.0.0/8} and {@code ::1/128}. */
	public static final CidrList LOOPBACK = of("127.0.0.0/8", "::1/128");

	/** Addresses that no remote host sends from. */
	static final CidrList NOT_REMOTE_UNICAST = of("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4",
			"255.255.255.255/32", "::/128", "::1/128", "fe80::/10", "ff00::/8");

	public CidrList {
		blocks = List.copyOf(blocks);
	}

	/**
	 * Return a list of ranges.
	 * @param blocks the ranges in the form that {@link CidrBlock#parse} reads
	 * @return the list
	 * @throws InvalidCidrException if one of them is not a range
	 */
	public static CidrList of(String... blocks) {
		return new CidrList(Stream.of(blocks).map(CidrBlock::parse).toList());
	}

	/**
	 * Return whether an address is in one of the ranges.
	 * @param address the address to look for
	 * @return {@code false} if the list is empty
	 */
	public boolean contains(IpAddress address) {
		return this.blocks.stream().anyMatch((block) -> block.contains(address));
	}

	/**
	 * Return whether the ranges together hold every address of a family, be it by one
	 * range or by several that add up.
	 * @param family the family in question
	 * @return whether no address of that family is left out
	 */
	public boolean covers(IpFamily family) {
		BigInteger covered = BigInteger.ZERO;
		for (CidrBlock block : inOrder(family)) {
			if (block.first().compareTo(covered) > 0) {
				return false;
			}
			covered = covered.max(block.afterLast());
		}
		return covered.bitLength() > family.bits();
	}

	private List<CidrBlock> inOrder(IpFamily family) {
		return this.blocks.stream()
			.filter((block) -> block.family() == family)
			.sorted(Comparator.comparing(CidrBlock::first))
			.toList();
	}

	@Override
	public String toString() {
		return this.blocks.stream().map(CidrBlock::toString).collect(Collectors.joining(", ", "[", "]"));
	}

}
