//! The city's own forms: put in, looked at (which names it has, what would go into them), filled, taken out.
use app::{Cx, Error, Result, authorise, may};
use kernel::{sha256_hex, wareki};
use office::template::{self, Named, Put};

use super::{reports, rule};
use crate::model::report::names::{self, Head, Known};
use crate::model::report::{Edition, Period, rules};
pub use crate::store::report::Form;
use crate::{FormId, permissions, store};

/// Most forms of a region.
const MOST: usize = 20;

/// A name of a form with what it means; none = we do not know it.
pub type Met = (Named, Option<Known>);

/// A form beside a report.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The form.
    pub form: Form,
    /// Its names.
    pub names: Vec<Met>,
    /// Names that we know and the form does not have.
    pub without: Vec<Known>,
    /// The report it is held against; none where there is none yet.
    pub period: Option<Period>,
    /// Whether that report is still a draft.
    pub draft: bool,
    /// May the actor change forms?
    pub write: bool,
}

impl Checked {
    /// How many names are filled.
    pub fn fits(&self) -> usize {
        self.names.iter().filter(|(n, k)| n.trouble.is_none() && k.is_some()).count()
    }
}

/// The forms there are, and whether the actor may change them.
pub fn all(cx: &Cx<'_>) -> Result<(Vec<Form>, bool)> {
    authorise(cx, &permissions::REPORTS)?;
    Ok((store::report::forms(cx)?, may(cx, &permissions::REPORT_FORM)?))
}

/// Puts a form in that was read before. The same file twice is one form.
pub fn add(cx: &Cx<'_>, file: &str, body: &[u8]) -> Result<FormId> {
    authorise(cx, &permissions::REPORT_FORM)?;
    let there = store::report::forms(cx)?;
    let hash = sha256_hex(body);
    if let Some(same) = there.iter().find(|f| f.hash == hash) {
        return Ok(same.id);
    }
    if there.len() >= MOST {
        return rule(format!("様式は{MOST}までです。使わないものを外してください"));
    }
    let name: String = file.chars().filter(|c| !c.is_control()).take(80).collect();
    let name = if name.trim().is_empty() { "様式.xlsx".to_string() } else { name };
    store::report::add_form(cx, &name, &hash, body)
}

/// Takes a form out.
pub fn remove(cx: &Cx<'_>, id: FormId) -> Result<()> {
    authorise(cx, &permissions::REPORT_FORM)?;
    if store::report::remove_form(cx, id)? { Ok(()) } else { Err(Error::NotFound) }
}

/// What is filled in beside the content of a report.
fn head(cx: &Cx<'_>, sender: &str, e: Option<&Edition>) -> Head {
    let day = |at: kernel::At| wareki::long(at.date());
    Head {
        city: cx.region().name.clone(),
        centre: sender.to_string(),
        state: e.map_or("下書き", Edition::state).into(),
        edition: e.map_or(1, |e| e.edition),
        confirmed: e.and_then(|e| e.confirmed_at).map(day).unwrap_or_default(),
        today: wareki::long(cx.today()),
    }
}

/// The names that we know, with what goes into them for a report.
pub fn known(cx: &Cx<'_>, p: Period, number: Option<i64>, sender: &str) -> Result<Vec<Known>> {
    let w = reports::open(cx, p, number)?;
    Ok(names::known(rules()?, &w.content, &w.words, &head(cx, sender, w.edition.as_ref())))
}

/// The form and its bytes, without the names.
pub fn one(cx: &Cx<'_>, id: FormId) -> Result<(Form, Vec<u8>)> {
    authorise(cx, &permissions::REPORTS)?;
    let form = store::report::form(cx, id)?.ok_or(Error::NotFound)?;
    let body = store::report::form_body(cx, id)?.ok_or(Error::NotFound)?;
    Ok((form, body))
}

/// Each name of a form with what it means. `named` was read before the transaction.
pub fn met(named: &[Named], known: &[Known]) -> (Vec<Met>, Vec<Known>) {
    let of = |n: &Named| known.iter().find(|k| names::key(&k.name) == names::key(&n.name));
    let all: Vec<Met> = named.iter().map(|n| (n.clone(), of(n).cloned())).collect();
    let has = |k: &Known| all.iter().any(|m| m.1.as_ref().is_some_and(|x| x.name == k.name));
    let without = known.iter().filter(|k| k.first && !has(k)).cloned().collect();
    (all, without)
}

/// A form held against a report.
pub fn check(
    cx: &Cx<'_>,
    id: FormId,
    named: &[Named],
    at: Option<(Period, Option<i64>)>,
    sender: &str,
) -> Result<Checked> {
    let form = store::report::form(cx, id)?.ok_or(Error::NotFound)?;
    let (known, draft) = match at {
        Some((p, number)) => {
            let w = reports::open(cx, p, number)?;
            let draft = !w.edition.as_ref().is_some_and(Edition::confirmed);
            (known(cx, p, number, sender)?, draft)
        }
        None => (Vec::new(), true),
    };
    let (names, without) = met(named, &known);
    Ok(Checked {
        form,
        names,
        without,
        period: at.map(|a| a.0),
        draft,
        write: may(cx, &permissions::REPORT_FORM)?,
    })
}

/// The form filled with a report.
pub fn filled(body: &[u8], known: &[Known]) -> Result<Vec<u8>> {
    let refused = |e: template::TemplateError| Error::Rule(e.to_string());
    let named = template::read(body).map_err(refused)?;
    let (all, _) = met(&named, known);
    let values: Vec<(String, Vec<Vec<Put>>)> = all
        .iter()
        .filter(|(n, _)| n.trouble.is_none())
        .filter_map(|(n, k)| Some((n.name.clone(), names::cells(&k.as_ref()?.value, n))))
        .collect();
    template::fill(body, &values).map_err(refused)
}

/// A form to begin with, to be changed in Excel: the figures with their sums since April, the activities, the words.
pub fn sample() -> Result<Vec<u8>> {
    use office::template::Line;
    let mut lines = Vec::new();
    for n in &rules()?.names {
        let cells = vec![n.name.clone(), format!("{}_累計", n.name)];
        lines.push(Line::Figures(n.name.replace('_', "　"), cells));
    }
    lines.push(Line::List(
        "活動（日・取組・種類・名前・人数・財源）".into(),
        "活動_一覧".into(),
        20,
    ));
    lines.push(Line::Text("所感".into(), "所感".into()));
    lines.push(Line::Text("来月の予定".into(), "来月の予定".into()));
    let title = "在宅医療・介護連携推進事業　実績報告";
    template::sample(title, "対象期間", &["この期間", "4月からの累計"], &lines)
        .map_err(|e| Error::Inconsistent(format!("sample form: {e}")))
}
