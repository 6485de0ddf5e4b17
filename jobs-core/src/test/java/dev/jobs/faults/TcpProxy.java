package dev.jobs.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The network between a node and a database. It can hold back what is sent, in either
 * direction or in both, and delivers it later as a network does that heals; be slow; cut
 * connections off; and lose the answers to commits.
 */
final class TcpProxy implements AutoCloseable {

	/**
	 * Where something goes.
	 */
	enum Direction {

		TO_DATABASE, TO_NODE

	}

	private final String url;

	private final String host;

	private final int port;

	private final ServerSocket listener;

	private final Set<Link> links = ConcurrentHashMap.newKeySet();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Set<Direction> held = EnumSet.noneOf(Direction.class);

	private final AtomicInteger commits = new AtomicInteger();

	private final AtomicInteger lost = new AtomicInteger();

	private volatile Duration delay = Duration.ZERO;

	private volatile int eachCommit = Integer.MAX_VALUE;

	private volatile boolean closed;

	private TcpProxy(String url) throws IOException {
		this.url = url;
		URI target = URI.create(url.substring("jdbc:".length()));
		this.host = target.getHost();
		this.port = target.getPort();
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	/**
	 * Put a network in front of the database with an address.
	 */
	static TcpProxy before(String url) throws IOException {
		return new TcpProxy(url);
	}

	/**
	 * Return the address of the database as seen through this network.
	 */
	String url() {
		return this.url.replace(this.host + ":" + this.port,
				this.listener.getInetAddress().getHostAddress() + ":" + this.listener.getLocalPort());
	}

	private static void start(Runnable loop) {
		Thread thread = new Thread(loop, "tcp-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		while (!this.closed) {
			try {
				Link link = new Link(this.listener.accept(), new Socket(this.host, this.port));
				this.links.add(link);
				link.start();
			}
			catch (IOException ex) {
				// The database refuses, or this is closed; whoever connects finds out.
			}
		}
	}

	/**
	 * Deliver nothing in some directions, until {@link #heal()}.
	 */
	void hold(Set<Direction> directions) {
		change(() -> this.held.addAll(directions));
	}

	/**
	 * Deliver again, what was held back included.
	 */
	void heal() {
		change(this.held::clear);
	}

	private void change(Runnable step) {
		this.lock.lock();
		try {
			step.run();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Let each question wait before it reaches the database.
	 */
	void delay(Duration each) {
		this.delay = each;
	}

	/**
	 * Cut all connections off at once.
	 */
	void reset() {
		this.links.forEach(Link::reset);
	}

	/**
	 * Lose each n-th commit: in turn the commit itself, and the answer to it.
	 */
	void loseEachCommit(int n) {
		this.eachCommit = n;
	}

	/**
	 * Return how many commits or answers to them were lost.
	 */
	int lost() {
		return this.lost.get();
	}

	@Override
	public void close() throws IOException {
		this.closed = true;
		heal();
		this.listener.close();
		reset();
	}

	private void awaitDelivery(Direction direction) throws InterruptedException {
		this.lock.lock();
		try {
			long left = (direction == Direction.TO_DATABASE) ? this.delay.toNanos() : 0;
			while (left > 0 && !this.closed) {
				left = this.changed.awaitNanos(left);
			}
			while (this.held.contains(direction)) {
				this.changed.await();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A connection through the network.
	 */
	private final class Link {

		private final Socket node;

		private final Socket database;

		private final AtomicInteger open = new AtomicInteger(2);

		private volatile boolean losesAnswer;

		Link(Socket node, Socket database) throws IOException {
			this.node = node;
			this.database = database;
			node.setTcpNoDelay(true);
			database.setTcpNoDelay(true);
		}

		void start() {
			TcpProxy.start(() -> pump(Direction.TO_DATABASE, this.node, this.database));
			TcpProxy.start(() -> pump(Direction.TO_NODE, this.database, this.node));
		}

		private void pump(Direction direction, Socket from, Socket to) {
			try {
				copy(direction, from.getInputStream(), to.getOutputStream());
				awaitDelivery(direction);
				to.shutdownOutput();
				if (this.open.decrementAndGet() == 0) {
					end();
				}
			}
			catch (IOException ex) {
				end();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		private void copy(Direction direction, InputStream in, OutputStream out)
				throws IOException, InterruptedException {
			byte[] buffer = new byte[64 * 1024];
			int length = in.read(buffer);
			while (length >= 0) {
				awaitDelivery(direction);
				if (direction == Direction.TO_DATABASE) {
					loseCommits(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
				}
				else if (this.losesAnswer) {
					reset();
				}
				out.write(buffer, 0, length);
				length = in.read(buffer);
			}
		}

		private void loseCommits(String sent) {
			if (!sent.contains("COMMIT")) {
				return;
			}
			int commit = TcpProxy.this.commits.incrementAndGet();
			if (commit % TcpProxy.this.eachCommit == 0) {
				TcpProxy.this.lost.incrementAndGet();
				if (commit / TcpProxy.this.eachCommit % 2 == 0) {
					this.losesAnswer = true;
				}
				else {
					reset();
				}
			}
		}

		void reset() {
			try {
				this.node.setSoLinger(true, 0);
				this.database.setSoLinger(true, 0);
			}
			catch (IOException ex) {
				// It is closed already.
			}
			end();
		}

		private void end() {
			TcpProxy.this.links.remove(this);
			try (this.node; this.database) {
				this.open.set(0);
			}
			catch (IOException ex) {
				// Then it is no more, which is what was wanted.
			}
		}

	}

}
