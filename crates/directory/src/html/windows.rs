//! 連絡窓口一覧: every contact window of the region by kind, on the page and on paper, and the receivers without an account.
use accounts::OrganisationKind;
use askama::Template;
use kernel::kana::search_key;
use office::print::{Paper, PrintJob};
use slice::{Fail, Req, Resp};
use ui::{Button, Chip, Empty, Field, FieldKind, Filter, Tag};

use super::facility::tel;
use crate::model::normalise::digits;
use crate::use_cases::light::Light;
use crate::use_cases::windows::{self, Listed};
use crate::use_cases::{light, names};
use crate::{Labels, WindowId, permissions, sheets, views};

/// So many windows are shown unfolded.
const OPEN: usize = 8;

#[derive(Template)]
#[template(path = "directory/windows.html")]
struct Page {
    shell: ui::Shell,
    search: Field,
    typed: String,
    found: String,
    jump: Filter,
    groups: Vec<Group>,
    empty: Option<Empty>,
    light: Vec<LightView>,
    light_open: bool,
    may_edit: bool,
    may_own: bool,
    print: Button,
    center: String,
}

/// The windows of one kind of party.
struct Group {
    id: String,
    label: String,
    open: bool,
    rows: Vec<RowView>,
}

struct RowView {
    party: ui::Html,
    name: String,
    phone: Option<(String, String)>,
    state: Tag,
    hours: Vec<String>,
    avoid: Vec<String>,
    confirmed: String,
    edit: Option<String>,
    confirm: Option<String>,
    key: String,
}

struct LightView {
    name: String,
    kind: String,
    phone: Option<(String, String)>,
    fax: String,
    address: String,
    note: String,
    edit: String,
}

/// What was typed, as words that must all occur: in the name of the office, its kana, kind, the window's name or the
/// telephone. Names of staff are not searched: what is typed here stands in the address.
struct Words(Vec<(String, String)>);

impl Words {
    fn of(typed: &str) -> Self {
        Words(typed.split_whitespace().take(8).map(|w| (search_key(w), digits(w))).collect())
    }

    fn fit(&self, texts: &[&str], phones: &[&str]) -> bool {
        let texts = search_key(&texts.concat());
        self.0.iter().all(|(key, number)| {
            let phone = number.len() > 2 && phones.iter().any(|p| digits(p).contains(number));
            phone || (!key.is_empty() && texts.contains(key))
        })
    }

    fn window(&self, l: &Listed, kind: &str) -> bool {
        let w = &l.window;
        self.fit(&[&l.party_name, &l.party_kana, kind, &w.name], &[&w.phone, &w.fax])
    }

    fn light(&self, l: &Light) -> bool {
        let d = &l.data;
        let kind = crate::model::service::label(&d.kind).unwrap_or_default();
        self.fit(&[&d.name, &d.kana, kind], &[&d.phone, &d.fax])
    }
}

/// What a kind of party is called here.
fn called(kind: &str, labels: &Labels) -> String {
    if kind == OrganisationKind::Hokatsu.label() { labels.hokatsu().into() } else { kind.into() }
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let (rows, light, may_edit, own, labels) = req.read(|cx| {
        let rows = windows::list(cx)?;
        let may_own = app::may(cx, &permissions::OWN_WINDOWS)?;
        let mut own = Vec::new();
        for l in rows.iter().filter(|_| may_own) {
            if windows::is_own(cx, l.window.party)? {
                own.push(l.window.id);
            }
        }
        let edit = app::may(cx, &permissions::WINDOWS)?;
        Ok((rows, light::list(cx)?, edit, may_own.then_some(own), names::labels(cx)?))
    })?;
    let typed: String = req.query.get("q").chars().take(100).collect();
    let words = Words::of(&typed);
    let all = rows.len();
    let rows: Vec<Listed> =
        rows.into_iter().filter(|l| words.window(l, &called(&l.party_kind, &labels))).collect();
    let light: Vec<Light> = light.into_iter().filter(|l| words.light(l)).collect();
    let (n, light_n) = (rows.len(), light.len());
    let open = n + light_n <= OPEN;
    let view = |l: &Listed| row(l, req, may_edit, own.as_deref().unwrap_or_default());
    let groups = grouped(rows, &labels, open, view);
    let mut jump: Vec<Chip> = groups
        .iter()
        .map(|g| Chip {
            label: format!("{} {}", g.label, g.rows.len()),
            href: format!("#{}", g.id),
            on: false,
        })
        .collect();
    if light_n > 0 {
        let label = format!("アカウントのない送り先 {light_n}");
        jump.push(Chip { label, href: "#light".into(), on: false });
    }
    let page = Page {
        shell: req.titled("連絡窓口一覧"),
        search: Field::new("q", "事業所の名前・種類・電話番号", FieldKind::text(&typed)),
        found: match typed.is_empty() {
            true => format!("{n}件"),
            false => format!("見つかった窓口 {n}件"),
        },
        jump: Filter {
            label: "種類".into(),
            spoken: "種類の見出しへ進む".into(),
            chips: if jump.len() > 1 { jump } else { Vec::new() },
        },
        empty: nothing(req, all, n, &typed),
        groups,
        typed,
        light_open: open,
        light: light.into_iter().map(|l| light_row(l, req)).collect(),
        may_edit,
        may_own: own.is_some(),
        print: Button::link("印刷", req.url("/directory/windows/print")).compact().icon("print"),
        center: labels.center().to_string(),
    };
    Resp::page(page.render())
}

