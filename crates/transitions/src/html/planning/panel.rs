//! The part of the stay's page about what is got ready until discharge: one line a matter, each leading to its page.
use kernel::{Actor, Date, Hat, wareki};
use ui::{Button, Html, Shell};

use super::enclosed::names;
use super::{facility, place};
use crate::model::act::ENCLOSED;
use crate::model::checklist::{checklist, left};
use crate::model::{Act, ActKind, EndKind, codes};
use crate::use_cases::view::View;
use crate::use_cases::written::{Written, which_of};

fn row(head: &str, body: Html, ways: Vec<Button>) -> Html {
    let ways = ways.into_iter().fold(Html::default(), |h, b| h.and(b.compact().html()));
    let ways = if ways.is_empty() {
        ways
    } else {
        Html::trusted("<p class=\"btns mt2\">").and(ways).and(Html::trusted("</p>"))
    };
    Html::trusted("<li><div class=\"head\"><b>")
        .and(head)
        .and(Html::trusted("</b></div><div class=\"meta wrap-ja\">"))
        .and(body)
        .and(Html::trusted("</div>"))
        .and(ways)
        .and(Html::trusted("</li>"))
}

fn last(v: &View, kind: ActKind) -> Option<&Act> {
    v.acts.iter().rev().find(|a| a.kind == kind)
}

/// 「9月3日（木） 佐藤 花子」.
fn by(a: &Act) -> String {
    format!("（{} {}）", a.day.map(wareki::month_day).unwrap_or_default(), a.name)
}

