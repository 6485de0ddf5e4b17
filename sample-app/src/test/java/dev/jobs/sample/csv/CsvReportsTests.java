package dev.jobs.sample.csv;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import dev.jobs.sample.files.DataFolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CsvReports}.
 */
class CsvReportsTests {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	@TempDir
	private Path root;

	private DataFolder folder;

	private CsvReports reports;

	@BeforeEach
	void prepare() {
		this.folder = DataFolder.prepare(this.root);
		this.reports = new CsvReports(this.folder);
	}

	@Test
	void writesTheProfileAsJson() throws IOException {
		Path report = this.reports
			.write(new CsvProfile("sales.csv", 3, 2, 1,
					List.of(new ColumnProfile("price", ColumnType.DECIMAL, 0, 3, true, new BigDecimal("0.50"),
							new BigDecimal("12")),
							new ColumnProfile("note", ColumnType.EMPTY, 3, 0, false, null, null))));
		assertThat(report).isEqualTo(this.folder.reports().resolve("sales.json"));
		assertThat(MAPPER.readTree(Files.readString(report))).hasToString(MAPPER.readTree("""
				{
					"file": "sales.csv", "rows": 3, "columns": 2, "raggedRows": 1,
					"columnProfiles": [
						{"name": "price", "type": "decimal", "nulls": 0, "distinct": 3, "distinctCapped": true,
							"min": 0.50, "max": 12},
						{"name": "note", "type": "empty", "nulls": 3, "distinct": 0, "distinctCapped": false}
					]
				}""").toString());
	}

	@Test
	void replacesAnOlderReportAndLeavesNothingBeside() throws IOException {
		this.reports.write(new CsvProfile("sales.CSV", 1, 0, 0, List.of()));
		Path report = this.reports.write(new CsvProfile("sales.CSV", 2, 0, 0, List.of()));
		assertThat(MAPPER.readTree(Files.readString(report)).path("rows").intValue()).isEqualTo(2);
		assertThat(Files.list(this.folder.reports())).containsExactly(report);
	}

	@Test
	void keepsOtherEndingsInTheName() throws IOException {
		assertThat(this.reports.write(new CsvProfile("sales.txt", 0, 0, 0, List.of()))).hasFileName("sales.txt.json");
	}

	@Test
	void writesNowhereElse() {
		assertThatExceptionOfType(InvalidFileNameException.class)
			.isThrownBy(() -> this.reports.write(new CsvProfile("../sales.csv", 0, 0, 0, List.of())));
		assertThat(this.root.resolve("sales.json")).doesNotExist();
	}

}
