//! The value of a fiscal year as pages and papers show it: a figure, 中止, 予定, or nothing recorded (which is no zero), with
//! every note it carries at once.
use kernel::Date;
use slice::YearFigure;

use super::num::{Num, percent, permille};
use super::year;

/// What 「＊」 says on a paper.
pub const HIDDEN: &str =
    "「＊」は、5件未満の数と、ほかの公表の表との引き算で5件未満の数が分かってしまう数です。";

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// Nothing recorded.
    #[default]
    Nothing,
    /// A figure.
    Actual,
    /// 中止.
    Off,
    /// 予定: the figure is what is expected.
    Ahead,
}

impl State {
    /// Code as stored.
    pub const fn code(self) -> &'static str {
        match self {
            State::Nothing => "none",
            State::Actual => "actual",
            State::Off => "off",
            State::Ahead => "ahead",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<State> {
        [State::Nothing, State::Actual, State::Off, State::Ahead]
            .into_iter()
            .find(|s| s.code() == code)
    }
}

/// Where a shown value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// Counted from records at this moment.
    #[default]
    Live,
    /// Typed.
    Hand,
    /// Read from a published table.
    Import,
}

impl Origin {
    /// Code as stored.
    pub const fn code(self) -> &'static str {
        match self {
            Origin::Live => "live",
            Origin::Hand => "hand",
            Origin::Import => "import",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Origin> {
        [Origin::Live, Origin::Hand, Origin::Import].into_iter().find(|s| s.code() == code)
    }

    /// Words.
    pub const fn label(self) -> &'static str {
        match self {
            Origin::Live => "記録から",
            Origin::Hand => "手入力",
            Origin::Import => "公表の表から",
        }
    }
}

/// A value of a fiscal year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// What it is.
    pub state: State,
    /// The figure; the numerator where there is a denominator.
    pub n: Option<Num>,
    /// Denominator.
    pub d: Option<Num>,
    /// The year is not over on this day.
    pub as_of: Option<Date>,
    /// Where it comes from.
    pub origin: Origin,
    /// The source in words, where it was typed or imported.
    pub source: String,
    /// Every note, without ※ and without the year.
    pub notes: Vec<String>,
    /// The records behind it, for those who may see them.
    pub href: String,
    /// On a paper that is published it stands as 「＊」: it is small, or would tell what another published table hides.
    pub hidden: bool,
}

/// What somebody types, or what is read from a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// What it is; [`State::Nothing`] takes an earlier one back.
    pub state: State,
    /// The figure.
    pub n: Option<Num>,
    /// Denominator.
    pub d: Option<Num>,
    /// The day it is of, where the year is not over.
    pub as_of: Option<Date>,
    /// Where it comes from.
    pub source: String,
    /// Notes, one a line.
    pub note: String,
    /// Typed or imported.
    pub origin: Origin,
}

impl Kept {
    /// Checks what was typed for a fiscal year on the day `today`.
    pub fn check(&self, of: i64, today: Date) -> app::Result<()> {
        let mut w = super::Wrong::default();
        if !year::RANGE.contains(&of) {
            w.say("year", "年度は、R5 や 2023 のように入力してください");
        }
        match (self.state, self.n) {
            (State::Actual, None) => w.say("n", "数を入力してください"),
            (State::Off | State::Nothing, Some(_)) => {
                w.say("n", "中止の年度には、数を入れないでください");
            }
            _ => {}
        }
        if self.d.is_some_and(|d| d.0 <= 0) {
            w.say("d", "割る数は、0より大きい数で入力してください");
        }
        if self.d.is_some() && self.n.is_none() {
            w.say("n", "割られる数を入力してください");
        }
        if self.n.is_some_and(|n| n.0 < 0) {
            w.say("n", "0以上の数で入力してください");
        }
        if self.state == State::Actual
            && slice::year_ends(of).is_some_and(|(first, _)| first > today)
        {
            w.say("year", "まだ始まっていない年度の実績は入れられません。計画値に入れてください");
        }
        if let Some(day) = self.as_of {
            if year::of(day) != of {
                w.say("as_of", format!("{}の日を入力してください", year::words(of)));
            } else if day > today {
                w.say("as_of", "きょうまでの日を入力してください");
            }
        }
        if self.state != State::Nothing {
            w.need("source", "出どころ", &self.source);
        }
        w.line("source", "出どころ", &self.source, 200);
        w.long("note", "注記", &self.note, 500);
        w.end()
    }
}

