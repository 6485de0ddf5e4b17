package dev.jobs.json;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Writes trees so that equal values give equal texts.
 */
final class CanonicalJson {

	private static final int MAX_PLAIN_SCALE = 20;

	private CanonicalJson() {
	}

	static void write(JsonNode node, JsonGenerator out) {
		switch (node.getNodeType()) {
			case OBJECT -> writeObject(node, out);
			case ARRAY -> writeArray(node, out);
			case NUMBER -> out.writeNumber(number(node.decimalValue()));
			case STRING -> out.writeString(node.stringValue());
			case BOOLEAN -> out.writeBoolean(node.booleanValue());
			case NULL, MISSING -> out.writeNull();
			case BINARY, POJO ->
				throw new IllegalArgumentException("A tree that was read holds no " + node.getNodeType());
		}
	}

	private static void writeObject(JsonNode node, JsonGenerator out) {
		Map<String, JsonNode> sorted = new TreeMap<>();
		node.forEachEntry(sorted::put);
		out.writeStartObject();
		sorted.forEach((name, value) -> {
			out.writeName(name);
			write(value, out);
		});
		out.writeEndObject();
	}

	private static void writeArray(JsonNode node, JsonGenerator out) {
		out.writeStartArray();
		node.forEach((element) -> write(element, out));
		out.writeEndArray();
	}

	// A long exponent is kept, or a few characters could ask for gigabytes of zeros.
	private static String number(BigDecimal value) {
		BigDecimal stripped = value.stripTrailingZeros();
		boolean plain = Math.abs((long) stripped.scale()) <= MAX_PLAIN_SCALE;
		return plain ? stripped.toPlainString() : stripped.toString();
	}

}
