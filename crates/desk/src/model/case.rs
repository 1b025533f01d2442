//! A consultation: what is kept of it, and what must be right before it is kept (forms.md §7).
use app::FieldError;
use kernel::{Date, Id, fiscal_year};
use serde::{Deserialize, Serialize};

use super::lists::{self, lists};

/// Longest text of what was asked or answered, in characters.
pub const TEXT: usize = 2_000;
/// Longest name of an organisation, profession and the like.
pub const LINE: usize = 80;
/// Longest consultation in minutes: ten hours.
pub const MINUTES: i64 = 600;

/// Is somebody still busy with it?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 対応中.
    Open,
    /// 終了.
    #[default]
    Closed,
}

impl Status {
    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Closed => "closed",
        }
    }

    /// Words.
    pub const fn label(self) -> &'static str {
        match self {
            Status::Open => "対応中",
            Status::Closed => "終了",
        }
    }

    /// From the code.
    pub fn of(code: &str) -> Option<Status> {
        [Status::Open, Status::Closed].into_iter().find(|s| s.code() == code)
    }
}

/// The content of a consultation: what its versions hold. Nobody's name is in it: who asks is an organisation and a
/// profession; who is meant has an age group and a care level at most.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Case {
    /// 受付日.
    pub day: String,
    /// Time of day `9:40`; empty when it does not matter.
    pub time: String,
    /// 所要分; none = not measured.
    pub minutes: Option<i64>,
    /// 方法, one code.
    pub method: String,
    /// 所在: `in`, `out`.
    pub place: String,
    /// 所在 more closely; may be empty.
    pub place_detail: String,
    /// 所属, one code.
    pub affiliation: String,
    /// Name of the organisation, as it called itself; may be empty.
    pub office: String,
    /// 職種; may be empty.
    pub profession: String,
    /// 内容, at least one code.
    pub contents: Vec<String>,
    /// 福祉4分野・重層・身寄りなし.
    pub tags: Vec<String>,
    /// 場面; may be empty.
    pub scene: String,
    /// Whom it is about, without a name: 「80代、要介護2、病院」; may be empty.
    pub about: String,
    /// What was asked.
    pub asked: String,
    /// What was answered.
    pub answered: String,
    /// 対応.
    pub did: Vec<String>,
    /// 結果; may be empty.
    pub outcome: String,
    /// 対応中 or 終了.
    pub status: Status,
    /// The day on which to ask again.
    pub follow_on: Option<String>,
    /// 年度 in which a solution was carried out.
    pub solved_year: Option<i64>,
    /// What was done then.
    pub solution: String,
    /// The issue that came of it.
    pub issue: Option<Id>,
    /// How the caller is called where the case is published: 「病院連携室」. Empty = it is not published.
    pub public_who: String,
    /// How the matter is put where the case is published.
    pub public_what: String,
}

impl Case {
    /// The day; none when it cannot be read (it was checked before it was kept).
    pub fn date(&self) -> Option<Date> {
        self.day.parse().ok()
    }

    /// 年度 of the day.
    pub fn year(&self) -> Option<i64> {
        self.date().map(|d| i64::from(fiscal_year(d)))
    }

    /// Who asked, in words: office and profession, or the affiliation where nothing else is known.
    pub fn who(&self) -> String {
        let parts = [self.office.as_str(), self.profession.as_str()];
        let words: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        match words.is_empty() {
            true => lists::label(&lists().affiliation, &self.affiliation).to_string(),
            false => words.join(" "),
        }
    }

    /// What was asked, in one line of at most so many characters; the contents where nothing was written.
    pub fn line(&self, most: usize) -> String {
        let text = self.asked.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = match text.is_empty() {
            true => lists::labels(&lists().content, &self.contents),
            false => text,
        };
        match text.chars().count() > most {
            true => text.chars().take(most).chain(['…']).collect(),
            false => text,
        }
    }

    /// Blanks at the ends of texts are nothing; codes stand once, in the order of their list.
    #[must_use]
    pub fn tidy(mut self) -> Case {
        for text in [
            &mut self.office,
            &mut self.profession,
            &mut self.about,
            &mut self.asked,
            &mut self.answered,
            &mut self.solution,
            &mut self.public_who,
            &mut self.public_what,
        ] {
            *text = text.trim().to_string();
        }
        let l = lists();
        for (codes, list) in
            [(&mut self.contents, &l.content), (&mut self.tags, &l.tag), (&mut self.did, &l.did)]
        {
            let place = |c: &String| list.iter().position(|x| x.code == *c).unwrap_or(usize::MAX);
            codes.sort_by_key(place);
            codes.dedup();
        }
        if self.status == Status::Closed {
            self.follow_on = None;
        }
        self
    }

