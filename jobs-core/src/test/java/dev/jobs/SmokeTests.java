package dev.jobs;

import org.junit.jupiter.api.Test;

import dev.jobs.schedule.MisfirePolicy;

import static org.assertj.core.api.Assertions.assertThat;

class SmokeTests {

	@Test
	void works() {
		assertThat(MisfirePolicy.values()).hasSize(3);
	}

}
