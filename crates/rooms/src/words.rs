//! Times in words, as the pages of this slice say them.
use kernel::{At, wareki};

/// 「きょう 14:20」「11月19日（木） 9:05」.
pub(crate) fn moment(at: At, now: At) -> String {
    let t = at.time();
    let time = format!("{}:{:02}", t.hour(), t.minute());
    let days = kernel::time::days_between(now.date(), at.date());
    match days {
        0 => format!("きょう {time}"),
        1 => format!("あす {time}"),
        -1 => format!("きのう {time}"),
        _ if at.date().year() == now.date().year() => {
            format!("{} {time}", wareki::month_day(at.date()))
        }
        _ => format!("{} {time}", wareki::long(at.date())),
    }
}

/// 「20分」「3時間」「2日」.
pub(crate) fn span(minutes: i64) -> String {
    match minutes {
        ..60 => format!("{}分", minutes.max(1)),
        60..1440 => format!("{}時間", minutes / 60),
        _ => format!("{}日", minutes / 1440),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_people_say_them() {
        let now = testkit::noon_before();
        assert!(moment(now, now).starts_with("きょう "));
        assert!(moment(now.plus_minutes(24 * 60), now).starts_with("あす "));
        assert!(moment(now.plus_minutes(-24 * 60), now).starts_with("きのう "));
        assert_eq!(
            (span(0), span(59), span(61), span(3000)),
            ("1分".into(), "59分".into(), "1時間".into(), "2日".into())
        );
    }
}
