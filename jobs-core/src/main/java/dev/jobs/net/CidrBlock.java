package dev.jobs.net;

import java.math.BigInteger;
import java.util.Optional;

/**
 * A range of addresses that share their leading bits, such as {@code 10.0.0.0/8}. It
 * holds addresses of its own family only: {@code 0.0.0.0/0} does not hold {@code ::1}.
 * Immutable and safe for use by many threads.
 *
 * @param address first address of the range; no bit beyond the prefix is set
 * @param prefixLength number of leading bits that all addresses of the range share, from
 * {@code 0} to the length of an address
 */
public record CidrBlock(IpAddress address, int prefixLength) {

	private static final int MAPPED_PREFIX_BITS = IpAddress.MAPPED_PREFIX_BYTES * Byte.SIZE;

	private static final int IPV6_BITS = IpFamily.IPV6.bits();

	public CidrBlock {
		check(address + "/" + prefixLength, address, prefixLength);
	}

	/**
	 * Read a range from its textual form, an address literal and a prefix length. The
	 * address is read as {@link IpAddress#parse} does, without a zone. An IPv4-mapped
	 * range ({@code ::ffff:10.0.0.0/104}) is the IPv4 range it stands for.
	 * @param text the range, without surrounding space
	 * @return the range
	 * @throws InvalidCidrException if the text is not such a range; it says why and what
	 * to write instead
	 */
	public static CidrBlock parse(String text) {
		int slash = text.indexOf('/');
		if (slash < 0) {
			throw withoutPrefix(text);
		}
		String literal = text.substring(0, slash);
		IpAddress address = parseAddress(text, literal);
		int prefix = parsePrefix(text, text.substring(slash + 1));
		return isMapped(literal, address) ? ofMapped(text, address, prefix) : of(text, address, prefix);
	}

	private static CidrBlock of(String text, IpAddress address, int prefix) {
		check(text, address, prefix);
		return new CidrBlock(address, prefix);
	}

	private static CidrBlock ofMapped(String text, IpAddress address, int prefix) {
		if (prefix > IPV6_BITS) {
			throw tooLong(text, IpFamily.IPV6);
		}
		if (prefix < MAPPED_PREFIX_BITS) {
			throw new InvalidCidrException(text, "is an IPv4-mapped address with a prefix shorter than /96",
					"write the range in IPv4 notation, such as '10.0.0.0/8'");
		}
		return of(text, address, prefix - MAPPED_PREFIX_BITS);
	}

	private static IpAddress parseAddress(String text, String literal) {
		if (literal.indexOf('%') >= 0) {
			throw new InvalidCidrException(text, "has a zone", "leave out '%' and what follows it up to '/'");
		}
		return IpAddress.parse(literal).orElseThrow(() -> notAnAddress(text, literal));
	}

	private static InvalidCidrException notAnAddress(String text, String literal) {
		if (literal.matches("[0-9.]+")) {
			return new InvalidCidrException(text, "is not a complete IPv4 address",
					"write four numbers from 0 to 255 without leading zeros, such as '10.0.0.0/8'");
		}
		if (literal.indexOf(':') >= 0) {
			return new InvalidCidrException(text, "is not an IPv6 address", "use a form such as '2001:db8::/32'");
		}
		return new InvalidCidrException(text, "is not an address, and names are not looked up",
				"use a form such as '10.0.0.0/8' or '2001:db8::/32'");
	}

	private static int parsePrefix(String text, String digits) {
		int prefix = IpLiteral.decimal(digits, 999);
		if (prefix < 0) {
			throw new InvalidCidrException(text, "has no number as its prefix length",
					"write the number of leading bits after '/', such as '10.0.0.0/8'");
		}
		return prefix;
	}

	private static InvalidCidrException withoutPrefix(String text) {
		Optional<IpAddress> address = IpAddress.parse(text);
		if (address.isEmpty()) {
			return text.isBlank() ? new InvalidCidrException(text, "is blank", "remove it") : notAnAddress(text, text);
		}
		return new InvalidCidrException(text, "has no prefix length",
				"write '%s/%d' for this one address".formatted(address.get(), address.get().family().bits()));
	}

	private static InvalidCidrException tooLong(String text, IpFamily family) {
		return new InvalidCidrException(text, "has a prefix length that no %s address has".formatted(family),
				"use a number from 0 to " + family.bits());
	}

	// The text is the user's, which an IPv4-mapped range no longer shows by itself.
	private static void check(String text, IpAddress address, int prefix) {
		if (prefix < 0 || prefix > address.family().bits()) {
			throw tooLong(text, address.family());
		}
		if (hasHostBits(address, prefix)) {
			throw new InvalidCidrException(text, "has bits set beyond its prefix",
					"write '%s/%d'".formatted(network(address, prefix), prefix));
		}
	}

	private static boolean isMapped(String literal, IpAddress address) {
		return literal.indexOf(':') >= 0 && address.family() == IpFamily.IPV4;
	}

	private static boolean hasHostBits(IpAddress address, int prefix) {
		for (int bit = prefix; bit < address.family().bits(); bit++) {
			if (address.bit(bit)) {
				return true;
			}
		}
		return false;
	}

	private static IpAddress network(IpAddress address, int prefix) {
		byte[] bytes = address.bytes().clone();
		for (int bit = prefix; bit < address.family().bits(); bit++) {
			bytes[bit / Byte.SIZE] &= (byte) ~(1 << (Byte.SIZE - 1 - bit % Byte.SIZE));
		}
		return IpAddress.of(bytes);
	}

	/**
	 * Return the family of the addresses in this range.
	 * @return the family
	 */
	public IpFamily family() {
		return this.address.family();
	}

	/**
	 * Return whether an address is in this range.
	 * @param candidate the address to look for
	 * @return {@code false} also if the address is of the other family
	 */
	public boolean contains(IpAddress candidate) {
		if (candidate.family() != family()) {
			return false;
		}
		for (int bit = 0; bit < this.prefixLength; bit++) {
			if (candidate.bit(bit) != this.address.bit(bit)) {
				return false;
			}
		}
		return true;
	}

	BigInteger first() {
		return new BigInteger(1, this.address.bytes());
	}

	BigInteger afterLast() {
		return first().add(BigInteger.ONE.shiftLeft(family().bits() - this.prefixLength));
	}

	@Override
	public String toString() {
		return this.address + "/" + this.prefixLength;
	}

}
