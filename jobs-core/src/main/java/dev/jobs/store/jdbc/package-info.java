/**
 * A store in a relational database, shared by any number of nodes.
 */
@NullMarked
package dev.jobs.store.jdbc;

import org.jspecify.annotations.NullMarked;
