package dev.jobs.autoconfigure.endpoint;

import java.util.concurrent.Executor;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;

/**
 * Finds the {@link Peer} of a reactive request, on Reactor Netty or on a servlet
 * container.
 */
final class ReactivePeer {

	private static final boolean NETTY_PRESENT = isPresent("reactor.netty.http.server.HttpServerRequest");

	private static final boolean SERVLET_PRESENT = isPresent("jakarta.servlet.http.HttpServletRequest");

	private ReactivePeer() {
	}

	/**
	 * Return the peer of a request.
	 * @param request the request, decorated with whatever filters have decorated it
	 * @return the peer, {@link Peer#UNKNOWN} on a server that does not tell
	 */
	static Peer of(ServerHttpRequest request) {
		Object original = original(request);
		if (isNetty(original)) {
			return NettyPeer.of(original);
		}
		return SERVLET_PRESENT ? ofServlet(original) : Peer.UNKNOWN;
	}

	/**
	 * Return what runs tasks in the thread that serves the connection of a request. An
	 * answer that Reactor Netty gets from another thread can meet the next request on the
	 * connection, and leave the one after that without an answer.
	 * @param request the request
	 * @return the event loop on Reactor Netty, the caller's own thread elsewhere
	 */
	static Executor connectionThread(ServerHttpRequest request) {
		Object original = original(request);
		return isNetty(original) ? NettyPeer.eventLoop(original) : Runnable::run;
	}

	/**
	 * Return whether Reactor Netty serves a request.
	 * @param request the request
	 * @return {@code false} on a servlet container
	 */
	static boolean isNetty(ServerHttpRequest request) {
		return isNetty(original(request));
	}

	private static boolean isNetty(Object original) {
		return NETTY_PRESENT && NettyPeer.isRequest(original);
	}

	// A request that was not received by a server has no native one.
	private static Object original(ServerHttpRequest request) {
		try {
			return ServerHttpRequestDecorator.getNativeRequest(request);
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			return request;
		}
	}

	private static Peer ofServlet(Object request) {
		return (request instanceof HttpServletRequest servletRequest) ? ServletPeer.of(servletRequest) : Peer.UNKNOWN;
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, ReactivePeer.class.getClassLoader());
	}

}
