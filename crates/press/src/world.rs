//! What typst may see: the carried fonts, the carried templates, and the data of one job. No disk, no network, no
//! clock, no packages.

use std::collections::HashMap;

use office::print::FontCoverage;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};

use crate::data::JobData;
use crate::{PressError, fonts, templates};

/// Everything that stays the same from job to job.
pub(crate) struct Base {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    files: HashMap<FileId, Source>,
    pub(crate) coverage: FontCoverage,
}

impl Base {
    pub(crate) fn load() -> Result<Self, PressError> {
        let fonts = fonts::load()?;
        let mut files = HashMap::new();
        for (path, text) in templates::FILES {
            let id = file_id(path).ok_or_else(|| PressError::UnknownTemplate(path.to_owned()))?;
            files.insert(id, Source::new(id, text.to_owned()));
        }
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            coverage: fonts::coverage(&fonts),
            fonts,
            files,
        })
    }

    /// The main file of a template.
    pub(crate) fn template(&self, name: &str) -> Option<FileId> {
        let id = file_id(&format!("/{name}.typ"))?;
        self.files.contains_key(&id).then_some(id)
    }
}

fn file_id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// One job.
pub(crate) struct JobWorld<'a> {
    base: &'a Base,
    main: FileId,
    data: HashMap<FileId, Bytes>,
}

impl<'a> JobWorld<'a> {
    pub(crate) fn new(base: &'a Base, main: FileId, job: JobData) -> Self {
        // typst keeps file names for ever, so jobs share the same few names.
        let codes = job.codes.into_iter().enumerate().map(|(n, svg)| (templates::qr_path(n), svg));
        let data = std::iter::once((templates::JOB.to_owned(), job.json))
            .chain(codes)
            .filter_map(|(path, text)| Some((file_id(&path)?, Bytes::from_string(text))))
            .collect();
        Self { base, main, data }
    }

    /// A remark of typst with its place, for the log. Never contains what people typed beyond what typst quotes.
    pub(crate) fn describe(&self, remark: &SourceDiagnostic) -> String {
        let place = remark
            .span
            .id()
            .map(|id| {
                let line = self
                    .range(remark.span)
                    .zip(self.source(id).ok())
                    .and_then(|(range, source)| source.lines().byte_to_line(range.start))
                    .map_or(0, |line| line + 1);
                format!("{}:{line}: ", id.vpath().get_with_slash())
            })
            .unwrap_or_default();
        format!("{place}{}", remark.message)
    }
}

impl World for JobWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.base.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.base.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.base.files.get(&id).cloned().ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if let Some(bytes) = self.data.get(&id) {
            return Ok(bytes.clone());
        }
        self.source(id).map(|source| Bytes::from_string(source.text().to_owned()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.base.fonts.get(index).cloned()
    }

    /// Paper says the time it is told, never the machine's.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}
