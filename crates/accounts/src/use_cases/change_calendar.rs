//! An office's own business days and hours (運営規程): deadlines of its fees are counted by them.
use app::{Cx, Error, FieldError, Result, authorise};
use kernel::{BusinessCalendar, Hours};

use crate::model::calendar_json;
use crate::{OrganisationId, permissions, store};

/// Changes the calendar of the actor's own organisation.
pub fn change_calendar(cx: &Cx<'_>, calendar: &BusinessCalendar) -> Result<()> {
    authorise(cx, &permissions::CALENDAR)?;
    let Some(org) = cx.actor().organisation else { return Err(Error::NotFound) };
    let errors: Vec<FieldError> = calendar
        .week
        .iter()
        .enumerate()
        .filter(|(_, h)| matches!(h, Some(Hours { open, close }) if open >= close))
        .map(|(i, _)| FieldError {
            field: format!("close{i}"),
            message: "終わりの時刻は、はじまりより後にしてください".into(),
        })
        .collect();
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if calendar.week.iter().all(Option::is_none) {
        return Err(Error::Rule("開いている曜日を1つ以上選んでください".into()));
    }
    store::set_calendar(cx, OrganisationId(org), &calendar_json(calendar))
}
