//! The stored form of a business calendar: JSON with times as `HH:MM`.
use kernel::{BusinessCalendar, Hours, Time};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Stored {
    /// Monday to Sunday: `["08:30","17:30"]` or null.
    week: Vec<Option<(String, String)>>,
    holidays_closed: bool,
    closed: Vec<String>,
    open: Vec<String>,
}

fn hhmm(t: Time) -> String {
    format!("{:02}:{:02}", t.hour(), t.minute())
}

/// `08:30` → time; what is no time of day gives none.
pub(crate) fn time(text: &str) -> Option<Time> {
    let (h, m) = text.trim().split_once(':')?;
    Time::new(h.parse().ok()?, m.parse().ok()?, 0, 0).ok()
}

/// Writes a calendar.
pub fn calendar_json(c: &BusinessCalendar) -> String {
    let stored = Stored {
        week: c.week.iter().map(|h| h.map(|h| (hhmm(h.open), hhmm(h.close)))).collect(),
        holidays_closed: c.closed_on_holidays,
        closed: c.closed.iter().map(ToString::to_string).collect(),
        open: c.open.iter().map(ToString::to_string).collect(),
    };
    serde_json::to_string(&stored).unwrap_or_default()
}

/// Reads a stored calendar.
pub fn calendar_from_json(text: &str) -> Result<BusinessCalendar, String> {
    let s: Stored = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let mut week = [None; 7];
    for (slot, day) in week.iter_mut().zip(&s.week) {
        if let Some((open, close)) = day {
            let (Some(open), Some(close)) = (time(open), time(close)) else {
                return Err("a time of day that is none".into());
            };
            *slot = Some(Hours { open, close });
        }
    }
    let dates = |v: &[String]| v.iter().filter_map(|d| d.parse().ok()).collect();
    Ok(BusinessCalendar {
        week,
        closed_on_holidays: s.holidays_closed,
        closed: dates(&s.closed),
        open: dates(&s.open),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_reads_back() {
        let mut c =
            BusinessCalendar::weekdays(Time::constant(8, 30, 0, 0), Time::constant(17, 0, 0, 0));
        c.closed.insert("2026-12-29".parse().unwrap());
        c.open.insert("2026-12-12".parse().unwrap());
        assert_eq!(calendar_from_json(&calendar_json(&c)), Ok(c));
        assert!(calendar_from_json("{}").is_err());
    }
}
