/**
 * Internet addresses and address ranges, parsed strictly and without name look-ups.
 */
@NullMarked
package dev.jobs.net;

import org.jspecify.annotations.NullMarked;
