/**
 * What users write: annotations, job definitions, handlers and the context a handler
 * gets.
 */
@NullMarked
package dev.jobs.job;

import org.jspecify.annotations.NullMarked;
