package dev.jobs.autoconfigure.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.util.ClassUtils;

/**
 * Finds the {@link Peer} of a servlet request. What the servlet API says is of no use
 * here: under {@code server.forward-headers-strategy} it repeats what the client claims.
 */
final class ServletPeer {

	/**
	 * Request attribute under which a server leaves the peer. A client has no way to set
	 * one of this type.
	 */
	static final String ATTRIBUTE = ServletPeer.class.getName();

	private static final boolean JETTY_PRESENT = ClassUtils
		.isPresent("org.eclipse.jetty.ee11.servlet.ServletApiRequest", ServletPeer.class.getClassLoader());

	private ServletPeer() {
	}

	/**
	 * Return the peer of a request.
	 * @param request the request, wrapped in whatever filters have wrapped it
	 * @return the peer, {@link Peer#UNKNOWN} on a server that does not tell
	 */
	static Peer of(HttpServletRequest request) {
		if (request.getAttribute(ATTRIBUTE) instanceof Peer peer) {
			return peer;
		}
		return JETTY_PRESENT ? JettyPeer.of(request) : Peer.UNKNOWN;
	}

}
