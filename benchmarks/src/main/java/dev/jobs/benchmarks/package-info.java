/**
 * Measurements behind the numbers in the documentation.
 */
@NullMarked
package dev.jobs.benchmarks;

import org.jspecify.annotations.NullMarked;
