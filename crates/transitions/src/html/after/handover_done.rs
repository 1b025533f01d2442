//! What a handover did: who went over, what was left, and the way back for five minutes.
use askama::Template;
use kernel::{Date, wareki};
use slice::{Fail, Req, Resp};
use ui::{Html, Kv, Progress, RecallBar, Shell, Table, TableRow, TagKind};

use crate::model::handover::{HandoverId, HandoverKind, ItemState};
use crate::use_cases::handover::{self as act, View};

#[derive(Template)]
#[template(path = "after/done.html")]
struct DonePage {
    shell: Shell,
    back: Html,
    sub: String,
    title: String,
    recall: Option<RecallBar>,
    progress: Option<Progress>,
    table: Option<Table>,
    nobody: String,
    about: Kv,
}

fn of(v: &View, state: ItemState) -> usize {
    v.counts.get(&state).copied().unwrap_or_default()
}

fn table(shell: &Shell, v: &View, today: Date) -> Option<Table> {
    if v.people.is_empty() {
        return None;
    }
    let rows = v.people.iter().map(|(r, state, why)| {
        let name = Html::trusted(format!(
            "<a class=\"name\" href=\"{}\">{} さん</a> <span class=\"kana\">{}</span>",
            Html::text(shell.url(&format!("/people/{}", r.id))),
            Html::text(&r.name),
            Html::text(&r.kana)
        ));
        let kind = match state {
            ItemState::Done => TagKind::Ok,
            ItemState::Skipped => TagKind::Due,
            ItemState::Planned | ItemState::Undone => TagKind::Plain,
        };
        let tag = ui::tag(kind, state.label()).html();
        let told = if why.is_empty() { tag } else { tag.and(format!(" {why}")) };
        TableRow { head: name, cells: vec![Html::text(format!("{}歳", r.age(today))), told] }
    });
    Some(Table {
        caption: "引き継いだ方".into(),
        heads: ["お名前", "年齢", "どうなったか"].map(String::from).to_vec(),
        rows: rows.collect(),
    })
}

fn draw(mut shell: Shell, key: String, v: &View, today: Date) -> DonePage {
    let h = &v.handover;
    let title = match h.undone_at {
        Some(_) => "引き継ぎは取り消されました".to_string(),
        None => format!("{}人の担当を引き継ぎました", h.n),
    };
    shell.title = title.clone();
    let left = of(v, ItemState::Planned);
    let all = v.counts.values().sum::<usize>();
    let progress = (left > 0 && h.undone_at.is_none()).then(|| Progress {
        text: "人数が多いため、順に引き継いでいます".into(),
        of: Some(((all - left) as u64, all as u64)),
        unit: "人".into(),
        cancel: None,
    });
    let recall = (v.undo_seconds > 0).then(|| RecallBar {
        text: Html::text(format!("{} へ引き継ぎました", h.to_words)),
        action: shell.url(&format!("/handover/{}/undo", h.id)),
        csrf: shell.csrf.clone(),
        key,
        seconds: v.undo_seconds,
        label: "引き継ぎを取り消す".into(),
    });
    let mut rows: Vec<(Html, Html)> = vec![
        ("変わるもの".into(), h.kind.label().into()),
        ("から".into(), h.from_words.as_str().into()),
        ("へ".into(), h.to_words.as_str().into()),
        ("いつから".into(), wareki::long_weekday(h.day).into()),
        ("理由".into(), h.reason.as_str().into()),
    ];
    if let Some(d) = h.consent_on {
        rows.push(("同意の日".into(), wareki::long(d).into()));
    }
    rows.push(("引き継いだ人".into(), h.by_name.as_str().into()));
    for state in [ItemState::Done, ItemState::Skipped, ItemState::Undone] {
        let n = of(v, state);
        if n > 0 {
            rows.push((state.label().into(), format!("{n}人").into()));
        }
    }
    let nobody = match h.kind {
        HandoverKind::Office | HandoverKind::Closing => {
            "引き継いだ方のページは、引き継ぎ先の事業所が見られます。"
        }
        _ => "いま、あなたが見られる方はいません。",
    };
    DonePage {
        back: ui::back("担当の引き継ぎ", shell.url("/handover")),
        sub: format!("{} から {} へ", h.from_words, h.to_words),
        title,
        recall,
        progress,
        table: table(&shell, v, today),
        nobody: nobody.into(),
        about: Kv { rows, tight: true, small: false },
        shell,
    }
}

fn show(req: &Req, id: HandoverId, note: Option<ui::Flash>, status: u16) -> Result<Resp, Fail> {
    let v = req.read(move |cx| act::view(cx, id))?;
    let mut shell = req.shell.clone();
    shell.flash.extend(note);
    let page = draw(shell, req.new_key(), &v, req.app.now().date());
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("handover")?, None, 200)
}

/// Takes it back.
pub(super) fn undo(req: &Req) -> Result<Resp, Fail> {
    let id: HandoverId = req.id("handover")?;
    let done = req.act(move |cx| {
        act::undo(cx, id)?;
        Ok(format!("/handover/{id}"))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "引き継ぎを取り消しました。すべて元にもどっています")),
        Err(e) => match Fail::fields(&e).and_then(|f| f.into_iter().next()) {
            Some(why) => {
                let note = ui::Flash::new(ui::FlashKind::Warn, why.message);
                show(req, id, Some(note), 422)
            }
            None => Err(e.into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::office::samples;
    use super::*;
    use std::collections::BTreeMap;

    fn view(states: &[(ItemState, usize)]) -> View {
        let mut long = samples::resident();
        long.name = samples::LONG.into();
        View {
            handover: super::super::handover::tests_of::handover(),
            counts: states.iter().copied().collect::<BTreeMap<_, _>>(),
            people: vec![
                (samples::resident(), ItemState::Done, String::new()),
                (long, ItemState::Skipped, "同意の記録がありません".into()),
            ],
            undo_seconds: 240,
        }
    }

    fn html(v: &View) -> String {
        let page = draw(samples::shell(), "key12345".into(), v, samples::today());
        let html = page.render().unwrap();
        samples::sound(&html);
        html
    }

    #[test]
    fn who_went_over_who_did_not_and_the_way_back() {
        let html = html(&view(&[(ItemState::Done, 34), (ItemState::Skipped, 1)]));
        assert!(html.contains("引き継ぎを取り消す") && html.contains("34人"));
        assert!(html.contains("同意の記録がありません"));
    }

    #[test]
    fn a_large_one_shows_how_far_it_is() {
        let html = html(&view(&[(ItemState::Done, 100), (ItemState::Planned, 105)]));
        assert!(html.contains("順に引き継いでいます"));
    }

    #[test]
    fn the_office_that_no_longer_sees_anybody_is_told_why() {
        let mut v = view(&[(ItemState::Done, 35)]);
        v.people.clear();
        v.undo_seconds = 0;
        v.handover.kind = HandoverKind::Office;
        v.handover.consent_on = Some(samples::today());
        let shown = html(&v);
        assert!(shown.contains("引き継ぎ先の事業所が見られます") && !shown.contains("取り消す"));
        v.handover.undone_at = Some(samples::now());
        assert!(html(&v).contains("取り消されました"));
    }
}
