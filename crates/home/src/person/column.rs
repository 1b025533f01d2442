//! The column of time.
use kernel::{Date, wareki};
use slice::TimelineEntry;
use ui::{Chip, Filter, Html, Link, Shell, TimeEntry, Timeline};

use super::Person;
use crate::draw::chip;

/// Entries shown at first, and more at each press of 「もっと前を見る」.
pub(super) const FIRST: usize = 30;

/// The chips: すべて and the groups that occur, in the order of the column.
pub(super) fn filter(here: &str, entries: &[TimelineEntry], group: &str) -> Filter {
    let mut groups: Vec<&'static str> = Vec::new();
    for e in entries {
        if !e.group.is_empty() && !groups.contains(&e.group) {
            groups.push(e.group);
        }
    }
    let known = groups.contains(&group);
    let mut chips = vec![Chip { label: "すべて".into(), href: here.into(), on: !known }];
    // With one group there is nothing to narrow.
    if groups.len() > 1 {
        chips.extend(groups.iter().map(|g| Chip {
            label: (*g).into(),
            href: format!("{here}?g={}", percent(g)),
            on: *g == group,
        }));
    }
    Filter { label: String::new(), spoken: "しぼりこみ".into(), chips }
}

/// A query value: every byte but ASCII letters and digits as %XX.
fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect()
}

fn when(e: &TimelineEntry, today: Date, year: &mut i16) -> (String, String) {
    let time = e.at.map(|a| format!("{}:{:02}", a.time().hour(), a.time().minute()));
    if e.day == today {
        return ("きょう".into(), time.unwrap_or_default());
    }
    let date = wareki::month_day(e.day);
    if e.day.year() == *year {
        return (String::new(), date);
    }
    *year = e.day.year();
    let long = wareki::long(e.day);
    let words =
        long.split_once('年').map_or_else(|| format!("{year}年"), |(y, _)| format!("{y}年"));
    // Without its weekday: of another year nobody asks for it.
    (words, format!("{}月{}日", e.day.month(), e.day.day()))
}

/// Sentences, each kept whole where it fits.
fn body(e: &TimelineEntry) -> Html {
    ui::spaced(e.text.iter().map(Html::from))
}

fn panel(e: &TimelineEntry) -> Html {
    ui::tags(&e.chips.iter().map(chip).collect::<Vec<_>>())
}

/// The column; none when nothing is written yet.
pub(super) fn timeline(shell: &Shell, here: &str, p: &Person) -> Option<Timeline> {
    let today = p.now.date();
    let known = p.entries.iter().any(|e| e.group == p.group);
    let all: Vec<&TimelineEntry> =
        p.entries.iter().filter(|e| !known || e.group == p.group).collect();
    if all.is_empty() {
        return None;
    }
    let mut year = today.year();
    let entries = all
        .iter()
        .take(p.shown)
        .map(|e| {
            let (year, date) = when(e, today, &mut year);
            let mut links = e.links.iter().map(|(l, h)| Link::new(l, shell.url(h)));
            let first = links.next().map(|l| ("paper", l));
            // A second link stands behind the sentences.
            let rest = links.map(|l| {
                Html::trusted(format!(
                    "<a href=\"{}\">{}</a>",
                    Html::text(&l.href),
                    Html::text(&l.label)
                ))
            });
            let mut pieces = vec![body(e)];
            pieces.extend(rest);
            pieces.retain(|p| !p.is_empty());
            let body = if pieces.len() > 1 { ui::spaced(pieces) } else { ui::join(pieces) };
            TimeEntry {
                year,
                date,
                title: Html::text(&e.title),
                body,
                meta: Html::text(&e.meta),
                link: first,
                panel: panel(e),
                now: e.now,
            }
        })
        .collect();
    let group = if known { format!("&g={}", percent(&p.group)) } else { String::new() };
    let older = (all.len() > p.shown).then(|| format!("{here}?n={}{group}", p.shown + FIRST));
    Some(Timeline { entries, older })
}
