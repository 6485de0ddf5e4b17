package dev.jobs.net;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CidrBlock}.
 */
class CidrBlockTests {

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8,10.0.0.0/8", "0.0.0.0/0,0.0.0.0/0", "192.0.2.1/32,192.0.2.1/32", "::/0,::/0",
			"2001:DB8:0::/33,2001:db8::/33", "::1/128,::1/128", "::ffff:10.0.0.0/104,10.0.0.0/8",
			"::ffff:0.0.0.0/96,0.0.0.0/0", "::ffff:a00:1/128,10.0.0.1/32" })
	void readsRanges(String text, String canonical) {
		assertThat(CidrBlock.parse(text)).hasToString(canonical).isEqualTo(CidrBlock.parse(canonical));
	}

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8,10.255.1.2,true", "10.0.0.0/8,11.0.0.0,false", "10.0.0.0/8,9.255.255.255,false",
			"10.0.0.0/8,::ffff:10.1.2.3,true", "192.168.1.0/25,192.168.1.127,true",
			"192.168.1.0/25,192.168.1.128,false", "0.0.0.0/0,255.1.2.3,true", "0.0.0.0/0,::1,false",
			"::/0,1.2.3.4,false", "::/0,ffff::,true", "::/0,::ffff:1.2.3.4,false",
			"2001:db8::/33,2001:db8:7fff::1,true", "2001:db8::/33,2001:db8:8000::1,false",
			"::ffff:0.0.0.0/96,1.2.3.4,true", "fe80::/10,fe80::1%eth0,true", "203.0.113.42/32,203.0.113.42,true" })
	void holdsAddressesOfItsFamilyThatShareThePrefix(String block, String address, boolean expected) {
		assertThat(CidrBlock.parse(block).contains(IpAddress.parse(address).orElseThrow())).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					""                   | is blank                                                | remove it
					10.0.0.1             | has no prefix length                                    | write '10.0.0.1/32' for this one address
					::1                  | has no prefix length                                    | write '::1/128' for this one address
					10.0.0               | is not a complete IPv4 address                          | write four numbers
					10.0.0/8             | is not a complete IPv4 address                          | write four numbers
					010.0.0.0/8          | is not a complete IPv4 address                          | without leading zeros
					10.0.0.256/32        | is not a complete IPv4 address                          | from 0 to 255
					10.0.0.1/8           | has bits set beyond its prefix                          | write '10.0.0.0/8'
					192.168.1.77/26      | has bits set beyond its prefix                          | write '192.168.1.64/26'
					2001:db8::1/64       | has bits set beyond its prefix                          | write '2001:db8::/64'
					::ffff:10.0.0.1/104  | has bits set beyond its prefix                          | write '10.0.0.0/8'
					10.0.0.1/33          | has a prefix length that no IPv4 address has            | use a number from 0 to 32
					192.168.1.0/240      | has a prefix length that no IPv4 address has            | use a number from 0 to 32
					::/129               | has a prefix length that no IPv6 address has            | use a number from 0 to 128
					::ffff:10.0.0.0/129  | has a prefix length that no IPv6 address has            | use a number from 0 to 128
					::ffff:10.0.0.0/8    | is an IPv4-mapped address with a prefix shorter than /96 | write the range in IPv4 notation
					10.0.0.0/            | has no number as its prefix length                      | such as '10.0.0.0/8'
					10.0.0.0/-1          | has no number as its prefix length                      | such as '10.0.0.0/8'
					10.0.0.0/+8          | has no number as its prefix length                      | such as '10.0.0.0/8'
					10.0.0.0/08          | has no number as its prefix length                      | such as '10.0.0.0/8'
					10.0.0.0/8/8         | has no number as its prefix length                      | such as '10.0.0.0/8'
					10.0.0.0/255.0.0.0   | has no number as its prefix length                      | such as '10.0.0.0/8'
					fe80::1%eth0/128     | has a zone                                              | leave out '%'
					1::2::3/64           | is not an IPv6 address                                  | such as '2001:db8::/32'
					localhost            | is not an address, and names are not looked up          | such as '10.0.0.0/8'
					example.org/24       | is not an address, and names are not looked up          | such as '10.0.0.0/8'
					" 10.0.0.0/8"        | is not an address, and names are not looked up          | such as '10.0.0.0/8'
					""")
	void refusesOthersAndSaysWhyAndWhatToWrite(String text, String reason, String hint) {
		assertThatExceptionOfType(InvalidCidrException.class).isThrownBy(() -> CidrBlock.parse(text))
			.withMessageStartingWith("'" + text + "' " + reason + "; ")
			.withMessageContaining(hint)
			.satisfies((ex) -> {
				assertThat(ex.getText()).isEqualTo(text);
				assertThat(ex.getReason()).isEqualTo(reason);
				assertThat(ex.getHint()).contains(hint);
			});
	}

	@Test
	void cannotBeMadeWithAPrefixOutsideItsFamily() {
		IpAddress address = IpAddress.parse("0.0.0.0").orElseThrow();
		assertThatExceptionOfType(InvalidCidrException.class).isThrownBy(() -> new CidrBlock(address, -1));
		assertThatExceptionOfType(InvalidCidrException.class).isThrownBy(() -> new CidrBlock(address, 33));
	}

}
