package dev.jobs.autoconfigure.endpoint;

import reactor.netty.http.server.HttpServerRequest;

/**
 * Finds the {@link Peer} of a request on Reactor Netty. Apart from {@link ReactivePeer},
 * so that Netty stays optional.
 */
final class NettyPeer {

	private NettyPeer() {
	}

	static boolean isRequest(Object candidate) {
		return candidate instanceof HttpServerRequest;
	}

	static Peer of(Object request) {
		HttpServerRequest netty = (HttpServerRequest) request;
		return Peer.of(netty.connectionRemoteAddress(), netty.requestHeaders()::getAll);
	}

}
