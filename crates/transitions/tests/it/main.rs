//! A stay from notice to home through its use cases, on both engines, and the survey counted from it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod admission;
mod after;
mod again;
mod approval_rule;
mod brought;
mod conferences;
mod counting;
mod ends;
mod facility;
mod fees;
mod handover;
mod hear;
mod judging;
mod late;
mod leftovers;
mod meetings;
mod merge;
mod office_closes;
mod pack;
mod place;
mod questionnaire;
mod quiet;
mod ready;
mod recall;
mod referral;
mod retained;
mod rights;
mod same_numbers;
mod survey_table;
mod table;
mod thread;
mod together;
mod walks;
mod writers;
mod written;
