/**
 * What happens after a failed attempt: retry policies, backoff and error classification.
 * Pure functions of attempt and error.
 */
@NullMarked
package dev.jobs.retry;

import org.jspecify.annotations.NullMarked;
