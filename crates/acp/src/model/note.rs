//! One saving = one version: who spoke, who was there, own words or presumed, on which day it was confirmed with the person.
//! (人生の最終段階における医療・ケアの決定プロセスに関するガイドライン, 厚生労働省 2018: wishes change; each talk is written down anew.)
use kernel::{At, Date, Id};

use super::Check;
use super::form::{Body, Form, Part};

/// Whose words they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// 本人の言葉.
    Own,
    /// 推定: what the person would say, as those close to them understand it.
    Presumed,
}

impl Whose {
    /// Both.
    pub const ALL: [Whose; 2] = [Whose::Own, Whose::Presumed];

    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Whose::Own => "own",
            Whose::Presumed => "presumed",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Whose> {
        Whose::ALL.into_iter().find(|w| w.code() == code)
    }

    /// Words on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Whose::Own => "ご本人のことば",
            Whose::Presumed => "推定（ご本人なら、と周りの人が考えたこと）",
        }
    }

    /// In a few words.
    pub const fn short(self) -> &'static str {
        match self {
            Whose::Own => "ご本人のことば",
            Whose::Presumed => "推定",
        }
    }
}

/// Who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// The person on their own phone.
    Person,
    /// わたしの代わりに話し合ってほしい人, on theirs.
    Proxy,
    /// Staff, for the person (代行).
    Staff,
    /// Keyed in from the person's paper by 市・包括.
    Paper,
}

impl Typed {
    const ALL: [Typed; 4] = [Typed::Person, Typed::Proxy, Typed::Staff, Typed::Paper];

    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Typed::Person => "person",
            Typed::Proxy => "proxy",
            Typed::Staff => "staff",
            Typed::Paper => "paper",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Typed> {
        Typed::ALL.into_iter().find(|t| t.code() == code)
    }

    /// Words before the name of who typed.
    pub const fn label(self) -> &'static str {
        match self {
            Typed::Person => "ご本人が入力",
            Typed::Proxy => "代わりに話し合う人が入力",
            Typed::Staff => "代行入力",
            Typed::Paper => "紙から入力",
        }
    }
}

/// A version to keep.
#[derive(Debug, Clone)]
pub struct NewVersion {
    /// Which part.
    pub part: Part,
    /// The newest version when the form was opened; none = there was none.
    pub base: Option<Id>,
    /// Answers.
    pub body: Body,
    /// Whose words.
    pub whose: Whose,
    /// Who spoke: 本人, 長男 …
    pub spoke: String,
    /// Who was there.
    pub present: String,
    /// For presumed words: why one thinks so.
    pub grounds: String,
    /// 本人確認日.
    pub confirmed_on: Date,
}

impl NewVersion {
    /// What is wrong with it.
    pub(crate) fn check(&self, form: &Form, today: Date) -> app::Result<()> {
        let mut c = Check::default();
        c.and(form.validate(self.part, &self.body));
        c.text("spoke", &self.spoke, 60, "だれのことばかを入力してください");
        c.most("present", &self.present, 120);
        c.past("confirmed_on", self.confirmed_on, today);
        match self.whose {
            Whose::Presumed => c.text(
                "grounds",
                &self.grounds,
                300,
                "どうしてそう考えるか（前に話していたこと、暮らしぶりなど）を入力してください",
            ),
            Whose::Own => c.most("grounds", &self.grounds, 300),
        }
        c.done()
    }
}

/// A version as kept; never changed.
#[derive(Debug, Clone)]
pub struct Version {
    /// Id.
    pub id: Id,
    /// The record of the person that it belongs to.
    pub resident: Id,
    /// Number in that record.
    pub number: i64,
    /// Version of the form.
    pub form: String,
    /// Answers.
    pub body: Body,
    /// Whose words.
    pub whose: Whose,
    /// Who spoke.
    pub spoke: String,
    /// Who was there.
    pub present: String,
    /// Why one thinks so, of presumed words.
    pub grounds: String,
    /// 本人確認日.
    pub confirmed_on: Date,
    /// Who typed.
    pub typed: Typed,
    /// Care level of that day, for the review.
    pub care_level: String,
    /// Name of who typed.
    pub by: String,
    /// When.
    pub at: At,
}

impl Version {
    /// An answer in own words; empty when there is none.
    pub fn text(&self, code: &str) -> &str {
        self.body.get(code).and_then(|v| v.first()).map_or("", String::as_str)
    }

    /// The person's own words for a card that is read in an emergency, by the chapter that they stand in; at most 400 characters
    /// together. On the card they stand by the codes of the chapters, falling: that is the order here. Ticked treatments are not in it: read in haste they would look like an order, and they are none.
    pub fn spoken(&self) -> Vec<(&'static str, String)> {
        let mark = if self.whose == Whose::Presumed { "（推定）" } else { "" };
        let mut left: usize = 400;
        let mut out = Vec::new();
        for (part, code) in [
            ("values", "values.voice"),
            ("medical", "medical.words"),
            ("ambulance", "ambulance.words"),
        ] {
            let (text, room) = (self.text(code), left.saturating_sub(mark.chars().count()));
            if text.is_empty() || room < 2 {
                continue;
            }
            let cut: String = match text.chars().count() > room {
                true => text.chars().take(room - 1).chain(std::iter::once('…')).collect(),
                false => text.to_owned(),
            };
            let said = format!("{cut}{mark}");
            // the line break between two of them
            left = left.saturating_sub(said.chars().count() + 1);
            out.push((part, said));
        }
        out
    }
}

