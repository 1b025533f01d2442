//! The page of a facility: how to reach it, its contact windows, how old the data is.
use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{HoursBar, Html, Kv, PlainRow, Rows, Tag, TagKind, tag};

use super::facility_facts::{self as facts, Source};
use super::facility_said::{self as said, Group, Own, Week};
use crate::model::facility::Field;
use crate::model::normalise::digits;
use crate::model::window::{Party, Window};
use crate::use_cases::browse::{self, FacilityPage};
use crate::use_cases::windows;
use crate::{FacilityId, permissions, views};

#[derive(Template)]
#[template(path = "directory/facility.html")]
struct Page {
    shell: ui::Shell,
    kana: String,
    name: String,
    tags: Html,
    closed: Option<String>,
    doubtful: bool,
    phone: Option<(String, String)>,
    /// The number of the sources, where somebody corrected it.
    phone_before: String,
    phone_from: Html,
    no_phone: &'static str,
    told: Vec<String>,
    waits: usize,
    facts: Kv,
    weeks: Vec<Week>,
    own: Option<Own>,
    groups: Vec<Group>,
    source: String,
    sources: Vec<Source>,
    wrong: String,
    say: Option<String>,
    others: Option<Rows>,
    windows: Vec<Panel>,
    new_window: Option<String>,
    joined: Option<Html>,
}

/// One contact window beside the facts.
pub(super) struct Panel {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) person: String,
    pub(super) phone: Option<(String, String)>,
    pub(super) state: Tag,
    pub(super) hours: Option<HoursBar>,
    pub(super) rows: Kv,
    pub(super) edit: Option<String>,
}

impl Panel {
    /// `edit` = path within the region of its form, for those who may change it.
    pub(super) fn of(w: &Window, n: usize, req: &Req, edit: Option<String>) -> Self {
        let now = req.app.now();
        let id = format!("cw{n}");
        Panel {
            name: w.name.clone(),
            person: w.person.clone(),
            phone: tel(&w.phone),
            state: views::state_tag(w, now),
            hours: views::hours_bar(w, now, &id),
            rows: Kv { rows: views::window_rows(w), tight: false, small: true },
            edit: edit.map(|path| req.url(&path)),
            id,
        }
    }
}

/// Number as shown and as dialled.
pub(super) fn tel(phone: &str) -> Option<(String, String)> {
    (!phone.is_empty()).then(|| (phone.to_string(), digits(phone)))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let id: FacilityId = req.id("id")?;
    let (p, may_edit, may_own, labels, today) = req.read(|cx| {
        let p = browse::facility_page(cx, id)?;
        let own =
            app::may(cx, &permissions::OWN_WINDOWS)? && windows::is_own(cx, Party::Facility(id))?;
        let labels = crate::use_cases::names::labels(cx)?;
        Ok((p, app::may(cx, &permissions::WINDOWS)?, own, labels, cx.today()))
    })?;
    let home = match (may_edit, may_own) {
        (true, _) => Some("/directory/windows"),
        (false, true) => Some("/directory/windows/mine"),
        (false, false) => None,
    };
    let edit = |w: &Window| home.map(|home| format!("{home}/edit/{}", w.id));
    let d = &p.facility.data;
    let mut tags = vec![Tag { kind: TagKind::Plain, icon: "", text: Html::from(&d.service_label) }];
    if let Some(f) = p.freshness.filter(|f| f.is_old(today)) {
        tags.push(tag(TagKind::Miss, f.words(today)));
    }
    let told = facts::told(&p);
    let phone = told.phone.clone().or_else(|| d.phone.clone());
    let page = Page {
        shell: req.titled(&d.name),
        kana: d.kana.clone(),
        name: d.name.clone(),
        tags: ui::tags(&tags),
        closed: p.facility.closed_at.map(|day| {
            format!("この事業所は、{}に取り込んだ公開データにありませんでした。閉じたか、名前が変わったかもしれません。電話で確かめてください。", kernel::wareki::long(day))
        }),
        doubtful: p.doubtful,
        phone_before: match (&told.phone, &d.phone) {
            (Some(_), Some(before)) => before.clone(),
            _ => String::new(),
        },
        phone_from: match &told.phone {
            Some(_) => Html::default(),
            None => facts::from_words(&p, Field::Phone),
        },
        phone: phone.as_deref().and_then(tel),
        told: told.lines,
        waits: told.waits,
        weeks: said::weeks(&p),
        own: p.said.as_ref().map(|s| said::own(s, today)),
        groups: said::groups(&p),
        sources: facts::sources(&p),
        wrong: req.url(&format!("/directory/{id}/wrong")),
        say: may_own.then(|| req.url(&format!("/directory/{id}/said"))),
        no_phone: match p.facility.source == crate::use_cases::register::LOCAL {
            true => "電話番号は、まだ取り込んでいません",
            false => "電話番号は公開データから読み取れません",
        },
        facts: facts::facts(&p, &labels, req),
        source: source(&p, today),
        others: others(&p, req),
        windows: p.windows.iter().enumerate().map(|(n, w)| Panel::of(w, n, req, edit(w))).collect(),
        new_window: home.map(|home| match p.facility.organisation {
            Some(_) if !may_edit => req.url(&format!("{home}/new")),
            Some(o) => req.url(&format!("{home}/new?organisation={o}")),
            None => req.url(&format!("{home}/new?facility={id}")),
        }),
        joined: p.organisation.as_ref().map(|o| ui::org(&o.name, o.fictitious)),
    };
    Resp::page(page.render())
}

fn source(p: &FacilityPage, today: kernel::Date) -> String {
    match &p.freshness {
        Some(f) => f.words(today),
        None if p.facility.source == crate::use_cases::register::LOCAL => {
            "この地域で登録した事業所です".into()
        }
        None => format!("{}の公開データから", kernel::wareki::long(p.facility.last_seen)),
    }
}

fn others(p: &FacilityPage, req: &Req) -> Option<Rows> {
    let rows: Vec<PlainRow> = p
        .others
        .iter()
        .map(|f| PlainRow {
            title: Html::from(&f.data.service_label),
            href: Some(req.url(&format!("/directory/{}", f.id))),
            tag: None,
            meta: Html::from(&f.data.name),
        })
        .collect();
    (!rows.is_empty()).then_some(Rows { rows, small: false })
}
