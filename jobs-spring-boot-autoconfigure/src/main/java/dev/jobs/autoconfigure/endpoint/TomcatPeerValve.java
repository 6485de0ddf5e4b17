package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;
import java.util.Collections;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

import dev.jobs.net.IpAddress;

/**
 * Leaves the {@link Peer} of each request as an attribute. The peer cannot be had through
 * the servlet API, and Tomcat's {@code RemoteIpValve} takes away the header that this
 * valve reads, so it must stand before that one.
 */
final class TomcatPeerValve extends ValveBase {

	TomcatPeerValve() {
		super(true);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		request.setAttribute(ServletPeer.ATTRIBUTE, peer(request));
		getNext().invoke(request, response);
	}

	private static Peer peer(Request request) {
		String address = request.getPeerAddr();
		return Peer.of((address != null) ? IpAddress.parse(address).orElse(null) : null,
				(name) -> Collections.list(request.getHeaders(name)));
	}

}
