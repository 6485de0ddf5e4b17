package dev.jobs.net;

/**
 * The two kinds of internet addresses. An address of one family is never in a range of
 * the other.
 */
public enum IpFamily {

	/** Addresses of 32 bits, such as {@code 192.0.2.1}. */
	IPV4(32, "IPv4"),

	/** Addresses of 128 bits, such as {@code 2001:db8::1}. */
	IPV6(128, "IPv6");

	private final int bits;

	private final String label;

	IpFamily(int bits, String label) {
		this.bits = bits;
		this.label = label;
	}

	/**
	 * Return the length of an address.
	 * @return the length in bits, which is also the longest prefix
	 */
	public int bits() {
		return this.bits;
	}

	@Override
	public String toString() {
		return this.label;
	}

}
