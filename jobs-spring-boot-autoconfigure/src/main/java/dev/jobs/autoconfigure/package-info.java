/**
 * Auto-configuration for background jobs: what is set up, from which properties, and how
 * annotated methods become jobs. The auto-configurations come last, so that what they ask
 * to come after keeps the order it has without them.
 */
@NullMarked
package dev.jobs.autoconfigure;

import org.jspecify.annotations.NullMarked;