    /// What is not right, each beside its field. `today` ends the days that a consultation can have.
    pub fn check(&self, today: Date) -> Vec<FieldError> {
        let l = lists();
        let mut out = Vec::new();
        let mut say = |field: &str, message: &str| {
            out.push(FieldError { field: field.into(), message: message.into() });
        };
        if !lists::has(&l.method, &self.method) {
            say("method", "方法を選んでください");
        }
        if !lists::has(&l.affiliation, &self.affiliation) {
            say("affiliation", "相談した人の所属を選んでください");
        }
        if !lists::has(&l.place, &self.place) {
            say("place", "圏域内か圏域外かを選んでください");
        }
        if self.contents.is_empty() || !self.contents.iter().all(|c| lists::has(&l.content, c)) {
            say("contents", "内容を1つ以上選んでください");
        }
        for (field, code, list) in [
            ("place_detail", &self.place_detail, &l.place_detail),
            ("scene", &self.scene, &l.scene),
            ("outcome", &self.outcome, &l.outcome),
        ] {
            if !code.is_empty() && !lists::has(list, code) {
                say(field, "一覧から選んでください");
            }
        }
        for (field, codes, list) in [("tags", &self.tags, &l.tag), ("did", &self.did, &l.did)] {
            if !codes.iter().all(|c| lists::has(list, c)) {
                say(field, "一覧から選んでください");
            }
        }
        match self.date() {
            None => say("day", "受付日を入力してください"),
            Some(d) if d > today => say("day", "受付日は、きょうまでの日にしてください"),
            Some(d) if d < Date::constant(1990, 4, 1) => {
                say("day", "受付日の年をたしかめてください（平成2年4月より前は記録できません）");
            }
            Some(_) => {}
        }
        if !self.time.is_empty() && ui::dates::time(&self.time).ok().flatten().is_none() {
            say("time", "時刻は「9:40」のように入力してください");
        }
        if self.minutes.is_some_and(|m| !(0..=MINUTES).contains(&m)) {
            say("minutes", "所要分は、0から600までの数にしてください");
        }
        for (field, text, most) in [
            ("office", &self.office, LINE),
            ("profession", &self.profession, LINE),
            ("about", &self.about, LINE),
            ("public_who", &self.public_who, LINE),
            ("public_what", &self.public_what, 200),
            ("solution", &self.solution, TEXT),
            ("asked", &self.asked, TEXT),
            ("answered", &self.answered, TEXT),
        ] {
            if text.chars().count() > most {
                say(field, &format!("{most}字までにしてください"));
            }
        }
        match self.follow_on.as_deref().map(str::parse::<Date>) {
            Some(Err(_)) => {
                say("follow_on", "日付は「R8.11.21」「2026/11/21」のように入力してください")
            }
            Some(Ok(d)) if Some(d) < self.date() => {
                say("follow_on", "つぎに確かめる日は、受付日以後の日にしてください");
            }
            _ => {}
        }
        if let (Some(solved), Some(asked)) = (self.solved_year, self.year()) {
            if solved < asked {
                say("solved_year", "解決策の年度は、相談の年度以後にしてください");
            } else if solved > i64::from(fiscal_year(today)) + 1 {
                say("solved_year", "解決策の年度は、来年度までにしてください");
            }
        }
        if self.public_what.is_empty() != self.public_who.is_empty() {
            let field = if self.public_what.is_empty() { "public_what" } else { "public_who" };
            say(field, "公表するときの言い方は、相談者と内容の両方を書いてください");
        }
        out
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn case() -> Case {
        Case {
            day: "2026-11-19".into(),
            method: "phone".into(),
            place: "in".into(),
            affiliation: "hospital".into(),
            office: "みどりの丘病院 地域連携室".into(),
            contents: vec!["home".into(), "stay".into()],
            asked: "喀痰吸引のある方の退院先。施設3か所に断られた。".into(),
            ..Case::default()
        }
    }

    fn today() -> Date {
        "2026-11-19".parse().unwrap()
    }

    fn wrong(change: impl Fn(&mut Case)) -> Vec<String> {
        let mut c = case();
        change(&mut c);
        c.check(today()).into_iter().map(|e| e.field).collect()
    }

    #[test]
    fn what_is_needed_is_little() {
        assert!(case().check(today()).is_empty());
        let none = Case { day: "2026-11-19".into(), ..Case::default() };
        let fields: Vec<String> = none.check(today()).into_iter().map(|e| e.field).collect();
        assert_eq!(fields, ["method", "affiliation", "place", "contents"]);
    }

    #[test]
    fn each_mistake_is_said_beside_its_field() {
        assert_eq!(wrong(|c| c.day = "2026-11-20".into()), ["day"]);
        assert_eq!(wrong(|c| c.method = "電話".into()), ["method"]);
        assert_eq!(wrong(|c| c.minutes = Some(601)), ["minutes"]);
        assert_eq!(wrong(|c| c.time = "25:00".into()), ["time"]);
        assert_eq!(wrong(|c| c.asked = "あ".repeat(2001)), ["asked"]);
        assert_eq!(wrong(|c| c.follow_on = Some("2026-11-18".into())), ["follow_on"]);
        assert_eq!(wrong(|c| c.solved_year = Some(2025)), ["solved_year"]);
        assert_eq!(wrong(|c| c.public_who = "病院連携室".into()), ["public_what"]);
        assert_eq!(wrong(|c| c.contents = vec!["x".into()]), ["contents"]);
    }

    #[test]
    fn codes_stand_once_in_the_order_of_their_list_and_a_closed_case_waits_for_nothing() {
        let mut c = case();
        c.contents = vec!["home".into(), "stay".into(), "home".into()];
        c.follow_on = Some("2026-11-30".into());
        let c = c.tidy();
        assert_eq!(c.contents, ["stay", "home"]);
        assert_eq!(c.follow_on, None);
    }

    #[test]
    fn old_versions_without_later_fields_are_still_read() {
        let c: Case = serde_json::from_str(r#"{"day":"2020-04-01","method":"phone"}"#).unwrap();
        assert_eq!((c.year(), c.status), (Some(2020), Status::Closed));
    }
}
