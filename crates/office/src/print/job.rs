//! The job: which template, what stands in head and foot, and the body.

use serde::Serialize;
use serde_json::Value as Json;

/// Names a template of `press`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TemplateId(pub &'static str);

impl TemplateId {
    /// Any form response as label and value.
    pub const GENERIC_FORM: Self = Self("generic-form");
    /// 入院時情報提供書 in the order of the national paper.
    pub const ADMISSION_SHEET: Self = Self("admission-sheet");
    /// 退院・退所情報記録書.
    pub const DISCHARGE_RECORD: Self = Self("discharge-record");
    /// 診療情報提供書 (別紙様式11).
    pub const REFERRAL_LETTER: Self = Self("referral-letter");
    /// 入退院連絡調査.
    pub const SURVEY: Self = Self("survey");
    /// Bars with their counts and shares, and tables.
    pub const FIGURES: Self = Self("figures");
    /// A table.
    pub const LIST: Self = Self("list");
    /// Monthly review of the audit log.
    pub const AUDIT_REVIEW: Self = Self("audit-review");
    /// One letter a page.
    pub const LETTER: Self = Self("letter");
    /// A sheet for the FAX with a code and answers to tick, one a page.
    pub const FAX: Self = Self("fax");
    /// 救急医療情報 to lie in the fridge.
    pub const FRIDGE: Self = Self("fridge");
    /// 救急医療情報 for the wallet.
    pub const WALLET: Self = Self("wallet");
    /// わたしのきぼうノート in large type.
    pub const BOOKLET: Self = Self("booklet");
    /// 役割・棚卸表 of an event: before, on the day, after.
    pub const EVENT_TASKS: Self = Self("event-tasks");
    /// Leaflet of an event with a code, also the sheet at its door.
    pub const EVENT_LEAFLET: Self = Self("event-leaflet");
    /// Questionnaire to be filled in by hand or by its code.
    pub const EVENT_FORM: Self = Self("event-form");
    /// Name badges, eight on a page.
    pub const EVENT_BADGES: Self = Self("event-badges");
    /// 受講証, one a page.
    pub const EVENT_CERTIFICATE: Self = Self("event-certificate");
    /// Headings, paragraphs, tables and bars one under the other: reports and results.
    pub const EVENT_REPORT: Self = Self("event-report");
    /// Tables of the plan, indicators and the roadmap (資料４).
    pub const PROGRAMME: Self = Self("programme");
}

/// Size and direction of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// A4 upright.
    #[default]
    A4Portrait,
    /// A4 lying.
    A4Landscape,
}

/// A body that knows its template.
pub trait Printed: Serialize {
    /// The template that prints it.
    const TEMPLATE: TemplateId;
}

/// Everything that is needed for one PDF. Dates and times are already words (和暦, Japan time): printing computes
/// nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintJob {
    /// Which template.
    pub template: TemplateId,
    /// Title of the paper and of the PDF, 「入院時情報提供書」. Without personal data: the file is called after it.
    pub title: String,
    /// Another name for the file than its title, without `.pdf` and without personal data.
    pub file: Option<String>,
    /// Whose it is, for the foot of every page: 「髙橋 ミヨ 様（利用者番号 0031）」. Empty when it is nobody's.
    pub subject: String,
    /// Who puts it out: 「みずほ居宅介護支援」.
    pub sender: String,
    /// The band on every page of a demonstration or training region; `None` elsewhere.
    pub demo: Option<String>,
    /// 「第1版」 of the record or of the form.
    pub edition: String,
    /// Time of output in words, 「R8.11.21 10:12」.
    pub printed_at: String,
    /// Opaque address for the QR code in the head.
    pub qr: Option<String>,
    /// The paper.
    pub paper: Paper,
    /// The sheet, in the shape the template asks for.
    pub body: Json,
}

impl PrintJob {
    /// Starts a job for a body; the template follows from its type.
    ///
    /// # Errors
    /// When the body cannot be written as JSON (a map with keys that are no text): a defect of the caller.
    pub fn of<B: Printed>(body: &B) -> Result<PrintJobBuilder, serde_json::Error> {
        Ok(Self::with_template(B::TEMPLATE, serde_json::to_value(body)?))
    }

    /// Starts a job for a template whose body has the right shape already, for instance a stored sample.
    pub fn with_template(template: TemplateId, body: Json) -> PrintJobBuilder {
        PrintJobBuilder {
            job: Self {
                template,
                title: String::new(),
                file: None,
                subject: String::new(),
                sender: String::new(),
                demo: None,
                edition: String::new(),
                printed_at: String::new(),
                qr: None,
                paper: Paper::default(),
                body,
            },
        }
    }
}

/// Longest name of a file in characters: with UTF-8 and `.pdf` it stays below the 255 bytes of file systems.
const NAME_CHARS: usize = 60;

