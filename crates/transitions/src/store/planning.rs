//! SQL of what is got ready until discharge: dates, reasons, checklist, procedures, places, papers.
db::statements! { pub(crate) STATEMENTS;
}
