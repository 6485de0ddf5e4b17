package dev.jobs.job;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

/**
 * Turns payloads and results into JSON and back. Implementations are safe for use by many
 * threads, and never choose a class by what the JSON says.
 */
public interface PayloadCodec {

	/**
	 * Write a value as JSON.
	 * @param payload the value, {@code null} is written as {@code null}
	 * @param maxBytes the most bytes the text may have in UTF-8
	 * @return the JSON text
	 * @throws PayloadException if the value has no JSON form that every store keeps, or a
	 * longer one
	 */
	String encode(@Nullable Object payload, int maxBytes);

	/**
	 * Read a value from JSON.
	 * @param json the JSON text
	 * @param type the type of the value
	 * @return the value, {@code null} if the text says so
	 * @throws PayloadException if the text is not JSON or does not fit the type
	 */
	@Nullable Object decode(String json, Type type);

	/**
	 * Bring a JSON text into the form that all texts of the same value share: fields
	 * sorted, no white space, one way to write a number or a string.
	 * @param json the JSON text
	 * @return the canonical text, equal to another one if and only if the values are
	 * equal
	 * @throws PayloadException if the text is not JSON
	 */
	String canonical(String json);

	/**
	 * Refuse a type whose values could never be read or written safely.
	 * @param type the declared type of a payload
	 * @throws PayloadException if there is anything wrong with the type; its message
	 * lists all problems with their paths, its path is the one of the first
	 */
	void check(Type type);

	/**
	 * Return a codec for what bodies return, which speaks of results in its errors.
	 * @return a codec with the same rules
	 */
	default PayloadCodec forResults() {
		return this;
	}

}
