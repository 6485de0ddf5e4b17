/**
 * Metrics and observations.
 */
@NullMarked
package dev.jobs.observe;

import org.jspecify.annotations.NullMarked;
