//! The roadmap (資料４): vision, policies, legal ground, and for each scene what was done (D), how it went (C), what is to be
//! better (A) and what comes next (P), with marks. One edition a draft; what a council has confirmed is locked.
use std::collections::BTreeMap;

use app::Result;
use kernel::Date;

use super::catalogue::Catalogue;
use super::{Wrong, year};
use crate::RoadmapId;

/// A part of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// 目指す姿.
    Goal,
    /// 主な事務事業.
    Do,
    /// 検証・点検・達成度.
    Check,
    /// 改善・見直し.
    Act,
    /// 方向性・目標・計画.
    Plan,
    /// The marks, as codes with commas.
    Marks,
}

impl Part {
    /// Those with words, from left to right.
    pub const WORDS: [Part; 5] = [Part::Goal, Part::Do, Part::Check, Part::Act, Part::Plan];

    /// Code as stored and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Part::Goal => "goal",
            Part::Do => "d",
            Part::Check => "c",
            Part::Act => "a",
            Part::Plan => "p",
            Part::Marks => "marks",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Part> {
        Self::WORDS.into_iter().chain([Part::Marks]).find(|p| p.code() == code)
    }

    /// Heading for the roadmap of a fiscal year: the plan is of the year after it.
    pub fn heading(self, of: i64) -> String {
        match self {
            Part::Goal => "目指すべき姿（達成すべき目標）".into(),
            Part::Do => format!("{} 主な事務事業（D）", year::words(of)),
            Part::Check => "検証・点検・達成度（C）".into(),
            Part::Act => "改善・見直し（A）".into(),
            Part::Plan => format!("{} 事業方針　方向性・目標・計画（P）", year::words(of + 1)),
            Part::Marks => "印".into(),
        }
    }

    /// Is it proposed from the year's records, or (P) from the plan values?
    pub const fn proposed(self) -> bool {
        matches!(self, Part::Do | Part::Check | Part::Plan)
    }
}

/// Cells by scene and part.
pub type Cells = BTreeMap<(String, Part), String>;

/// The head of an edition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// 「資料４」; may be empty.
    pub paper: String,
    /// 「Ⅴ.地域包括ケア推進期（R6～R8）」.
    pub phase: String,
    /// 目指す将来像.
    pub vision: String,
    /// 事業推進の根拠.
    pub ground: String,
    /// Name above the city's policy.
    pub city: String,
    /// ①–⑤, one a line.
    pub city_policy: String,
    /// Name above the centre's policy.
    pub centre: String,
    /// ①–⑤, one a line.
    pub centre_policy: String,
    /// A line below the goals: 「R6.3.18協議会で確認済」.
    pub goals_note: String,
}

/// An edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roadmap {
    /// Id.
    pub id: RoadmapId,
    /// Fiscal year of D.
    pub year: i64,
    /// From 1 within the year.
    pub edition: i64,
    /// Its head.
    pub head: Head,
    /// 確認済: locked.
    pub confirmed: bool,
    /// By which council: 「令和8年度 第3回 推進会議」.
    pub council: String,
    /// On which day.
    pub confirmed_on: Option<Date>,
    /// Who noted it.
    pub confirmed_by: String,
    /// The edition it began from.
    pub base: Option<RoadmapId>,
    /// Counts changes.
    pub version: i64,
}

impl Roadmap {
    /// 「令和8年度 第2版（案）」.
    pub fn called(&self) -> String {
        format!("{} 第{}版（{}）", year::words(self.year), self.edition, self.state())
    }

    /// 「案」「確認済」.
    pub fn state(&self) -> &'static str {
        if self.confirmed { "確認済" } else { "案" }
    }

    /// Title as printed.
    pub fn title(&self) -> String {
        let end = if self.confirmed { "" } else { "（案）" };
        format!("在宅医療・介護連携推進事業　【{}事業方針】{end}", year::words(self.year + 1))
    }
}

/// Most characters of a cell.
pub const CELL: usize = 1500;

impl Head {
    /// Checks what was typed.
    pub fn check(&self) -> Result<()> {
        let mut w = Wrong::default();
        w.line("paper", "資料の番号", &self.paper, 20);
        w.line("phase", "期", &self.phase, 60);
        w.long("vision", "目指す将来像", &self.vision, 400);
        w.long("ground", "事業推進の根拠", &self.ground, 400);
        w.line("city", "市の方針の見出し", &self.city, 60);
        w.long("city_policy", "市の方針", &self.city_policy, CELL);
        w.line("centre", "拠点の方針の見出し", &self.centre, 60);
        w.long("centre_policy", "拠点の方針", &self.centre_policy, CELL);
        w.line("goals_note", "目指すべき姿の確認", &self.goals_note, 60);
        w.end()
    }

