/**
 * A small back office whose jobs do real work on real files.
 */
@NullMarked
package dev.jobs.sample;

import org.jspecify.annotations.NullMarked;
