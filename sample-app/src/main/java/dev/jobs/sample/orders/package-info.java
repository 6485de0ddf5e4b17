/**
 * Orders and their receipts.
 */
@NullMarked
package dev.jobs.sample.orders;

import org.jspecify.annotations.NullMarked;
