//! `jobs run`: the recurring work now, without waiting for its time. In a demonstration region it may be done as at
//! another moment, so that one can see what happens in the days to come (the reminder of the next opening, say).
use std::io::Write;
use std::sync::Arc;

use app::App;
use app::audit::AuditEntry;
use app::jobs::Job;
use kernel::{Actor, At, Clock, Date, FixedClock, Region, SystemClock, Time};
use slice::JobKind;

use crate::cli::{DONE, FAILED, no_more, take};
use crate::http::problem::sentence;
use crate::place::Place;
use crate::{slices, work};

/// The moment in words (`2026-11-24T08:30`, in Japan).
fn moment(text: &str) -> Option<At> {
    let (day, time) = text.split_once('T')?;
    Some(At::jst(day.parse::<Date>().ok()?, time.parse::<Time>().ok()?))
}

/// `jobs run [KIND] [--at …]`: runs one recurring kind, or all of them one after the other. The exit code says whether
/// all of them ended well; which did not stands on the error output.
pub fn run(
    place: &Place,
    region: &Region,
    mut words: Vec<String>,
    reason: &str,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, String> {
    let clock: Arc<dyn Clock> = match take(&mut words, "--at")? {
        None => Arc::new(SystemClock),
        // the times of a real region are true
        Some(_) if !region.demo => return Err("--at は、デモの地域だけで使えます".into()),
        Some(text) => {
            let at = moment(&text).ok_or(format!(
                "--at は 2026-04-01T08:30 のように、日本の日付と時刻で書いてください（{text}）"
            ))?;
            Arc::new(FixedClock::new(at))
        }
    };
    no_more(&words, 1)?;
    let kinds = recurring(region, words.first().map(String::as_str))?;
    let app = place.open_with(region, clock).map_err(|e| e.to_string())?;
    let mut code = DONE;
    for k in kinds {
        match one(&app, &k, reason) {
            Ok(()) => drop(writeln!(out, "{} を行いました", k.kind)),
            Err(e) => {
                drop(writeln!(err, "{} は、できませんでした: {e}", k.kind));
                code = FAILED;
            }
        }
    }
    Ok(code)
}

/// The recurring kinds of a region; only `wanted`, when one is named.
fn recurring(region: &Region, wanted: Option<&str>) -> Result<Vec<JobKind>, String> {
    let mut all = work::kinds(&slices::of(region));
    all.retain(|k| k.every_minutes.is_some());
    let names: Vec<&str> = all.iter().map(|k| k.kind).collect();
    match wanted {
        Some(w) if !names.contains(&w) => {
            Err(format!("{w} という仕事はありません。次のどれかです: {}", names.join(" ")))
        }
        Some(w) => Ok(all.into_iter().filter(|k| k.kind == w).collect()),
        None => Ok(all),
    }
}

fn one(app: &App, k: &JobKind, reason: &str) -> Result<(), String> {
    let (kind, because) = (k.kind, reason.to_owned());
    let id = app
        .write(&Actor::operator(), move |cx| {
            let what = format!("jobs run {kind}");
            cx.audit(AuditEntry::act("cli").object(what).detail(because.clone()));
            Ok(cx.new_id())
        })
        .map_err(|e| sentence(&e))?;
    let job = Job {
        id,
        kind: kind.into(),
        payload: "{}".into(),
        run_at: app.now(),
        attempts: 1,
        error: None,
        dead_at: None,
    };
    (k.run)(app, &job)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_day_and_a_time_in_japan() {
        assert_eq!(moment("2026-11-24T08:30").unwrap().text(), "2026-11-23T23:30:00.000Z");
        for wrong in ["", "2026-11-24", "2026-02-30T08:30", "2026-11-24T25:00", "x"] {
            assert!(moment(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn only_what_recurs_is_named_and_reminders_are_of_regions_with_persons() {
        let region = |persons| Region {
            slug: "x".into(),
            name: "x".into(),
            demo: true,
            fictitious: true,
            persons,
        };
        let reminders = "transitions.conference-reminders";
        assert_eq!(recurring(&region(true), Some(reminders)).unwrap().len(), 1);
        assert!(recurring(&region(false), Some(reminders)).is_err());
        assert!(recurring(&region(true), Some("transitions.hand-over")).is_err());
        assert!(recurring(&region(true), None).unwrap().iter().any(|k| k.kind == "app.fold"));
    }
}
