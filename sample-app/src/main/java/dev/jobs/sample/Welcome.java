package dev.jobs.sample;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

import dev.jobs.sample.files.DataFolder;

/**
 * Tells whoever starts the application where to look.
 */
@Component
class Welcome {

	private static final Logger logger = LoggerFactory.getLogger(Welcome.class);

	private final DataFolder folder;

	private final Environment environment;

	Welcome(DataFolder folder, Environment environment) {
		this.folder = folder;
		this.environment = environment;
	}

	@EventListener(ApplicationReadyEvent.class)
	void ready() {
		logger.info("Put CSV files into {}", this.folder.inbox());
		String port = this.environment.getProperty("local.server.port");
		if (port != null) {
			logger.info("See the jobs at http://localhost:{}/_sys/job", port);
		}
	}

}
