//! What was typed about an act → [`NewAct`], with a sentence beside each field that does not fit.
use kernel::{Date, fiscal_year};

use super::act::{Level, NewAct};
use super::codes::{By, Form, Funding, Profession, Sort, State};
use super::fiscal;
use crate::{IssueId, PartyId};

/// Longest texts in characters.
pub const TITLE: usize = 120;
/// Longest long text.
pub const TEXT: usize = 2_000;
/// Longest line of what was said; it can become the title of an issue.
pub const LINE: usize = 120;
/// Most lines of one talk, most parties, most issues.
pub const MANY: usize = 60;

/// A field and what to do about it.
pub type Wrong = (&'static str, String);

/// As it came from a form: texts as typed, codes as chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Code of [`Sort`].
    pub sort: String,
    /// Code of [`By`].
    pub by: String,
    /// 年度 in four digits.
    pub fy: String,
    /// Title.
    pub title: String,
    /// Code of [`Form`]; empty for none.
    pub form: String,
    /// Code of [`State`].
    pub state: String,
    /// Days as text.
    pub days: String,
    /// Times in digits; empty for the number of days.
    pub times: String,
    /// For whom.
    pub target: String,
    /// Not empty: it was told outside.
    pub tells: String,
    /// Codes of [`Profession`].
    pub professions: Vec<String>,
    /// Ids of parties.
    pub parties: Vec<String>,
    /// Parties that are not in the list, one a line.
    pub names: String,
    /// Professionals, one a line.
    pub people: String,
    /// Ids of issues.
    pub issues: Vec<String>,
    /// What was said, one a line (一次).
    pub said: String,
    /// What was said or done.
    pub what: String,
    /// What came of it.
    pub result: String,
    /// What was agreed.
    pub agreed: String,
    /// The body.
    pub body: String,
    /// Code of [`Funding`]; empty for none.
    pub funding: String,
    /// Why stopped.
    pub why: String,
}

/// What a form says: the act, names of parties that are to be found or made, and lines of what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The act.
    pub act: NewAct,
    /// Names of parties.
    pub names: Vec<String>,
    /// Lines.
    pub said: Vec<String>,
}

/// Lines of a text, without blanks and bullets, none empty.
pub fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(|l| {
            l.trim().trim_start_matches(['・', '●', '○', '◆', '◇', '-', '*', '　', ' ']).trim()
        })
        .filter(|l| !l.is_empty())
        .map(str::to_string)
        .collect()
}

fn too_long(wrong: &mut Vec<Wrong>, field: &'static str, text: &str, max: usize, label: &str) {
    if text.chars().count() > max {
        wrong.push((field, format!("{label}は{max}文字以内にしてください")));
    }
}

fn code<T: Copy + PartialEq>(
    wrong: &mut Vec<Wrong>,
    field: &'static str,
    text: &str,
    all: &[T],
    read: fn(&str) -> Option<T>,
    say: &str,
) -> Option<T> {
    let found = read(text).filter(|v| all.contains(v));
    if found.is_none() {
        wrong.push((field, say.to_string()));
    }
    found
}

fn each<T: PartialEq>(texts: &[String], read: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let mut out = Vec::new();
    for t in texts.iter().take(MANY) {
        if let Some(v) = read(t).filter(|v| !out.contains(v)) {
            out.push(v);
        }
    }
    out
}

/// The 年度 of what was typed: that of its days when they are whole dates, else the chosen one.
fn year_and_days(wrong: &mut Vec<Wrong>, t: &Typed, today: Date) -> (i16, Vec<Date>) {
    let chosen = match t.fy.trim() {
        "" => fiscal_year(today),
        text => match text.parse::<i16>().ok().filter(|fy| fiscal::fits(*fy, today)) {
            Some(fy) => fy,
            None => {
                wrong.push(("fy", "年度を選んでください".into()));
                return (fiscal_year(today), Vec::new());
            }
        },
    };
    let days = match fiscal::days(&t.days, chosen, today) {
        Ok(days) => days,
        Err(say) => {
            wrong.push(("days", say));
            return (chosen, Vec::new());
        }
    };
    if days.len() > MANY {
        wrong.push(("days", format!("日にちは{MANY}日までにしてください")));
    }
    let mut of = days.iter().map(|d| fiscal_year(*d));
    let Some(first) = of.next() else { return (chosen, days) };
    if of.any(|fy| fy != first) {
        let say = "年度をまたぐときは、年度ごとに分けて書いてください";
        wrong.push(("days", say.into()));
    } else if !fiscal::fits(first, today) {
        wrong.push(("days", "日にちの年をたしかめてください".into()));
    }
    (first, days)
}

