//! 地域連携室に届いたもの: everybody the hospital has something to do for, by ward, oldest risk first.
use std::collections::BTreeMap;

use accounts::{AccountId, OrganisationId, Ward};
use app::Cx;
use kernel::{At, Date, Hat, Id};
use slice::{Fail, Req, Resp};
use ui::{Chip, Door, Doors, Empty, Filter, Html, Legend, PlainRow, Rows, Shell, Tray, TrayRow};

use super::tray::{self, Around};
use super::window;
use crate::html::hats;
use crate::model::progress::Next;
use crate::use_cases::lists::{Line, Which, lines};
use crate::words;

/// What the page shows.
#[derive(Debug, Clone)]
pub(super) struct InTray {
    /// All open stays of the hospital, oldest risk first.
    pub lines: Vec<Line>,
    /// Names and professions.
    pub around: Around,
    /// The hospital's wards in their order.
    pub wards: Vec<Ward>,
    /// What waits for the reader beside the steps of the stays: conferences, letters, answers.
    pub others: Vec<slice::Todo>,
    /// The hospital.
    pub hospital: Html,
    /// Now.
    pub now: At,
}

/// Loads the in-tray of the actor's own hospital.
pub(super) fn load(cx: &Cx<'_>) -> app::Result<InTray> {
    let lines = lines(cx, Which::default())?;
    let own = cx.actor().organisation.map(OrganisationId);
    let offices: BTreeMap<Id, _> =
        accounts::organisations(cx)?.into_iter().map(|o| (o.id.0, o)).collect();
    let mut calls = BTreeMap::new();
    for l in lines.iter().filter(|l| matches!(l.next, Next::Planning | Next::DischargeNotice)) {
        let office = l.stay.office;
        if let std::collections::btree_map::Entry::Vacant(free) = calls.entry(office.0) {
            let windows = directory::use_cases::windows::windows_of(cx, office)?;
            free.insert(window::few_words(&windows, cx.now()));
        }
    }
    let mut others = crate::waiting::lines(cx)?;
    others.sort_by_key(|t| t.rank);
    Ok(InTray {
        others,
        around: Around {
            staff: own.map(|o| accounts::accounts_of(cx, o)).transpose()?.unwrap_or_default(),
            calls,
            me: cx.actor().account.map(AccountId),
            acts: cx.actor().hat == Hat::Liaison,
            offices,
        },
        wards: own.map(|o| accounts::wards_of(cx, o)).transpose()?.unwrap_or_default(),
        hospital: own
            .and_then(|o| accounts::organisation(cx, o).ok())
            .map(|o| ui::org(&o.name, o.fictitious))
            .unwrap_or_default(),
        lines,
        now: cx.now(),
    })
}

/// The page; an office has its own list.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    if matches!(req.hat(), Hat::CareManager | Hat::Hokatsu) {
        return Ok(Resp::go("/transitions"));
    }
    // the tray is the 地域連携室's; ward and doctor have their own lists
    match req.hat() {
        Hat::Ward => return Ok(Resp::go("/transitions/ward")),
        Hat::Doctor => return Ok(Resp::go("/transitions/doctor")),
        _ => {}
    }
    let tray = req.read(load)?;
    let narrow = Narrow::of(&req.query);
    Resp::page(askama::Template::render(&page(req.shell.clone(), &tray, &narrow)))
}

/// How the list is narrowed: codes only, never a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Narrow {
    /// `over`, `unassigned`, `screening`, `notice`; empty = all.
    pub show: String,
    /// `me`, `none`; empty = all.
    pub who: String,
    /// Code of a ward (see [`ward_code`]); empty = all.
    pub ward: String,
}

impl Narrow {
    /// From the query; codes that name nothing narrow nothing.
    pub fn of(q: &slice::Form) -> Self {
        let one_of = |name: &str, all: &[&str]| {
            all.iter().find(|c| **c == q.get(name)).map(|c| (*c).to_string()).unwrap_or_default()
        };
        let ward = q.get("ward");
        let code = ward.len() <= 8 && ward.chars().all(|c| c.is_ascii_alphanumeric());
        Narrow {
            show: one_of("show", &["over", "unassigned", "screening", "notice"]),
            who: one_of("who", &["me", "none"]),
            ward: if code { ward.into() } else { String::new() },
        }
    }

    fn any(&self) -> bool {
        *self != Narrow::default()
    }

