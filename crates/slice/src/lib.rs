//! What a slice registers, and the plain request and answer its pages work with. Handlers are synchronous
//! functions: HTML, JSON and FHIR are thin callers of the same use cases, and only the server knows HTTP's
//! machinery.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod agenda;
mod decided;
mod evidence;
mod exports;
mod facts;
mod form;
pub mod intake;
mod letters;
pub mod parts;
mod planned;
mod register;
mod req;
mod resp;
mod sources;
mod years;

pub use agenda::{AgendaDoor, set_agenda, to_agenda};
pub use decided::{Decided, DecidedSource, decided, set_decided};
pub use evidence::{
    Evidence, EvidenceSource, Told, Use, evidence, evidence_of, set_evidence, tell,
};
pub use exports::ExportSource;
pub use facts::{
    Beside, Dim, FUNDING, Fact, FactKind, FactSource, facts, funding_code, funding_words, set_facts,
};
pub use form::Form;
pub use letters::{Answer, AnswerOption, AnswerSource, LetterKind, in_charge};
pub use planned::{PlannedSource, planned, set_planned};
pub use register::{Audit, CliCommand, CliCx, JobKind, Method, Migrates, NavItem, Route, Slice};
pub use req::{Req, Session, Visitor};
pub use resp::{Body, Fail, Live, Resp};
pub use sources::{
    Chip, Count, CountSource, Current, CurrentSource, Figure, FigureSource, FirstStep,
    FirstStepSource, Hit, Overdue, OverdueSource, SearchSource, TimelineEntry, TimelineSource,
    Todo, TodoSource, Who, WhoMaySee,
};
pub use sources::{Erased, KeptKind, PackSource, Packed, PackedPaper, PersonChanged, Retained};
pub use sources::{MyLink, MySource};
pub use sources::{set_timelines, timelines};
pub use ui::formstate::FormRefused;
pub use years::{
    Deed, DeedSource, HidesSource, Reach, YearChoice, YearFigure, YearSource, deeds, reach,
    set_years, year_ends, year_hides, years,
};
