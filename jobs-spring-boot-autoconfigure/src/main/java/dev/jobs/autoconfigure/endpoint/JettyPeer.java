package dev.jobs.autoconfigure.endpoint;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import org.eclipse.jetty.ee11.servlet.ServletApiRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * Finds the {@link Peer} of a request on Jetty, below the wrappers of filters and of
 * Jetty's {@code ForwardedRequestCustomizer}. Apart from {@link ServletPeer}, so that
 * Jetty stays optional.
 */
final class JettyPeer {

	private JettyPeer() {
	}

	static Peer of(ServletRequest request) {
		ServletRequest unwrapped = request;
		while (unwrapped instanceof ServletRequestWrapper wrapper) {
			unwrapped = wrapper.getRequest();
		}
		return (unwrapped instanceof ServletApiRequest jetty) ? of(jetty.getRequest()) : Peer.UNKNOWN;
	}

	private static Peer of(Request request) {
		Request original = Request.unWrap(request);
		EndPoint socket = original.getConnectionMetaData().getConnection().getEndPoint();
		// The end point of the PROXY protocol reports what its header claims.
		while (socket instanceof EndPoint.Wrapper wrapper) {
			socket = wrapper.unwrap();
		}
		return Peer.of(socket.getRemoteSocketAddress(), original.getHeaders()::getValuesList);
	}

}
