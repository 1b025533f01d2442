//! The questionnaire of the 入退院連絡調査 for offices that do not work here: nameless rows, what they say, and who has
//! not answered yet. An office enters its own; the centre enters what came on paper or in Excel.
use std::collections::BTreeMap;

use accounts::{Organisation, OrganisationKind};
use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise};
use kernel::{At, Date, Hat, Id};

use crate::model::Stay;
use crate::model::survey::row::{Refused, Row, State, Stored, Twin, twin};
use crate::permissions;
use crate::store::cases as store;
use crate::store::lists::in_period_stays;

/// Rows of one file or page at most.
pub const MOST_ROWS: usize = 2_000;

/// The office whose rows may be read and written: one's own, or any office for the centre.
pub fn office_of(cx: &Cx<'_>, asked: Option<Id>) -> Result<Organisation> {
    authorise(cx, &permissions::SURVEY_ANSWER)?;
    let own = cx.actor().organisation;
    let id = if cx.actor().hat == Hat::Coordinator { asked } else { own };
    if asked.is_some() && asked != id {
        return Err(Error::NotFound);
    }
    let id = id.ok_or(Error::NotFound)?;
    accounts::organisations(cx)?
        .into_iter()
        .find(|o| o.id.0 == id && answers(o))
        .ok_or(Error::NotFound)
}

/// Does this organisation answer? Offices and 包括 with rows, hospitals with words.
fn answers(o: &Organisation) -> bool {
    is_office(o.kind) || o.kind == OrganisationKind::Hospital
}

/// Follows persons, so has rows.
pub const fn is_office(kind: OrganisationKind) -> bool {
    matches!(
        kind,
        OrganisationKind::CareManagement | OrganisationKind::Hokatsu | OrganisationKind::Multi
    )
}

/// Hospitals by the key of their names, for reading rows.
pub fn hospitals(cx: &Cx<'_>) -> Result<Vec<(Id, String)>> {
    authorise(cx, &permissions::SURVEY_ANSWER)?;
    Ok(accounts::organisations_of_kind(cx, OrganisationKind::Hospital)?
        .into_iter()
        .map(|o| (o.id.0, o.name))
        .collect())
}

/// Reads one row for an office.
pub fn read_row(
    office: Id,
    fields: &BTreeMap<String, String>,
    today: Date,
    hospitals: &[(Id, String)],
) -> std::result::Result<Row, Vec<Refused>> {
    Row::read(office, fields, today, |name| {
        let key = kernel::kana::search_key(name);
        hospitals.iter().find(|(_, n)| kernel::kana::search_key(n) == key).map(|(id, _)| *id)
    })
}

/// Keeps rows of one office; all or none. `source` is `page` or `excel`.
pub fn add(cx: &Cx<'_>, office: Id, rows: &[Row], source: &str) -> Result<usize> {
    let o = office_of(cx, Some(office))?;
    if !is_office(o.kind) {
        return Err(Error::NotFound);
    }
    if rows.is_empty() || rows.len() > MOST_ROWS || rows.iter().any(|r| r.office != office) {
        return Err(Error::Rule("読み込む行がありません".into()));
    }
    for r in rows {
        store::add(cx, r, source)?;
    }
    cx.audit(
        AuditEntry::act(permissions::SURVEY_ANSWER.code)
            .object(format!("organisation:{office}"))
            .detail(format!("{source} {}", rows.len())),
    );
    Ok(rows.len())
}

/// Takes a row back. One's own, or any for the centre.
pub fn remove(cx: &Cx<'_>, id: Id) -> Result<Id> {
    set(cx, id, State::Removed, &permissions::SURVEY_ANSWER)
}

/// Says of a possible double whether it is the same stay.
pub fn decide(cx: &Cx<'_>, id: Id, same: bool) -> Result<Id> {
    authorise(cx, &permissions::SURVEY_COLLECT)?;
    let state = if same { State::Same } else { State::Different };
    set(cx, id, state, &permissions::SURVEY_COLLECT)
}

fn set(cx: &Cx<'_>, id: Id, state: State, p: &'static app::Permission) -> Result<Id> {
    let stored = store::one(cx, id)?;
    let office = office_of(cx, Some(stored.row.office))?;
    if stored.state == State::Removed {
        return Err(Error::Rule("この行は、もう取り消されています".into()));
    }
    store::set_state(cx, id, state)?;
    cx.audit(AuditEntry::act(p.code).object(format!("case:{id}")).detail(state.code().to_string()));
    Ok(office.id.0)
}

/// What an organisation says about a period besides its rows.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Everything is entered (also: there was no case).
    pub done: bool,
    /// 良かったこと.
    pub good: String,
    /// 課題・要望.
    pub wish: String,
}

/// Keeps it; a later one takes its place.
pub fn say(cx: &Cx<'_>, organisation: Id, from: Date, to: Date, w: &Words) -> Result<()> {
    let o = office_of(cx, Some(organisation))?;
    super::short("good", &w.good, 1000)?;
    super::short("wish", &w.wish, 1000)?;
    if to < from {
        return Err(Error::field("to", "終わりの日は、はじまりの日以後にしてください"));
    }
    if !w.done && w.good.trim().is_empty() && w.wish.trim().is_empty() {
        return Err(Error::field(
            "done",
            "「すべて入力しました」か、ことばのどちらかを入れてください",
        ));
    }
    store::answer(cx, o.id.0, (from, to), w.done, w.good.trim(), w.wish.trim())?;
    cx.audit(
        AuditEntry::act(permissions::SURVEY_ANSWER.code)
            .object(format!("organisation:{organisation}"))
            .detail(if w.done { "done" } else { "words" }.to_string()),
    );
    Ok(())
}

