package dev.jobs.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Thrown when JSON that a person has written holds fields that the payload does not have.
 */
public class UnknownFieldsException extends PayloadException {

	private final transient Map<String, String> fields;

	/**
	 * Create an exception.
	 * @param fields the names of the fields, each with what is wrong with it, in the
	 * order of the text; not empty
	 */
	public UnknownFieldsException(Map<String, String> fields) {
		super(fields.entrySet()
			.stream()
			.map((field) -> "'%s' %s".formatted(field.getKey(), field.getValue()))
			.collect(Collectors.joining("; ")), null);
		this.fields = new LinkedHashMap<>(fields);
	}

	/**
	 * Return the fields.
	 * @return the names in the order of the text, each with a phrase that follows it
	 */
	public Map<String, String> getFields() {
		return Collections.unmodifiableMap(this.fields);
	}

}
