//! The page of a facility: how to reach it, its contact windows, how old the data is.
use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{HoursBar, Html, Kv, PlainRow, Rows, Tag, TagKind, tag};

use crate::model::facility::Field;
use crate::model::normalise::digits;
use crate::model::window::Window;
use crate::use_cases::browse::{self, FacilityPage};
use crate::{FacilityId, permissions, views};

#[derive(Template)]
#[template(path = "directory/facility.html")]
struct Page {
    shell: ui::Shell,
    kana: String,
    name: String,
    tags: Html,
    closed: Option<String>,
    phone: Option<(String, String)>,
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
    pub(super) fn of(w: &Window, n: usize, req: &Req, may_edit: bool) -> Self {
        let now = req.app.now();
        let id = format!("cw{n}");
        Panel {
            name: w.name.clone(),
            person: w.person.clone(),
            phone: tel(&w.phone),
            state: views::state_tag(w, now),
            hours: views::hours_bar(w, now, &id),
            rows: Kv { rows: views::window_rows(w), tight: false, small: true },
            edit: may_edit.then(|| req.url(&format!("/directory/windows/edit/{}", w.id))),
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
    let (p, may_edit, today) = req.read(|cx| {
        Ok((browse::facility_page(cx, id)?, app::may(cx, &permissions::WINDOWS)?, cx.today()))
    })?;
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
        facts: facts(&p),
        source: source(&p, today),
        others: others(&p, req),
        windows: p.windows.iter().enumerate().map(|(n, w)| Panel::of(w, n, req, may_edit)).collect(),
        new_window: may_edit.then(|| match p.facility.organisation {
            Some(o) => req.url(&format!("/directory/windows/new?organisation={o}")),
            None => req.url(&format!("/directory/windows/new?facility={id}")),
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

/// Everything the source says but the telephone, which stands large above.
fn facts(p: &FacilityPage) -> Kv {
    let d = &p.facility.data;
    let mut rows: Vec<(Html, Html)> = Vec::new();
    for f in [
        Field::Address,
        Field::Fax,
        Field::Corporation,
        Field::Days,
        Field::DaysNote,
        Field::Capacity,
        Field::Inclusive,
        Field::Url,
        Field::Notes,
    ] {
        let text = d.text(f);
        let html = match f {
            Field::Address => Html::from(
                [d.address.as_str(), d.building.as_deref().unwrap_or("")].join("　").trim(),
            ),
            Field::Capacity if text.is_empty() => Html::from("公開データに書かれていません"),
            Field::Capacity => Html::from(format!("{text}人")),
            Field::Url if !text.is_empty() => {
                Html::trusted("<a rel=\"noopener noreferrer\" href=\"")
                    .and(Html::text(&text))
                    .and(Html::trusted("\">"))
                    .and(Html::text(&text))
                    .and(Html::trusted("</a>"))
            }
            _ => Html::from(text),
        };
        if !html.is_empty() {
            rows.push((f.label().into(), html));
        }
    }
    if p.facility.source != crate::use_cases::register::LOCAL {
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
