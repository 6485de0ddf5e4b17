package dev.jobs.sample.orders;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.jobs.sample.files.DataFolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link Receipts}.
 */
class ReceiptsTests {

	private static final Order ORDER = new Order(UUID.fromString("0c7a2f2e-2f5b-4a7e-9d0e-3f0f6e1c2b11"), "Zoë", "Tea",
			3000, new BigDecimal("12.50"), Instant.parse("2026-03-29T12:00:00Z"));

	@TempDir
	private Path root;

	private DataFolder folder;

	private Receipts receipts;

	@BeforeEach
	void prepare() {
		this.folder = DataFolder.prepare(this.root);
		this.receipts = new Receipts(this.folder);
	}

	@Test
	void writesWhatWasOrderedUnderTheIdOfTheOrder() throws IOException {
		Path receipt = this.receipts.write(ORDER);
		assertThat(receipt).isEqualTo(this.folder.receipts().resolve(ORDER.id() + ".txt"));
		assertThat(Files.readString(receipt)).isEqualTo("""
				Receipt

				Order:    0c7a2f2e-2f5b-4a7e-9d0e-3f0f6e1c2b11
				Date:     2026-03-29T12:00:00Z
				Customer: Zoë
				Item:     Tea
				Quantity: 3000
				Amount:   12.50
				""");
	}

	@Test
	void writesTheSameBytesAgainInWhateverCountry() throws IOException {
		byte[] first = Files.readAllBytes(this.receipts.write(ORDER));
		Locale locale = Locale.getDefault();
		try {
			Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
			assertThat(this.receipts.write(ORDER)).hasBinaryContent(first);
		}
		finally {
			Locale.setDefault(locale);
		}
		assertThat(Files.list(this.folder.receipts())).hasSize(1);
	}

	@Test
	void leavesNoHalfReceiptWhenItCannotBeMovedToItsPlace() throws IOException {
		Path inTheWay = this.folder.receipts().resolve(ORDER.id() + ".txt");
		Files.createDirectories(inTheWay.resolve("not-empty"));
		assertThatIOException().isThrownBy(() -> this.receipts.write(ORDER));
		assertThat(Files.list(this.folder.receipts())).containsExactly(inTheWay);
	}

}
