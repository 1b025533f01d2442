//! The person's page: a fixed head, one column of time that the slices fill, who may see, team and contacts.
mod column;
mod side;

use app::Cx;
use askama::Template;
use kernel::{At, Id, wareki};
use people::authz::{Act, What, could};
use people::use_cases::view::{View, view};
use people::use_cases::who_may_see::{Spread, spread};
use people::{AlertLevel, ResidentId};
use slice::{Fail, FirstStep, Req, Resp, TimelineEntry};
use ui::{
    Alert, AlertKind, Button, Filter, Html, Link, PersonHead, PersonMore, See, Shell, Timeline,
};

use crate::sources::{Sees, sources};

/// What the page is drawn from.
#[derive(Debug, Clone)]
struct Person {
    now: At,
    fictitious: bool,
    /// The reader's own office, which is called 「あなたの事業所」.
    office: String,
    view: View,
    /// Names of the organisations in the team, for the mark （架空）.
    offices: Vec<String>,
    entries: Vec<TimelineEntry>,
    /// What can be begun; asked for only while nothing is going on.
    first: Vec<FirstStep>,
    sees: Vec<Sees>,
    /// How far the consent reaches to hospitals.
    spread: Spread,
    may_change: bool,
    may_change_health: bool,
    /// May see the attached files.
    may_files: bool,
    /// Narrowed to this group; empty = all.
    group: String,
    /// How many entries are shown.
    shown: usize,
}

#[derive(Template)]
#[template(path = "home/person.html")]
struct Page {
    shell: Shell,
    head: PersonHead,
    more: PersonMore,
    action: Option<Button>,
    filter: Filter,
    timeline: Option<Timeline>,
    first: Vec<Button>,
    see: See,
    team: side::Panel,
    contacts: side::Panel,
    health: Option<side::Panel>,
    basics: side::Panel,
}

fn gather(cx: &Cx<'_>, id: ResidentId) -> app::Result<Person> {
    let view = view(cx, id)?;
    let mut offices = Vec::new();
    for org in view.team.iter().filter_map(|m| m.organisation) {
        let o = accounts::organisation(cx, accounts::OrganisationId(org))?;
        if o.fictitious && !offices.contains(&o.name) {
            offices.push(o.name);
        }
    }
    let change = app::may(cx, &people::permissions::CHANGE)?;
    let entries = sources().timeline(cx, id.0)?;
    // somebody who has died is not admitted
    let begins = view.resident.died_on.is_none() && !entries.iter().any(|e| e.now);
    Ok(Person {
        now: cx.now(),
        fictitious: cx.region().fictitious,
        office: String::new(),
        offices,
        first: if begins { sources().first_steps(cx, id.0)? } else { Vec::new() },
        entries,
        sees: sources().who_may_see(cx, id.0)?,
        spread: spread(cx, id)?,
        may_change: change && could(cx, Act::Write, What::Basic, id)?,
        may_change_health: change && could(cx, Act::Write, What::Health, id)?,
        may_files: could(cx, Act::Read, What::Document, id)?,
        view,
        group: String::new(),
        shown: column::FIRST,
    })
}

/// The page.
pub(crate) fn page(req: &Req) -> Result<Resp, Fail> {
    let id = ResidentId(req.id::<Id>("resident")?);
    // a record that was joined to another one leads there whoever may open that one
    if let Some(front) = req.read(|cx| people::use_cases::merge::main_of(cx, id))? {
        return Ok(Resp::go(format!("/people/{front}")));
    }
    let mut p = req.read(|cx| gather(cx, id))?;
    p.office = req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default();
    p.group = req.query.get("g").to_string();
    p.shown = req.query.get("n").parse::<usize>().unwrap_or(0).clamp(column::FIRST, 1000);
    // The name stands on the page, not in the title: titles go into histories and lists of windows.
    Resp::page(draw(req.titled("この方のページ"), &p).render())
}

fn head(p: &Person) -> PersonHead {
    let r = &p.view.resident;
    let alerts = p
        .view
        .facts
        .iter()
        .filter_map(|f| {
            let kind = match f.alert {
                AlertLevel::Harm => AlertKind::Harm,
                AlertLevel::Caution => AlertKind::Caution,
                AlertLevel::None => return None,
            };
            Some(Alert { kind, text: f.text.clone() })
        })
        .collect();
    PersonHead {
        kana: r.kana.clone(),
        name: r.name.clone(),
        age: format!("{}歳・{}", r.age(p.now.date()), r.care_level.label()),
        alerts,
        alerts_href: "#health".into(),
        href: None,
    }
}

fn more(shell: &Shell, p: &Person) -> PersonMore {
    let r = &p.view.resident;
    let place = match (r.died_on, p.entries.iter().find_map(|e| e.whereabouts.clone())) {
        (Some(d), _) => {
            Some(("info", Html::text(format!("{}に亡くなられました", wareki::long(d)))))
        }
        (None, Some(w)) => Some(("bed", Html::text(w))),
        (None, None) => None,
    };
    let mut facts = vec![Html::text(format!("{}生まれ", wareki::birth(r.birth)))];
    if !r.household.is_empty() {
        facts.push(Html::text(&r.household));
    }
    let mut links = vec![
        ("people", Link::new(format!("支援チーム {}人", p.view.team.len()), "#team")),
        ("eye", Link::new("誰に見えるか", "#see")),
    ];
    if p.may_files {
        links.push((
            "clip",
            Link::new("添付のファイル", shell.url(&format!("/people/{}/files", r.id))),
        ));
    }
    PersonMore { place, facts, links }
}

fn draw(mut shell: Shell, p: &Person) -> Page {
    let r = &p.view.resident;
    shell.print.about = format!("{} さんの記録", r.name);
    let here = shell.url(&format!("/people/{}", r.id));
    let action = p.entries.iter().find_map(|e| e.action.as_ref());
    let action = action.map(|(words, path)| Button::link(words, shell.url(path)).primary());
    // Filled only where it is the one thing to do: on a page without entries, and one of them.
    let main = p.entries.is_empty();
    let first = p.first.iter().enumerate().map(|(n, s)| {
        let b = Button::link(&s.words, shell.url(&s.href));
        if main && n == 0 { b.primary() } else { b }
    });
    let first = first.collect();
    Page {
        first,
        head: head(p),
        more: more(&shell, p),
        action,
        filter: column::filter(&here, &p.entries, &p.group),
        timeline: column::timeline(&shell, &here, p),
        see: side::see(&here, p),
        team: side::team(&here, p),
        contacts: side::contacts(&here, p),
        health: p.view.sees_health.then(|| side::health(&here, p)),
        basics: side::basics(&here, p),
        shell,
    }
}

#[cfg(test)]
mod tests;
