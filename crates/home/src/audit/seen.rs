//! 「誰が見たか」 of one person: day, organisation, role and for what, in words; and the same on paper for the person.
use app::Error;
use askama::Template;
use kernel::{Date, Hat, Id, wareki};
use office::print::{Align, ListColumn, ListSheet, PrintJob, Width};
use people::ResidentId;
use people::use_cases::who_has_seen::{Seen, SeenPage, who_has_seen};
use people::use_cases::who_may_see::OWN_ONLY;
use slice::{Fail, Req, Resp};
use ui::Shell;

use super::{act_label, number, review};
use crate::sources::sources;

struct Line {
    day: String,
    who: String,
    role: &'static str,
    what: String,
}

#[derive(Template)]
#[template(path = "home/seen.html")]
struct Page {
    shell: Shell,
    back: String,
    number: String,
    lines: Vec<Line>,
    own_only: bool,
    older: Option<String>,
    newest: Option<String>,
    print: String,
}

/// For what somebody looked, in plain words. Only what is nothing but a reading keeps its own name: a page on which
/// something can be set is opened without setting it, and what it is about (a key code, a move to another region, above all
/// a shield) must not stand on a sheet that is taken home. Emergency access is told as what it was.
fn purpose(act: &str) -> String {
    let emergency = review::rules().is_ok_and(|r| act.starts_with(&r.emergency_act));
    match emergency || sources().only_read(act) {
        true => act_label(act),
        false => people::permissions::READ.label.to_string(),
    }
}

/// Lines that say the same in words stand once a day.
fn lines(all: &[Seen]) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for s in all {
        let l = Line {
            day: wareki::long_weekday(s.day),
            who: match s.organisation.is_empty() {
                true => "この仕組みの運用".into(),
                false => s.organisation.clone(),
            },
            role: s.hat.label(),
            what: if s.hat == Hat::Operator { act_label(&s.act) } else { purpose(&s.act) },
        };
        let same = |o: &&mut Line| o.day == l.day && o.who == l.who && o.role == l.role;
        match out.last_mut().filter(same) {
            Some(o) if o.what.split('、').any(|w| w == l.what) => {}
            Some(o) => o.what = format!("{}、{}", o.what, l.what),
            None => out.push(l),
        }
    }
    out
}

fn draw(shell: Shell, id: ResidentId, p: &SeenPage, paged: bool) -> Page {
    let here = shell.url(&format!("/people/{id}/seen"));
    Page {
        back: shell.url(&format!("/people/{id}")),
        number: number(id.0),
        lines: lines(&p.lines),
        own_only: p.own_only,
        older: p.before.map(|d| format!("{here}?before={d}")),
        newest: paged.then(|| here.clone()),
        print: format!("{here}/print"),
        shell,
    }
}

fn found(req: &Req) -> Result<(ResidentId, SeenPage, bool), Fail> {
    let id = ResidentId(req.id::<Id>("resident")?);
    let asked = req.query.some("before").and_then(|t| t.parse::<Date>().ok());
    let before = asked.unwrap_or(kernel::time::add_days(req.app.now().date(), 1));
    let page = req.read(|cx| who_has_seen(cx, id, before))?;
    Ok((id, page, asked.is_some()))
}

/// The page.
pub(crate) fn page(req: &Req) -> Result<Resp, Fail> {
    let (id, p, paged) = found(req)?;
    Resp::page(draw(req.titled("誰が見たか"), id, &p, paged).render())
}

/// The paper.
pub(crate) fn print(req: &Req) -> Result<Resp, Fail> {
    let (id, p, _) = found(req)?;
    let column = |head: &str, width| ListColumn { head: head.into(), width, align: Align::Left };
    let body = ListSheet {
        lead: Some(format!("整理番号 {}", number(id.0))),
        columns: vec![
            column("見た日", Width::Mm(42.0)),
            column("どこの", Width::Share(1.0)),
            column("だれが（役割）", Width::Mm(44.0)),
            column("何のために", Width::Share(1.4)),
        ],
        rows: lines(&p.lines)
            .into_iter()
            .map(|l| vec![l.day, l.who, l.role.to_string(), l.what])
            .collect(),
        empty: Some("まだ、だれも見ていません。".into()),
        notes: p
            .own_only
            .then(|| format!("{OWN_ONLY}。"))
            .into_iter()
            .chain(p.before.map(|d| format!("{}より前にもあります。", wareki::long(d))))
            .collect(),
        ..ListSheet::default()
    };
    let demo = req.shell.region.demo_paper();
    let job = PrintJob::of(&body).map_err(|e| Fail::Use(Error::Inconsistent(e.to_string())))?;
    Ok(Resp::print(
        job.title("あなたの記録を見た人")
            .sender(req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default())
            .demo(demo)
            .printed_at(req.shell.print.printed_at.trim_end_matches(" に出力"))
            .build(),
    ))
}

#[cfg(test)]
pub(super) fn drawn_page(shell: Shell, id: ResidentId, p: &SeenPage, paged: bool) -> String {
    draw(shell, id, p, paged).render().unwrap()
}
