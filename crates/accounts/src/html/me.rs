//! One's own settings: who I am here, and my office's business days and hours.
use app::Error;
use askama::Template;
use kernel::{BusinessCalendar, Hat, Hours};
use slice::{Fail, Form, Req, Resp};

use crate::model::{Organisation, Ward};
use crate::use_cases::{change_calendar, look_up, staff};
use crate::{OrganisationId, permissions};

const DAYS: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];

struct Day {
    i: usize,
    name: &'static str,
    on: bool,
    open: String,
    close: String,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "accounts/me.html")]
struct Me {
    shell: ui::Shell,
    name: String,
    hat: String,
    office: Option<Organisation>,
    wards: Vec<Ward>,
    days: Vec<Day>,
    holidays_closed: bool,
    may_change: bool,
    looks_after: bool,
    opens: bool,
    rules: bool,
    /// Works where persons are followed: there is a pack for a blackout to read about.
    /// May have to confirm files with very many persons.
    exports: bool,
    pack: bool,
    errors: Vec<ui::FieldError>,
    key: String,
}

fn hhmm(t: kernel::Time) -> String {
    format!("{:02}:{:02}", t.hour(), t.minute())
}

fn show(req: &Req, typed: Option<&Form>, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let actor = req.actor()?;
    let org = actor.organisation.map(OrganisationId);
    let (office, wards, may_change, looks_after) = req.read(|cx| {
        let office = org.map(|o| look_up::organisation(cx, o)).transpose()?;
        let wards = org.map(|o| look_up::wards_of(cx, o)).transpose()?.unwrap_or_default();
        let after = match org {
            Some(o) => app::may(cx, &permissions::STAFF)? && staff::looks_after(cx, o)?,
            None => false,
        };
        Ok((office, wards, app::may(cx, &permissions::CALENDAR)?, after))
    })?;
    let week = office.as_ref().map_or([None; 7], |o| o.calendar.week);
    let days = week
        .iter()
        .enumerate()
        .zip(DAYS)
        .map(|((i, h), name)| match typed {
            Some(f) => Day {
                i,
                name,
                on: f.has(&format!("on{i}")),
                open: f.get(&format!("open{i}")).into(),
                close: f.get(&format!("close{i}")).into(),
                error: errors
                    .iter()
                    .find(|e| e.field == format!("open{i}") || e.field == format!("close{i}"))
                    .map(|e| e.message.clone()),
            },
            None => Day {
                i,
                name,
                on: h.is_some(),
                open: h.map_or_else(|| "08:30".into(), |h: Hours| hhmm(h.open)),
                close: h.map_or_else(|| "17:30".into(), |h: Hours| hhmm(h.close)),
                error: None,
            },
        })
        .collect();
    let status = if errors.is_empty() { 200 } else { 422 };
    let holidays_closed = match typed {
        Some(f) => f.has("holidays"),
        None => office.as_ref().is_none_or(|o| o.calendar.closed_on_holidays),
    };
    let page = Me {
        shell: req.titled("自分の設定"),
        name: actor.name.clone(),
        hat: actor.hat.label().into(),
        office,
        wards,
        days,
        holidays_closed,
        may_change,
        looks_after,
        opens: permissions::OPENINGS.hats.contains(&actor.hat),
        rules: permissions::CREW_RULE.hats.contains(&actor.hat),
        exports: req.app.region().persons
            && !matches!(
                actor.hat,
                Hat::Coordinator | Hat::Crew | Hat::Vendor | Hat::Operator | Hat::System
            )
            && !actor.hat.at_home(),
        pack: req.app.region().persons
            && matches!(
                actor.hat,
                Hat::CareManager
                    | Hat::Hokatsu
                    | Hat::Liaison
                    | Hat::Ward
                    | Hat::Doctor
                    | Hat::Provider
            ),
        errors,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, None, Vec::new())
}

/// Changes the hours.
pub(super) fn change(req: &Req) -> Result<Resp, Fail> {
    let mut errors = Vec::new();
    let mut week = [None; 7];
    for (i, slot) in week.iter_mut().enumerate() {
        if !req.form.has(&format!("on{i}")) {
            continue;
        }
        let mut time = |part: &str| {
            let name = format!("{part}{i}");
            let t = crate::model::time(req.form.get(&name));
            if t.is_none() {
                errors.push(ui::FieldError {
                    field: name,
                    message: "時刻は 08:30 のように入力してください".into(),
                });
            }
            t
        };
        if let (Some(open), Some(close)) = (time("open"), time("close")) {
            *slot = Some(Hours { open, close });
        }
    }
    if !errors.is_empty() {
        return show(req, Some(&req.form), errors);
    }
    let Some(org) = req.actor()?.organisation.map(OrganisationId) else {
        return Err(Fail::NotFound);
    };
    let now = req.read(|cx| look_up::calendar_of(cx, org))?;
    let calendar = BusinessCalendar { week, closed_on_holidays: req.form.has("holidays"), ..now };
    let done = req.act(move |cx| {
        change_calendar::change_calendar(cx, &calendar)?;
        Ok("/me".into())
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "営業日と時間を変えました")),
        Err(e @ (Error::Invalid(_) | Error::Rule(_))) => {
            let fields = Fail::fields(&e).unwrap_or_default();
            let errors = fields
                .into_iter()
                .map(|f| ui::FieldError { field: f.field, message: f.message })
                .collect();
            show(req, Some(&req.form), errors)
        }
        Err(e) => Err(e.into()),
    }
}
