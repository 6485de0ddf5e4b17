/**
 * Auto-configuration for background jobs: what is set up, from which properties, and how
 * annotated methods become jobs.
 */
@NullMarked
package dev.jobs.autoconfigure;

import org.jspecify.annotations.NullMarked;
