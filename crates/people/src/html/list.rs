//! 「わたしの担当」「患者さん」: the residents in reach, by kana, 50 a page.
use askama::Template;
use kernel::{Date, Hat, Id};
use slice::{Fail, Req, Resp};
use ui::{Button, Chip, Empty, Filter, Html, Pager, Shell, Table, TableRow, TagKind};

use crate::authz::What;
use crate::model::Resident;
use crate::permissions;
use crate::use_cases::view;

/// What the page is drawn from.
struct List {
    today: Date,
    hat: Hat,
    all: bool,
    rows: Vec<Resident>,
    next: Option<Id>,
    /// Not the first page.
    further: bool,
    may_register: bool,
}

#[derive(Template)]
#[template(path = "people/list.html")]
struct Page {
    shell: Shell,
    title: String,
    sub: &'static str,
    filter: Option<Filter>,
    table: Table,
    empty: Option<Empty>,
    register: Option<Button>,
    hand_over: Option<String>,
    pager: Pager,
    first: Option<String>,
}

/// Only a care manager's team rows name the account; everybody else's list is the one of the office.
fn has_own(hat: Hat) -> bool {
    matches!(hat, Hat::CareManager | Hat::Hokatsu)
}

/// The list; `?all=1` = the whole office, `?after=` = the id of the last one of the page before.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let hat = req.hat();
    let all = req.query.get("all") == "1" || !has_own(hat);
    let after = req.query.some("after").and_then(|i| i.parse::<Id>().ok());
    let (key, (rows, next), may_register) = req.read(move |cx| {
        // The page's key is looked up by its id, so that no name stands in an address. Whoever left the reach
        // meanwhile gives no key: the list then begins anew.
        let key = match after {
            Some(id) => view::of_list(cx, &[id], What::Basic)?.pop().map(|r| (r.kana, id)),
            None => None,
        };
        let page = view::list(cx, key.as_ref().map(|(k, i)| (k.as_str(), *i)), !all)?;
        Ok((key, page, app::may(cx, &permissions::REGISTER)?))
    })?;
    let list = List {
        today: req.app.now().date(),
        hat,
        all,
        rows,
        next: next.map(|(_, id)| id),
        further: key.is_some(),
        may_register,
    };
    Resp::page(
        draw(
            req.titled(if hat == Hat::CareManager {
                "わたしの担当"
            } else {
                hat.person_word()
            }),
            &list,
        )
        .render(),
    )
}

fn row(shell: &Shell, r: &Resident, today: Date) -> TableRow {
    let head = Html::trusted(format!(
        "<a class=\"name\" href=\"{}\">{} さん</a> <span class=\"kana\">{}</span>",
        Html::text(shell.url(&format!("/people/{}", r.id))),
        Html::text(&r.name),
        Html::text(&r.kana)
    ));
    let state = match r.died_on {
        Some(d) => {
            ui::tag(TagKind::Plain, format!("{}に亡くなられました", kernel::wareki::long(d)))
                .icon("info")
                .html()
        }
        None => Html::text(r.care_level.label()),
    };
    let or_dash = |t: &str| if t.is_empty() { Html::text("—") } else { Html::text(t) };
    TableRow {
        head,
        cells: vec![
            Html::text(format!("{}歳", r.age(today))),
            state,
            or_dash(&r.address),
            or_dash(&r.phone),
        ],
    }
}

fn draw(shell: Shell, l: &List) -> Page {
    let word = l.hat.person_word();
    let base = if l.all && has_own(l.hat) { "/people?all=1&" } else { "/people?" };
    let register = l.may_register.then(|| {
        let label = format!("{}を登録する", word);
        Button::link(label, shell.url("/people/new")).icon("plus")
    });
    let empty = l.rows.is_empty().then(|| Empty {
        title: format!("{word}は、まだここにいません"),
        text: match (l.may_register, l.all) {
            (true, true) => "契約して同意をいただいた方を登録すると、ここにならびます。",
            (true, false) => {
                "登録した方と、担当になった方がここにならびます。「事業所の全員」も見てください。"
            }
            (false, _) => "入院や支援チームでつながると、ここにならびます。",
        }
        .into(),
        art: false,
        button: register.clone().map(Button::primary),
    });
    let filter = has_own(l.hat).then(|| Filter {
        label: "担当".into(),
        spoken: "担当でしぼる".into(),
        chips: vec![
            Chip { label: "わたし".into(), href: shell.url("/people"), on: !l.all },
            Chip {
                label: "事業所の全員".into(), href: shell.url("/people?all=1"), on: l.all
            },
        ],
    });
    Page {
        title: match (has_own(l.hat), l.all) {
            (true, false) => format!("わたしの担当の{word}"),
            (true, true) => format!("事業所の{word}"),
            (false, _) => word.into(),
        },
        sub: "ふりがなの順・50人ずつ",
        filter,
        table: Table {
            caption: format!("{word}の一覧"),
            heads: [word, "年齢", "要介護度", "住所", "電話"].map(String::from).to_vec(),
            rows: l.rows.iter().map(|r| row(&shell, r, l.today)).collect(),
        },
        hand_over: (has_own(l.hat) && empty.is_none()).then(|| shell.url("/handover")),
        register: register.filter(|_| empty.is_none()),
        empty,
        pager: Pager {
            prev: None,
            next: l.next.map(|id| shell.url(&format!("{base}after={id}"))),
            words: String::new(),
        },
        first: l.further.then(|| shell.url(base.trim_end_matches(['?', '&']))),
        shell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::testing::{day, resident, shell, sound};

    fn sample(rows: Vec<Resident>) -> List {
        List {
            today: day("2026-11-19"),
            hat: Hat::CareManager,
            all: false,
            rows,
            next: None,
            further: false,
            may_register: true,
        }
    }

    fn html(l: &List) -> String {
        let html = draw(shell(), l).render().unwrap();
        sound(&html);
        html
    }

    #[test]
    fn a_care_manager_sees_the_own_ones_first_and_may_widen() {
        let html = html(&sample(vec![resident()]));
        assert!(html.contains("わたしの担当の利用者さん") && html.contains("86歳"));
        assert!(html.contains("/yuino/people?all=1") && html.contains("利用者さんを登録する"));
    }

    #[test]
    fn a_hospital_has_one_list_and_registers_nobody() {
        let l =
            List { hat: Hat::Liaison, all: true, may_register: false, ..sample(vec![resident()]) };
        let html = html(&l);
        assert!(html.contains("<h1>患者さん</h1>") && !html.contains("事業所の全員"));
        assert!(!html.contains("/people/new"));
    }

    #[test]
    fn an_empty_list_says_what_brings_people_here() {
        let html = html(&sample(Vec::new()));
        assert!(html.contains("まだここにいません") && !html.contains("<table"));
        assert_eq!(html.matches("/yuino/people/new").count(), 1);
    }

    #[test]
    fn many_long_names_are_paged_without_a_name_in_the_address() {
        let mut r = resident();
        r.name = "アレクサンドリア・ヴィクトーリア・勅使河原 長右衛門太郎左衛門之助".into();
        r.died_on = Some(day("2026-02-01"));
        let l =
            List { next: Some(testkit::id(9)), further: true, all: true, ..sample(vec![r; 50]) };
        let html = html(&l);
        assert!(html.contains(&format!("/yuino/people?all=1&#38;after={}", testkit::id(9))));
        assert!(html.contains("亡くなられました") && html.contains("はじめから見る"));
    }
}
