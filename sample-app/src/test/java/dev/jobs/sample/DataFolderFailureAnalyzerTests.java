package dev.jobs.sample;

import java.io.IOException;
import java.nio.file.Files;
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
 * Tests for {@link DataFolderFailureAnalyzer}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DataFolderFailureAnalyzerTests {

	@Test
	void saysWhyTheApplicationDoesNotStart(@TempDir Path temp, CapturedOutput output) throws IOException {
		Path file = Files.createFile(temp.resolve("data"));
		assertThatException().isThrownBy(() -> SpringApplication.run(SampleApplication.class, "--server.port=0",
				"--sample.data-folder=" + file));
		assertThat(output).contains("APPLICATION FAILED TO START", "'" + file + "' is not a folder",
				"--sample.data-folder=/path/to/folder");
	}

}