impl Shown {
    /// The words with their unit, as a line of text says them: 「3回」「4回（予定）」「中止」「62.5%（5/8）」.
    pub fn with_unit(&self, d: &super::NewIndicator) -> String {
        let unit = if d.rate() || self.state == State::Off { "" } else { d.unit.as_str() };
        let words = self.words(&d.unit);
        match words.strip_suffix("（予定）") {
            Some(n) => format!("{n}{unit}（予定）"),
            None => format!("{words}{unit}"),
        }
    }

    /// Of what was typed or imported; none where that was taken back.
    pub fn kept(k: &Kept) -> Option<Shown> {
        (k.state != State::Nothing).then(|| Shown {
            state: k.state,
            n: k.n,
            d: k.d,
            as_of: k.as_of,
            origin: k.origin,
            source: k.source.clone(),
            notes: k
                .note
                .lines()
                .map(str::trim)
                .filter(|l| !l.is_empty())
                .map(Into::into)
                .collect(),
            href: String::new(),
            hidden: false,
        })
    }

    /// Of what a slice counts, as it stands on the day `on`. `whole`: nothing can come to it any more.
    pub fn live(f: YearFigure, of: i64, on: Date) -> Shown {
        let (state, n) = match (f.recorded, f.ahead, f.off) {
            (true, ..) => (State::Actual, Some(Num::whole(f.n))),
            (false, Some(0), _) => (State::Ahead, None),
            (false, Some(n), _) => (State::Ahead, Some(Num::whole(n))),
            (false, None, true) => (State::Off, None),
            (false, None, false) => (State::Nothing, None),
        };
        let why = f.whys.join("、");
        let notes = match (state, f.off, why.is_empty()) {
            (State::Off, _, false) => vec![format!("{why}のため中止")],
            (_, true, false) if state != State::Nothing => {
                vec![format!("ほかに中止がある（{why}）")]
            }
            _ => Vec::new(),
        };
        let partial = year::partial(of, on).is_some() && state != State::Nothing;
        Shown {
            state,
            n,
            d: f.d.filter(|_| state == State::Actual).map(Num::whole),
            as_of: partial.then_some(on),
            origin: Origin::Live,
            source: String::new(),
            notes,
            href: f.href,
            hidden: false,
        }
    }

    /// The value that can be compared: a share in percent, or the figure; none where there is none.
    pub fn value(&self) -> Option<Num> {
        match (self.state, self.n, self.d) {
            (State::Actual, Some(n), Some(d)) => permille(n, d).map(|p| Num(p * 10)),
            (State::Actual, Some(n), None) => Some(n),
            _ => None,
        }
    }

    /// The cell as the plan prints it: 「410」「中止」「700（予定）」「86.4%（203/235）」「–」.
    pub fn words(&self, unit: &str) -> String {
        let mark = if unit == "%" { "%" } else { "" };
        if self.hidden {
            return "＊".into();
        }
        match (self.state, self.n, self.d) {
            (State::Nothing, ..) => "–".into(),
            (State::Off, ..) => "中止".into(),
            (State::Ahead, Some(n), _) => format!("{n}{mark}（予定）"),
            (State::Ahead, None, _) => "予定".into(),
            (State::Actual, Some(n), Some(d)) => match permille(n, d) {
                Some(p) => format!("{}（{n}/{d}）", percent(p)),
                None => format!("–（{n}/{d}）"),
            },
            (State::Actual, Some(n), None) => format!("{n}{mark}"),
            (State::Actual, None, _) => "–".into(),
        }
    }

