package dev.jobs.autoconfigure.endpoint;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.server.RequestPath;

import dev.jobs.job.InvalidSettingsException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BasePath}.
 */
class BasePathTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "jobs", "/jobs/", "//jobs", "/a//b", "/a/../b", "/./a", "/a/{id}", "/a/**",
			"/a b", "/a%2fb", "/a;b", "/a?b" })
	void refusesWhatIsNoPlainPath(String path) {
		assertThatExceptionOfType(InvalidSettingsException.class).isThrownBy(() -> new BasePath(path))
			.withMessageStartingWith(
					"Property 'jobs.endpoint.base-path': '" + path + "' is not a path for the endpoint: ")
			.withMessageEndingWith("; use a path such as '/_sys/job'");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/_sys/job         | []
			/_sys/job/        | []
			/_sys/job/a       | [a]
			/_sys/job/a/      | [a]
			/_sys/job/a//b    | [a, , b]
			/_sys/job//a      | [, a]
			/_sys;x=1/job/a;y | [a]
			/_sys/job/%61%2Fb | [a/b]
			""")
	void givesTheSegmentsBelow(String path, String segments) {
		assertThat(new BasePath("/_sys/job").below(RequestPath.parse(path, ""))).hasToString(segments);
	}

	@ParameterizedTest
	@CsvSource({ "/_sys/job,true", "/_sys/job/,true", "/_sys/job/a/b,true", "/_sys;x/job,true", "/_sys/jobs,false",
			"/_sys,false", "/x/_sys/job,false" })
	void matchesItselfAndWhatLiesBelow(String path, boolean matches) {
		assertThat(new BasePath("/_sys/job").pattern().matches(RequestPath.parse(path, "").pathWithinApplication()))
			.isEqualTo(matches);
	}

}
