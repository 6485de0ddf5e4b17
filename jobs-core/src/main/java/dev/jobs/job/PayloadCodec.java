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
	 * Read a value from JSON that a person has written: as {@link #decode}, but fields
	 * that the type does not have are mistakes.
	 * @param json the JSON text
	 * @param type the type of the value
	 * @return the value, {@code null} if the text says so
	 * @throws PayloadException if the text is not JSON or does not fit the type
	 * @throws UnknownFieldsException if it has fields that the type does not have
	 */
	default @Nullable Object decodeStrictly(String json, Type type) {
		return decode(json, type);
	}

	/**
	 * Say which JSON fits a type, for those who write it by hand.
	 * @param type the type of the value
	 * @return a phrase, such as {@code a JSON object with the field orderId}
	 */
	default String describe(Type type) {
		return "JSON for a " + type.getTypeName();
	}

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