    /// The ※ below a table for this year: each note with its year, the as-of last.
    pub fn footnotes(&self, of: i64) -> Vec<String> {
        let name = year::words(of);
        let mut out: Vec<String> = self
            .notes
            .iter()
            .map(|n| match n.contains("年度") {
                true => format!("※ {n}"),
                false => format!("※ {name}については、{n}"),
            })
            .collect();
        if let Some(words) = self.as_of.and_then(|on| year::partial(of, on)) {
            out.push(format!("※ {name}は{words}"));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn figure(n: i64, recorded: bool, ahead: Option<i64>, off: bool) -> YearFigure {
        let whys = if off {
            vec!["新型コロナウイルス感染拡大防止".to_string()]
        } else {
            vec![]
        };
        YearFigure { n, recorded, ahead, off, whys, ..YearFigure::default() }
    }

    /// 普及啓発イベント of a city's plan: 中止, 1,400, 700（予定）, with two notes at once.
    #[test]
    fn cells_read_as_in_the_plan() {
        let on = d("2023-09-30");
        for (of, f, words, notes) in [
            (
                2021,
                figure(0, false, None, true),
                "中止",
                vec!["※ 令和3年度については、新型コロナウイルス感染拡大防止のため中止"],
            ),
            (2022, figure(1400, true, None, false), "1,400", vec![]),
            (
                2023,
                figure(0, false, Some(700), false),
                "700（予定）",
                vec!["※ 令和5年度は9月末現在"],
            ),
            (2023, figure(6, true, Some(2), false), "6", vec!["※ 令和5年度は9月末現在"]),
            (2020, figure(0, false, None, false), "–", vec![]),
            (
                2023,
                figure(3, true, None, true),
                "3",
                vec![
                    "※ 令和5年度については、ほかに中止がある（新型コロナウイルス感染拡大防止）",
                    "※ 令和5年度は9月末現在",
                ],
            ),
        ] {
            let s = Shown::live(f, of, on);
            assert_eq!(s.words("人"), words);
            assert_eq!(s.footnotes(of), notes);
        }
    }

    #[test]
    fn a_share_never_stands_alone_and_a_published_one_keeps_its_places() {
        let f = YearFigure { n: 203, d: Some(235), recorded: true, ..YearFigure::default() };
        let s = Shown::live(f, 2025, d("2026-11-22"));
        assert_eq!(s.words("%"), "86.4%（203/235）");
        assert_eq!(s.value(), Num::parse("86.4"));
        let k = Kept { state: State::Actual, n: Num::parse("38.6"), ..Kept::default() };
        assert_eq!(Shown::kept(&k).unwrap().words("%"), "38.6%");
        assert_eq!(Shown::kept(&Kept::default()), None);
    }

    #[test]
    fn what_is_typed_is_checked() {
        let today = d("2026-11-22");
        let fine = Kept {
            state: State::Actual,
            n: Num::parse("410"),
            source: "市の実績表".into(),
            ..Kept::default()
        };
        assert!(fine.check(2021, today).is_ok());
        assert!(fine.check(2027, today).is_err(), "a year that has not begun");
        assert!(fine.check(20_211, today).is_err());
        for bad in [
            Kept { n: None, ..fine.clone() },
            Kept { state: State::Off, ..fine.clone() },
            Kept { d: Some(Num(0)), ..fine.clone() },
            Kept { n: Some(Num(-1)), ..fine.clone() },
            Kept { source: String::new(), ..fine.clone() },
            Kept { as_of: Some(d("2022-04-01")), ..fine.clone() },
            Kept { note: "あ".repeat(501), ..fine.clone() },
        ] {
            assert!(bad.check(2021, today).is_err(), "{bad:?}");
        }
        assert!(Kept::default().check(2021, today).is_ok(), "taking back needs no source");
    }
}
