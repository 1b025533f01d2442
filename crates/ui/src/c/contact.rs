//! A care manager's contact window: the number, whether one may call now, the day as a bar, the same in words.
use askama::Template;

use super::act::Tag;
use super::lists::Kv;
use crate::html::{Html, component};

/// Part of a day in minutes since midnight (0–1440), `from` < `to`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Span {
    /// Begins.
    pub from: u16,
    /// Ends.
    pub to: u16,
}

/// A day as a bar: open hours solid, times to avoid hatched, now as a line. Shows 8–18 o'clock, wider where needed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/hours.html")]
pub struct HoursBar {
    /// Unlike any other on the page.
    pub id: String,
    /// Hours in which one may call.
    pub open: Vec<Span>,
    /// Times to avoid.
    pub avoid: Vec<Span>,
    /// Now; none on other days.
    pub now: Option<u16>,
    /// The whole bar in words.
    pub words: String,
}

const LEFT: u32 = 18;
const WIDTH: u32 = 320;
const DAY: u16 = 1440;

impl HoursBar {
    /// First and last hour shown.
    fn range(&self) -> (u16, u16) {
        let all = || self.open.iter().chain(&self.avoid);
        let from = all().map(|s| s.from).chain(self.now).min().unwrap_or(480).min(480);
        let to = all().map(|s| s.to).chain(self.now).max().unwrap_or(1080).clamp(1080, DAY);
        ((from / 60), to.div_ceil(60))
    }

    fn x(&self, minute: impl std::borrow::Borrow<u16>) -> String {
        let (a, b) = self.range();
        let span = f64::from((b - a).max(1)) * 60.0;
        let at = f64::from(minute.borrow().saturating_sub(a * 60)).min(span);
        format!("{:.1}", f64::from(LEFT) + at / span * f64::from(WIDTH))
    }

    fn w(&self, s: &Span) -> String {
        let (a, b) = self.range();
        let span = f64::from((b - a).max(1)) * 60.0;
        format!("{:.1}", f64::from(s.to.saturating_sub(s.from)) / span * f64::from(WIDTH))
    }

    fn ticks(&self) -> Vec<(String, u16)> {
        let (a, b) = self.range();
        let step = if b - a > 12 { 4 } else { 2 };
        (a..=b).filter(|h| (h - a) % step == 0).map(|h| (self.x(h * 60), h)).collect()
    }

    fn mark(&self) -> Option<(String, String, String)> {
        let now = self.now?;
        let (a, b) = self.range();
        let at: f64 = self.x(now).parse().unwrap_or(0.0);
        // The words stay inside the drawing at both ends.
        let label = at.clamp(44.0, 312.0);
        let _ = (a, b);
        Some((self.x(now), format!("{label:.1}"), format!("いま {}:{:02}", now / 60, now % 60)))
    }
}

/// The window of one office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/contact.html")]
pub struct ContactWindow {
    /// 「ケアマネジャーの連絡窓口」.
    pub heading: String,
    /// 佐藤 花子.
    pub person: String,
    /// Office.
    pub office: Html,
    /// 0000-00-0012, as shown; empty prints 「電話番号はまだありません」.
    pub tel: String,
    /// かけてよい／避けてほしい／時間外.
    pub status: Option<Tag>,
    /// The bar.
    pub hours: Option<HoursBar>,
    /// In words: 電話の時間, 避けてほしい時間（斜線）, いないとき, 電話のほかに, 確かめた日.
    pub rows: Vec<(Html, Html)>,
}

impl ContactWindow {
    fn tel_href(&self) -> String {
        self.tel.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }

    /// Made from what the window says, so that two windows on one page differ without their callers counting.
    fn id(&self) -> String {
        let words = format!("{}\n{}\n{}\n{}", self.heading, self.person, self.office, self.tel);
        // FNV-1a, 32 bits: short, and the same on every page
        let hash = words
            .bytes()
            .fold(0x811c_9dc5_u32, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
        format!("cw-{hash:08x}")
    }

    fn bar(&self) -> Option<Html> {
        let bar = self.hours.clone()?;
        Some(HoursBar { id: format!("{}-{}", self.id(), bar.id), ..bar }.html())
    }

    fn kv(&self) -> Html {
        Kv { rows: self.rows.clone(), tight: false, small: true }.html()
    }
}

component!(HoursBar, ContactWindow);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_windows_on_one_page_share_no_id() {
        let window = |person: &str| {
            let hours = Some(HoursBar { id: "cw".into(), ..HoursBar::default() });
            let w = ContactWindow { person: person.into(), hours, ..ContactWindow::default() };
            w.html().to_string()
        };
        let both = window("佐藤 花子") + &window("鈴木 一郎");
        let ids: Vec<&str> =
            both.split(" id=\"").skip(1).filter_map(|t| t.split('"').next()).collect();
        assert_eq!(ids.len(), 4);
        assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), 4, "{ids:?}");
        for id in ids {
            let used = [format!("labelledby=\"{id}\""), format!("url(#{id})")];
            assert!(!id.starts_with("cw") || used.iter().any(|u| both.contains(u)), "{id}");
        }
    }

    #[test]
    fn a_late_call_widens_the_bar_and_midnight_stays_inside() {
        let bar = HoursBar {
            open: vec![Span { from: 510, to: 1050 }],
            avoid: vec![Span { from: 0, to: 60 }, Span { from: 1380, to: 1440 }],
            now: Some(1439),
            ..HoursBar::default()
        };
        assert_eq!(bar.range(), (0, 24));
        assert_eq!(bar.x(1440), "338.0");
        let day = HoursBar { open: vec![Span { from: 510, to: 1050 }], ..HoursBar::default() };
        assert_eq!(day.range(), (8, 18));
        assert_eq!(day.x(510), "34.0");
        assert_eq!(HoursBar::default().range(), (8, 18));
    }
}
