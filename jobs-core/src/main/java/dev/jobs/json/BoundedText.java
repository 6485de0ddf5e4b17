package dev.jobs.json;

import java.io.Writer;

/**
 * Collects a text of limited length. What goes beyond the limit is counted but not kept,
 * so that the message can tell the length; what goes far beyond it is not even awaited.
 */
final class BoundedText extends Writer {

	private static final int COUNTED_LIMITS = 8;

	private final StringBuilder text = new StringBuilder(256);

	private final int maxBytes;

	private long bytes;

	BoundedText(int maxBytes) {
		this.maxBytes = maxBytes;
	}

	@Override
	public void write(char[] chars, int offset, int length) {
		this.bytes += utf8Length(chars, offset, length);
		if (!isTooLong()) {
			this.text.append(chars, offset, length);
		}
		else if (isHopeless()) {
			throw new HopelesslyLongException();
		}
	}

	private static long utf8Length(char[] chars, int offset, int length) {
		long bytes = length;
		for (int i = offset; i < offset + length; i++) {
			char c = chars[i];
			if (c >= 0x80) {
				// Two halves of a surrogate pair make four bytes.
				bytes += (c < 0x800 || Character.isSurrogate(c)) ? 1 : 2;
			}
		}
		return bytes;
	}

	boolean isTooLong() {
		return this.bytes > this.maxBytes;
	}

	// Counting on would be a waste.
	boolean isHopeless() {
		return this.bytes > (long) this.maxBytes * COUNTED_LIMITS;
	}

	long bytes() {
		return this.bytes;
	}

	@Override
	public void flush() {
	}

	@Override
	public void close() {
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

	/**
	 * Stops the writing of a text that is much too long.
	 */
	static final class HopelesslyLongException extends RuntimeException {

	}

}