fn times(wrong: &mut Vec<Wrong>, typed: &str) -> Option<i64> {
    let text = kernel::kana::half_width(typed.trim());
    if text.is_empty() {
        return None;
    }
    match text.parse::<i64>() {
        Ok(n) if (1..=999).contains(&n) => Some(n),
        _ => {
            wrong.push(("times", "回数は1から999までの数字で入力してください".into()));
            None
        }
    }
}

/// Days and state must not contradict each other.
fn together(wrong: &mut Vec<Wrong>, a: &NewAct, today: Date) {
    if a.state == State::Done && a.days.iter().any(|d| *d > today) {
        let say = format!(
            "これからの日にちがあります。終わるまでは「{}」にしてください",
            a.level.state(State::Arranging)
        );
        wrong.push(("state", say));
    }
    if a.state == State::Done && a.sort == Sort::Either {
        wrong.push(("sort", "終わったものは、一次連携か二次連携のどちらかで書いてください".into()));
    }
    if a.state == State::Stopped && a.why.is_empty() {
        wrong.push(("why", "中止したわけを入力してください".into()));
    }
    if a.level == Level::First && a.professions.len() != 1 {
        wrong.push(("professions", "話した相手の職種をひとつ選んでください".into()));
    }
    if a.level != Level::First && a.title.is_empty() {
        wrong.push(("title", format!("{}の名前を入力してください", a.level.thing())));
    }
    if a.level == Level::Second && a.professions.is_empty() {
        wrong.push(("professions", "つなぐ職種を選んでください".into()));
    }
}

/// Reads what was typed.
///
/// # Errors
/// Everything that does not fit, in the order of the form.
pub fn read(level: Level, t: &Typed, today: Date) -> Result<Draft, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let w = &mut wrong;
    let text = |s: &str| s.trim().to_string();
    let sort = code(w, "sort", &t.sort, level.sorts(), Sort::from_code, "種類を選んでください");
    let by = match level {
        Level::Second => {
            code(w, "by", &t.by, By::ALL, By::from_code, "だれがしたことかを選んでください")
        }
        _ => Some(By::Centre),
    };
    let (fy, days) = year_and_days(w, t, today);
    let state = code(w, "state", &t.state, State::ALL, State::from_code, "状態を選んでください");
    let form = match t.form.as_str() {
        "" => None,
        c => code(w, "form", c, Form::ALL, Form::from_code, "形式を選び直してください"),
    };
    let funding = match t.funding.as_str() {
        "" => None,
        c => code(w, "funding", c, Funding::ALL, Funding::from_code, "財源を選び直してください"),
    };
    for (field, value, max, label) in [
        ("title", &t.title, TITLE, "名前"),
        ("target", &t.target, TITLE, "対象"),
        ("body", &t.body, TITLE, "会議体の名前"),
        ("people", &t.people, TEXT, "話した人"),
        ("what", &t.what, TEXT, "内容"),
        ("result", &t.result, TEXT, "結果"),
        ("agreed", &t.agreed, TEXT, "合意したこと"),
        ("why", &t.why, TEXT, "わけ"),
    ] {
        too_long(w, field, value, max, label);
    }
    let (names, said) = (lines(&t.names), lines(&t.said));
    if names.len() > MANY || names.iter().any(|n| n.chars().count() > TITLE) {
        let say = format!("団体・事業所の名前は、1行に{TITLE}文字まで、{MANY}行までにしてください");
        w.push(("names", say));
    }
    if said.len() > MANY || said.iter().any(|l| l.chars().count() > LINE) {
        let say = format!("聞いたことは、1行に{LINE}文字まで、{MANY}行までにしてください");
        w.push(("said", say));
    }
    let times = times(w, &t.times);
    let act = NewAct {
        level,
        sort: sort.unwrap_or(Sort::Other),
        by: by.unwrap_or(By::Centre),
        fy,
        title: text(&t.title),
        form,
        state: state.unwrap_or(State::Arranging),
        days,
        times,
        target: text(&t.target),
        tells: level == Level::Second && !t.tells.is_empty(),
        professions: each(&t.professions, Profession::from_code),
        parties: each(&t.parties, |s| s.parse::<PartyId>().ok()),
        people: lines(&t.people).join("\n"),
        issues: each(&t.issues, |s| s.parse::<IssueId>().ok()),
        what: text(&t.what),
        result: text(&t.result),
        agreed: text(&t.agreed),
        body: text(&t.body),
        funding,
        why: text(&t.why),
    };
    together(w, &act, today);
    if wrong.is_empty() { Ok(Draft { act, names, said }) } else { Err(wrong) }
}

