/**
 * When a job runs by itself: the kinds of schedule, daylight-saving and misfire rules.
 */
@NullMarked
package dev.jobs.schedule;

import org.jspecify.annotations.NullMarked;
