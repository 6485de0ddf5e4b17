package dev.jobs.autoconfigure.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Tells media types that are JSON from others.
 */
final class JsonTypes {

	private JsonTypes() {
	}

	/**
	 * Return whether a content type is JSON in UTF-8.
	 * @param contentType the value of the header
	 * @return {@code false} for other types and for what is no media type
	 */
	static boolean isContentType(String contentType) {
		try {
			MediaType type = MediaType.parseMediaType(contentType);
			return type.isConcrete() && type.getType().equals("application")
					&& (type.getSubtype().equals("json") || type.getSubtype().endsWith("+json"))
					&& (type.getCharset() == null || StandardCharsets.UTF_8.equals(type.getCharset()));
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Return whether a client takes JSON.
	 * @param accept the values of {@code Accept}
	 * @return {@code false} if they leave it out, or cannot be read
	 */
	static boolean isAccepted(List<String> accept) {
		try {
			List<MediaType> types = MediaType.parseMediaTypes(accept);
			return types.isEmpty() || types.stream()
				.anyMatch((type) -> type.getQualityValue() > 0 && type.includes(MediaType.APPLICATION_JSON));
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

}
