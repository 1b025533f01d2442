//! The kinds of letters that the slices registered. The list is handed over once after it was built (the slices that
//! register are of higher tiers).
use std::sync::OnceLock;

use app::{Cx, Error, Result};
use slice::{Answer, AnswerOption, LetterKind, Slice};

static KINDS: OnceLock<Vec<LetterKind>> = OnceLock::new();

/// Hands over the finished list of slices. Only the first call counts: the list is the program's and never changes.
pub fn set_sources(all: &[Slice]) {
    let _ = KINDS.set(all.iter().flat_map(|s| s.letters.clone()).collect());
}

fn nothing(_: &Cx<'_>, _: &Answer) -> Result<()> {
    Ok(())
}

/// Kind of what is asked on bridge's own page.
pub const QUESTION: &str = "bridge.question";
/// Kind of the yearly confirmation of a contact window.
pub const WINDOW: &str = "bridge.window";
/// Answer: nothing has changed.
pub const SAME: &str = "same";
/// Answer: something has changed.
pub const CHANGED: &str = "changed";

/// Bridge's own kinds.
pub(crate) fn own() -> Vec<LetterKind> {
    vec![
        LetterKind {
            code: QUESTION,
            label: "おたずね",
            answers: || vec![AnswerOption::new("got", "受け取りました", "")],
            on_answer: nothing,
        },
        LetterKind {
            code: WINDOW,
            label: "連絡窓口の確認",
            answers: || {
                vec![
                    AnswerOption::new(SAME, "変わりありません", "きょう確かめたことになります"),
                    AnswerOption::new(CHANGED, "変わりました", "連携拠点が直します")
                        .asking("変わったところ"),
                ]
            },
            on_answer: crate::use_cases::windows::answered,
        },
    ]
}

/// The kind with this code: bridge's own, or one of a slice.
///
/// # Errors
/// [`Error::Inconsistent`] when no slice registered it.
pub fn kind(code: &str) -> Result<LetterKind> {
    let own = own().into_iter().find(|k| k.code == code);
    own.or_else(|| KINDS.get().and_then(|all| all.iter().find(|k| k.code == code).cloned()))
        .ok_or_else(|| Error::Inconsistent("a letter of a kind that nobody registered".into()))
}

/// What a kind is called; its code when nobody knows it any more.
pub fn label(code: &str) -> String {
    kind(code).map_or_else(|_| code.to_string(), |k| k.label.to_string())
}
