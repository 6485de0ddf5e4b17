package dev.jobs.autoconfigure.endpoint;

import java.time.Instant;
import java.util.List;

import dev.jobs.diagnosis.Diagnosis;
import dev.jobs.diagnosis.Finding;

/**
 * A diagnosis as clients see it.
 *
 * @param status {@code ok}, {@code warning} or {@code error}, by the worst finding
 * @param checkedAt when the look was taken, in UTC and by the clock of the node
 * @param findings what was found, the worst first
 */
record DoctorView(String status, Instant checkedAt, List<FindingView> findings) {

	static DoctorView of(Diagnosis diagnosis) {
		return new DoctorView(diagnosis.status().text(), diagnosis.checkedAt(),
				diagnosis.findings().stream().map(FindingView::of).toList());
	}

	/**
	 * One finding.
	 *
	 * @param code its stable name
	 * @param severity {@code info}, {@code warning} or {@code error}
	 * @param message what is so, and what follows from it
	 * @param fix what to do
	 */
	record FindingView(String code, String severity, String message, String fix) {

		static FindingView of(Finding finding) {
			return new FindingView(finding.code(), finding.severity().text(), finding.message(), finding.fix());
		}

	}

}
