/**
 * A store in the memory of one process.
 */
@NullMarked
package dev.jobs.store.memory;

import org.jspecify.annotations.NullMarked;
