//! The typst sources and layouts the program carries. Paths are those the sources use among themselves.

/// Path inside the virtual root and text. A file `NAME.typ` that is no part of others is the template `NAME`.
pub(crate) const FILES: [(&str, &str); 26] = [
    ("/common.typ", include_str!("../templates/common.typ")),
    ("/answers.typ", include_str!("../templates/answers.typ")),
    ("/generic-form.typ", include_str!("../templates/generic-form.typ")),
    ("/admission-sheet.typ", include_str!("../templates/admission-sheet.typ")),
    ("/admission-sheet.layout.json", include_str!("../templates/admission-sheet.layout.json")),
    ("/discharge-record.typ", include_str!("../templates/discharge-record.typ")),
    ("/discharge-record.layout.json", include_str!("../templates/discharge-record.layout.json")),
    ("/referral-letter.typ", include_str!("../templates/referral-letter.typ")),
    ("/referral-letter.layout.json", include_str!("../templates/referral-letter.layout.json")),
    ("/survey.typ", include_str!("../templates/survey.typ")),
    ("/list.typ", include_str!("../templates/list.typ")),
    ("/audit-review.typ", include_str!("../templates/audit-review.typ")),
    ("/letter.typ", include_str!("../templates/letter.typ")),
    ("/fax.typ", include_str!("../templates/fax.typ")),
    ("/fridge.typ", include_str!("../templates/fridge.typ")),
    ("/wallet.typ", include_str!("../templates/wallet.typ")),
    ("/booklet.typ", include_str!("../templates/booklet.typ")),
    ("/figures.typ", include_str!("../templates/figures.typ")),
    ("/event-tasks.typ", include_str!("../templates/event-tasks.typ")),
    ("/event-leaflet.typ", include_str!("../templates/event-leaflet.typ")),
    ("/event-form.typ", include_str!("../templates/event-form.typ")),
    ("/event-badges.typ", include_str!("../templates/event-badges.typ")),
    ("/event-certificate.typ", include_str!("../templates/event-certificate.typ")),
    ("/event-report.typ", include_str!("../templates/event-report.typ")),
    ("/programme.typ", include_str!("../templates/programme.typ")),
    ("/bars.typ", include_str!("../templates/bars.typ")),
];

/// Where a job's data appears.
pub(crate) const JOB: &str = "/job.json";

/// Where the n-th QR code of a job appears.
pub(crate) fn qr_path(n: usize) -> String {
    format!("/qr/{n}.svg")
}
