/**
 * Profiles of CSV files: from the inbox to a report.
 */
@NullMarked
package dev.jobs.sample.csv;

import org.jspecify.annotations.NullMarked;
