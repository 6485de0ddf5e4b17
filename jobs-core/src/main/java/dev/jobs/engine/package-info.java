/**
 * One node of the job system: starts, drains and stops its parts in order.
 */
@NullMarked
package dev.jobs.engine;

import org.jspecify.annotations.NullMarked;
