/**
 * The proof that a node lives, and what happens to the runs of one that does not.
 */
@NullMarked
package dev.jobs.lease;

import org.jspecify.annotations.NullMarked;
