//! The page of a facility: how to reach it, its contact windows, how old the data is.
use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{HoursBar, Html, Kv, PlainRow, Rows, Tag, TagKind, tag};

use crate::model::facility::Field;
use crate::model::normalise::digits;
use crate::model::window::{Party, Window};
use crate::use_cases::browse::{self, FacilityPage};
use crate::use_cases::windows;
use crate::{FacilityId, Labels, permissions, views};

#[derive(Template)]
#[template(path = "directory/facility.html")]
struct Page {
    shell: ui::Shell,
    kana: String,
    name: String,
    tags: Html,
    closed: Option<String>,
    phone: Option<(String, String)>,
    no_phone: &'static str,
    facts: Kv,
    source: String,
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
    let page = Page {
        shell: req.titled(&d.name),
        kana: d.kana.clone(),
        name: d.name.clone(),
        tags: ui::tags(&tags),
        closed: p.facility.closed_at.map(|day| {
            format!("この事業所は、{}に取り込んだ公開データにありませんでした。閉じたか、名前が変わったかもしれません。電話で確かめてください。", kernel::wareki::long(day))
        }),
        phone: d.phone.as_deref().and_then(tel),
        no_phone: match p.facility.source == crate::use_cases::register::LOCAL {
            true => "電話番号は、まだ取り込んでいません",
            false => "電話番号は公開データから読み取れません",
        },
        facts: facts(&p, &labels, req),
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

/// Everything the source says but the telephone, which stands large above. What people look for and nobody entered
/// is said, so that a gap is not read as 「ない」.
fn facts(p: &FacilityPage, labels: &Labels, req: &Req) -> Kv {
    let d = &p.facility.data;
    let local = p.facility.source == crate::use_cases::register::LOCAL;
    let absent = Html::trusted("<span class=\"muted\">")
        .and(if local {
            "まだ取り込んでいません"
        } else {
            "公開データに書かれていません"
        })
        .and(Html::trusted("</span>"));
    let mut rows: Vec<(Html, Html)> = Vec::new();
    for (f, always) in [
        (Field::Address, true),
        (Field::Fax, true),
        (Field::Corporation, false),
        (Field::Days, true),
        (Field::DaysNote, false),
        (Field::Capacity, d.capacity.is_some() || !local),
        (Field::Inclusive, false),
        (Field::Url, true),
        (Field::Notes, false),
    ] {
        let text = d.text(f);
        let html = match f {
            Field::Address => Html::from(
                [d.address.as_str(), d.building.as_deref().unwrap_or("")].join("　").trim(),
            ),
            Field::Capacity if !text.is_empty() => Html::from(format!("{text}人")),
            Field::Url if !text.is_empty() => {
                Html::trusted("<a rel=\"noopener noreferrer\" href=\"")
                    .and(Html::text(&text))
                    .and(Html::trusted("\">"))
                    .and(Html::text(&text))
                    .and(Html::trusted("</a>"))
            }
            _ => Html::from(text),
        };
        match html.is_empty() {
            false => rows.push((f.label().into(), html)),
            true if always => rows.push((f.label().into(), absent.clone())),
            true => {}
        }
        if let (Field::Address, Some((area, hokatsu))) = (f, &p.area) {
            let link = Html::trusted("<a href=\"")
                .and(Html::text(req.url(&format!("/directory/areas/{}", area.id))))
                .and(Html::trusted("\">"))
                .and(&area.name)
                .and(Html::trusted("</a>"));
            rows.push((labels.area().into(), link));
            if let Some(o) = hokatsu {
                rows.push((labels.hokatsu_short().into(), ui::org(&o.name, o.fictitious)));
            }
        }
    }
    if !local {
        rows.push(("事業所番号".into(), Html::from(&d.number)));
    }
    Kv { rows, tight: false, small: false }
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
