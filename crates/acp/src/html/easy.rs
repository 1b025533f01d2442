//! What is wrong with a form, in やさしい日本語: short sentences in kana, because a message has no room for readings.
use ui::{ErrorSummary, FieldError};

use crate::model::Edition;

/// What to do, by what the sentence in plain words asks for; the first that fits counts. A day is told by its field: its sentences
/// come from several places.
const SAYS: [(&str, &str); 9] = [
    ("1つにまとめて", "ひとつに まとめて ください"),
    ("1つだけ選んで", "ひとつだけ えらんで ください"),
    ("1つ以上選んで", "ひとつか、もっと えらんで ください"),
    ("選んでください", "このなかから ひとつ えらんで ください"),
    ("お名前を入力", "なまえを かいて ください"),
    ("続柄", "あなたの どんな ひとか、かいて ください（れい むすこ、ともだち）"),
    ("電話番号は", "でんわばんごうは、すうじだけで かいて ください（れい 0000-12-3456）"),
    ("だれのことば", "だれの ことばか、かいて ください"),
    ("5人まで", "5にんまで です。さきに だれかを はずして ください"),
];
const DAYS: [&str; 3] = ["until", "step_on", "confirmed_on"];

/// 「200文字以内で入力してください」: how many.
fn most(message: &str) -> Option<&str> {
    let (n, _) = message.split_once("文字以内")?;
    n.chars().all(|c| c.is_ascii_digit()).then_some(n)
}

/// One sentence.
pub(super) fn message(e: Edition, field: &str, plain: String) -> String {
    if !e.easy() {
        return plain;
    }
    if DAYS.contains(&field) {
        return "ひにちを、もういちど みて ください（れい 2026ねん 9がつ 30にち）".into();
    }
    if let Some(n) = most(&plain) {
        return format!("もじが おおすぎます。{n}もじまでに して ください");
    }
    let said = SAYS.iter().find(|(asks, _)| plain.contains(asks)).map(|(_, easy)| *easy);
    said.unwrap_or("ここを、もういちど かいて ください").into()
}

/// The errors of a page.
pub(super) fn errors(e: Edition, all: Vec<FieldError>) -> Vec<FieldError> {
    let one = |x: FieldError| FieldError { message: message(e, &x.field, x.message), ..x };
    all.into_iter().map(one).collect()
}

/// The box over a form.
pub(super) fn summary(e: &Edition, all: &[FieldError]) -> ErrorSummary {
    let plain = ErrorSummary::of(all);
    match e.easy() {
        false => plain,
        true => ErrorSummary {
            title: format!("{}つ、なおして ください", all.len()),
            note: "かいた ものは、のこって います。".into(),
            ..plain
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has_kanji(text: &str) -> bool {
        text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
    }

    #[test]
    fn a_sentence_in_easy_words_has_no_kanji_and_says_the_same() {
        for (field, plain, part) in [
            ("a", "200文字以内で入力してください（いま 201文字）", "200もじまで"),
            ("a", "1つだけ選んでください", "ひとつだけ"),
            ("parts", "見せるところを、1つ以上選んでください", "もっと えらんで"),
            ("proxy_name", "お名前を入力してください", "なまえ"),
            ("phone", "電話番号は、数字とハイフンで入力してください（例 0000-12-3456）", "0000"),
            ("until", "月を入れてください", "ひにち"),
            ("x", "なにか別のことば", "もういちど"),
        ] {
            let easy = message(Edition::Easy, field, plain.into());
            assert!(easy.contains(part) && !has_kanji(&easy), "{easy}");
            assert_eq!(message(Edition::Plain, field, plain.into()), plain);
        }
        for (_, easy) in SAYS {
            assert!(!has_kanji(easy), "{easy}");
        }
        let all = [FieldError { field: "a".into(), message: "x".into() }];
        let box_ = summary(&Edition::Easy, &all);
        assert!(!has_kanji(&box_.title) && !has_kanji(&box_.note));
        assert_eq!(summary(&Edition::Plain, &all), ErrorSummary::of(&all));
    }
}
