/**
 * The life cycle of a run, and nothing that acts.
 */
@NullMarked
package dev.jobs.run;

import org.jspecify.annotations.NullMarked;
