package dev.jobs.net;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;

import inet.ipaddr.AddressStringParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares {@link IpAddress} and {@link CidrBlock} with an independent implementation on
 * generated input. The seed is fixed, so that a failure can be repeated.
 */
class AddressOracleTests {

	private static final int ROUNDS = 20_000;

	private static final IPAddressStringParameters STRICT = strict();

	private final Random random = new Random(42);

	@Test
	void readsAndWritesWhatTheOracleWrites() {
		for (int i = 0; i < ROUNDS; i++) {
			IPAddress expected = unmapped(randomAddress());
			assertThat(parse(expected.toNormalizedString())).hasToString(expected.toCanonicalString());
			assertThat(parse(expected.isIPv6() ? expected.toFullString() : expected.toCanonicalString()))
				.hasToString(expected.toCanonicalString());
		}
	}

	@Test
	void acceptsAndRefusesWhatTheOracleDoes() {
		for (int i = 0; i < ROUNDS; i++) {
			String text = mutate(randomAddress().toCanonicalString());
			assertThat(IpAddress.parse(text).isPresent()).as(text).isEqualTo(oracleAccepts(text));
		}
	}

	@Test
	void holdsTheAddressesThatTheOracleHolds() {
		for (int i = 0; i < ROUNDS; i++) {
			IPAddress network = unmapped(randomAddress());
			int prefix = this.random.nextInt(network.getBitCount() + 1);
			IPAddress range = network.toPrefixBlock(prefix);
			CidrBlock block = CidrBlock
				.parse(range.getLower().withoutPrefixLength().toCanonicalString() + "/" + prefix);
			IPAddress candidate = near(network);
			assertThat(block.contains(parse(candidate.toCanonicalString()))).as("%s in %s", candidate, block)
				.isEqualTo(range.contains(candidate));
		}
	}

	private IPAddress randomAddress() {
		byte[] bytes = new byte[this.random.nextBoolean() ? 4 : 16];
		this.random.nextBytes(bytes);
		for (int i = 0; i < bytes.length; i++) {
			// Zeros are what the short forms are about.
			bytes[i] = (this.random.nextInt(3) == 0) ? 0 : bytes[i];
		}
		if (bytes.length == 16 && this.random.nextInt(4) == 0) {
			Arrays.fill(bytes, 0, 10, (byte) 0);
			bytes[10] = (byte) 0xff;
			bytes[11] = (byte) 0xff;
		}
		return new IPAddressNetwork.IPAddressGenerator().from(bytes);
	}

	private String mutate(String text) {
		StringBuilder mutant = new StringBuilder(text);
		for (int i = this.random.nextInt(3); i > 0 && !mutant.isEmpty(); i--) {
			int at = this.random.nextInt(mutant.length());
			char replacement = "0123456789afg:.".charAt(this.random.nextInt(15));
			switch (this.random.nextInt(3)) {
				case 0 -> mutant.insert(at, replacement);
				case 1 -> mutant.setCharAt(at, replacement);
				default -> mutant.deleteCharAt(at);
			}
		}
		return mutant.toString();
	}

	// An address whose leading bits are those of the given one, up to a random bit.
	private IPAddress near(IPAddress address) {
		BigInteger noise = new BigInteger(this.random.nextInt(address.getBitCount() + 1), this.random);
		byte[] bytes = new byte[address.getByteCount()];
		byte[] value = address.getValue().xor(noise).toByteArray();
		int length = Math.min(value.length, bytes.length);
		System.arraycopy(value, value.length - length, bytes, bytes.length - length, length);
		return unmapped(new IPAddressNetwork.IPAddressGenerator().from(bytes));
	}

	private static IPAddress unmapped(IPAddress address) {
		return (address.isIPv6() && address.toIPv6().isIPv4Mapped()) ? address.toIPv6().getEmbeddedIPv4Address()
				: address;
	}

	private static boolean oracleAccepts(String text) {
		return !text.isEmpty() && new IPAddressString(text, STRICT).isValid();
	}

	private static IpAddress parse(String text) {
		return IpAddress.parse(text).orElseThrow();
	}

	private static IPAddressStringParameters strict() {
		IPAddressStringParameters.Builder builder = new IPAddressStringParameters.Builder().allowAll(false)
			.allowEmpty(false)
			.allowMask(false)
			.allowPrefix(false)
			.allowSingleSegment(false)
			.allowWildcardedSeparator(false)
			.setRangeOptions(AddressStringParameters.RangeParameters.NO_RANGE)
			.allow_inet_aton(false);
		builder.getIPv4AddressParametersBuilder().allowLeadingZeros(false).allowBinary(false);
		builder.getIPv6AddressParametersBuilder()
			.allowBase85(false)
			.allowBinary(false)
			.allowZone(false)
			.allowUnlimitedLeadingZeros(false);
		builder.getIPv6AddressParametersBuilder().getEmbeddedIPv4AddressParametersBuilder().allowLeadingZeros(false);
		return builder.toParams();
	}

}