/// A row as it is listed.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The row.
    pub stored: Stored,
    /// What it may double, in words; none = nothing, or decided.
    pub twin: Option<String>,
}

/// The rows and words of one organisation in a period.
#[derive(Debug, Clone)]
pub struct Own {
    /// Which.
    pub organisation: Organisation,
    /// Its rows.
    pub rows: Vec<Listed>,
    /// Stays of its daily work here.
    pub daily: i64,
    /// What it said.
    pub words: Words,
    /// When and who.
    pub said: Option<(At, String)>,
}

fn twin_words(t: Twin<'_>) -> String {
    match t {
        Twin::Stay(_) => "毎日の記録に、同じ病院・同じ日の入院があります".into(),
        Twin::Row(_) => "先に入力した行に、同じ病院・同じ日・同じ年齢の入院があります".into(),
    }
}

fn listed(r: &Stored, rows: &[Stored], stays: &[Stay]) -> Listed {
    let open = r.state == State::Open;
    Listed { stored: r.clone(), twin: open.then(|| twin(r, rows, stays)).flatten().map(twin_words) }
}

/// Rows and words of an organisation.
pub fn own(cx: &Cx<'_>, organisation: Option<Id>, from: Date, to: Date) -> Result<Own> {
    let o = office_of(cx, organisation)?;
    let rows = store::in_period(cx, from, to)?;
    let stays = in_period_stays(cx, from, to)?;
    let said = store::answers(cx, from, to)?.into_iter().find(|a| a.organisation == o.id.0);
    let mine = rows.iter().filter(|r| r.row.office == o.id.0);
    Ok(Own {
        rows: mine.map(|r| listed(r, &rows, &stays)).collect(),
        daily: store::daily(cx, from, to)?.get(&o.id.0).copied().unwrap_or(0),
        words: said.as_ref().map_or_else(Words::default, |a| Words {
            done: a.done,
            good: a.good.clone(),
            wish: a.wish.clone(),
        }),
        said: said.map(|a| (a.at, a.made_name)),
        organisation: o,
    })
}

/// One organisation in the overview.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Which.
    pub organisation: Organisation,
    /// Stays of its daily work.
    pub daily: i64,
    /// Rows of the questionnaire.
    pub rows: i64,
    /// It said that all is entered.
    pub done: bool,
}

impl Answered {
    /// Has it answered? Daily work counts as an answer, and so does 「すべて入力しました」 without a row.
    pub const fn answered(&self) -> bool {
        self.daily > 0 || self.rows > 0 || self.done
    }
}

/// What the centre sees: who has answered, possible doubles, and the words without who said them.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Offices and 包括 of the region by kana.
    pub offices: Vec<Answered>,
    /// Rows that a person has to look at.
    pub doubles: Vec<Listed>,
    /// 良かったこと・課題 by side: 居宅・包括 or 病院.
    pub words: Vec<(&'static str, Words)>,
}

/// For the centre.
pub fn overview(cx: &Cx<'_>, from: Date, to: Date) -> Result<Overview> {
    authorise(cx, &permissions::SURVEY_COLLECT)?;
    let rows = store::in_period(cx, from, to)?;
    let stays = in_period_stays(cx, from, to)?;
    let daily = store::daily(cx, from, to)?;
    let said: BTreeMap<Id, store::Answer> =
        store::answers(cx, from, to)?.into_iter().map(|a| (a.organisation, a)).collect();
    let mut words = Vec::new();
    let mut offices = Vec::new();
    for o in accounts::organisations(cx)?.into_iter().filter(answers) {
        let answer = said.get(&o.id.0);
        if let Some(a) = answer.filter(|a| !(a.good.is_empty() && a.wish.is_empty())) {
            let side = if is_office(o.kind) { "居宅・包括" } else { "病院" };
            let w = Words { done: a.done, good: a.good.clone(), wish: a.wish.clone() };
            words.push((side, w));
        }
        if is_office(o.kind) && !o.outside {
            let n = rows.iter().filter(|r| r.row.office == o.id.0).count();
            offices.push(Answered {
                daily: daily.get(&o.id.0).copied().unwrap_or(0),
                rows: i64::try_from(n).unwrap_or(i64::MAX),
                done: answer.is_some_and(|a| a.done),
                organisation: o,
            });
        }
    }
    let doubles =
        rows.iter().map(|r| listed(r, &rows, &stays)).filter(|l| l.twin.is_some()).collect();
    Ok(Overview { offices, doubles, words })
}

/// The words alone, for the council's paper.
pub fn words(cx: &Cx<'_>, from: Date, to: Date) -> Result<Vec<(&'static str, Words)>> {
    authorise(cx, &permissions::SURVEY)?;
    if !app::may(cx, &permissions::SURVEY_COLLECT)? {
        return Ok(Vec::new());
    }
    Ok(overview(cx, from, to)?.words)
}
