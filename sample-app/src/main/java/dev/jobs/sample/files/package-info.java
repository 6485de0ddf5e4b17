/**
 * The folders of the application and the way files get into them.
 */
@NullMarked
package dev.jobs.sample.files;

import org.jspecify.annotations.NullMarked;
