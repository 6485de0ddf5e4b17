/**
 * The way of a run on one node: claim, slots, attempt, completion.
 */
@NullMarked
package dev.jobs.worker;

import org.jspecify.annotations.NullMarked;
