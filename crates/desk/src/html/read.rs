//! A consultation read back: labels and words, and what changed between two versions.
use kernel::wareki;

use crate::model::case::Case;
use crate::model::lists::{label, labels, lists};
use crate::model::year;

fn date(iso: &str) -> String {
    iso.parse().map(wareki::long).unwrap_or_default()
}

/// All answers in the order of the record, also empty ones.
pub(super) fn answers(c: &Case) -> Vec<(&'static str, String)> {
    let l = lists();
    let word = |list, code: &str| {
        if code.is_empty() { String::new() } else { label(list, code).to_string() }
    };
    let place = [word(&l.place, &c.place), word(&l.place_detail, &c.place_detail)];
    vec![
        ("受付日", format!("{}　{}", date(&c.day), c.time).trim().to_string()),
        ("所要分", c.minutes.map(|m| format!("{m}分")).unwrap_or_default()),
        ("方法", word(&l.method, &c.method)),
        ("事業所・機関", c.office.clone()),
        ("職種", c.profession.clone()),
        ("所属", word(&l.affiliation, &c.affiliation)),
        (
            "所在",
            place.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("（")
                + if c.place_detail.is_empty() { "" } else { "）" },
        ),
        ("内容", labels(&l.content, &c.contents)),
        ("福祉4分野・重層・身寄りなし", labels(&l.tag, &c.tags)),
        ("場面", word(&l.scene, &c.scene)),
        ("対象の方のようす", c.about.clone()),
        ("相談されたこと", c.asked.clone()),
        ("答えたこと", c.answered.clone()),
        ("対応", labels(&l.did, &c.did)),
        ("結果", word(&l.outcome, &c.outcome)),
        ("状態", c.status.label().to_string()),
        ("つぎに確かめる日", c.follow_on.as_deref().map(date).unwrap_or_default()),
        ("解決策実施", c.solved_year.map(year::long).unwrap_or_default()),
        ("解決策", c.solution.clone()),
        ("連携課題", if c.issue.is_some() { "つながっています".into() } else { String::new() }),
        ("公表するときの相談者", c.public_who.clone()),
        ("公表するときの内容", c.public_what.clone()),
    ]
}

/// What is different in the later version: label, before, after.
pub(super) fn changes(was: &Case, is: &Case) -> Vec<(&'static str, String, String)> {
    answers(was)
        .into_iter()
        .zip(answers(is))
        .filter(|((_, a), (_, b))| a != b)
        .map(|((label, a), (_, b))| (label, a, b))
        .collect()
}
