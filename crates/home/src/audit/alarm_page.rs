//! The alarms: for those who look after the log with the account's name and a place for what was found out; for an
//! organisation only that there was one, because every colleague may open that page.
use app::Error;
use app::audit::AuditEntry;
use askama::Template;
use kernel::Id;
use slice::{Fail, Req, Resp};
use ui::dates::{clock, moment};
use ui::{Shell, Tag, TagKind};

use super::alarms::{Alarm, Kind};
use super::{Offices, offices, store};
use crate::permissions;

struct Line {
    title: &'static str,
    when: String,
    who: String,
    tag: Tag,
    note: String,
    /// Where to say what was found; none when it was said.
    action: Option<String>,
    key: String,
    /// Name of its field.
    field: String,
}

#[derive(Template)]
#[template(path = "home/alarms.html")]
struct Page {
    shell: Shell,
    keeper: bool,
    error: String,
    lines: Vec<Line>,
}

fn line(shell: &Shell, a: &Alarm, who: String, keeper: bool, key: String) -> Line {
    let when = match a.kind {
        Kind::Hours => moment(a.from),
        Kind::Alone => format!("{}・{}人", moment(a.from), a.n),
        Kind::Residents => {
            format!("{} から {} まで・{}人", moment(a.from), clock(a.to), a.n)
        }
        Kind::Rows => {
            format!("{} から {} まで・{}行", moment(a.from), clock(a.to), a.n)
        }
    };
    let open = a.seen_at.is_none();
    let by = match a.seen_at {
        Some(at) if keeper => format!("{}（{} {}）", a.note, a.seen_name, moment(at)),
        _ => String::new(),
    };
    Line {
        title: a.kind.label(),
        when,
        who,
        tag: match open {
            true => ui::tag(TagKind::Due, "まだです"),
            false => ui::tag(TagKind::Ok, "確かめました"),
        },
        note: by,
        action: (keeper && open).then(|| shell.url(&format!("/audit/alarms/{}/seen", a.id))),
        key,
        field: format!("note-{}", a.id),
    }
}

fn who(a: &Alarm, offices: &Offices, names: &[(Id, String)]) -> String {
    let office = offices.get(&a.organisation).cloned().unwrap_or_default();
    let name = names.iter().find(|(id, _)| *id == a.account).map(|(_, n)| n.as_str());
    format!("{office} {}", name.unwrap_or_default()).trim().to_string()
}

fn draw(
    shell: Shell,
    keeper: bool,
    all: &[(Alarm, String)],
    error: String,
    mut key: impl FnMut() -> String,
) -> Page {
    let lines = all.iter().map(|(a, who)| line(&shell, a, who.clone(), keeper, key())).collect();
    Page { keeper, error, lines, shell }
}

fn show(req: &Req, error: String) -> Result<Resp, Fail> {
    let all = req.read(|cx| {
        app::authorise(cx, &permissions::ALARMS)?;
        let offices = offices(cx)?;
        let mut names = Vec::new();
        let alarms = store::alarms(cx, None)?;
        for a in &alarms {
            if let Some(found) = accounts::any_account(cx, accounts::AccountId(a.account))? {
                names.push((a.account, found.name));
            }
        }
        Ok(alarms
            .into_iter()
            .map(|a| {
                let who = who(&a, &offices, &names);
                (a, who)
            })
            .collect::<Vec<_>>())
    })?;
    let status = if error.is_empty() { 200 } else { 422 };
    let page = draw(req.titled("記録の見方の注意"), true, &all, error, || req.new_key());
    Ok(Resp::page(page.render())?.status(status))
}

/// For those who look after the log.
pub(crate) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, String::new())
}

/// For the organisation.
pub(crate) fn ours(req: &Req) -> Result<Resp, Fail> {
    let own = req.actor()?.organisation;
    let all = req.read(|cx| {
        app::authorise(cx, &permissions::OWN_ALARMS)?;
        match own {
            Some(o) => store::alarms(cx, Some(o)),
            None => Ok(Vec::new()),
        }
    })?;
    let all: Vec<(Alarm, String)> = all.into_iter().map(|a| (a, String::new())).collect();
    let page =
        draw(req.titled("記録の見方の注意"), false, &all, String::new(), || req.new_key());
    Resp::page(page.render())
}

/// Says what was found out.
pub(crate) fn seen(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("alarm")?;
    let note = req.form.get(&format!("note-{id}")).trim().to_string();
    let done = req.act(move |cx| {
        app::authorise(cx, &permissions::ALARMS)?;
        if note.is_empty() || note.chars().count() > 400 {
            return Err(Error::Rule("確かめたことを、400文字以内で書いてください".into()));
        }
        let whose = store::about_whom(cx, id)?.ok_or(Error::NotFound)?;
        // who checks and who is checked are two (rules.md 第3条)
        if cx.actor().account == Some(whose) {
            cx.audit(
                AuditEntry::act(permissions::ALARMS.code).object(format!("alarm:{id}")).denied(),
            );
            return Err(Error::Rule(
                "ご自分についての注意は、ご自分では確かめられません。ほかの担当の方に頼んでください".into(),
            ));
        }
        if !store::seen(cx, id, &note)? {
            return Err(Error::NotFound);
        }
        cx.audit(
            AuditEntry::act(permissions::ALARMS.code).object(format!("alarm:{id}")).detail("seen"),
        );
        Ok("/audit/alarms".into())
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "確かめたことを残しました")),
        Err(Error::Rule(text)) => show(req, text),
        Err(e) => Err(e.into()),
    }
}

#[cfg(test)]
pub(super) fn drawn_page(
    shell: Shell,
    keeper: bool,
    all: &[(Alarm, String)],
    error: &str,
) -> String {
    let mut n = 0;
    let key = || {
        n += 1;
        format!("key-{n:08}")
    };
    draw(shell, keeper, all, error.into(), key).render().unwrap()
}
