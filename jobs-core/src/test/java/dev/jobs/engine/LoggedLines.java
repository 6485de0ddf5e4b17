package dev.jobs.engine;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

/**
 * What a class has logged.
 */
final class LoggedLines {

	private LoggedLines() {
	}

	static List<String> of(Class<?> source, Runnable work) {
		Logger logger = (Logger) LoggerFactory.getLogger(source);
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		Level level = logger.getLevel();
		logger.setLevel(Level.INFO);
		logger.addAppender(appender);
		try {
			work.run();
		}
		finally {
			logger.detachAppender(appender);
			logger.setLevel(level);
		}
		return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

}
