//! A case of 地域ケア個別会議: a sign (A, B …), never a name or an address; strengths and what the place has (地域の宝) stand beside the
//! problems, and what many cases have in common becomes a local issue (地域課題).
use app::Result;
use kernel::{Date, Id};

use super::Wrong;
use super::catalogue::{catalogue, has};
use crate::{CaseId, MeetingId};

/// What is typed about a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewCase {
    /// Age band.
    pub age: String,
    /// Household.
    pub household: String,
    /// 検討テーマ.
    pub theme: String,
    /// 概要.
    pub outline: String,
    /// Problems.
    pub problems: String,
    /// Strengths of the person and treasures of the place.
    pub strengths: String,
    /// 支援の方針.
    pub support: String,
    /// The day on which it is looked at again.
    pub follow_on: Option<Date>,
    /// What was seen then.
    pub follow_text: String,
    /// 地域課題 found; may be cited elsewhere.
    pub issue: String,
}

/// A run of digits as long as a telephone or an insured number, or an honorific behind a name: signs that somebody wrote who
/// it is about.
fn names_somebody(text: &str) -> bool {
    let plain = kernel::kana::half_width(text);
    let mut run = 0;
    for c in plain.chars() {
        match c {
            '0'..='9' => run += 1,
            '-' if run > 0 => {}
            _ => run = 0,
        }
        if run >= 8 {
            return true;
        }
    }
    false
}

impl NewCase {
    /// Is it whole, and does it name nobody as far as a program can see?
    pub fn check(&self) -> Result<()> {
        let c = catalogue()?;
        let mut w = Wrong::default();
        if !has(&c.ages, &self.age) {
            w.say("age", "年代を選んでください");
        }
        if !has(&c.households, &self.household) {
            w.say("household", "世帯を選んでください");
        }
        w.need("theme", "検討テーマ", &self.theme);
        w.line("theme", "検討テーマ", &self.theme, 120);
        for (field, label, text) in [
            ("outline", "概要", &self.outline),
            ("problems", "困りごと", &self.problems),
            ("strengths", "強み・地域の宝", &self.strengths),
            ("support", "支援の方針", &self.support),
            ("follow_text", "その後", &self.follow_text),
        ] {
            w.long(field, label, text, 1_000);
        }
        w.line("issue", "地域課題", &self.issue, 200);
        for (field, text) in [
            ("theme", &self.theme),
            ("outline", &self.outline),
            ("problems", &self.problems),
            ("strengths", &self.strengths),
            ("support", &self.support),
            ("follow_text", &self.follow_text),
            ("issue", &self.issue),
        ] {
            if names_somebody(text) {
                w.say(field, "電話番号や被保険者番号のような数字があります。だれのことか分かるものは書かないでください");
            }
        }
        w.end()
    }
}

/// A case as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Id.
    pub id: CaseId,
    /// Its meeting.
    pub meeting: MeetingId,
    /// A, B … Z, AA.
    pub sign: String,
    /// What was typed.
    pub data: NewCase,
    /// Entered by mistake.
    pub removed: bool,
    /// Version for the stale check.
    pub version: i64,
}

/// Advice of one profession.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// Id.
    pub id: Id,
    /// Code of the profession.
    pub profession: String,
    /// The words.
    pub text: String,
}

/// The n-th sign, from 0: A … Z, AA, AB …
pub fn sign(n: usize) -> String {
    let letter = |i: usize| char::from(b'A' + u8::try_from(i % 26).unwrap_or(0));
    match n / 26 {
        0 => letter(n).to_string(),
        more => format!("{}{}", sign(more - 1), letter(n)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_go_from_a_to_z_and_on() {
        assert_eq!(
            (sign(0), sign(25), sign(26), sign(27), sign(52)),
            ("A".into(), "Z".into(), "AA".into(), "AB".into(), "BA".into())
        );
        let all: std::collections::BTreeSet<_> = (0..800).map(sign).collect();
        assert_eq!(all.len(), 800);
    }

    #[test]
    fn a_case_names_nobody() {
        let fine = NewCase {
            age: "75-84".into(),
            household: "alone".into(),
            theme: "買い物に行けない".into(),
            outline: "坂の上の家。2025年から杖。週3回サロン".into(),
            ..NewCase::default()
        };
        fine.check().unwrap();
        for bad in ["電話 0197-65-0012", "０１９７６５００１２", "番号0000123456"] {
            let c = NewCase { outline: bad.into(), ..fine.clone() };
            assert!(
                matches!(c.check(), Err(app::Error::Invalid(f)) if f[0].field == "outline"),
                "{bad}"
            );
        }
        assert!(matches!(NewCase::default().check(), Err(app::Error::Invalid(f)) if f.len() == 3));
    }
}
