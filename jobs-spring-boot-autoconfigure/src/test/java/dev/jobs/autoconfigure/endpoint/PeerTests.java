package dev.jobs.autoconfigure.endpoint;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;

import jakarta.servlet.http.HttpServletRequestWrapper;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;

import dev.jobs.net.IpAddress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link Peer} and for how it is found where no known server is at work.
 */
class PeerTests {

	@Test
	void isUnknownWithoutAResolvedInternetAddress() {
		assertThat(Peer.of((InetSocketAddress) null, (name) -> List.of("x"))).isEqualTo(Peer.UNKNOWN);
		assertThat(Peer.of(InetSocketAddress.createUnresolved("127.0.0.1", 80), (name) -> List.of("x")))
			.isEqualTo(Peer.UNKNOWN);
		assertThat(Peer.of(UnixDomainSocketAddress.of("jobs"), (name) -> List.of("x"))).isEqualTo(Peer.UNKNOWN);
	}

	@Test
	void keepsTheHeadersAsSent() {
		Peer peer = Peer.of(new InetSocketAddress("127.0.0.1", 80), (name) -> List.of(name, "b"));
		assertThat(peer.address()).isEqualTo(IpAddress.parse("127.0.0.1").orElseThrow());
		assertThat(peer.forwardedFor()).containsExactly("X-Forwarded-For", "b");
		assertThat(peer.host()).containsExactly("Host", "b");
	}

	@Test
	void isUnknownOnOtherServletContainers() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr("127.0.0.1");
		request.setAttribute(ServletPeer.ATTRIBUTE, "127.0.0.1");
		assertThat(ServletPeer.of(request)).isEqualTo(Peer.UNKNOWN);
		assertThat(ServletPeer.of(new HttpServletRequestWrapper(request))).isEqualTo(Peer.UNKNOWN);
	}

	@Test
	void isUnknownOnOtherReactiveServers() {
		MockServerHttpRequest request = MockServerHttpRequest.get("/")
			.remoteAddress(new InetSocketAddress("127.0.0.1", 80))
			.build();
		assertThat(ReactivePeer.of(request)).isEqualTo(Peer.UNKNOWN);
		assertThat(ReactivePeer.of(new ServerHttpRequestDecorator(request))).isEqualTo(Peer.UNKNOWN);
	}

	@Test
	void tomcatIsOptional() {
		WebApplicationContextRunner runner = new WebApplicationContextRunner()
			.withBean(ApiHandler.class, () -> mock(ApiHandler.class))
			.withUserConfiguration(TomcatPeerConfiguration.class);
		runner.run((context) -> assertThat(context).hasSingleBean(TomcatPeerConfiguration.PeerValveCustomizer.class));
		runner.withClassLoader(new FilteredClassLoader(Tomcat.class))
			.run((context) -> assertThat(context).doesNotHaveBean(TomcatPeerConfiguration.class));
		runner.withClassLoader(new FilteredClassLoader(TomcatWebServerFactory.class))
			.run((context) -> assertThat(context).doesNotHaveBean(TomcatPeerConfiguration.class));
	}

}
