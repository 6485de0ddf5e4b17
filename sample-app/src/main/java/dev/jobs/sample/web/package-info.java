/**
 * What the back office offers over HTTP.
 */
@NullMarked
package dev.jobs.sample.web;

import org.jspecify.annotations.NullMarked;