    /// Each field with its words, in the order of the paper.
    pub fn fields(&self) -> [(&'static str, &str); 9] {
        [
            ("資料の番号", &self.paper),
            ("期", &self.phase),
            ("目指す将来像", &self.vision),
            ("事業推進の根拠", &self.ground),
            ("市の方針の見出し", &self.city),
            ("市の方針", &self.city_policy),
            ("拠点の方針の見出し", &self.centre),
            ("拠点の方針", &self.centre_policy),
            ("目指すべき姿の確認", &self.goals_note),
        ]
    }
}

/// Marks of a row as codes, only known ones, in their order.
pub fn marks(c: &Catalogue, text: &str) -> String {
    let asked: Vec<&str> = text.split(',').map(str::trim).collect();
    let known = c.marks.iter().map(|m| m.code.as_str()).filter(|m| asked.contains(m));
    known.collect::<Vec<_>>().join(",")
}

/// Is this mark set?
pub fn marked(cells: &Cells, scene: &str, code: &str) -> bool {
    cells.get(&(scene.to_string(), Part::Marks)).is_some_and(|m| m.split(',').any(|c| c == code))
}

/// What changed in one place between two editions: lines that went and lines that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where: 「看取り　改善・見直し（A）」.
    pub place: String,
    /// Gone.
    pub gone: Vec<String>,
    /// New.
    pub came: Vec<String>,
}

fn change(place: String, before: &str, now: &str) -> Option<Change> {
    let lines = |t: &str| -> Vec<String> {
        t.lines().map(str::trim).filter(|l| !l.is_empty()).map(Into::into).collect()
    };
    let (was, is) = (lines(before), lines(now));
    let mut gone: Vec<String> = was.clone();
    let mut came: Vec<String> = Vec::new();
    for l in &is {
        match gone.iter().position(|g| g == l) {
            Some(i) => drop(gone.remove(i)),
            None => came.push(l.clone()),
        }
    }
    (!gone.is_empty() || !came.is_empty()).then_some(Change { place, gone, came })
}

/// The differences of an edition from an earlier one, in the order of the paper.
pub fn changes(c: &Catalogue, before: (&Roadmap, &Cells), now: (&Roadmap, &Cells)) -> Vec<Change> {
    let mut out = Vec::new();
    for ((words, was), (_, is)) in before.0.head.fields().into_iter().zip(now.0.head.fields()) {
        out.extend(change(words.to_string(), was, is));
    }
    let mark_words = |cells: &Cells, scene: &str| -> String {
        let set = c.marks.iter().filter(|m| marked(cells, scene, &m.code));
        set.map(|m| m.label.clone()).collect::<Vec<_>>().join("\n")
    };
    for s in c.rows() {
        for part in Part::WORDS {
            let key = (s.code.clone(), part);
            let text = |cells: &Cells| cells.get(&key).cloned().unwrap_or_default();
            let place = format!("{}　{}", s.label, part.heading(now.0.year));
            out.extend(change(place, &text(before.1), &text(now.1)));
        }
        let place = format!("{}　印", s.label);
        out.extend(change(place, &mark_words(before.1, &s.code), &mark_words(now.1, &s.code)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::catalogue;
    use super::*;

    fn edition(n: i64) -> Roadmap {
        Roadmap {
            id: RoadmapId(kernel::Id::from_bytes([1; 16])),
            year: 2024,
            edition: n,
            head: Head::default(),
            confirmed: false,
            council: String::new(),
            confirmed_on: None,
            confirmed_by: String::new(),
            base: None,
            version: 1,
        }
    }

    #[test]
    fn titles_and_headings_are_those_of_the_paper() {
        let r = edition(1);
        assert_eq!(r.title(), "在宅医療・介護連携推進事業　【令和7年度事業方針】（案）");
        assert_eq!(Part::Do.heading(2024), "令和6年度 主な事務事業（D）");
        assert!(Part::Plan.heading(2024).starts_with("令和7年度"));
        for p in Part::WORDS {
            assert_eq!(Part::from_code(p.code()), Some(p));
        }
    }

    #[test]
    fn only_what_changed_is_shown() {
        let c = catalogue().unwrap();
        let (a, mut b) = (edition(1), edition(2));
        b.head.vision = "新しい将来像".into();
        let key = |p| ("end".to_string(), p);
        let was: Cells = [
            (key(Part::Do), "出前講座\nセミナー".to_string()),
            (key(Part::Marks), "third".to_string()),
        ]
        .into();
        let is: Cells = [
            (key(Part::Do), "セミナー\n出前講座\n出前研修".to_string()),
            (key(Part::Marks), "third,dementia".to_string()),
        ]
        .into();
        let all = changes(c, (&a, &was), (&b, &is));
        let told: Vec<(&str, usize, Vec<&str>)> = all
            .iter()
            .map(|x| (x.place.as_str(), x.gone.len(), x.came.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(
            told,
            [
                ("目指す将来像", 0, vec!["新しい将来像"]),
                ("看取り　令和6年度 主な事務事業（D）", 0, vec!["出前研修"]),
                ("看取り　印", 0, vec!["認知症"]),
            ],
            "another order is no change"
        );
        assert!(changes(c, (&a, &was), (&a, &was)).is_empty());
    }

    #[test]
    fn marks_are_only_known_ones_in_their_order() {
        let c = catalogue().unwrap();
        assert_eq!(marks(c, "dementia, first,x,first"), "first,dementia");
    }
}
