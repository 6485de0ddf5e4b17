package dev.jobs.benchmarks.durable;

/**
 * What has been used.
 *
 * @param nanos the time
 * @param walBytes what was written to the log of the database
 * @param databaseNanos the processor time of the database
 * @param processorNanos the processor time of this process
 */
record Usage(long nanos, long walBytes, long databaseNanos, long processorNanos) {

	Usage since(Usage before) {
		return new Usage(this.nanos - before.nanos, this.walBytes - before.walBytes,
				this.databaseNanos - before.databaseNanos, this.processorNanos - before.processorNanos);
	}

	double seconds() {
		return this.nanos / 1e9;
	}

	/**
	 * Return the processor time of this process, in percent of one processor.
	 */
	double processorShare() {
		return 100.0 * this.processorNanos / this.nanos;
	}

	/**
	 * Return the processor time of the database, in percent of one processor.
	 */
	double databaseShare() {
		return 100.0 * this.databaseNanos / this.nanos;
	}

}
