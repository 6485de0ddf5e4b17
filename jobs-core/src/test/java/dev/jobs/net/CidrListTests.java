package dev.jobs.net;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CidrList}.
 */
class CidrListTests {

	@Test
	void matchesWhatAnyRangeHolds() {
		CidrList list = CidrList.of("192.168.1.0/24", "10.0.0.0/8", "2001:db8::/32");
		assertThat(list.contains(address("192.168.1.100"))).isTrue();
		assertThat(list.contains(address("10.1.2.3"))).isTrue();
		assertThat(list.contains(address("2001:db8::1"))).isTrue();
		assertThat(list.contains(address("192.168.2.100"))).isFalse();
		assertThat(list.contains(address("127.0.0.1"))).isFalse();
		assertThat(list).hasToString("[192.168.1.0/24, 10.0.0.0/8, 2001:db8::/32]");
	}

	@Test
	void withoutRangesMatchesNothing() {
		CidrList list = new CidrList(List.of());
		assertThat(list.contains(address("127.0.0.1"))).isFalse();
		assertThat(list.covers(IpFamily.IPV4)).isFalse();
		assertThat(list.covers(IpFamily.IPV6)).isFalse();
	}

	// GB-I9
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			0.0.0.0/0                                       | true  | false
			::/0                                            | false | true
			::ffff:0.0.0.0/96                               | true  | false
			0.0.0.0/1 128.0.0.0/1                           | true  | false
			128.0.0.0/1 10.0.0.0/8 0.0.0.0/1                | true  | false
			0.0.0.0/1 128.0.0.0/2 192.0.0.0/2               | true  | false
			0.0.0.0/1 ::ffff:128.0.0.0/97                   | true  | false
			::/1 8000::/1                                   | false | true
			::/1 8000::/2 c000::/2                          | false | true
			0.0.0.0/0 ::/0                                  | true  | true
			0.0.0.0/1                                       | false | false
			128.0.0.0/1                                     | false | false
			0.0.0.0/1 128.0.0.0/2                           | false | false
			0.0.0.0/1 192.0.0.0/2 192.0.0.0/3               | false | false
			0.0.0.0/1 8000::/1                              | false | false
			10.0.0.0/8 fd00::/8                             | false | false
			""")
	void knowsWhetherItLeavesNoAddressOut(String blocks, boolean ipv4, boolean ipv6) {
		CidrList list = CidrList.of(blocks.split(" "));
		assertThat(list.covers(IpFamily.IPV4)).isEqualTo(ipv4);
		assertThat(list.covers(IpFamily.IPV6)).isEqualTo(ipv6);
	}

	private static IpAddress address(String text) {
		return IpAddress.parse(text).orElseThrow();
	}

}
