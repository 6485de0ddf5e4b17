package dev.jobs.autoconfigure.endpoint;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

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

	/**
	 * Return what runs tasks in the thread that serves the connection of a request.
	 * @param request the request
	 * @return the event loop
	 */
	static Executor eventLoop(Object request) {
		AtomicReference<Executor> eventLoop = new AtomicReference<>();
		((HttpServerRequest) request).withConnection((connection) -> eventLoop.set(connection.channel().eventLoop()));
		return Objects.requireNonNull(eventLoop.get());
	}

}
