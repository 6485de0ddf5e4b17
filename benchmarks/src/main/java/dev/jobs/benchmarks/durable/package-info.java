/**
 * Job systems side by side on a database.
 */
@NullMarked
package dev.jobs.benchmarks.durable;

import org.jspecify.annotations.NullMarked;
