/**
 * The job endpoint {@code /_sys/job}: who may reach it, and what it answers.
 */
@NullMarked
package dev.jobs.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
