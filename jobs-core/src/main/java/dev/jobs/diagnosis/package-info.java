/**
 * What a look at the surroundings of jobs has found.
 */
@NullMarked
package dev.jobs.diagnosis;

import org.jspecify.annotations.NullMarked;