impl PrintJob {
    /// What the file is called when it is kept: 「入院時情報提供書.pdf」. Made from the title unless the caller gave
    /// another; what file systems do not take becomes `_`, and a name of nothing is 「書類.pdf」.
    #[must_use]
    pub fn file_name(&self) -> String {
        let given = self.file.as_deref().filter(|f| !f.trim().is_empty()).unwrap_or(&self.title);
        let kept = |c: char| !c.is_control() && !c.is_whitespace() && !"/\\:*?\"<>|".contains(c);
        let safe: String =
            given.trim().chars().take(NAME_CHARS).map(|c| if kept(c) { c } else { '_' }).collect();
        let name = safe.trim_matches(['_', '.']);
        format!("{}.pdf", if name.is_empty() { "書類" } else { name })
    }

    /// The same for readers that know only ASCII: `admission-sheet.pdf`. Empty for the template of all forms, whose name
    /// says nothing: then the Japanese name stands alone.
    #[must_use]
    pub fn ascii_file_name(&self) -> String {
        if self.template == TemplateId::GENERIC_FORM {
            return String::new();
        }
        format!("{}.pdf", self.template.0)
    }
}

/// Fills in head and foot; everything has an empty default.
#[derive(Debug, Clone)]
#[must_use]
pub struct PrintJobBuilder {
    job: PrintJob,
}

impl PrintJobBuilder {
    /// Another template for the same body shape ([`AnswerSheet`](super::AnswerSheet) has two).
    pub fn template(mut self, template: TemplateId) -> Self {
        self.job.template = template;
        self
    }

    /// Title of the paper.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.job.title = title.into();
        self
    }

    /// Another name for the file than its title, without `.pdf` and without personal data.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.job.file = Some(name.into());
        self
    }

    /// Whose paper it is.
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.job.subject = subject.into();
        self
    }

    /// Who puts it out.
    pub fn sender(mut self, sender: impl Into<String>) -> Self {
        self.job.sender = sender.into();
        self
    }

    /// Band text of a demonstration or training region.
    pub fn demo(mut self, band: Option<String>) -> Self {
        self.job.demo = band;
        self
    }

    /// Edition of the record or form.
    pub fn edition(mut self, edition: impl Into<String>) -> Self {
        self.job.edition = edition.into();
        self
    }

    /// Time of output in words.
    pub fn printed_at(mut self, when: impl Into<String>) -> Self {
        self.job.printed_at = when.into();
        self
    }

    /// Opaque address for the QR code in the head.
    pub fn qr(mut self, address: Option<String>) -> Self {
        self.job.qr = address;
        self
    }

    /// The paper.
    pub fn paper(mut self, paper: Paper) -> Self {
        self.job.paper = paper;
        self
    }

    /// The finished job.
    #[must_use]
    pub fn build(self) -> PrintJob {
        self.job
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FormSheet, LabelValue, ListSheet};
    use super::*;

    #[test]
    fn a_body_chooses_its_template_and_upright_paper_is_usual() {
        let job = PrintJob::of(&ListSheet::default())
            .unwrap()
            .title("届いた書類")
            .sender("結野中央病院（架空）")
            .demo(Some("デモ".into()))
            .build();
        assert_eq!((job.template, job.paper), (TemplateId::LIST, Paper::A4Portrait));
        assert_eq!((job.title.as_str(), job.demo.as_deref()), ("届いた書類", Some("デモ")));
    }

    #[test]
    fn a_file_is_called_after_its_title_and_never_after_a_person() {
        let job = |title: &str| {
            PrintJob::of(&ListSheet::default()).unwrap().title(title).subject("高橋 ミヨ 様")
        };
        assert_eq!(job("入院時情報提供書").build().file_name(), "入院時情報提供書.pdf");
        assert_eq!(job("入院時情報提供書").build().ascii_file_name(), "list.pdf");
        let form = PrintJob::of(&FormSheet::default()).unwrap().title("看護サマリー").build();
        assert_eq!(
            (form.file_name().as_str(), form.ascii_file_name().as_str()),
            ("看護サマリー.pdf", "")
        );
        assert_eq!(
            job("入退院連絡調査　令和8年10月1日〜31日").build().file_name(),
            "入退院連絡調査_令和8年10月1日〜31日.pdf"
        );
        assert_eq!(job("x").file_name("連絡窓口一覧").build().file_name(), "連絡窓口一覧.pdf");
        assert_eq!(job("../a\"b\r\n/c").build().file_name(), "a_b___c.pdf");
        for nothing in ["", "  ", "..", "/"] {
            assert_eq!(job(nothing).build().file_name(), "書類.pdf", "{nothing:?}");
        }
        assert!(job(&"あ".repeat(300)).build().file_name().len() < 255);
    }

    #[test]
    fn the_body_is_plain_json() {
        let sheet = FormSheet {
            heading_rows: vec![LabelValue::new("氏名", "髙橋 ミヨ")],
            sections: vec![],
        };
        let job = PrintJob::of(&sheet).unwrap().build();
        let expected = serde_json::json!({"heading_rows": [{"label": "氏名", "value": "髙橋 ミヨ"}], "sections": []});
        assert_eq!(job.body, expected);
    }
}
