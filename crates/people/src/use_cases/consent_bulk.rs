//! Papers that were signed before the program came: many persons, one edition of the paper and one day. First a preview
//! that says of each line whom it means or what is wrong; only what was shown is then recorded.
use app::{Cx, Error, Result};
use kernel::{Date, Id};

use super::consent::{give, way};
use crate::authz::{Act, What, audit_list, could, scope};
use crate::model::consent::{Mode, NewConsent, Status};
use crate::model::{Consent, ConsentMethod};
use crate::{ResidentId, permissions, store};

/// Most lines at once.
pub const MOST: usize = 300;

/// What is the same for all of them.
#[derive(Debug, Clone)]
pub struct Papers {
    /// How.
    pub method: ConsentMethod,
    /// Who heard it.
    pub heard_by: String,
    /// Day of signing.
    pub given_on: Date,
    /// Edition of the paper.
    pub form_version: String,
}

/// What a line was understood as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// This person of one's own; the second value: a consent is in force already.
    One {
        /// Who.
        id: ResidentId,
        /// Name.
        name: String,
        /// A consent is in force already; the new one takes its place.
        again: bool,
    },
    /// What is wrong, in words.
    Wrong(String),
}

/// One line of the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its number, from 1.
    pub n: usize,
    /// What was typed.
    pub typed: String,
    /// What it means.
    pub found: Found,
}

/// What somebody meant by a line: a number, or a reading and a birth date.
enum Asked {
    Insured(String),
    KanaBirth(String, Date),
}

fn asked(line: &str, today: Date) -> std::result::Result<Asked, String> {
    let parts: Vec<String> = line
        .split([',', '、', '，', '\t'])
        .map(|p| kernel::kana::half_width(p.trim()))
        .filter(|p| !p.is_empty())
        .collect();
    match parts.as_slice() {
        [one] if kernel::checkdigit::insured_number_form_ok(one) => Ok(Asked::Insured(one.clone())),
        [_] => {
            Err("被保険者番号は数字10けたで、お名前のときは、続けて生年月日も入力してください"
                .into())
        }
        [kana, birth] => match kernel::wareki::parse(birth, today) {
            Ok(d) => Ok(Asked::KanaBirth(kana.clone(), d)),
            Err(_) => Err("生年月日を読み取れません（例 S15.5.3）".into()),
        },
        _ => Err("1行に1人ずつ、「ふりがな、生年月日」か「被保険者番号」を入力してください".into()),
    }
}

fn to_give(cx: &Cx<'_>, p: &Papers) -> Result<NewConsent> {
    let way = way(cx)?;
    let own = match way.mode {
        Mode::Person => cx.actor().account,
        _ => cx.actor().organisation,
    };
    let base = Consent {
        method: p.method,
        heard_by: p.heard_by.clone(),
        given_on: p.given_on,
        form_version: p.form_version.clone(),
    };
    Ok(NewConsent::at_contract(&base, way.mode, own, &way.listed))
}

fn same_for_all(cx: &Cx<'_>, p: &Papers) -> Result<NewConsent> {
    let c = to_give(cx, p)?;
    let errors = crate::model::consent::check(&c, cx.today());
    if errors.is_empty() { Ok(c) } else { Err(Error::Invalid(errors)) }
}

/// Says of each line whom it means. Only one's own people are found.
pub fn preview(cx: &Cx<'_>, p: &Papers, list: &str) -> Result<Vec<Line>> {
    app::authorise(cx, &permissions::CONSENT)?;
    same_for_all(cx, p)?;
    let typed: Vec<&str> = list.lines().map(str::trim).collect();
    let lines: Vec<(usize, &str)> =
        typed.iter().enumerate().filter(|(_, t)| !t.is_empty()).map(|(n, t)| (n + 1, *t)).collect();
    if lines.is_empty() {
        return Err(Error::field("list", "同意した方を、1行に1人ずつ入力してください"));
    }
    if lines.len() > MOST {
        return Err(Error::field(
            "list",
            format!("一度に{MOST}人までです。分けて入力してください"),
        ));
    }
    let reach = scope(cx, &permissions::LIST, What::Basic)?;
    let mut out: Vec<Line> = Vec::new();
    let mut ids: Vec<Id> = Vec::new();
    for (n, text) in lines {
        let found = match asked(text, cx.today()) {
            Err(e) => Found::Wrong(e),
            Ok(Asked::Insured(number)) => one(cx, store::by_insured(cx, &reach, &number)?)?,
            Ok(Asked::KanaBirth(kana, birth)) => {
                one(cx, store::by_kana_birth(cx, &reach, &kana, birth)?)?
            }
        };
        let found = match found {
            Found::One { id, .. } if ids.contains(&id.0) => {
                Found::Wrong("同じ方が、上の行にもあります".into())
            }
            other => other,
        };
        if let Found::One { id, .. } = &found {
            ids.push(id.0);
        }
        out.push(Line { n, typed: text.into(), found });
    }
    audit_list(cx, &permissions::LIST, "consent:bulk", &ids);
    Ok(out)
}

fn one(cx: &Cx<'_>, rows: Vec<crate::Resident>) -> Result<Found> {
    let [r] = rows.as_slice() else {
        return Ok(Found::Wrong(match rows.len() {
            0 => "担当の方の中に見つかりません".into(),
            n => format!("{n}人いるため、決められません。お一人ずつ記録してください"),
        }));
    };
    if !could(cx, Act::Write, What::Basic, r.id)? {
        return Ok(Found::Wrong("この方の同意は、担当の事業所で記録してください".into()));
    }
    if r.died_on.is_some() {
        return Ok(Found::Wrong("亡くなられた方です".into()));
    }
    let again = store::consent::all(cx, r.id)?.iter().any(|k| k.status == Status::Active);
    Ok(Found::One { id: r.id, name: r.name.clone(), again })
}

/// Records the consent of all of them in one go; nothing is kept when one of them is refused.
pub fn record(cx: &Cx<'_>, p: &Papers, ids: &[ResidentId]) -> Result<usize> {
    app::authorise(cx, &permissions::CONSENT)?;
    let c = same_for_all(cx, p)?;
    if ids.is_empty() || ids.len() > MOST {
        return Err(Error::field("list", "記録できる方がいません。一覧を直してください"));
    }
    for id in ids {
        give(cx, *id, &c)?;
    }
    Ok(ids.len())
}
