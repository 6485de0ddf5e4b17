package dev.jobs.net;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * An IPv4 or IPv6 address. An IPv4-mapped IPv6 address ({@code ::ffff:10.0.0.1}) is the
 * IPv4 address it stands for, and the zone of an IPv6 address is dropped, so that each
 * host has one value to compare. Immutable and safe for use by many threads.
 *
 * <p>
 * Text is read strictly: four decimal numbers without leading zeros, or the IPv6 notation
 * of RFC 4291. Names are never looked up, and the short, octal and hexadecimal forms that
 * {@link InetAddress} accepts ({@code 127.1}, {@code 2130706433}, {@code 0x7f.1}) are
 * refused: what one parser takes for a name, the next takes for the loopback address.
 */
public final class IpAddress {

	private static final int IPV4_BYTES = 4;

	private static final int IPV6_BYTES = 16;

	static final int MAPPED_PREFIX_BYTES = 12;

	private final byte[] bytes;

	private IpAddress(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * Read an address from its textual form.
	 * @param text an IPv4 or IPv6 literal, without brackets, port or surrounding space
	 * @return the address; empty if the text is not a literal
	 */
	public static Optional<IpAddress> parse(String text) {
		byte[] bytes = (text.indexOf(':') >= 0) ? IpLiteral.parseIpv6(text) : IpLiteral.parseIpv4(text);
		return Optional.ofNullable(bytes).map(IpAddress::of);
	}

	/**
	 * Return the address that a socket or a resolver has given.
	 * @param address a resolved address
	 * @return the same address as a value of this type
	 */
	public static IpAddress of(InetAddress address) {
		return of(address.getAddress());
	}

	static IpAddress of(byte[] bytes) {
		return new IpAddress(isMapped(bytes) ? Arrays.copyOfRange(bytes, MAPPED_PREFIX_BYTES, IPV6_BYTES)
				: Arrays.copyOf(bytes, bytes.length));
	}

	private static boolean isMapped(byte[] bytes) {
		if (bytes.length != IPV6_BYTES || bytes[10] != (byte) 0xff || bytes[11] != (byte) 0xff) {
			return false;
		}
		for (int i = 0; i < 10; i++) {
			if (bytes[i] != 0) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Return the family of this address.
	 * @return the family, {@link IpFamily#IPV4} for an IPv4-mapped address
	 */
	public IpFamily family() {
		return (this.bytes.length == IPV4_BYTES) ? IpFamily.IPV4 : IpFamily.IPV6;
	}

	/**
	 * Return whether this is an address of the host itself: {@code 127.0.0.0/8} or
	 * {@code ::1}.
	 * @return whether this is a loopback address
	 */
	public boolean isLoopback() {
		return CidrList.LOOPBACK.contains(this);
	}

	/**
	 * Return whether this address can name one host beyond the local link. The others
	 * (loopback, unspecified, link-local, multicast and broadcast) cannot have come from
	 * a client behind a proxy.
	 * @return whether this is the address of a remote host
	 */
	public boolean isRemoteUnicast() {
		return !CidrList.NOT_REMOTE_UNICAST.contains(this);
	}

	byte[] bytes() {
		return this.bytes;
	}

	boolean bit(int index) {
		return (this.bytes[index / Byte.SIZE] >> (Byte.SIZE - 1 - index % Byte.SIZE) & 1) == 1;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof IpAddress address && Arrays.equals(this.bytes, address.bytes);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	/**
	 * Return the address as text, an IPv6 address in the form of RFC 5952.
	 */
	@Override
	public String toString() {
		return (family() == IpFamily.IPV4) ? IpLiteral.formatIpv4(this.bytes) : IpLiteral.formatIpv6(this.bytes);
	}

}
