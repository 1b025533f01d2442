//! The records behind a number: nameless for the centre; who follows the person can open the stay.
use askama::Template;
use kernel::{Date, wareki};
use slice::{Fail, Req, Resp};

use super::{Period, labels, period};
use crate::model::survey::{Case, RATES, Timing};
use crate::model::{EndKind, Method};
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
    only: String,
    total: usize,
    back: String,
    lines: Vec<Line>,
    cut: bool,
}

/// Which of the records behind a number: of one hospital, office or care level, told in one way, or not told at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Narrow {
    hospital: Option<String>,
    office: Option<String>,
    level: Option<String>,
    method: Option<Method>,
    untold: bool,
}

impl Narrow {
    fn of(q: &slice::Form) -> Option<Narrow> {
        let text = |name: &str| q.some(name).map(str::to_string);
        let method = match q.some("method") {
            Some(code) => Some(Method::from_code(code)?),
            None => None,
        };
        Some(Narrow {
            hospital: text("hospital"),
            office: text("office"),
            level: text("level"),
            method,
            untold: q.get("notice") == "none",
        })
    }

    /// Is the case one of them? The method is that of the act which the number counts.
    fn takes(&self, c: &Case, key: &str) -> bool {
        let told = if key.starts_with("admission") { c.contact } else { c.notice };
        let is = |wanted: &Option<String>, has: &str| wanted.as_deref().is_none_or(|w| w == has);
        is(&self.hospital, &c.hospital.0)
            && is(&self.office, &c.office.0)
            && is(&self.level, c.care_level)
            && self.method.is_none_or(|m| told.is_some_and(|(_, how)| how == Some(m)))
            && !(self.untold && c.notice.is_some())
    }

    /// What stands behind the title.
    fn words(&self, cases: &[Case]) -> Vec<String> {
        let first = cases.first();
        let level = self.level.as_deref().and_then(people::CareLevel::from_code);
        [
            first.filter(|_| self.hospital.is_some()).map(|c| c.hospital.1.clone()),
            first.filter(|_| self.office.is_some()).map(|c| c.office.1.clone()),
            level.map(|l| l.label().to_string()),
            self.method.map(|m| m.label().to_string()),
            self.untold.then(|| "退院日の連絡なし".to_string()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
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
    if let Some(code) = key.strip_prefix("stuck.") {
        return Some(format!("退院できない理由「{}」", labels::stuck(&short(code)?)));
    }
    if let Some(code) = key.strip_prefix("late.") {
        return Some(format!("直前の連絡の理由「{}」", labels::late(&short(code)?)));
    }
    let (name, part) = key.rsplit_once('.')?;
    if let Some(code) = name.strip_prefix("facility.") {
        let what = labels::procedure(&short(code)?);
        return match part {
            "n" => Some(format!("施設が受けられる返事（{what}）")),
            "d" => Some(format!("施設から返事（{what}）")),
            _ => None,
        };
    }
    let title = RATES.iter().find(|(k, _)| *k == name)?.1;
    match part {
        "n" => Some(format!("{title}に数えたもの")),
        "d" => Some(format!("{title}のもとになるもの")),
        _ => None,
    }
}

/// A code as codes are: nothing else is written back to the page.
fn short(code: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (!code.is_empty() && code.len() <= 40 && code.chars().all(plain)).then(|| code.to_string())
}

fn day(d: Option<Date>) -> String {
    d.map_or_else(|| "不明".into(), wareki::month_day)
}

fn line(req: &Req, own: bool, c: Case) -> Line {
    Line {
        href: (own && !c.more.keyed).then(|| req.url(&format!("/transitions/{}", c.id))),
        admitted: wareki::month_day(c.admitted),
        ended: c.ended.map_or_else(|| "入院中".into(), wareki::month_day),
        end: c.end.map_or("", EndKind::label),
        hospital: c.hospital.1,
        office: if c.more.keyed { format!("{}（調査票）", c.office.1) } else { c.office.1 },
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
    let narrow = Narrow::of(&req.query).ok_or(Fail::NotFound)?;
    let mut cases = req.read(|cx| count::behind(cx, p.from, p.to, p.of, &key))?;
    cases.retain(|c| narrow.takes(c, &key));
    let only = narrow.words(&cases);
    let total = cases.len();
    let lines = cases.into_iter().take(500).map(|c| line(req, p.own_only, c)).collect();
    let page = Cases {
        title,
        only: only.join("・"),
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
    use super::*;

    fn case(hospital: &str, method: Option<Method>, told: bool) -> Case {
        let day: Date = "2026-10-05".parse().unwrap();
        Case {
            id: "s".into(),
            hospital: (hospital.into(), format!("{hospital}病院")),
            office: ("o1".into(), "結の里".into()),
            care_level: "22",
            admitted: day,
            ended: Some(day),
            end: Some(EndKind::Home),
            contact: Some((Some(day), method)),
            sheet: None,
            planning: None,
            notice: told.then_some((Some(day), Some(Method::Fax))),
            record: None,
            fee: None,
            more: crate::model::survey::More::default(),
        }
    }

    fn narrow(query: &str) -> Option<Narrow> {
        Narrow::of(&slice::Form::parse(query.as_bytes()).unwrap())
    }

    #[test]
    fn the_records_behind_a_number_are_those_of_its_row_and_column() {
        let cases = [
            case("h1", Some(Method::Phone), true),
            case("h2", None, false),
            case("h1", None, true),
        ];
        let n = |query: &str, key: &str| {
            let n = narrow(query).unwrap();
            cases.iter().filter(|c| n.takes(c, key)).count()
        };
        assert_eq!(n("", "discharges"), 3);
        assert_eq!(n("hospital=h1", "discharges"), 2);
        assert_eq!(n("office=o1&level=22", "discharges"), 3);
        assert_eq!((n("office=x", "discharges"), n("level=99", "discharges")), (0, 0));
        assert_eq!(n("method=phone", "admission_contact.n"), 1);
        assert_eq!(n("method=phone", "five_days_before.d"), 0);
        assert_eq!(n("method=fax", "five_days_before.d"), 2);
        assert_eq!(n("notice=none", "discharges"), 1);
        assert!(narrow("method=owl").is_none());
        let words = narrow("hospital=h1&level=22&method=fax").unwrap().words(&cases);
        assert_eq!(words, ["h1病院", "要介護2", "FAX"]);
    }

    #[test]
    fn every_key_of_the_survey_has_words_and_no_other() {
        assert!(words("timing.8+").is_some() && words("five_days_before.n").is_some());
        assert_eq!(
            words("stuck.housing").unwrap(),
            "退院できない理由「住まいの環境がととのっていない」"
        );
        assert!(words("facility.suction.n").is_some() && words("late.bed").is_some());
        for bad in [
            "",
            "x",
            "timing.x",
            "five_days_before",
            "five_days_before.x",
            "../.n",
            "stuck.",
            "stuck.<b>",
            "late.あ",
            "facility.suction.x",
            "facility..n",
        ] {
            assert!(words(bad).is_none(), "{bad}");
        }
    }
}