    /// Its address.
    pub fn href(&self, shell: &Shell, path: &str) -> String {
        let parts: Vec<String> = [("show", &self.show), ("who", &self.who), ("ward", &self.ward)]
            .iter()
            .filter(|(_, v)| !v.is_empty())
            .map(|(n, v)| format!("{n}={v}"))
            .collect();
        let query = if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) };
        shell.url(&format!("{path}{query}"))
    }

    /// Does the line belong to the narrowed list?
    pub fn takes(&self, l: &Line, me: Option<AccountId>, today: Date) -> bool {
        let show = match self.show.as_str() {
            "over" => tray::over(l, today) > 0,
            "unassigned" => l.stay.assigned.is_none(),
            "screening" => l.next == Next::Screen && l.due == Some(today),
            "notice" => l.next == Next::DischargeNotice,
            _ => true,
        };
        let who = match self.who.as_str() {
            "me" => me.is_some() && l.stay.assigned == me,
            "none" => l.stay.assigned.is_none(),
            _ => true,
        };
        show && who && (self.ward.is_empty() || ward_code(&l.stay.ward) == self.ward)
    }

    fn with(&self, show: Option<&str>, who: Option<&str>, ward: Option<&str>) -> Narrow {
        let set = |new: Option<&str>, old: &String| new.map_or_else(|| old.clone(), str::to_string);
        Narrow {
            show: set(show, &self.show),
            who: set(who, &self.who),
            ward: set(ward, &self.ward),
        }
    }
}

/// A short code of a ward's name for addresses; `none` when no ward is entered.
pub(super) fn ward_code(name: &str) -> String {
    if name.is_empty() {
        "none".into()
    } else {
        kernel::sha256_hex(name.as_bytes()).chars().take(8).collect()
    }
}

/// Wards of the lines in the hospital's order; without a ward first (just arrived), unknown ones last.
pub(super) fn wards(tray: &InTray) -> Vec<String> {
    let mut names: Vec<&str> =
        tray.lines.iter().filter(|l| tray::waits(l)).map(|l| l.stay.ward.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let place = |n: &str| {
        if n.is_empty() {
            return 0;
        }
        tray.wards.iter().position(|w| w.name == n).map_or(usize::MAX, |i| i + 1)
    };
    names.sort_by_key(|n| place(n));
    names.into_iter().map(str::to_string).collect()
}

fn ward_label(name: &str) -> String {
    if name.is_empty() { "病棟が まだ".into() } else { name.into() }
}

#[derive(askama::Template)]
#[template(path = "hospital/intray.html")]
struct Page {
    shell: Shell,
    hospital: Html,
    day: String,
    title: String,
    several: Html,
    print_href: String,
    doors: Doors,
    filters: Vec<Filter>,
    narrowed: Option<(String, String)>,
    others: ui::Todo,
    legend: Option<Legend>,
    trays: Vec<Tray>,
    empty: Option<Empty>,
    waiting: Rows,
    finished_href: String,
    find_href: String,
}

fn page(mut shell: Shell, tray: &InTray, narrow: &Narrow) -> Page {
    let today = tray.now.date();
    let me = tray.around.me;
    let all: Vec<&Line> = tray.lines.iter().filter(|l| tray::waits(l)).collect();
    let count = |n: &Narrow| all.iter().filter(|l| n.takes(l, me, today)).count();
    let shown: Vec<&Line> = all.iter().copied().filter(|l| narrow.takes(l, me, today)).collect();
    shell.title = "地域連携室に届いたもの".into();

    let door = |label: &str, show: &str, bad: bool| {
        let n = Narrow { show: show.into(), ..Narrow::default() };
        let href = Some(n.href(&shell, "/transitions/intray"));
        Door { label: label.into(), value: count(&n) as u64, unit: "人".into(), href, bad }
    };
    let chip = |label: String, n: Narrow| Chip {
        label,
        href: n.href(&shell, "/transitions/intray"),
        on: n == *narrow,
    };
    let who =
        [("全員", ""), ("わたし", "me"), ("まだ決まっていない", "none")].map(|(label, code)| {
            let n = narrow.with(None, Some(code), None);
            chip(format!("{label} {}", count(&n)), n)
        });
    let names = wards(tray);
    let ward = std::iter::once(chip("すべて".into(), narrow.with(None, None, Some("")))).chain(
        names.iter().map(|w| chip(ward_label(w), narrow.with(None, None, Some(&ward_code(w))))),
    );
    let filters = vec![
        Filter { label: "担当".into(), spoken: "担当でしぼる".into(), chips: who.into() },
        Filter {
            label: "病棟".into(), spoken: "病棟でしぼる".into(), chips: ward.collect()
        },
    ];

    let mut trays: Vec<Tray> = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let rows: Vec<TrayRow> = shown
            .iter()
            .filter(|l| l.stay.ward == *name)
            .map(|l| tray::row(&shell, l, &tray.around, tray.now))
            .collect();
        if !rows.is_empty() {
            let title = ward_label(name).into();
            trays.push(Tray { id: format!("w{i}"), title, rows, who_head: String::new() });
        }
    }
    // one primary button: the first act from above
    if let Some(b) = trays.iter_mut().flat_map(|t| &mut t.rows).find_map(|r| r.act.as_mut()) {
        *b = b.clone().primary();
    }
    // they belong to no ward and to no step: only where nothing is narrowed to one
    let whole = narrow.show.is_empty() && narrow.ward.is_empty();
    let others = hats::waiting(&shell, if whole { &tray.others } else { &[] });
    let empty =
        (trays.is_empty() && others.items.is_empty()).then(|| empty(all.is_empty(), &shell));
    Page {
        hospital: tray.hospital.clone(),
        day: kernel::wareki::month_day(today),
        title: format!("対応を待っている患者さん {}人", all.len()),
        several: if tray.around.acts && !tray.lines.is_empty() {
            crate::html::admission::several::link(&shell)
        } else {
            Html::default()
        },
        print_href: narrow.href(&shell, "/transitions/intray/print"),
        doors: Doors {
            doors: vec![
                door("期限を過ぎた", "over", true),
                door("担当が まだ", "unassigned", false),
                door("退院支援の要否 きょうまで", "screening", false),
                door("退院日の連絡が まだ", "notice", false),
            ],
        },
        filters,
        narrowed: narrow.any().then(|| {
            (format!("{}人にしぼって見ています", shown.len()), shell.url("/transitions/intray"))
        }),
        others,
        legend: (!trays.is_empty()).then_some(Legend),
        trays,
        empty,
        waiting: waiting(tray, &shell),
        finished_href: shell.url("/transitions/finished"),
        find_href: shell.url("/transitions/find-cm"),
        shell,
    }
}

