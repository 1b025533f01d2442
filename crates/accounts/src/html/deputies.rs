//! 不在のときの代理: who stands in for whom, and a new one.
use askama::Template;
use kernel::{Date, Hat, Id, wareki};
use slice::{Fail, Form, Req, Resp};
use ui::dates;
use ui::field::{DatePart, Field, FieldKind, Opt};
use ui::{Button, FieldError, Html, Shell};

use crate::model::Account;
use crate::model::deputy::{Deputy, NewDeputy};
use crate::use_cases::{deputies, look_up};
use crate::{AccountId, OrganisationId};

struct Line {
    title: String,
    meta: String,
    end: Html,
}

#[derive(Template)]
#[template(path = "accounts/deputies.html")]
struct Page {
    shell: Shell,
    errors: Vec<FieldError>,
    fields: Vec<Field>,
    lines: Vec<Line>,
    key: String,
}

fn line(shell: &Shell, key: &str, d: &Deputy) -> Line {
    let days = match d.from == d.to {
        true => wareki::month_day(d.from),
        false => format!("{}から{}まで", wareki::month_day(d.from), wareki::month_day(d.to)),
    };
    let action = shell.url(&format!("/me/deputies/{}/end", d.id));
    let button =
        Button::submit("やめる").compact().about(format!("（{} さんの代理）", d.absent_name));
    Line {
        title: format!("{} さんの代理は {} さん", d.absent_name, d.deputy_name),
        meta: if d.reason.is_empty() { days } else { format!("{days}・{}", d.reason) },
        end: Html::trusted("<form method=\"post\" action=\"")
            .and(action)
            .and(Html::trusted("\">"))
            .and(shell.csrf_field())
            .and(shell.key_field(key))
            .and(button.html())
            .and(Html::trusted("</form>")),
    }
}

fn draw(
    shell: Shell,
    keys: &mut dyn FnMut() -> String,
    staff: &[Account],
    now: &[Deputy],
    form: &Form,
    errors: Vec<FieldError>,
) -> Page {
    let opts = || staff.iter().map(|a| Opt::new(a.id.to_string(), &a.name)).collect::<Vec<_>>();
    let day = |name: &str| {
        let mut v = dates::posted(form.state(), name);
        v.bad = errors.iter().any(|e| e.field == name).then_some(DatePart::Whole);
        FieldKind::Date(v)
    };
    let fields = vec![
        Field::new("absent", "休む人", FieldKind::select(form.get("absent"), opts())).required(),
        Field::new("deputy", "代理の人", FieldKind::select(form.get("deputy"), opts())).required(),
        Field::new("from", "いつから", day("from")).required(),
        Field::new("to", "いつまで", day("to")).required(),
        Field::new("reason", "理由", FieldKind::text(form.get("reason"))).hint("例：夏休み、研修"),
    ];
    Page {
        fields: fields.into_iter().map(|f| f.error_from(&errors)).collect(),
        lines: now.iter().map(|d| line(&shell, &keys(), d)).collect(),
        key: keys(),
        errors,
        shell,
    }
}

/// A form as if this account and today had been typed.
fn begin(me: Option<Id>, today: Date) -> Form {
    let mut f = Form::default();
    f.push("absent", me.map(|a| a.to_string()).unwrap_or_default());
    let v = dates::boxes(&today.to_string());
    for (part, text) in [("era", v.era), ("y", v.y), ("m", v.m), ("d", v.d)] {
        f.push(&format!("from.{part}"), text);
    }
    f
}

fn show(req: &Req, form: &Form, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let actor = req.actor()?;
    let Some(org) = actor.organisation.map(OrganisationId) else { return Err(Fail::NotFound) };
    let hat = actor.hat;
    let (staff, now) = req.read(move |cx| {
        let same = |a: &Account| a.hat == hat || hat == Hat::Hokatsu;
        let staff = look_up::accounts_of(cx, org)?.into_iter().filter(same).collect::<Vec<_>>();
        Ok((staff, deputies::list(cx)?))
    })?;
    let status = if errors.is_empty() { 200 } else { 422 };
    let page =
        draw(req.titled("不在のときの代理"), &mut || req.new_key(), &staff, &now, form, errors);
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, &begin(req.actor()?.account, req.app.now().date()), Vec::new())
}

