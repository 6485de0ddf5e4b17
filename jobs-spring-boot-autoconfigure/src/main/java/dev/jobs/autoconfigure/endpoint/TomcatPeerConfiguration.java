package dev.jobs.autoconfigure.endpoint;

import java.util.ArrayList;
import java.util.List;

import org.apache.catalina.Valve;
import org.apache.catalina.startup.Tomcat;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * Installs {@link TomcatPeerValve} on the server that serves the job endpoint: the main
 * one, or the one on the management port where that differs. Boot puts this class into
 * the context of that server.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnClass({ Tomcat.class, TomcatWebServerFactory.class })
@ConditionalOnBean(ApiHandler.class)
class TomcatPeerConfiguration {

	@Bean
	PeerValveCustomizer jobsTomcatPeerValveCustomizer() {
		return new PeerValveCustomizer();
	}

	/**
	 * Puts the valve before all others, Boot's and the user's.
	 */
	static final class PeerValveCustomizer implements WebServerFactoryCustomizer<TomcatWebServerFactory>, Ordered {

		@Override
		public int getOrder() {
			return Ordered.LOWEST_PRECEDENCE;
		}

		@Override
		public void customize(TomcatWebServerFactory factory) {
			List<Valve> valves = new ArrayList<>(factory.getEngineValves());
			valves.add(0, new TomcatPeerValve());
			factory.setEngineValves(valves);
		}

	}

}
