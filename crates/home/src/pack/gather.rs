//! What goes into the file, as plain data: who is in the scope of the actor, read person by person through the ordinary
//! permits, so that a consent withdrawn or a shield counts here exactly as on the pages.
use std::collections::BTreeMap;

use app::audit::AuditEntry;
use app::{Cx, Error, Permission, Result};
use directory::model::window::Party;
use directory::use_cases::windows;
use kernel::{Date, Id, kana, wareki};
use people::use_cases::view::{View, view_for};
use people::{AlertLevel, FactKind, ResidentId};
use serde::Serialize;
use slice::Packed;

use crate::sources::sources;

/// Label and words.
type Row = (String, String);

/// Everything in the file; the page's script reads these names (web/src/ts/pack/draw.ts).
#[derive(Debug, Serialize)]
pub(super) struct Pack {
    #[serde(skip)]
    pub office: String,
    pub people: Vec<Person>,
    pub offices: Vec<Office>,
}

#[derive(Debug, Serialize)]
pub(super) struct Person {
    #[serde(skip)]
    pub id: Id,
    pub name: String,
    pub kana: String,
    birth: String,
    alerts: Vec<String>,
    /// What a search looks into.
    find: Vec<String>,
    basics: Vec<Row>,
    stays: Vec<Stay>,
    contacts: Vec<Row>,
    health: Vec<Row>,
    team: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Paper {
    title: String,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Stay {
    state: String,
    place: String,
    next: String,
    facts: Vec<Row>,
    papers: Vec<Paper>,
}

#[derive(Debug, Serialize)]
pub(super) struct Office {
    name: String,
    kind: String,
    lines: Vec<Row>,
}

/// The persons who would be in it.
pub(super) fn persons(cx: &Cx<'_>, permission: &'static Permission) -> Result<Vec<Id>> {
    let mut all: Vec<Id> =
        sources().packed(cx, permission)?.into_iter().map(|p| p.resident).collect();
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Gathers as the actor. Each person leaves rows of `permission` in the log, and the whole one more with the count.
pub(super) fn gather(cx: &Cx<'_>, permission: &'static Permission) -> Result<Pack> {
    let org = cx.actor().organisation.ok_or(Error::NotFound)?;
    app::authorise(cx, permission)?;
    if !sources().persons_on(cx)? {
        return Err(Error::Rule(
            "この地域では、いま人の情報の機能を止めています。そのあいだは、控えを作れません".into(),
        ));
    }
    let mut going: BTreeMap<Id, Vec<Packed>> = BTreeMap::new();
    for p in sources().packed(cx, permission)? {
        going.entry(p.resident).or_default().push(p);
    }
    let mut people = Vec::with_capacity(going.len());
    for (id, stays) in going {
        match view_for(cx, permission, ResidentId(id)) {
            Ok(v) => people.push(person(&v, stays, cx.today())),
            // refused by a permit of its own: not in it, and the refusal is in the log
            Err(Error::NotFound) => {}
            Err(e) => return Err(e),
        }
    }
    people.sort_by(|a, b| (&a.kana, a.id).cmp(&(&b.kana, b.id)));
    let n = people.len();
    cx.audit(AuditEntry::act(permission.code).detail(format!("purpose=outage;n={n}")));
    let office = accounts::organisation(cx, org.into())?.name;
    Ok(Pack { office, people, offices: offices(cx)? })
}

fn row(label: &str, words: impl Into<String>) -> Option<Row> {
    let words = words.into();
    (!words.trim().is_empty()).then(|| (label.to_string(), words))
}

fn joined(parts: &[&str]) -> String {
    let all: Vec<&str> = parts.iter().copied().filter(|p| !p.is_empty()).collect();
    all.join("・")
}

fn person(v: &View, stays: Vec<Packed>, today: Date) -> Person {
    let r = &v.resident;
    let b = r.birth;
    let digits = format!("{:04}{:02}{:02}", b.year(), b.month(), b.day());
    let western = format!("{}年{}月{}日", b.year(), b.month(), b.day());
    let find = vec![
        r.name.clone(),
        r.kana.clone(),
        kana::search_key(&r.name),
        kana::search_key(&r.kana),
        digits,
        western,
        wareki::long(b),
        wareki::short(b),
    ];
    let care = match (r.care_from, r.care_to) {
        (Some(f), Some(t)) => {
            format!("{}（{}から{}まで）", r.care_level.label(), wareki::short(f), wareki::short(t))
        }
        _ => r.care_level.label().to_string(),
    };
    let basics = [
        row("性別", r.sex.label()),
        row("住所", r.address.as_str()),
        row("電話", r.phone.as_str()),
        row("要介護度", care),
        row("保険者番号・被保険者番号", joined(&[&r.insurer, &r.insured])),
        row("世帯", r.household.as_str()),
    ];
    let contacts = v.contacts.iter().map(|c| {
        let key = if c.key_person { "キーパーソン" } else { "" };
        let home = if c.lives_with { "同居" } else { "" };
        let phone = match c.phone.as_str() {
            "" => String::new(),
            p => format!("電話 {p}"),
        };
        row(&format!("{} さん", c.name), joined(&[&c.relation, key, home, &phone]))
            .unwrap_or_else(|| (format!("{} さん", c.name), "—".into()))
    });
    let health = v.facts.iter().map(|f| {
        let since = format!("{}（{}、{}）", f.text, f.source, wareki::short(f.as_of));
        (f.kind.label().to_string(), since)
    });
    let team = v.team.iter().map(|m| {
        let phone = match m.phone.as_str() {
            "" => String::new(),
            p => format!("電話 {p}"),
        };
        (m.role.label().to_string(), joined(&[&m.label, &phone]))
    });
    let loud = |f: &&people::Fact| f.alert != AlertLevel::None || f.kind == FactKind::Allergy;
    Person {
        id: r.id.0,
        name: r.name.clone(),
        kana: r.kana.clone(),
        birth: format!("{}・{}歳", wareki::birth(b), r.age(today)),
        alerts: v
            .facts
            .iter()
            .filter(loud)
            .map(|f| format!("{}：{}", f.kind.label(), f.text))
            .collect(),
        find,
        basics: basics.into_iter().flatten().collect(),
        contacts: contacts.collect(),
        health: health.collect(),
        team: team.collect(),
        stays: stays.into_iter().map(stay).collect(),
    }
}

fn stay(p: Packed) -> Stay {
    let papers = p.papers.into_iter().map(|x| Paper { title: x.title, rows: x.rows }).collect();
    Stay { state: p.state, place: p.place, next: p.next, facts: p.facts, papers }
}

/// All organisations of the region with their numbers and contact windows: facts that everybody may read.
fn offices(cx: &Cx<'_>) -> Result<Vec<Office>> {
    let mut of: BTreeMap<Id, Vec<Row>> = BTreeMap::new();
    for l in windows::list(cx)? {
        let Party::Organisation(id) = l.window.party else { continue };
        let w = l.window;
        let phone = if w.phone.is_empty() { String::new() } else { format!("電話 {}", w.phone) };
        let fax = if w.fax.is_empty() { String::new() } else { format!("FAX {}", w.fax) };
        of.entry(id.0)
            .or_default()
            .extend(row(&w.name, joined(&[&w.person, &phone, &fax, &w.note])));
    }
    let mut out = Vec::new();
    for o in accounts::organisations(cx)? {
        let mut lines: Vec<Row> =
            [row("電話", o.phone), row("FAX", o.fax)].into_iter().flatten().collect();
        lines.extend(of.remove(&o.id.0).unwrap_or_default());
        if !lines.is_empty() {
            out.push(Office { name: o.name, kind: o.kind.label().into(), lines });
        }
    }
    out.sort_by(|a, b| a.kind.cmp(&b.kind));
    Ok(out)
}