fn nothing(req: &Req, all: usize, n: usize, typed: &str) -> Option<Empty> {
    if n > 0 {
        return None;
    }
    Some(if all == 0 && typed.is_empty() {
        Empty {
            title: "連絡窓口は、まだ登録されていません".into(),
            text: "事業所のページで登録すると、ここに並びます。".into(),
            art: false,
            button: Some(Button::link("事業所の一覧を見る", req.url("/directory"))),
        }
    } else {
        Empty {
            title: "あてはまる窓口はありません".into(),
            text: "ことばを短くしてください。担当者の名前ではさがせません。".into(),
            art: false,
            button: Some(Button::link("すべての窓口を見る", req.url("/directory/windows"))),
        }
    })
}

/// By kind of party, in the order of the kinds; what has no organisation comes behind.
fn grouped(
    rows: Vec<Listed>,
    labels: &Labels,
    open: bool,
    view: impl Fn(&Listed) -> RowView,
) -> Vec<Group> {
    let place = |kind: &str| {
        OrganisationKind::ALL.iter().position(|k| k.label() == kind).unwrap_or(usize::MAX)
    };
    let mut rows = rows;
    rows.sort_by_key(|l| (place(&l.party_kind), l.party_kind.clone()));
    let mut out: Vec<Group> = Vec::new();
    for l in &rows {
        let label = called(&l.party_kind, labels);
        match out.last_mut().filter(|g| g.label == label) {
            Some(g) => g.rows.push(view(l)),
            None => {
                out.push(Group { id: format!("k{}", out.len()), label, open, rows: vec![view(l)] });
            }
        }
    }
    out
}

fn row(l: &Listed, req: &Req, may_edit: bool, own: &[WindowId]) -> RowView {
    let w = &l.window;
    let home = match (may_edit, own.contains(&w.id)) {
        (true, _) => Some("/directory/windows"),
        (false, true) => Some("/directory/windows/mine"),
        (false, false) => None,
    };
    let path = |what: &str| home.map(|home| req.url(&format!("{home}/{what}/{}", w.id)));
    RowView {
        party: ui::org(&l.party_name, l.fictitious),
        name: [w.name.as_str(), w.person.as_str()].join("　").trim().to_string(),
        phone: tel(&w.phone),
        state: views::state_tag(w, req.app.now()),
        hours: w.hours_words(),
        avoid: w.avoid.iter().map(crate::model::window::Avoid::words).collect(),
        confirmed: w
            .confirmed_on
            .map_or_else(|| "まだ確かめていません".into(), kernel::wareki::long),
        edit: path("edit"),
        confirm: path("confirm"),
        key: req.new_key(),
    }
}

fn light_row(l: Light, req: &Req) -> LightView {
    LightView {
        kind: crate::model::service::label(&l.data.kind).unwrap_or("そのほか").to_string(),
        phone: tel(&l.data.phone),
        fax: l.data.fax,
        address: l.data.address,
        note: l.data.note,
        name: l.data.name,
        edit: req.url(&format!("/directory/light/edit/{}", l.id)),
    }
}

/// The list on paper.
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let rows = req.read(windows::list)?;
    let lead = format!("{}件。電話は、避けてほしい時間をはずしてください。", rows.len());
    let job = PrintJob::of(&sheets::windows_print(&rows, lead))
        .map_err(|e| Fail::Use(app::Error::Inconsistent(format!("print: {e}"))))?;
    Ok(Resp::print(
        job.title("連絡窓口一覧")
            .sender(super::sender(req))
            .demo(super::demo_band(req))
            .printed_at(super::printed_at(req))
            .paper(Paper::A4Landscape)
            .build(),
    ))
}

/// 「いまも同じです」: today becomes 確かめた日.
pub(super) fn confirm(req: &Req) -> Result<Resp, Fail> {
    let id: WindowId = req.id("id")?;
    let to = req.act(move |cx| windows::confirm(cx, id).map(|()| "/directory/windows".into()))?;
    Ok(Resp::go_saying(to, "確かめた日を、きょうにしました"))
}

/// Removes a window.
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let id: WindowId = req.id("id")?;
    let to = req.act(move |cx| windows::remove(cx, id).map(|()| "/directory/windows".into()))?;
    Ok(Resp::go_saying(to, "連絡窓口を消しました"))
}
