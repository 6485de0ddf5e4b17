/**
 * Turns due schedules into runs, once per cluster.
 */
@NullMarked
package dev.jobs.recurring;

import org.jspecify.annotations.NullMarked;
