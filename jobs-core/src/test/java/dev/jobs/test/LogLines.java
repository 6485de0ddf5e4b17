package dev.jobs.test;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * What a logger writes during a test, and nobody else gets to see.
 */
public final class LogLines implements BeforeEachCallback, AfterEachCallback {

	private final Logger logger;

	private final Level level;

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	/**
	 * Listen to a logger.
	 * @param logger its name
	 * @param level the lowest level to write
	 */
	public LogLines(String logger, Level level) {
		this.logger = (Logger) LoggerFactory.getLogger(logger);
		this.level = level;
	}

	/**
	 * Listen to the logger of a class.
	 * @param type the class
	 * @param level the lowest level to write
	 */
	public LogLines(Class<?> type, Level level) {
		this(type.getName(), level);
	}

	/**
	 * Change the lowest level to write, for the rest of the test.
	 * @param lowest the level
	 */
	public void level(Level lowest) {
		this.logger.setLevel(lowest);
	}

	/**
	 * Return what has been written.
	 * @return the events, in order
	 */
	public List<ILoggingEvent> events() {
		return List.copyOf(this.lines.list);
	}

	/**
	 * Return what has been written, as a reader sees it.
	 * @return levels and messages, in order, such as {@code WARN It is late}
	 */
	public List<String> texts() {
		return events().stream().map((event) -> event.getLevel() + " " + event.getFormattedMessage()).toList();
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		this.lines.start();
		this.logger.addAppender(this.lines);
		this.logger.setLevel(this.level);
		this.logger.setAdditive(false);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.logger.detachAppender(this.lines);
		this.logger.setLevel(null);
		this.logger.setAdditive(true);
	}

}
