package dev.jobs.autoconfigure.endpoint;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Assumptions;

/**
 * Sends requests as given, from a source address of choice. Clients that know HTTP would
 * refuse some of the headers and tidy up the paths.
 */
final class RawHttp {

	private RawHttp() {
	}

	/**
	 * Send a request without a body and read the answer to its end.
	 */
	static Answer send(String source, int port, String method, String target, String... headers) throws IOException {
		try (Socket socket = new Socket()) {
			socket.setSoTimeout(10_000);
			socket.bind(new InetSocketAddress(InetAddress.getByName(source), 0));
			socket.connect(new InetSocketAddress(InetAddress.getByName(target(source)), port), 10_000);
			socket.getOutputStream().write(request(port, method, target, headers));
			return Answer.parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
		}
	}

	// Loopback sources call the usual loopback address, others themselves.
	private static String target(String source) {
		return source.startsWith("127.") ? "127.0.0.1" : source;
	}

	/**
	 * Find an address under which this host is known to others; the test is skipped if
	 * there is none.
	 */
	static String addressOfThisHost() throws SocketException {
		return NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.filter((address) -> address instanceof Inet4Address && !address.isLoopbackAddress())
			.map(InetAddress::getHostAddress)
			.findFirst()
			.orElseGet(() -> Assumptions.abort("This host has no address but loopback"));
	}

	private static byte[] request(int port, String method, String target, String... headers) {
		StringBuilder request = new StringBuilder("%s %s HTTP/1.1\r\n".formatted(method, target));
		request.append("Host: localhost:%d\r\nConnection: close\r\nContent-Length: 0\r\n".formatted(port));
		for (String header : headers) {
			request.append(header).append("\r\n");
		}
		return request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
	}

	/**
	 * An answer.
	 *
	 * @param status the status code, {@code 0} if the connection was closed without one
	 * @param text the answer as it came, with its head
	 */
	record Answer(int status, String text) {

		static Answer parse(String text) {
			return new Answer(text.isEmpty() ? 0 : Integer.parseInt(text.substring(9, 12)), text);
		}

	}

}