/// The part; empty after a death, and of a transfer only the way to the next stay is left.
pub(in crate::html) fn panel(shell: &Shell, v: &View, actor: &Actor, today: Date) -> Html {
    let s = &v.stay;
    let at = |tail: &str| shell.url(&format!("/transitions/{}{tail}", s.id));
    let office = matches!(actor.hat, Hat::CareManager | Hat::Hokatsu);
    if s.end == Some(EndKind::Transfer) && office {
        return Html::trusted("<section class=\"panel mt4 no-print\" aria-labelledby=\"onward\"><h2 id=\"onward\">転院先の入院</h2><p class=\"wrap-ja\">つづけて入院の連絡をするときは、転院先の入院を登録します。</p><p class=\"btns mt3\">")
            .and(Button::link("転院先の入院を登録する", at("/onward")).html())
            .and(Html::trusted("</p></section>"));
    }
    if s.end.is_some_and(EndKind::excluded) {
        return Html::default();
    }
    let may = office || actor.hat == Hat::Liaison;
    let way = |label: &str, tail: &str| {
        if may { vec![Button::link(label, at(tail))] } else { Vec::new() }
    };
    // the ward writes what it sees itself, and leaves asking and handing over to the 地域連携室
    let ward = actor.hat == Hat::Ward;
    let own = |label: &str, tail: &str| {
        if may || ward { vec![Button::link(label, at(tail))] } else { Vec::new() }
    };
    let mut rows = Html::default();

    let all = checklist(s, &v.acts);
    let late = all.iter().filter(|c| c.late(today)).count();
    let mut words = format!("あと {}件", left(&all));
    if late > 0 {
        words.push_str(&format!("（日を過ぎたもの {late}件）"));
    }
    rows = rows.and(row(
        "準備の一覧",
        words.into(),
        own("準備の一覧を見る・印をつける", "/checklist"),
    ));

    let procedures = last(v, ActKind::Procedures);
    let words = procedures.map_or("まだ記録がありません".to_owned(), |a| {
        format!("{}{}", codes::procedure_words(&a.detail.codes), by(a))
    });
    let label = if procedures.is_some() {
        "医療処置を変える"
    } else {
        "医療処置を記録する"
    };
    rows = rows.and(row("退院後の医療処置", words.into(), own(label, "/procedures")));

    rows = rows.and(row(
        "退院後に暮らす場所",
        place::stands(v).html(),
        way("暮らす場所を記録する", "/place"),
    ));

    let asked = facility::list(shell, v, may && s.ended_on.is_none());
    let words =
        if asked.is_empty() { "まだ問い合わせていません".into() } else { asked };
    rows = rows.and(row("施設の受け入れ", words, way("施設に問い合わせる", "/facility")));

    let stuck = last(v, ActKind::NotDischarged).filter(|a| !a.detail.codes.is_empty());
    if s.ended_on.is_none() && (actor.hat == Hat::Liaison || ward || stuck.is_some()) {
        let words = stuck.map_or("ありません".to_owned(), |a| {
            format!("{}{}", codes::not_discharged().labels(&a.detail.codes), by(a))
        });
        let ways = if actor.hat == Hat::Liaison || ward {
            own("退院できない理由を記録する", "/not-discharged")
        } else {
            Vec::new()
        };
        rows = rows.and(row("退院できない理由", words.into(), ways));
    }

    let orders: Vec<String> = v
        .acts
        .iter()
        .filter(|a| a.kind == ActKind::Orders)
        .filter_map(crate::said::said)
        .map(|s| s.text.iter().fold(s.title.clone(), |t, x| format!("{t}（{x}）")))
        .collect();
    let words = if orders.is_empty() {
        "まだ受け取っていません".into()
    } else {
        orders.join("、")
    };
    rows = rows.and(row("指示書", words.into(), way("受け取った指示書を記録する", "/orders")));

    for a in v.acts.iter().rev().filter(|a| a.kind == ActKind::Papers && a.detail.has(ENCLOSED)) {
        let open = vec![
            Button::link("渡された書類を開く", at(&format!("/enclosed/{}", a.id))).about(by(a)),
        ];
        rows = rows.and(row("退院の書類", format!("{}{}", names(a), by(a)).into(), open));
    }
    let mut read: Vec<Button> = Vec::new();
    for which in Written::ALL {
        if v.acts.iter().any(|a| which_of(a) == Some(which)) {
            let href = at(&format!("/written/{}/read", which.form()));
            read.push(Button::link(format!("{}を読む", which.title()), href));
        }
    }
    if actor.hat == Hat::Liaison {
        for which in Written::ALL {
            let href = at(&format!("/written/{}", which.form()));
            read.push(Button::link(format!("{}を書く", which.title()), href));
        }
    }
    if !read.is_empty() {
        rows = rows.and(row("書いて渡す書類", "相手は、ここで読めます".into(), read));
    }
    Html::trusted("<section class=\"sec mt5\" aria-labelledby=\"ready\"><h2 id=\"ready\">退院までの準備</h2><ul class=\"rows\">")
        .and(rows)
        .and(Html::trusted("</ul></section>"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::hospital::samples;
    use kernel::ActorKind;

    fn actor(hat: Hat) -> Actor {
        Actor {
            kind: ActorKind::Staff,
            account: Some(samples::id(20)),
            organisation: Some(samples::hospital().id.0),
            hat,
            name: "小田島 誠".into(),
        }
    }

    fn html(v: &View, hat: Hat) -> String {
        panel(&samples::shell(), v, &actor(hat), samples::today()).to_string()
    }

    #[test]
    fn both_sides_see_how_much_is_left_and_what_the_facility_said() {
        let mut v = samples::view();
        v.acts.extend(facility::tests::refused());
        for hat in [Hat::Liaison, Hat::CareManager, Hat::Hokatsu] {
            let page = html(&v, hat);
            assert!(
                page.contains("あと 3件") && page.contains("夜間の吸引 受けられません"),
                "{page}"
            );
            assert!(page.contains("/checklist"));
        }
        let ward = html(&v, Hat::Ward);
        for path in ["/checklist", "/procedures", "/not-discharged"] {
            assert!(ward.contains(path), "{path}: {ward}");
        }
        for path in ["/place", "/facility\"", "/orders", "/written/nursing-summary\""] {
            assert!(!ward.contains(path), "{path}: {ward}");
        }
        let doctor = html(&v, Hat::Doctor);
        assert!(doctor.contains("あと 3件") && !doctor.contains("btn"), "{doctor}");
    }

    #[test]
    fn after_a_death_the_part_is_not_there_and_after_a_transfer_only_the_way_on() {
        let mut v = samples::view();
        v.stay.end = Some(EndKind::Death);
        assert!(html(&v, Hat::CareManager).is_empty() && html(&v, Hat::Liaison).is_empty());
        v.stay.end = Some(EndKind::Transfer);
        assert!(
            html(&v, Hat::CareManager).contains("/onward") && html(&v, Hat::Liaison).is_empty()
        );
    }
}