/// One answer that differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The question.
    pub label: String,
    /// What stood before; empty = nothing.
    pub before: String,
    /// What stands now; empty = taken away.
    pub now: String,
}

/// What is different between two sets of answers, in the order of the form.
pub fn differences(form: &Form, part: Part, before: &Body, now: &Body) -> Vec<Change> {
    let words = |q, body: &Body, code: &str| {
        body.get(code).map_or_else(String::new, |given| form.words(q, given))
    };
    form.questions(part)
        .filter(|q| before.get(&q.code) != now.get(&q.code))
        .map(|q| Change {
            label: q.words.label.clone(),
            before: words(q, before, &q.code),
            now: words(q, now, &q.code),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::form::shipped;
    use super::*;

    fn body(all: &[(&str, &str)]) -> Body {
        all.iter().map(|(k, v)| ((*k).to_owned(), vec![(*v).to_owned()])).collect()
    }

    fn new() -> NewVersion {
        NewVersion {
            part: Part::Wish,
            base: None,
            body: Body::new(),
            whose: Whose::Own,
            spoke: "本人".into(),
            present: String::new(),
            grounds: String::new(),
            confirmed_on: "2026-11-20".parse().unwrap(),
        }
    }

    fn wrong(n: &NewVersion) -> Vec<String> {
        match n.check(shipped().unwrap(), "2026-11-21".parse().unwrap()) {
            Ok(()) => Vec::new(),
            Err(app::Error::Invalid(f)) => f.into_iter().map(|e| e.field).collect(),
            Err(e) => panic!("{e:?}"),
        }
    }

    #[test]
    fn nothing_has_to_be_answered_but_whose_words_they_are_must_be_said() {
        assert!(wrong(&new()).is_empty(), "an empty note is a note");
        assert_eq!(wrong(&NewVersion { spoke: " ".into(), ..new() }), ["spoke"]);
        let presumed = NewVersion { whose: Whose::Presumed, ..new() };
        assert_eq!(wrong(&presumed), ["grounds"]);
        assert!(wrong(&NewVersion { grounds: "前に話していた".into(), ..presumed }).is_empty());
        let late = NewVersion { confirmed_on: "2026-11-22".parse().unwrap(), ..new() };
        assert_eq!(wrong(&late), ["confirmed_on"]);
        let unknown = NewVersion { body: body(&[("money.bank", "x")]), ..new() };
        assert_eq!(wrong(&unknown), ["money.bank"], "money is no part of the note");
    }

    #[test]
    fn differences_name_what_was_added_changed_and_taken_away() {
        let f = shipped().unwrap();
        let a = body(&[("place.care", "home"), ("about.likes", "庭いじり"), ("not.words", "なし")]);
        let b =
            body(&[("place.care", "hospital"), ("about.likes", "庭いじり"), ("about.pets", "猫")]);
        let d = differences(f, Part::Wish, &a, &b);
        let all: Vec<(&str, &str)> =
            d.iter().map(|c| (c.before.as_str(), c.now.as_str())).collect();
        assert_eq!(all, [("", "猫"), ("なし", ""), ("自宅", "病院")]);
        assert!(differences(f, Part::Wish, &b, &b).is_empty());
    }

    fn version(whose: Whose, all: &[(&str, &str)]) -> Version {
        Version {
            id: Id::from_bytes([1; 16]),
            resident: Id::from_bytes([2; 16]),
            number: 1,
            form: "2026.1".into(),
            body: body(all),
            whose,
            spoke: "本人".into(),
            present: String::new(),
            grounds: String::new(),
            confirmed_on: "2026-11-20".parse().unwrap(),
            typed: Typed::Staff,
            care_level: String::new(),
            by: "佐藤".into(),
            at: testkit::at("2026-11-20", "10:00"),
        }
    }

    #[test]
    fn the_card_of_an_emergency_holds_own_words_and_no_ticked_treatment() {
        let v = version(Whose::Own, &[("medical.cpr", "not"), ("values.voice", "家にいたい")]);
        assert_eq!(v.spoken(), [("values", "家にいたい".to_owned())]);
        assert!(version(Whose::Own, &[("medical.cpr", "not")]).spoken().is_empty());
        let long = "あ".repeat(300);
        let v = version(
            Whose::Presumed,
            &[("values.voice", "家"), ("medical.words", &long), ("ambulance.words", &long)],
        );
        let all = v.spoken();
        let parts: Vec<&str> = all.iter().map(|s| s.0).collect();
        assert_eq!(parts, ["values", "medical", "ambulance"]);
        assert!(parts.is_sorted_by(|a, b| a > b), "the order of the card");
        let joined = all.iter().map(|s| s.1.as_str()).collect::<Vec<_>>().join("\n");
        assert_eq!(joined.chars().count(), 400);
        assert!(joined.starts_with("家（推定）\n") && joined.ends_with("…（推定）"));
    }
}
