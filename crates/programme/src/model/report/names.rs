//! The names (定義された名前) that a form may have, what each means, and what goes into it.
use kernel::wareki;
use office::template::{Named, Put};

use super::items::Rules;
use super::{Activity, Content, Figure, Months, Words};

/// What goes into a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number; none = nothing yet (a month to come).
    Number(Option<i64>),
    /// Text.
    Text(String),
    /// Lines of a list, each with its columns.
    Lines(Vec<Vec<String>>),
}

/// A name with its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// As the list writes it.
    pub name: String,
    /// What it is.
    pub about: String,
    /// What goes in.
    pub value: Value,
    /// One of those that the list shows first; the others follow a pattern.
    pub first: bool,
}

/// Columns of a list of activities.
pub const COLUMNS: &str = "日・取組・種類・名前・人数・財源";

/// What makes names the same: letters and figures, in one width and case. `相談 件数`, `相談_件数` and `相談件数` are one.
pub fn key(name: &str) -> String {
    let half = kernel::kana::half_width(name).to_lowercase();
    half.chars().filter(|c| c.is_alphanumeric() || *c == 'ー').collect()
}

/// What a report is filled with beside its content.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// Name of the municipality.
    pub city: String,
    /// Who reports.
    pub centre: String,
    /// 「確定」「下書き」.
    pub state: String,
    /// Which edition.
    pub edition: i64,
    /// The day it was confirmed, in words; empty for a draft.
    pub confirmed: String,
    /// Today, in words.
    pub today: String,
}

fn months_of<'c>(f: &'c Figure, part: &str, value: &str) -> Option<&'c Months> {
    if part.is_empty() {
        return Some(&f.months);
    }
    let p = f.parts.iter().find(|p| p.code == part)?;
    p.rows.iter().find(|r| r.code == value).map(|r| &r.months)
}

fn line(rules: &Rules, a: &Activity) -> Vec<String> {
    vec![
        a.date().map(wareki::month_day).unwrap_or_default(),
        rules.item(&a.item).map(|i| i.mark.clone()).unwrap_or_default(),
        a.sort.clone(),
        a.title.clone(),
        a.persons.map(|n| format!("{n}人")).unwrap_or_default(),
        a.money().to_string(),
    ]
}

/// All names that we know, with what goes into them for this report.
pub fn known(rules: &Rules, c: &Content, words: &Words, head: &Head) -> Vec<Known> {
    let p = c.period();
    let mut out: Vec<Known> = Vec::new();
    let mut put = |name: String, about: String, value: Value, first: bool| {
        out.push(Known { name, about, value, first });
    };
    let days = match p.ends() {
        Some((a, b)) => format!("{}〜{}", wareki::long(a), wareki::long(b)),
        None => String::new(),
    };
    let fixed = [
        ("年度", "「令和8年度」の形", super::super::year::words(p.year)),
        (
            "対象月",
            "「10月」。年次報告では「年間」",
            p.month.map_or("年間".into(), |m| format!("{m}月")),
        ),
        ("対象期間", "はじまりと終わりの日", days),
        ("市町村名", "この地域の名前", head.city.clone()),
        ("拠点名", "報告する事業所の名前", head.centre.clone()),
        ("状態", "「確定」か「下書き」", head.state.clone()),
        ("確定日", "確定した日。下書きでは空", head.confirmed.clone()),
        ("作成日", "様式に入れた日", head.today.clone()),
        ("所感", "報告に書いた所感", words.thoughts.clone()),
        ("来月の予定", "報告に書いた予定（年次報告では来年度の予定）", words.plans.clone()),
    ];
    for (name, about, text) in fixed {
        put(name.into(), about.into(), Value::Text(text), true);
    }
    put("版".into(), "第何版か".into(), Value::Number(Some(head.edition)), true);
    let mut figure = |name: &str, what: &str, months: Option<&Months>, first: bool| {
        let none = Months::default();
        let m = months.unwrap_or(&none);
        put(name.into(), what.into(), Value::Number(Some(p.value(m))), first);
        let since = format!("{what}（4月からの累計）");
        put(format!("{name}_累計"), since, Value::Number(Some(p.since(m))), false);
        for month in (4..=12).chain(1..=3) {
            let value = Value::Number(p.of_month(m, month));
            put(format!("{name}_{month}月"), format!("{what}（{month}月）"), value, false);
        }
    };
    for n in &rules.names {
        let Some(f) = c.figure(&n.figure) else { continue };
        let row = f.parts.iter().find(|x| x.code == n.part);
        let row = row.and_then(|x| x.rows.iter().find(|r| r.code == n.value));
        let what = match row {
            Some(r) => format!("{}（{}）", f.label, r.label),
            None => f.label.clone(),
        };
        figure(&n.name, &what, months_of(f, &n.part, &n.value), true);
    }
    for l in &rules.lists {
        let Some(f) = c.figure(&l.figure) else { continue };
        for part in f.parts.iter().filter(|x| x.code == l.part) {
            for r in &part.rows {
                let word: String =
                    r.label.chars().filter(|c| c.is_alphanumeric() || *c == 'ー').collect();
                let what = format!("{}のうち、{}「{}」", f.label, part.label, r.label);
                figure(&format!("{}_{word}", l.name), &what, Some(&r.months), false);
            }
        }
    }
    let count = |n: usize| Value::Number(i64::try_from(n).ok());
    let all = c.activities.iter().map(|a| line(rules, a)).collect();
    put("活動_一覧".into(), format!("活動の一覧（{COLUMNS}）"), Value::Lines(all), true);
    put("活動_件数".into(), "活動の件数".into(), count(c.activities.len()), true);
    for i in &rules.items {
        let lines: Vec<_> = c.of_item(&i.code).map(|a| line(rules, a)).collect();
        let name = format!("活動_{}", i.mark);
        put(
            format!("{name}_件数"),
            format!("{}の活動の件数", i.words()),
            count(lines.len()),
            false,
        );
        put(name, format!("{}の活動の一覧", i.words()), Value::Lines(lines), true);
    }
    let paid = c.by_funding();
    for (_, words) in slice::FUNDING {
        let n = paid.iter().find(|x| x.0 == words).map_or(0, |x| x.1);
        let about = format!("財源が「{words}」の活動の件数");
        put(format!("財源_{words}_件数"), about, Value::Number(Some(n)), true);
    }
    out
}

