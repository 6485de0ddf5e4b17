package dev.jobs.sample;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link DatabaseFailureAnalyzer}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseFailureAnalyzerTests {

	@Test
	void saysWhatToLookAtWhenThereIsNoServer(@TempDir Path temp, CapturedOutput output) {
		assertThatException().isThrownBy(() -> SpringApplication.run(SampleApplication.class, "--server.port=0",
				"--spring.profiles.active=postgres", "--sample.data-folder=" + temp,
				"--spring.datasource.url=jdbc:postgresql://localhost:1/office"));
		assertThat(output).contains("APPLICATION FAILED TO START", "The database of orders and jobs cannot be opened: ",
				"OFFICE_DATABASE_URL");
	}

}
