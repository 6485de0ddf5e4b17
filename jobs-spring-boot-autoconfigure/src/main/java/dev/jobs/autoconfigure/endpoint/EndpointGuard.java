package dev.jobs.autoconfigure.endpoint;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The guard in front of every path of the job endpoint: first the address, then, for
 * state changes, the browser. It runs before anything is looked up, so that whoever is
 * denied learns nothing about what exists.
 */
final class EndpointGuard {

	private final AddressGuard addresses;

	private final BrowserRule browsers = new BrowserRule();

	EndpointGuard(AddressGuard addresses) {
		this.addresses = addresses;
	}

	/**
	 * Decide about a request.
	 * @param peer who sent it
	 * @param method method of the request, in upper case
	 * @param headers gives the values of a header, empty if it was not sent
	 * @return the decision
	 */
	Decision decide(Peer peer, String method, Function<String, List<String>> headers) {
		Decision decision = this.addresses.decide(peer);
		if (decision instanceof Decision.Denied) {
			return decision;
		}
		Optional<String> violation = this.browsers.violation(method, peer.host(), headers);
		return violation.map(this::crossSite).orElse(decision);
	}

	private Decision crossSite(String message) {
		return new Decision.Denied(Decision.Denied.Code.CROSS_SITE, message, message);
	}

}
