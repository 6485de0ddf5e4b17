package dev.jobs.autoconfigure.endpoint;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.jobs.autoconfigure.endpoint.Decision.Allowed;
import dev.jobs.autoconfigure.endpoint.Decision.Denied;
import dev.jobs.net.IpAddress;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EndpointGuard}.
 */
class EndpointGuardTests {

	private final EndpointGuard guard = new EndpointGuard(AddressGuard.of(List.of(), List.of()));

	@Test
	void looksAtTheAddressFirst() {
		assertThat(code(peer("8.8.8.8"), "POST", "https://evil.example")).isEqualTo(Denied.Code.FORBIDDEN);
		assertThat(code(peer("127.0.0.1"), "POST", "https://evil.example")).isEqualTo(Denied.Code.CROSS_SITE);
	}

	@Test
	void allowsWhatBothAllow() {
		Decision decision = this.guard.decide(peer("127.0.0.1"), "POST", (name) -> List.of());
		assertThat(decision).isInstanceOfSatisfying(Allowed.class,
				(allowed) -> assertThat(allowed.client()).hasToString("127.0.0.1"));
	}

	private Denied.Code code(Peer peer, String method, String origin) {
		Decision decision = this.guard.decide(peer, method,
				(name) -> name.equals("Origin") ? List.of(origin) : List.of());
		return ((Denied) decision).code();
	}

	private static Peer peer(String address) {
		return Peer.of(IpAddress.parse(address).orElseThrow(), (name) -> List.of());
	}

}