impl Typed {
    /// The form of a stored act, with the lines that are no issue yet.
    pub fn of(a: &NewAct, said: &[super::Said]) -> Typed {
        let code = |c: Option<&'static str>| c.unwrap_or_default().to_string();
        let open = said.iter().filter(|s| s.issue.is_none()).map(|s| s.text.as_str());
        Typed {
            sort: a.sort.code().into(),
            by: a.by.code().into(),
            fy: a.fy.to_string(),
            title: a.title.clone(),
            form: code(a.form.map(Form::code)),
            state: a.state.code().into(),
            days: fiscal::slashes(&a.days),
            times: a.times.map(|n| n.to_string()).unwrap_or_default(),
            target: a.target.clone(),
            tells: if a.tells { "true".into() } else { String::new() },
            professions: a.professions.iter().map(|p| p.code().to_string()).collect(),
            parties: a.parties.iter().map(PartyId::to_string).collect(),
            names: String::new(),
            people: a.people.clone(),
            issues: a.issues.iter().map(IssueId::to_string).collect(),
            said: open.collect::<Vec<_>>().join("\n"),
            what: a.what.clone(),
            result: a.result.clone(),
            agreed: a.agreed.clone(),
            body: a.body.clone(),
            funding: code(a.funding.map(Funding::code)),
            why: a.why.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Date {
        "2026-11-19".parse().unwrap()
    }

    fn hearing() -> Typed {
        Typed {
            sort: "hearing".into(),
            form: "online".into(),
            state: "done".into(),
            fy: "2026".into(),
            days: "8/24".into(),
            professions: vec!["dental".into()],
            said: "・退院後に歯科が途切れる\n\n　往診の頼み方が分からない".into(),
            ..Typed::default()
        }
    }

    fn fields(level: Level, t: &Typed) -> Vec<&'static str> {
        read(level, t, today()).unwrap_err().into_iter().map(|(f, _)| f).collect()
    }

    #[test]
    fn a_talk_is_read_line_by_line() {
        let d = read(Level::First, &hearing(), today()).unwrap();
        assert_eq!(d.said, ["退院後に歯科が途切れる", "往診の頼み方が分からない"]);
        assert_eq!((d.act.fy, d.act.days.len(), d.act.count()), (2026, 1, 1));
        let again = Typed::of(&d.act, &[]);
        assert_eq!(read(Level::First, &again, today()).unwrap().act, d.act);
    }

    #[test]
    fn whole_dates_decide_the_year_and_two_years_are_two_records() {
        let mut t = hearing();
        t.days = "2025/6/1".into();
        assert_eq!(read(Level::First, &t, today()).unwrap().act.fy, 2025);
        t.days = "2025/6/1、2026/6/1".into();
        assert_eq!(fields(Level::First, &t), ["days"]);
        t.days = String::new();
        t.fy = "1850".into();
        assert_eq!(fields(Level::First, &t), ["fy"]);
    }

    #[test]
    fn what_contradicts_itself_is_said_beside_the_field() {
        let mut t = hearing();
        t.days = "12/24".into();
        assert_eq!(fields(Level::First, &t), ["state"]);
        t.state = "stopped".into();
        assert_eq!(fields(Level::First, &t), ["why"]);
        t = hearing();
        t.professions.clear();
        assert_eq!(fields(Level::First, &t), ["professions"]);
        t.professions = vec!["dental".into(), "medical".into()];
        assert_eq!(fields(Level::First, &t), ["professions"]);
        assert_eq!(fields(Level::Second, &t), ["sort", "by", "title"]);
        t.sort = "visit".into();
        t.by = "own".into();
        t.title = "同行訪問".into();
        t.times = "３".into();
        assert_eq!(read(Level::Second, &t, today()).unwrap().act.count(), 3);
        t.times = "たくさん".into();
        t.title = "あ".repeat(TITLE + 1);
        assert_eq!(fields(Level::Second, &t), ["title", "times"]);
    }
}