fn read(form: &Form, today: Date) -> Result<NewDeputy, Vec<FieldError>> {
    let mut errors = form.state().errors.clone();
    let mut refuse = |field: &str, message: String| {
        errors.push(FieldError { field: field.into(), message });
    };
    let absent = form.get("absent").parse::<AccountId>().ok();
    if absent.is_none() {
        refuse("absent", "休む人を選んでください".into());
    }
    let deputy = form.get("deputy").parse::<AccountId>().ok();
    if deputy.is_none() {
        refuse("deputy", "代理の人を選んでください".into());
    }
    let mut day =
        |name: &str, ask: &str| match dates::date(&dates::posted(form.state(), name), today) {
            Ok(Some(d)) => Some(d),
            Ok(None) => {
                refuse(name, ask.into());
                None
            }
            Err(p) => {
                refuse(name, p.message);
                None
            }
        };
    let from = day("from", "はじまりの日を入力してください");
    let to = day("to", "終わりの日を入力してください");
    match (absent, deputy, from, to) {
        (Some(absent), Some(deputy), Some(from), Some(to)) if errors.is_empty() => {
            Ok(NewDeputy { absent, deputy, from, to, reason: form.get("reason").into() })
        }
        _ => Err(errors),
    }
}

/// Enters one.
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let new = match read(&req.form, req.app.now().date()) {
        Ok(new) => new,
        Err(errors) => return show(req, &req.form, errors),
    };
    let done = req.act(move |cx| {
        deputies::add(cx, &new)?;
        Ok("/me/deputies".into())
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "代理を決めました")),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => {
                let errors = fields
                    .into_iter()
                    .map(|f| FieldError { field: f.field, message: f.message })
                    .collect();
                show(req, &req.form, errors)
            }
            None => Err(e.into()),
        },
    }
}

/// Ends one.
pub(super) fn end(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("deputy")?;
    let to = req.act(move |cx| {
        deputies::end(cx, id)?;
        Ok("/me/deputies".into())
    })?;
    Ok(Resp::go_saying(to, "代理をやめました"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(n: u16, name: &str) -> Account {
        Account {
            id: AccountId(testkit::id(n)),
            organisation: OrganisationId(testkit::id(1)),
            name: name.into(),
            kana: String::new(),
            hat: Hat::CareManager,
            profession: String::new(),
            demo_role: None,
        }
    }

    fn deputy(name: &str) -> Deputy {
        Deputy {
            id: testkit::id(9),
            absent: AccountId(testkit::id(2)),
            absent_name: name.into(),
            deputy: AccountId(testkit::id(3)),
            deputy_name: "菊池 誠".into(),
            from: "2026-11-20".parse().unwrap(),
            to: "2026-11-25".parse().unwrap(),
            reason: "研修".into(),
            organisation: OrganisationId(testkit::id(1)),
        }
    }

    fn html(now: &[Deputy], form: &Form, errors: Vec<FieldError>) -> String {
        let staff = [account(2, "佐藤 花子"), account(3, "菊池 誠")];
        let shell = Shell { csrf: "token".into(), ..Shell::default() };
        let mut n = 0;
        let mut keys = || {
            n += 1;
            format!("key-{n:08}")
        };
        let html = draw(shell, &mut keys, &staff, now, form, errors).render().unwrap();
        assert!(!html.contains("<script>alert") && !html.contains("style=\""));
        assert_eq!(html.matches("<h1").count(), 1);
        html
    }

    #[test]
    fn the_page_is_empty_full_or_wrong() {
        let today: Date = "2026-11-19".parse().unwrap();
        let begun = begin(Some(testkit::id(2)), today);
        assert!(html(&[], &begun, Vec::new()).contains("ありません。"));
        let long =
            "<script>alert(1)</script>勅使河原 長右衛門太郎左衛門之助寿限無寿限無五劫の擦り切れ";
        let full = html(&[deputy("佐藤 花子"), deputy(long)], &begun, Vec::new());
        assert!(full.contains("11月20日（金）から11月25日（水）まで・研修"), "{full}");
        let Err(errors) = read(&begun, today) else { panic!("the deputy is missing") };
        let wrong = html(&[], &begun, errors);
        assert!(
            wrong.contains("代理の人を選んでください")
                && wrong.contains("終わりの日を入力してください")
        );
    }
}
