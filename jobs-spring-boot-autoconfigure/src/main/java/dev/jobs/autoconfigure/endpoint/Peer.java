package dev.jobs.autoconfigure.endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.jobs.net.IpAddress;

/**
 * The other end of the connection that a request came in on, as the socket knows it, and
 * two headers as they were sent. Nothing in it has been through the forwarding support of
 * the server or the framework, which replaces the address and, on Jetty, {@code Host}.
 *
 * @param address address of the peer, {@code null} if it is not known or is no internet
 * address
 * @param forwardedFor values of the {@code X-Forwarded-For} lines, in the order sent
 * @param host values of the {@code Host} lines
 */
record Peer(@Nullable IpAddress address, List<String> forwardedFor, List<String> host) {

	static final Peer UNKNOWN = new Peer(null, List.of(), List.of());

	private static final String FORWARDED_FOR = "X-Forwarded-For";

	private static final String HOST = "Host";

	Peer {
		forwardedFor = List.copyOf(forwardedFor);
		host = List.copyOf(host);
	}

	static Peer of(@Nullable SocketAddress address, Function<String, List<String>> headers) {
		// An address that was made from a name and never resolved has no InetAddress.
		InetAddress internet = (address instanceof InetSocketAddress socket) ? socket.getAddress() : null;
		return of((internet != null) ? IpAddress.of(internet) : null, headers);
	}

	static Peer of(@Nullable IpAddress address, Function<String, List<String>> headers) {
		return (address != null) ? new Peer(address, headers.apply(FORWARDED_FOR), headers.apply(HOST)) : UNKNOWN;
	}

}
