/**
 * Payloads and results as JSON.
 */
@NullMarked
package dev.jobs.json;

import org.jspecify.annotations.NullMarked;
