package dev.jobs.run;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Part of a list.
 *
 * @param <T> the type of the items
 * @param items the items
 * @param next where the next page begins, {@code null} on the last
 */
public record Page<T>(List<T> items, @Nullable Cursor next) {

	/**
	 * Create a page.
	 */
	public Page {
		items = List.copyOf(items);
	}

}
