//! Paper: turns an [`office::print::PrintJob`] into a PDF with typst.
//!
//! One engine is kept for the life of the program; fonts and templates are read once and only the data changes. A job
//! reaches a template as the virtual file `/job.json`, so what people typed is never read as markup. Each text is
//! checked against the fonts first ([`office::print::printable`]): what they lack prints as 〓, is said on the paper
//! and is returned, so that nothing is lost silently.
//!
//! A PDF is tagged (PDF/UA-1), has a title and a language, and is the same bytes for the same job.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod data;
mod fonts;
mod templates;
mod world;

use office::print::{FontCoverage, PrintJob, Unprintable};
use office::qr::TooLong;
use typst::diag::Warned;
use typst::foundations::Smart;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use world::{Base, JobWorld};

/// How many jobs ago a memoised result must have been used last to be dropped. Memory would grow for ever otherwise;
/// keeping more than the last job costs about 10 MB a generation and saves no time (tried with 1, 3 and 8).
const KEEP_GENERATIONS: usize = 1;

/// The engine. Cheap to share (`Arc<Press>`), safe to use from several threads.
pub struct Press {
    base: Base,
    options: PdfOptions,
}

/// A finished PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// Characters printed as 〓, and characters whose wanted variant form is not in the fonts.
    pub unprintable: Unprintable,
    /// What the typesetter remarked; empty for sound templates, worth a line in the log otherwise.
    pub warnings: Vec<String>,
}

/// Why there is no PDF. `Display` is what the page says; the details are for the log.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// The job names a template that does not exist: a defect of the caller.
    #[error("この書類の印刷様式が見つかりません。管理者に知らせてください。")]
    UnknownTemplate(String),
    /// The address for the QR code is too long.
    #[error(transparent)]
    Qr(#[from] TooLong),
    /// A template or the shape of the body is wrong.
    #[error("PDF を作れませんでした。画面の印刷をお使いのうえ、管理者に知らせてください。")]
    Typesetting(Vec<String>),
    /// A font that the program carries cannot be read: a broken build.
    #[error("印刷用の書体を読めません。管理者に知らせてください。")]
    Fonts,
}

impl Press {
    /// Reads fonts and templates (0.1 s in an unoptimised build): once, at the start of the program.
    ///
    /// # Errors
    /// [`PressError::Fonts`].
    pub fn new() -> Result<Self, PressError> {
        let standards = PdfStandards::new(&[PdfStandard::Ua_1])
            .map_err(|wrong| PressError::Typesetting(vec![wrong.message().to_string()]))?;
        let options = PdfOptions {
            creator: Smart::Custom(Some("Yui".to_owned())),
            standards,
            ..PdfOptions::default()
        };
        Ok(Self { base: Base::load()?, options })
    }

    /// The characters that can be printed, for warning before a job is made.
    #[must_use]
    pub fn coverage(&self) -> &FontCoverage {
        &self.base.coverage
    }

    /// Prints a job. Takes 10 to 100 ms of computing: call it on a blocking thread and before a write transaction.
    ///
    /// # Errors
    /// [`PressError`].
    pub fn pdf(&self, job: &PrintJob) -> Result<Pdf, PressError> {
        let main = self
            .base
            .template(job.template.0)
            .ok_or_else(|| PressError::UnknownTemplate(job.template.0.to_owned()))?;
        let data = data::of(job, &self.base.coverage)?;
        let unprintable = data.unprintable.clone();
        let world = JobWorld::new(&self.base, main, data);
        let Warned { output, warnings } = typst::compile(&world);
        let result = output
            .and_then(|document| {
                let bytes = typst_pdf::pdf(&document, &self.options)?;
                Ok((bytes, document.pages().len()))
            })
            .map_err(|errors| {
                PressError::Typesetting(errors.iter().map(|e| world.describe(e)).collect())
            });
        typst::comemo::evict(KEEP_GENERATIONS);
        let (bytes, pages) = result?;
        let warnings = warnings.iter().map(|w| world.describe(w)).collect();
        Ok(Pdf { bytes, pages, unprintable, warnings })
    }
}

#[cfg(test)]
mod tests;
