package dev.jobs.sample.jobs;

/**
 * Asks for a report on a file in the inbox.
 *
 * @param file the plain name of the file
 */
record ProfileCsv(String file) {

}
