package dev.jobs.autoconfigure.endpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Assumptions;

/**
 * Sends requests as given, from a source address of choice. Clients that know HTTP would
 * refuse some of the headers and tidy up the paths.
 */
final class RawHttp {

	private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");

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
			socket.getOutputStream().write(request(port, "close", method, target, headers));
			return Answer.parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
		}
	}

	/**
	 * Send two requests at once and, when both are answered, a third on the same
	 * connection.
	 * @param requests three requests, each a method and a target
	 * @return the status codes of the answers
	 */
	static List<Integer> sendOnOneConnection(int port, String... requests) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", port)) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write(together(port, requests[0], requests[1]));
			StringBuilder answers = new StringBuilder();
			while (statuses(answers).size() < 2) {
				answers.append((char) socket.getInputStream().read());
			}
			socket.getOutputStream().write(request(port, "close", requests[2]));
			answers.append(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
			return statuses(answers);
		}
	}

	private static byte[] together(int port, String first, String second) throws IOException {
		ByteArrayOutputStream both = new ByteArrayOutputStream();
		both.write(request(port, "keep-alive", first));
		both.write(request(port, "keep-alive", second));
		return both.toByteArray();
	}

	private static List<Integer> statuses(CharSequence answers) {
		return STATUS.matcher(answers).results().map((status) -> Integer.valueOf(status.group(1))).toList();
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

	private static byte[] request(int port, String connection, String methodAndTarget) {
		String[] parts = methodAndTarget.split(" ");
		return request(port, connection, parts[0], parts[1]);
	}

	private static byte[] request(int port, String connection, String method, String target, String... headers) {
		StringBuilder request = new StringBuilder("%s %s HTTP/1.1\r\n".formatted(method, target));
		request.append("Host: localhost:%d\r\nConnection: %s\r\nContent-Length: 0\r\n".formatted(port, connection));
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
