package dev.jobs.autoconfigure.endpoint;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.net.CidrList;
import dev.jobs.net.IpAddress;
import dev.jobs.net.IpFamily;

/**
 * Decides by address who may reach the job endpoint. Whatever cannot be told for sure is
 * denied.
 *
 * <p>
 * The client is the peer of the connection, unless that peer is a trusted proxy: then it
 * is the nearest hop of {@code X-Forwarded-For} that is not a trusted proxy itself, or
 * the peer if there is none. {@code Forwarded} and {@code X-Real-IP} are not read: a
 * proxy that maintains one header passes the others on as the client sent them.
 */
final class AddressGuard {

	static final String ALLOWLIST_PROPERTY = "jobs.endpoint.cidr-allowlist";

	static final String PROXIES_PROPERTY = "jobs.endpoint.trusted-proxies";

	private static final Logger logger = LoggerFactory.getLogger(AddressGuard.class);

	private final boolean localhostOnly;

	private final CidrList allowed;

	private final CidrList proxies;

	private AddressGuard(AddressList allowlist, AddressList proxies) {
		this.localhostOnly = allowlist.isEmpty();
		this.allowed = this.localhostOnly ? CidrList.LOOPBACK : allowlist.ranges();
		this.proxies = proxies.ranges();
	}

	/**
	 * Create a guard from configured lists. Entries that are not address ranges are
	 * ignored with a warning.
	 * @param allowlist ranges of the clients that may enter; none means loopback only
	 * @param trustedProxies ranges of the proxies whose {@code X-Forwarded-For} counts
	 * @return the guard
	 * @throws InvalidAddressListException if all entries of a list are bad, or if the
	 * trusted proxies are all addresses of a family
	 */
	static AddressGuard of(List<String> allowlist, List<String> trustedProxies) {
		AddressList allowed = AddressList.parse(ALLOWLIST_PROPERTY, allowlist);
		AddressList proxies = AddressList.parse(PROXIES_PROPERTY, trustedProxies);
		refuseWholeFamilies(proxies);
		warnAboutWholeFamilies(allowed);
		return new AddressGuard(allowed, proxies);
	}

	private static void refuseWholeFamilies(AddressList proxies) {
		for (IpFamily family : proxies.wholeFamilies()) {
			throw new InvalidAddressListException(proxies.property(), proxies.entries(),
					"%s hold every %s address, so that any client could claim any address; name the proxies alone"
						.formatted(proxies.ranges(), family));
		}
	}

	private static void warnAboutWholeFamilies(AddressList allowed) {
		for (IpFamily family : allowed.wholeFamilies()) {
			logger.warn("Property '{}': {} hold every {} address; anyone who reaches the port may trigger jobs",
					allowed.property(), allowed.ranges(), family);
		}
	}

	/**
	 * Decide about a request.
	 * @param peer who sent it
	 * @return the decision
	 */
	Decision decide(Peer peer) {
		return decide(peer.address(), peer.forwardedFor());
	}

	/**
	 * Decide about a request.
	 * @param peer address of the other end of the connection, {@code null} if unknown
	 * @param forwardedFor values of the {@code X-Forwarded-For} lines, in the order sent
	 * @return the decision
	 */
	Decision decide(@Nullable IpAddress peer, List<String> forwardedFor) {
		if (peer == null) {
			return denied("the peer of the connection is not known");
		}
		if (!this.proxies.contains(peer)) {
			return decideOnClient(peer);
		}
		Optional<List<IpAddress>> hops = ForwardedFor.hops(forwardedFor);
		if (hops.isEmpty()) {
			return denied("X-Forwarded-For from proxy %s holds what is not an address".formatted(peer));
		}
		return hops.get()
			.stream()
			.filter((hop) -> !this.proxies.contains(hop))
			.findFirst()
			.map(this::decideOnHop)
			.orElseGet(() -> decideOnClient(peer));
	}

	// No client behind a proxy has such an address. To take the proxy's own address
	// instead would let in whoever sends one through a proxy that is on the list.
	private Decision decideOnHop(IpAddress hop) {
		return hop.isRemoteUnicast() ? decideOnClient(hop)
				: denied("%s in X-Forwarded-For is not the address of a remote client".formatted(hop));
	}

	private Decision decideOnClient(IpAddress client) {
		return this.allowed.contains(client) ? new Decision.Allowed(client)
				: denied("%s is not in %s (jobs.endpoint.cidr-allowlist)".formatted(client, this.allowed));
	}

	private Decision denied(String reason) {
		return new Decision.Denied(Decision.Denied.Code.FORBIDDEN,
				this.localhostOnly ? "Access denied: localhost-only" : "Access denied: IP not in allowlist", reason);
	}

}
