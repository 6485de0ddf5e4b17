package dev.jobs.json;

import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.util.JsonGeneratorDelegate;

import dev.jobs.job.PayloadException;

/**
 * Refuses what some store cannot keep or JSON cannot say: the NUL character, halves of
 * surrogate pairs, numbers that are none. Each value is looked at after it was written,
 * because only then the generator knows where it stands.
 */
final class StorableGenerator extends JsonGeneratorDelegate {

	/**
	 * Keeps numbers below {@link JacksonPayloadCodec#MAX_NUMBER_LENGTH} digits.
	 */
	private static final int MAX_NUMBER_BITS = 3300;

	StorableGenerator(JsonGenerator delegate) {
		super(delegate, false);
	}

	@Override
	public JsonGenerator writeName(String name) {
		super.writeName(name);
		requireStorable(name);
		return this;
	}

	@Override
	public JsonGenerator writeString(@Nullable String text) {
		super.writeString(text);
		if (text != null) {
			requireStorable(text);
		}
		return this;
	}

	@Override
	public JsonGenerator writeString(char[] text, int offset, int length) {
		return writeString(new String(text, offset, length));
	}

	@Override
	public JsonGenerator writeString(SerializableString text) {
		return writeString(text.getValue());
	}

	@Override
	public JsonGenerator writeString(Reader reader, int length) {
		throw refused("comes from a reader; use a String");
	}

	@Override
	public JsonGenerator writeRawValue(String text) {
		throw refused("is raw JSON; use a JsonNode");
	}

	@Override
	public JsonGenerator writeArray(double[] array, int offset, int length) {
		writeStartArray(array, length);
		for (int i = offset; i < offset + length; i++) {
			writeNumber(array[i]);
		}
		return writeEndArray();
	}

	@Override
	public JsonGenerator writeArray(String[] array, int offset, int length) {
		writeStartArray(array, length);
		for (int i = offset; i < offset + length; i++) {
			writeString(array[i]);
		}
		return writeEndArray();
	}

	@Override
	public JsonGenerator writeNumber(double number) {
		super.writeNumber(number);
		requireFinite(Double.isFinite(number));
		return this;
	}

	@Override
	public JsonGenerator writeNumber(float number) {
		super.writeNumber(number);
		requireFinite(Float.isFinite(number));
		return this;
	}

	@Override
	public JsonGenerator writeNumber(@Nullable BigInteger number) {
		super.writeNumber(number);
		requireReadable(number);
		return this;
	}

	@Override
	public JsonGenerator writeNumber(@Nullable BigDecimal number) {
		super.writeNumber(number);
		requireReadable((number != null) ? number.unscaledValue() : null);
		return this;
	}

	private void requireStorable(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == 0) {
				throw refused("holds a NUL character (U+0000), which databases refuse");
			}
			if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
				requirePair(text, i++);
			}
		}
	}

	private void requirePair(String text, int index) {
		boolean pair = index + 1 < text.length()
				&& Character.isSurrogatePair(text.charAt(index), text.charAt(index + 1));
		if (!pair) {
			throw refused("holds one half of a surrogate pair (U+%04X), which is no character"
				.formatted((int) text.charAt(index)));
		}
	}

	private void requireFinite(boolean finite) {
		if (!finite) {
			throw refused("is NaN or infinite, which JSON has no number for");
		}
	}

	private void requireReadable(@Nullable BigInteger digits) {
		if (digits != null && digits.bitLength() > MAX_NUMBER_BITS) {
			throw refused("is a number of more than 990 digits");
		}
	}

	private PayloadException refused(String problem) {
		String path = JsonPaths.of(streamWriteContext());
		return new PayloadException("%s %s".formatted(path, problem), path);
	}

}
