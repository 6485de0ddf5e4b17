/**
 * The jobs of the back office: each a method that hands the work to a plain class.
 */
@NullMarked
package dev.jobs.sample.jobs;

import org.jspecify.annotations.NullMarked;
