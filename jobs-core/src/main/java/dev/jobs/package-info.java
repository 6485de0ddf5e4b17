/**
 * The facade: enqueue, schedule, trigger and inspect jobs.
 */
@NullMarked
package dev.jobs;

import org.jspecify.annotations.NullMarked;
