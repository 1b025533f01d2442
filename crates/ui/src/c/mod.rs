//! The component set: every part the mock-ups draw, as plain data that renders itself. A template prints a part with
//! `{{ part }}`; fields of type [`crate::Html`] take text (`"…".into()`, escaped) or another part's output.
mod act;
mod bars;
mod charts;
mod contact;
mod figures;
mod findings;
mod forms;
mod lists;
mod nav;
mod person;
mod states;
mod table;
mod tray;

pub use act::{Button, ButtonAct, ButtonKind, Tag, TagKind, tag, tags};
pub use bars::{BarList, BarRow};
pub use charts::{Bar, ChartDefs, Column, ColumnChart, StackedChart};
pub use contact::{ContactWindow, HoursBar, Span};
pub use figures::{Fig, Figs, Rate, RateCard, RateCards, points};
pub use findings::{
    Ack, AckList, Criteria, Criterion, Diff, DiffRow, Question, UnknownBox, Verdict,
};
pub use forms::{DraftStatus, ErrorSummary, FormOpen, RecallBar, SendBar, Stale, StaleRow};
pub use lists::{Door, Doors, Kv, PlainRow, ReadRow, ReadView, Rows, Todo, TodoItem};
pub use nav::{Chapter, ChapterState, Chip, Filter, Pager, SecNav, back, crumbs};
pub use person::{Alert, AlertKind, PersonHead, PersonMore, See, SeeEntry, TimeEntry, Timeline};
pub use states::{Empty, Offline, Problem, Progress, Way};
pub use table::{Cell, DataTable, ImportNote, ImportPreview, ImportRow, Table, TableRow};
pub use tray::{Legend, STEPS, Step, StepState, Strip, Tray, TrayRow};
