/**
 * The contract between the engine and whatever keeps the runs.
 */
@NullMarked
package dev.jobs.store;

import org.jspecify.annotations.NullMarked;