fn empty(nobody: bool, shell: &Shell) -> Empty {
    if nobody {
        return Empty {
            title: "いま対応が必要な患者さんはいません".into(),
            text: "入院の連絡や入院時情報提供書が届くと、ここに出ます。".into(),
            art: true,
            button: None,
        };
    }
    Empty {
        title: "あてはまる患者さんはいません".into(),
        text: "しぼりこみを外すと、ほかの患者さんが見えます。".into(),
        art: false,
        button: Some(ui::Button::link("すべて見る", shell.url("/transitions/intray"))),
    }
}

/// Open stays in which somebody else moves next.
fn waiting(tray: &InTray, shell: &Shell) -> Rows {
    let rows = tray
        .lines
        .iter()
        .filter(|l| !tray::waits(l))
        .map(|l| PlainRow {
            title: tray::person(l).into(),
            href: Some(shell.url(&format!("/transitions/{}", l.stay.id))),
            tag: None,
            meta: Html::text(format!(
                "{}の「{}」を待っています",
                l.office,
                words::next(l.progress().next().0)
            )),
        })
        .collect();
    Rows { rows, small: false }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::frame::tests::sound;
    use super::super::samples;
    use super::super::tray::tests::{around, line};
    use super::*;
    use crate::model::ActKind as K;
    use askama::Template;

    const ARRIVED: &[K] = &[K::AdmissionContact, K::SheetSent];
    const TAKEN: &[K] = &[K::AdmissionContact, K::SheetSent, K::Assigned];

    pub(crate) fn sample() -> InTray {
        let mut west = line(
            3,
            &[
                K::AdmissionContact,
                K::SheetSent,
                K::Assigned,
                K::Screening,
                K::PlanningNotice,
                K::Conference,
            ],
            Some("2026-11-18"),
        );
        west.stay.ward = "4階西病棟".into();
        west.stay.assigned = samples::staff().get(1).map(|a| a.id);
        let mut record =
            line(4, &[K::AdmissionContact, K::SheetSent, K::Assigned, K::Papers], None);
        record.stay.ended_on = Some(samples::today());
        record.next = Next::Nothing;
        InTray {
            lines: vec![
                west,
                line(1, ARRIVED, Some("2026-11-19")),
                line(2, TAKEN, Some("2026-11-19")),
                record,
            ],
            around: around(),
            wards: ["3階東病棟", "4階西病棟"]
                .map(|n| Ward { name: n.into(), kind: String::new() })
                .to_vec(),
            others: vec![hats::samples::line()],
            hospital: ui::org("みどり総合病院", true),
            now: samples::now(),
        }
    }

    fn html(t: &InTray, n: &Narrow) -> String {
        page(samples::shell(), t, n).render().unwrap()
    }

    fn narrow(pairs: &[(&str, &str)]) -> Narrow {
        let mut q = slice::Form::default();
        pairs.iter().for_each(|(n, v)| q.push(n, *v));
        Narrow::of(&q)
    }

    #[test]
    fn the_page_counts_who_waits_and_has_one_primary_button_on_the_first_row() {
        let page = html(&sample(), &Narrow::default());
        sound(&page);
        assert!(page.contains("対応を待っている患者さん 3人"));
        assert_eq!(
            page.matches("btn primary compact").count()
                + page.matches("btn compact primary").count(),
            1
        );
        let east = page.find("3階東病棟</h2>").unwrap();
        assert!(east < page.find("4階西病棟</h2>").unwrap(), "wards in the hospital's order");
        for words in [
            "全員 3",
            "わたし 1",
            "まだ決まっていない 1",
            "一覧を印刷する",
            "いま・きょうまで",
            "記録書」を待っています",
            "おわった人",
        ] {
            assert!(page.contains(words), "{words}");
        }
    }

    /// What no step of a stay speaks of has its place too: an answer to a letter, who has not read a decision.
    #[test]
    fn what_waits_beside_the_steps_stands_on_the_first_screen() {
        let mut t = sample();
        let page = html(&t, &Narrow::default());
        assert!(page.contains("あなたを待っているもの") && page.contains("受け入れの問い合わせ"));
        assert!(page.contains("/yuino/transitions/questions\""));
        let narrowed = html(&t, &narrow(&[("show", "over")]));
        assert!(!narrowed.contains("受け入れの問い合わせ"));
        t.lines.clear();
        let page = html(&t, &Narrow::default());
        sound(&page);
        assert!(!page.contains("いま対応が必要な患者さんはいません"));
    }

    #[test]
    fn doors_and_chips_lead_to_the_list_they_count() {
        let t = sample();
        let people = |n: &Narrow| html(&t, n).matches("role=\"rowheader\"").count();
        for (code, n) in [("over", 1), ("unassigned", 1), ("screening", 1), ("notice", 1)] {
            assert_eq!(people(&narrow(&[("show", code)])), n, "{code}");
        }
        assert_eq!(people(&narrow(&[("who", "me")])), 1);
        assert_eq!(people(&narrow(&[("ward", &ward_code("4階西病棟"))])), 1);
        let both = narrow(&[("who", "me"), ("ward", &ward_code("3階東病棟"))]);
        assert_eq!(
            both.href(&samples::shell(), "/t"),
            format!("/yuino/t?who=me&ward={}", ward_code("3階東病棟"))
        );
        // codes that name nothing narrow nothing, and nothing typed comes back as markup
        assert_eq!(
            narrow(&[("show", "<b>"), ("who", "x"), ("ward", "\"><script>")]),
            Narrow::default()
        );
    }

    #[test]
    fn empty_narrowed_empty_and_long() {
        let mut t = sample();
        let none = html(&t, &narrow(&[("ward", "ffffffff")]));
        sound(&none);
        assert!(
            none.contains("あてはまる患者さんはいません")
                && none.contains("0人にしぼって見ています")
        );
        for l in &mut t.lines {
            l.resident.name = samples::LONG.into();
            l.stay.ward = samples::LONG.into();
            l.office = samples::LONG.into();
        }
        sound(&html(&t, &Narrow::default()));
        t.lines.clear();
        t.others.clear();
        let empty = html(&t, &Narrow::default());
        sound(&empty);
        assert!(
            empty.contains("いま対応が必要な患者さんはいません") && empty.contains("患者さん 0人")
        );
    }
}
