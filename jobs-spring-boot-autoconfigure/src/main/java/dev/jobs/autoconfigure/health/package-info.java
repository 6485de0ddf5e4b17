/**
 * Health and information about jobs.
 */
@NullMarked
package dev.jobs.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
