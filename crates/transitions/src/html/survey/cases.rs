//! The records behind a number: nameless for the centre; who follows the person can open the stay.
use askama::Template;
use kernel::{Date, wareki};
use slice::{Fail, Req, Resp};

use super::{Period, period};
use crate::model::EndKind;
use crate::model::survey::{Case, RATES, Timing};
use crate::use_cases::count;

struct Line {
    href: Option<String>,
    admitted: String,
    ended: String,
    end: &'static str,
    hospital: String,
    office: String,
    care_level: &'static str,
    contact: String,
    notice: String,
}

#[derive(Template)]
#[template(path = "survey/cases.html")]
struct Cases {
    shell: ui::Shell,
    title: String,
    total: usize,
    back: String,
    lines: Vec<Line>,
    cut: bool,
}

/// Words of a key of `survey::counts_in`.
fn words(key: &str) -> Option<String> {
    if let Some(code) = key.strip_prefix("timing.") {
        return Timing::ALL
            .iter()
            .find(|t| t.code() == code)
            .map(|t| format!("退院日の連絡が{}", t.label()));
    }
    match key {
        "admissions" => return Some("入院".into()),
        "discharges" => return Some("退院（死亡・転院を除く）".into()),
        "excluded.death" => return Some("死亡".into()),
        "excluded.transfer" => return Some("転院".into()),
        _ => {}
    }
    let (name, part) = key.rsplit_once('.')?;
    let title = RATES.iter().find(|(k, _)| *k == name)?.1;
    match part {
        "n" => Some(format!("{title}に数えたもの")),
        "d" => Some(format!("{title}のもとになるもの")),
        _ => None,
    }
}

fn day(d: Option<Date>) -> String {
    d.map_or_else(|| "不明".into(), wareki::month_day)
}

fn line(req: &Req, own: bool, c: Case) -> Line {
    Line {
        href: own.then(|| req.url(&format!("/transitions/{}", c.id))),
        admitted: wareki::month_day(c.admitted),
        ended: c.ended.map_or_else(|| "入院中".into(), wareki::month_day),
        end: c.end.map_or("", EndKind::label),
        hospital: c.hospital.1,
        office: c.office.1,
        care_level: people::CareLevel::from_code(c.care_level).map_or("", people::CareLevel::label),
        contact: c.contact.map_or_else(|| "なし".into(), |(d, _)| day(d)),
        notice: c.notice.map_or_else(|| "なし".into(), |(d, _)| day(d)),
    }
}

/// The list, at most 500 lines.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let p: Period = period(req)?;
    let key = req.query.get("key").to_string();
    let Some(title) = words(&key) else { return Err(Fail::NotFound) };
    let hospital = req.query.some("hospital").map(str::to_string);
    let mut cases = req.read(|cx| count::behind(cx, p.from, p.to, p.of, &key))?;
    if let Some(h) = hospital {
        cases.retain(|c| c.hospital.0 == h);
    }
    let total = cases.len();
    let lines = cases.into_iter().take(500).map(|c| line(req, p.own_only, c)).collect();
    let page = Cases {
        title,
        total,
        back: req.url(&format!("/transitions/survey?from={}&to={}", p.from, p.to)),
        lines,
        cut: total > 500,
        shell: req.titled("調査のもとの記録"),
    };
    Resp::page(page.render())
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn every_key_of_the_survey_has_words_and_no_other() {
        assert!(words("timing.8+").is_some() && words("five_days_before.n").is_some());
        for bad in ["", "x", "timing.x", "five_days_before", "five_days_before.x", "../.n"] {
            assert!(words(bad).is_none(), "{bad}");
        }
    }
}
