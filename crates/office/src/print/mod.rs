//! What is to be printed, as data. `press` turns a [`PrintJob`] into a PDF; a slice only fills in one of the sheets
//! below and never sees the typesetter.
//!
//! | template | body | paper it looks like |
//! |---|---|---|
//! | [`TemplateId::GENERIC_FORM`] | [`FormSheet`] | any form response: sections, label and value |
//! | [`TemplateId::ADMISSION_SHEET`] | [`AnswerSheet`] | 入院時情報提供書, front and back |
//! | [`TemplateId::DISCHARGE_RECORD`] | [`AnswerSheet`] | 退院・退所情報記録書 |
//! | [`TemplateId::REFERRAL_LETTER`] | [`AnswerSheet`] | 診療情報提供書 (別紙様式11) |
//! | [`TemplateId::SURVEY`] | [`SurveySheet`] | 入退院連絡調査 |
//! | [`TemplateId::FIGURES`] | [`FiguresSheet`] | bars with their counts and shares, and tables |
//! | [`TemplateId::LIST`] | [`ListSheet`] | a table: in-tray, call sheet, register |
//! | [`TemplateId::AUDIT_REVIEW`] | [`AuditReviewSheet`] | monthly review of the audit log |
//! | [`TemplateId::LETTER`] | [`LetterSheet`] | one letter a page with a large code |
//! | [`TemplateId::FAX`] | [`FaxSheet`] | a sheet for the FAX with QR, code and answers to tick |
//!
//! Every text in a job is data: it is never read as markup, and `press` checks each character against its fonts.

mod answers;
mod audit;
mod coverage;
mod fax;
mod figures;
mod form;
mod job;
mod list;
mod survey;

pub use answers::{Answer, AnswerSection, AnswerSheet};
pub use audit::AuditReviewSheet;
pub use coverage::{FontCoverage, Printable, Unprintable, printable, unprintable};
pub use fax::{FaxAnswer, FaxLetter, FaxSheet};
pub use figures::{FigureBar, FigureChart, FiguresSheet};
pub use form::{Choice, FormRow, FormSection, FormSheet, LabelValue, Table, Value};
pub use job::{Paper, PrintJob, PrintJobBuilder, Printed, TemplateId};
pub use list::{Align, Letter, LetterSheet, ListColumn, ListFront, ListSheet, LongList, Width};
pub use survey::{
    Bar, BarGroup, SurveyRate, SurveyRow, SurveySheet, SurveyTable, TIMING_KEYS, percent_text,
    ratio_text,
};