/// The cells for a place of so many rows and columns. A list that is too long ends with how many more there are; columns that do
/// not fit are written into the last one. Nothing is left out without a word.
pub fn cells(value: &Value, at: &Named) -> Vec<Vec<Put>> {
    match value {
        Value::Number(Some(n)) => vec![vec![Put::Number(*n)]],
        Value::Number(None) => vec![vec![Put::Empty]],
        Value::Text(t) if t.is_empty() => vec![vec![Put::Empty]],
        Value::Text(t) => vec![vec![Put::Text(t.clone())]],
        Value::Lines(lines) => {
            let joined = |l: &[String]| -> String {
                let filled = l.iter().filter(|c| !c.is_empty()).cloned();
                filled.collect::<Vec<_>>().join("　")
            };
            if at.rows <= 1 && at.columns <= 1 {
                let text: Vec<String> = lines.iter().map(|l| joined(l)).collect();
                return cells(&Value::Text(text.join("\n")), at);
            }
            let fits = lines.len() <= at.rows;
            let shown = if fits { lines.len() } else { at.rows.saturating_sub(1) };
            let mut out: Vec<Vec<Put>> = lines
                .iter()
                .take(shown)
                .map(|l| {
                    let own = l.len().min(at.columns.saturating_sub(1));
                    let (head, rest) = l.split_at_checked(own).unwrap_or((l, &[]));
                    let mut row: Vec<String> = head.to_vec();
                    row.push(joined(rest));
                    let text = |t: String| if t.is_empty() { Put::Empty } else { Put::Text(t) };
                    row.into_iter().map(text).collect()
                })
                .collect();
            if !fits {
                out.push(vec![Put::Text(format!("ほか{}件", lines.len() - shown))]);
            }
            out
        }
    }
}

impl Value {
    /// In words, for the page.
    pub fn shown(&self, at: Option<&Named>) -> String {
        match self {
            Value::Number(Some(n)) => n.to_string(),
            Value::Number(None) => "（まだありません）".into(),
            Value::Text(t) if t.is_empty() => "（空）".into(),
            Value::Text(t) => {
                let short: String = t.chars().take(40).collect();
                if short.len() < t.len() { format!("{short}…") } else { short }
            }
            Value::Lines(l) => match at {
                Some(n) if (n.rows > 1 || n.columns > 1) && l.len() > n.rows => {
                    let fit = n.rows.saturating_sub(1);
                    format!("{}件のうち{fit}件。終わりの行に「ほか{}件」", l.len(), l.len() - fit)
                }
                _ => format!("{}件", l.len()),
            },
        }
    }
}
