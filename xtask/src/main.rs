//! The house's own tools: `cargo xtask deps | tidy | gen | city | new-slice`.
//!
//! Each is a check or a chore that a person would otherwise have to remember. Nothing here is
//! linked into the program.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]
#![expect(clippy::disallowed_macros, reason = "a command line tool speaks to the terminal")]

mod city;
mod deps;
mod generated;
mod new_slice;
mod repo;
mod tidy;
mod tiers;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask COMMAND

  deps             which crate may use which (docs: ARCHITECTURE.md, tiers)
  tidy             the text rules of the house
  gen [--check]    writes docs/generated from the built program; --check only compares
  city [--check]   writes the papers of docs/city that can be worked out; --check only compares
  new-slice NAME [LABEL]
                   makes crates/NAME with the files that every slice has, and registers it
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["deps"] => deps::run(),
        ["tidy"] => tidy::run(),
        ["gen"] => generated::run(generated::Mode::Write),
        ["gen", "--check"] => generated::run(generated::Mode::Check),
        ["city"] => city::run(generated::Mode::Write),
        ["city", "--check"] => city::run(generated::Mode::Check),
        ["new-slice", name] => new_slice::run(name, None),
        ["new-slice", name, label] => new_slice::run(name, Some(label)),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(message) => {
            if !message.is_empty() {
                println!("{message}");
            }
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
