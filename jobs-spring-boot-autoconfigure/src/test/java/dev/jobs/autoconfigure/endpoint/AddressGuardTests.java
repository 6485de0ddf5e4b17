package dev.jobs.autoconfigure.endpoint;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.jobs.autoconfigure.endpoint.Decision.Allowed;
import dev.jobs.autoconfigure.endpoint.Decision.Denied;
import dev.jobs.net.IpAddress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AddressGuard}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AddressGuardTests {

	// GB-T28, GB-I1
	@ParameterizedTest
	@CsvSource({ "127.0.0.1,true", "127.9.9.9,true", "::1,true", "::ffff:127.0.0.1,true", "192.168.1.100,false",
			"8.8.8.8,false", "0.0.0.0,false", "::,false", "::127.0.0.1,false" })
	void withoutListLetsLoopbackIn(String peer, boolean allowed) {
		Decision decision = guard("").decide(address(peer), List.of());
		assertThat(decision instanceof Allowed).isEqualTo(allowed);
		if (decision instanceof Denied denied) {
			assertThat(denied.code()).isEqualTo(Denied.Code.FORBIDDEN);
			assertThat(denied.message()).isEqualTo("Access denied: localhost-only");
		}
	}

	// GB-T29, GB-I1
	@ParameterizedTest
	@CsvSource({ "192.168.1.100,true", "192.168.2.100,false", "127.0.0.1,false", "::1,false", "10.1.2.3,true",
			"203.0.113.42,true", "203.0.113.43,false", "2001:db8::7,true", "2001:db9::7,false" })
	void withListLetsTheListedInAndNotLoopback(String peer, boolean allowed) {
		AddressGuard guard = guard("192.168.1.0/24 10.0.0.0/8 203.0.113.42/32 2001:db8::/32");
		Decision decision = guard.decide(address(peer), List.of());
		assertThat(decision instanceof Allowed).isEqualTo(allowed);
		if (decision instanceof Denied denied) {
			assertThat(denied.message()).isEqualTo("Access denied: IP not in allowlist");
			assertThat(denied.reason()).startsWith(peer + " is not in [192.168.1.0/24,");
		}
	}

	@Test
	void allowsTheClientBehindTheProxy() {
		Decision decision = guard("192.168.1.0/24", "10.0.0.0/8").decide(address("10.0.0.1"), List.of("192.168.1.7"));
		assertThat(decision).isEqualTo(new Allowed(address("192.168.1.7")));
	}

	// GB-T30
	@Test
	void failsWhenNoEntryIsARange() {
		assertThatExceptionOfType(InvalidAddressListException.class)
			.isThrownBy(() -> AddressGuard.of(List.of("not-a-valid-cidr", "also invalid"), List.of()))
			.withMessageContainingAll("'jobs.endpoint.cidr-allowlist'", "'not-a-valid-cidr'", "'also invalid'",
					"is not an address", "correct them or remove the property")
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("jobs.endpoint.cidr-allowlist");
				assertThat(ex.getEntries()).containsExactly("not-a-valid-cidr", "also invalid");
			});
		assertThatExceptionOfType(InvalidAddressListException.class)
			.isThrownBy(() -> AddressGuard.of(List.of(), List.of("proxy.example.org")))
			.withMessageContainingAll("'jobs.endpoint.trusted-proxies'", "'proxy.example.org'");
	}

	// GB-T30, GB-I2, GB-I3
	@Test
	void ignoresBadEntriesAmongGoodOnesAndNamesThemInOneWarning(CapturedOutput output) {
		AddressGuard guard = AddressGuard.of(List.of("10.0.0.0/8", "not-a-cidr", "192.168.1.0/240", "192.168.2.1"),
				List.of());
		assertThat(guard.decide(address("10.1.1.1"), List.of())).isInstanceOf(Allowed.class);
		assertThat(guard.decide(address("192.168.1.1"), List.of())).isInstanceOf(Denied.class);
		assertThat(guard.decide(address("192.168.2.1"), List.of())).isInstanceOf(Denied.class);
		assertThat(guard.decide(address("127.0.0.1"), List.of())).isInstanceOf(Denied.class);
		assertThat(output).contains("WARN")
			.containsOnlyOnce("Property 'jobs.endpoint.cidr-allowlist': 3 of 4 entries")
			.contains("'not-a-cidr' is not an address")
			.contains("'192.168.1.0/240' has a prefix length that no IPv4 address has")
			.contains("'192.168.2.1' has no prefix length; write '192.168.2.1/32'");
	}

	// GB-T30, GB-I2
	@Test
	void trimsEntries(CapturedOutput output) {
		AddressGuard guard = AddressGuard.of(List.of("  10.0.0.0/8  "), List.of());
		assertThat(guard.decide(address("10.1.1.1"), List.of())).isInstanceOf(Allowed.class);
		assertThat(output).doesNotContain("jobs.endpoint");
	}

	@Test
	void takesABlankEntryForABadOne() {
		assertThatExceptionOfType(InvalidAddressListException.class)
			.isThrownBy(() -> AddressGuard.of(List.of(" "), List.of()))
			.withMessageContaining("'' is blank");
	}

	// GB-T31, GB-I4
	@Test
	void withoutProxiesDoesNotReadTheHeader() {
		AddressGuard guard = guard("192.168.1.0/24");
		assertThat(guard.decide(address("203.0.113.1"), List.of("192.168.1.100"))).isInstanceOf(Denied.class);
		assertThat(guard.decide(address("192.168.1.100"), List.of("203.0.113.1"))).isInstanceOf(Allowed.class);
		assertThat(guard.decide(address("192.168.1.100"), List.of("rubbish"))).isInstanceOf(Allowed.class);
	}

	// GB-T32, GB-I5, GB-I6
	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			10.0.0.1    | 192.168.1.100, 10.0.0.5                     | true
			10.0.0.1    | 192.168.1.100                               | true
			10.0.0.1    | 192.168.1.100:1                             | true
			10.0.0.1    | 192.168.1.100:65535                         | true
			10.0.0.1    | [::ffff:192.168.1.100]                      | true
			10.0.0.1    | [2001:db8::1]:8080                          | true
			10.0.0.1    | 2001:db8::1                                 | true
			10.0.0.1    | , ,192.168.1.100, ,                         | true
			10.0.0.1    | 8.8.8.8, 192.168.1.100                      | true
			10.0.0.1    | 8.8.8.8; 192.168.1.100                      | true
			10.0.0.1    | 192.168.1.100; 10.0.0.5                     | true
			::ffff:10.0.0.1 | 192.168.1.100                           | true
			10.0.0.1    | 192.168.1.100, 8.8.8.8                      | false
			10.0.0.1    | 192.168.1.100; 8.8.8.8                      | false
			10.0.0.1    | -                                           | false
			10.0.0.1    | 10.0.0.5, 10.0.0.6                          | false
			172.16.0.1  | 192.168.1.100                               | false
			""")
	void readsTheHeaderOfAProxyFromTheRight(String peer, String lines, boolean allowed) {
		AddressGuard guard = guard("192.168.1.0/24 2001:db8::/32", "10.0.0.0/8");
		assertThat(guard.decide(address(peer), lines(lines)) instanceof Allowed).isEqualTo(allowed);
	}

	// GB-I6
	@Test
	void takesTheProxyForTheClientWhenAllHopsAreProxies() {
		AddressGuard guard = guard("10.0.0.1/32", "10.0.0.0/8");
		assertThat(guard.decide(address("10.0.0.1"), List.of())).isEqualTo(new Allowed(address("10.0.0.1")));
		assertThat(guard.decide(address("10.0.0.1"), List.of(" , "))).isEqualTo(new Allowed(address("10.0.0.1")));
		assertThat(guard.decide(address("10.0.0.1"), List.of("10.0.0.5"))).isEqualTo(new Allowed(address("10.0.0.1")));
		assertThat(guard.decide(address("10.0.0.5"), List.of("10.0.0.1"))).isInstanceOf(Denied.class);
	}

	// The proxy and the client are both on the list, so only the hop is in question.
	@ParameterizedTest
	@ValueSource(strings = { "unknown", "_hidden", "evil.example", "localhost", "192.168.1.100, unknown",
			"unknown, 192.168.1.100", "192.168.1", "0xc0a80164", "3232235876", "192.168.001.100", "192.168.1.100:0",
			"192.168.1.100:65536", "192.168.1.100:", "192.168.1.100:08", "192.168.1.100:x", "192.168.1.100:80:80",
			"[192.168.1.100]", "[192.168.1.100]:80", "[2001:db8::1", "2001:db8::1]", "[2001:db8::1]x",
			"[2001:db8::1]:0", "[]", "[", "[]:80", "\"192.168.1.100\"", "for=192.168.1.100", "192.168.1.100/32",
			"192.168.1.100 8.8.8.8", "-", "*" })
	void deniesWhenAHopCannotBeRead(String header) {
		Decision decision = guard("192.168.1.0/24 10.0.0.0/8 2001:db8::/32", "10.0.0.0/8").decide(address("10.0.0.1"),
				List.of(header));
		assertThat(decision).isInstanceOfSatisfying(Denied.class, (denied) -> {
			assertThat(denied.message()).isEqualTo("Access denied: IP not in allowlist");
			assertThat(denied.reason()).isEqualTo("X-Forwarded-For from proxy 10.0.0.1 holds what is not an address");
		});
	}

	// GB-I7: such a hop could only be made up, also where the list holds everything.
	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1", "0.0.0.0", "::", "169.254.1.1", "fe80::1%eth0", "224.0.0.1", "ff02::1",
			"255.255.255.255", "8.8.8.8, 127.0.0.1", "127.0.0.1, 10.0.0.5", "::ffff:127.0.0.1" })
	void deniesAHopThatNoRemoteClientHas(String header) {
		AddressGuard guard = guard("0.0.0.0/0 ::/0", "10.0.0.0/8");
		assertThat(guard.decide(address("10.0.0.1"), List.of(header))).isInstanceOf(Denied.class);
		assertThat(guard.decide(address("127.0.0.1"), List.of())).isInstanceOf(Allowed.class);
	}

	@Test
	void goesOnPastALoopbackHopThatIsATrustedProxy() {
		AddressGuard guard = guard("192.168.1.0/24", "127.0.0.0/8");
		assertThat(guard.decide(address("127.0.0.1"), List.of("192.168.1.7, 127.0.0.1")))
			.isEqualTo(new Allowed(address("192.168.1.7")));
	}

	@Test
	void deniesWithoutAPeer() {
		AddressGuard guard = guard("0.0.0.0/0 ::/0");
		assertThat(guard.decide(null, List.of("10.0.0.1"))).isInstanceOf(Denied.class);
		assertThat(guard.decide(Peer.UNKNOWN)).isInstanceOf(Denied.class);
	}

	// GB-I9
	@ParameterizedTest
	@ValueSource(strings = { "0.0.0.0/0", "::/0", "10.0.0.0/8 ::/0", "0.0.0.0/1 128.0.0.0/1", "8000::/1 ::/1",
			"0.0.0.0/1 128.0.0.0/2 192.0.0.0/2", "::ffff:0.0.0.0/96" })
	void refusesTrustedProxiesThatAreEverybody(String proxies) {
		assertThatExceptionOfType(InvalidAddressListException.class).isThrownBy(() -> guard("", proxies))
			.withMessageContainingAll("'jobs.endpoint.trusted-proxies'", "address", "name the proxies alone")
			.satisfies((ex) -> assertThat(ex.getEntries()).containsExactly(proxies.split(" ")));
	}

	// X11
	@Test
	void warnsAboutAnAllowListThatIsEverybody(CapturedOutput output) {
		AddressGuard guard = guard("0.0.0.0/1 128.0.0.0/1 ::/0");
		assertThat(guard.decide(address("8.8.8.8"), List.of())).isInstanceOf(Allowed.class);
		assertThat(guard.decide(address("2001:db8::1"), List.of())).isInstanceOf(Allowed.class);
		assertThat(output).contains("WARN").contains("every IPv4 address").contains("every IPv6 address");
	}

	@Test
	void everyIpv4AddressIsNoIpv6Address() {
		assertThat(guard("0.0.0.0/0").decide(address("::1"), List.of())).isInstanceOf(Denied.class);
		assertThat(guard("::/0").decide(address("127.0.0.1"), List.of())).isInstanceOf(Denied.class);
	}

	private static AddressGuard guard(String allowlist) {
		return guard(allowlist, "");
	}

	private static AddressGuard guard(String allowlist, String proxies) {
		return AddressGuard.of(words(allowlist), words(proxies));
	}

	private static List<String> words(String text) {
		return text.isEmpty() ? List.of() : Arrays.asList(text.split(" "));
	}

	private static List<String> lines(String lines) {
		return (lines != null) ? Arrays.asList(lines.split(";")) : List.of();
	}

	private static IpAddress address(String text) {
		return IpAddress.parse(text).orElseThrow();
	}

}
