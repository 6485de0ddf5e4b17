package dev.jobs.autoconfigure.endpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.jobs.autoconfigure.endpoint.Decision.Denied;
import dev.jobs.net.IpAddress;

/**
 * Warns of denied requests, at most once a minute for each peer and code, and for a
 * limited number of peers, so that nobody can fill the log. Safe for use by many threads.
 */
final class DenialLog {

	private static final Logger logger = LoggerFactory.getLogger(DenialLog.class);

	private static final Duration INTERVAL = Duration.ofMinutes(1);

	private static final int MAX_PEERS = 100;

	private final Map<String, Instant> logged = new HashMap<>();

	private final Clock clock;

	DenialLog(Clock clock) {
		this.clock = clock;
	}

	void denied(Peer peer, Denied denied) {
		String address = Optional.ofNullable(peer.address()).map(IpAddress::toString).orElse("unknown");
		if (isDue(denied.code() + " " + address)) {
			logger.warn("Denied a request to the job endpoint from {} ({}): {}; more of the same are not logged for {}",
					address, denied.code(), denied.reason(), INTERVAL);
		}
	}

	private synchronized boolean isDue(String denial) {
		Instant now = this.clock.instant();
		this.logged.values().removeIf((time) -> !now.isBefore(time.plus(INTERVAL)));
		return (this.logged.size() < MAX_PEERS) && this.logged.putIfAbsent(denial, now) == null;
	}

}
