package dev.jobs.sample.csv;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Reads UTF-8, skips a byte order mark and counts the bytes. Unlike an
 * {@link java.io.InputStreamReader} it hands out every character before a malformed byte,
 * so that a reader that counts lines knows the right one when the
 * {@link CharacterCodingException} comes; and that exception comes again with each read.
 */
final class Utf8Source extends Reader {

	private static final char BYTE_ORDER_MARK = '\uFEFF';

	private final InputStream in;

	private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

	private final ByteBuffer bytes = ByteBuffer.allocate(32 * 1024).limit(0);

	private final CharBuffer chars = CharBuffer.allocate(32 * 1024).limit(0);

	private long bytesRead;

	private boolean started;

	private boolean exhausted;

	Utf8Source(InputStream in) {
		this.in = in;
	}

	/**
	 * Return how much was taken from the stream so far.
	 * @return the number of bytes
	 */
	long bytesRead() {
		return this.bytesRead;
	}

	@Override
	public int read(char[] target, int offset, int length) throws IOException {
		while (!this.chars.hasRemaining()) {
			if (!decodeMore()) {
				return -1;
			}
			skipByteOrderMark();
		}
		int count = Math.min(length, this.chars.remaining());
		this.chars.get(target, offset, count);
		return count;
	}

	private boolean decodeMore() throws IOException {
		this.chars.clear();
		CoderResult result = this.decoder.decode(this.bytes, this.chars, this.exhausted);
		this.chars.flip();
		if (this.chars.hasRemaining()) {
			return true;
		}
		if (result.isError()) {
			result.throwException();
		}
		return !this.exhausted && fill();
	}

	private boolean fill() throws IOException {
		this.bytes.compact();
		int count = this.in.read(this.bytes.array(), this.bytes.position(), this.bytes.remaining());
		this.exhausted = (count < 0);
		this.bytesRead += Math.max(count, 0);
		this.bytes.position(this.bytes.position() + Math.max(count, 0));
		this.bytes.flip();
		return true;
	}

	private void skipByteOrderMark() {
		if (!this.started && this.chars.hasRemaining()) {
			this.started = true;
			if (this.chars.get(this.chars.position()) == BYTE_ORDER_MARK) {
				this.chars.get();
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.in.close();
	}

}
