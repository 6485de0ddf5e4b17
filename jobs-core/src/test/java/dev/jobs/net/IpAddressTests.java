package dev.jobs.net;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IpAddress}.
 */
class IpAddressTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			0.0.0.0,                                 0.0.0.0
			127.0.0.1,                               127.0.0.1
			255.255.255.255,                         255.255.255.255
			::,                                      ::
			::1,                                     ::1
			1::,                                     1::
			2001:DB8:0:0:1:0:0:1,                    2001:db8::1:0:0:1
			2001:db8:0:1:1:1:1:1,                    2001:db8:0:1:1:1:1:1
			1:2:3:4:5:6:7::,                         1:2:3:4:5:6:7:0
			::2:3:4:5:6:7:8,                         0:2:3:4:5:6:7:8
			64:ff9b::192.0.2.33,                     64:ff9b::c000:221
			1:2:3:4:5:6:1.2.3.4,                     1:2:3:4:5:6:102:304
			::127.0.0.1,                             ::7f00:1
			0:0:0:0:0:0:0:1,                         ::1
			""")
	void readsLiteralsAndWritesThemInOneForm(String text, String canonical) {
		assertThat(IpAddress.parse(text)).get().hasToString(canonical);
	}

	@ParameterizedTest
	@ValueSource(strings = { "::ffff:10.0.0.1", "::FFFF:a00:1", "0:0:0:0:0:ffff:10.0.0.1", "::ffff:10.0.0.1%eth0" })
	void takesMappedAddressForTheIpv4AddressItStandsFor(String text) {
		assertThat(IpAddress.parse(text)).isEqualTo(IpAddress.parse("10.0.0.1"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "fe80::1%eth0", "fe80::1%1", "fe80::1%en-0.1_~" })
	void dropsTheZone(String text) {
		assertThat(IpAddress.parse(text)).isEqualTo(IpAddress.parse("fe80::1"));
	}

	// J5: what a lenient parser takes for an address, or for a name to look up.
	@ParameterizedTest
	@ValueSource(strings = { "127.1", "127.0.1", "2130706433", "0x7f.1", "0x7f000001", "0x7f.0.0.1", "017700000001",
			"0177.0.0.1", "127.0.0.01", "00.0.0.0", "localhost", "example.org", "unknown", "_hidden" })
	void refusesNamesAndLenientForms(String text) {
		assertThat(IpAddress.parse(text)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ".", "...", "1.2.3", "1.2.3.4.", ".1.2.3.4", "1.2.3.4.5", "1.2.3.256",
			"1.2.3.1000", "1.2.3.-4", "1.2.3.+4", "1.2.3.4 ", " 1.2.3.4", "1..3.4", "1.2.3.4%eth0", "1.2.3.4:80",
			"1.2.3.\u0664", "1,2,3,4", "1.2.3.4/32" })
	void refusesWhatIsNotIpv4(String text) {
		assertThat(IpAddress.parse(text)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { ":", ":::", "1", "1:", ":1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
			"1:2:3:4::5:6:7:8", "::12345", "::g", "::-1", "::+1", "[::1]", "::1%", "::1%a b", "::1%%", "::1/128",
			"1.2.3.4::", "::1.2.3.4:5", "::1.2.3", "::01.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "::\u0661", "::\uff11",
			" ::1", "::1 ", "::1%eth0%eth1", "1:2:3:4:5:6:7:8::", "::ffff:10.0.0.1:80" })
	void refusesWhatIsNotIpv6(String text) {
		assertThat(IpAddress.parse(text)).isEmpty();
	}

	@Test
	void isTheSameFromASocketAsFromText() throws UnknownHostException {
		InetAddress ipv4 = InetAddress.getByAddress(new byte[] { 10, 0, 0, 1 });
		InetAddress ipv6 = InetAddress.getByAddress(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 });
		assertThat(IpAddress.parse("10.0.0.1")).contains(IpAddress.of(ipv4))
			.get()
			.hasSameHashCodeAs(IpAddress.of(ipv4));
		assertThat(IpAddress.parse("::1")).contains(IpAddress.of(ipv6));
		assertThat(IpAddress.of(ipv4)).isNotEqualTo(IpAddress.of(ipv6)).isNotEqualTo("10.0.0.1");
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1,true", "127.255.0.9,true", "::1,true", "::ffff:127.0.0.1,true", "128.0.0.1,false",
			"0.0.0.0,false", "::,false", "::127.0.0.1,false", "10.0.0.1,false" })
	void knowsLoopback(String text, boolean expected) {
		assertThat(IpAddress.parse(text).orElseThrow().isLoopback()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1,false", "0.0.0.0,false", "0.1.2.3,false", "169.254.169.254,false", "224.0.0.1,false",
			"239.1.1.1,false", "255.255.255.255,false", "::,false", "::1,false", "fe80::1,false", "ff02::1,false",
			"10.0.0.1,true", "192.168.1.1,true", "8.8.8.8,true", "fd00::1,true", "2001:db8::1,true" })
	void knowsWhatARemoteHostMaySendFrom(String text, boolean expected) {
		assertThat(IpAddress.parse(text).orElseThrow().isRemoteUnicast()).isEqualTo(expected);
	}

}
