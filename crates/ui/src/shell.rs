//! The frame around every page: demonstration band, header with search, navigation, footer, print header and footer.
//! A page's template starts with `{% extends "shell.html" %}` (or `shell_public.html` without login), holds a field
//! `shell: ui::Shell` and fills the blocks `main`, and where needed `person` and `sendbar`.
use askama::Template;

use crate::html::{Html, component};
use crate::{assets, icon};

/// A label that leads somewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// Words of the link.
    pub label: String,
    /// Address as made by [`Shell::url`].
    pub href: String,
}

impl Link {
    /// A link.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Link { label: label.into(), href: href.into() }
    }
}

/// What the frame prints about the region.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegionBadge {
    /// First segment of every address; empty on pages outside a region.
    pub slug: String,
    /// 結野市 …; empty on pages outside a region.
    pub name: String,
    /// Shows the band 「デモ」 on page and print.
    pub demo: bool,
    /// Puts （架空） behind the name.
    pub fictitious: bool,
}

impl RegionBadge {
    /// What the band of a demonstration says. In an invented place everything is; a real place holds real offices and
    /// whatever was typed in, of which the program knows nothing: it says what must not be in it.
    pub fn demo_words(&self) -> &'static str {
        match self.fictitious || self.slug.is_empty() {
            true => "人・事業所・数字は、すべて架空です",
            false => "試すための地域です。実在の方の情報は入れないでください",
        }
    }

    /// The same band on paper; none where the region is no demonstration.
    pub fn demo_paper(&self) -> Option<String> {
        self.demo.then(|| format!("デモ　{}", self.demo_words()))
    }
}

/// Who reads the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Who {
    /// 佐藤 花子.
    pub name: String,
    /// 居宅介護支援 結の里（架空）.
    pub office: String,
    /// The hat in words: 介護支援専門員. May be empty.
    pub hat_label: String,
    /// 自分の設定; none shows the name without a link.
    pub href: Option<String>,
}

/// One entry of the navigation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NavItem {
    /// The part of the label that is dropped on phones: 「わたしの」 of わたしの担当. May be empty.
    pub cut: String,
    /// The rest: 「担当」.
    pub label: String,
    /// Address as made by [`Shell::url`].
    pub href: String,
    /// The page belongs to this entry.
    pub current: bool,
    /// A number behind the label; 0 shows nothing.
    pub badge: u32,
}

/// Tone of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FlashKind {
    /// Something was done.
    #[default]
    Ok,
    /// Something to know.
    Info,
    /// Something to look at.
    Warn,
    /// It did not work.
    Bad,
}

/// A notice on top of the page after an act: 「みどり総合病院 地域連携室に送りました」.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/flash.html")]
pub struct Flash {
    /// Tone.
    pub kind: FlashKind,
    /// What happened.
    pub text: String,
    /// What comes next, or a way on.
    pub more: Option<String>,
    /// Where to go on.
    pub link: Option<Link>,
}

impl Flash {
    /// A notice of one sentence.
    pub fn new(kind: FlashKind, text: impl Into<String>) -> Self {
        Flash { kind, text: text.into(), more: None, link: None }
    }

    fn class(&self) -> &'static str {
        match self.kind {
            FlashKind::Ok => "ok",
            FlashKind::Info => "info",
            FlashKind::Warn => "warn",
            FlashKind::Bad => "bad",
        }
    }

    fn icon(&self) -> crate::Icon {
        icon(match self.kind {
            FlashKind::Ok => "check",
            FlashKind::Info => "info",
            FlashKind::Warn => "unknown",
            FlashKind::Bad => "alert",
        })
    }
}

/// What only the printed page shows: a head with title, sender and code, a foot with whose, when and which edition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrintHead {
    /// Title of a paper (「入院時情報提供書」); the program and the region when empty, as the page's own h1 follows.
    pub title: String,
    /// Who made the paper: office, person, telephone.
    pub sender: String,
    /// Whose record: 「高橋 ミヨ さんの記録」. May be empty.
    pub about: String,
    /// 「令和8年11月19日 11:20 に出力」.
    pub printed_at: String,
    /// 「第2版」. May be empty.
    pub edition: String,
    /// A QR code as SVG.
    pub qr: Option<Html>,
}

/// The frame of one page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shell {
    /// Language of the page: `ja`; empty counts as `ja`.
    pub lang: String,
    /// Title without the product's name.
    pub title: String,
    /// The region.
    pub region: RegionBadge,
    /// The reader; none before login.
    pub who: Option<Who>,
    /// Entries of the navigation, in order.
    pub nav: Vec<NavItem>,
    /// Page of さがす; empty shows no search. Searching posts, so that no name gets into an address.
    pub search_href: String,
    /// Token of [`crate::csrf::token`].
    pub csrf: String,
    /// Notices on top.
    pub flash: Vec<Flash>,
    /// Head and foot of the printed page.
    pub print: PrintHead,
    /// Links of the footer; [`Shell::standard_foot`] gives the usual three.
    pub foot: Vec<Link>,
    /// 「ほかの人で見る」 in demonstration regions.
    pub switch_href: Option<String>,
    /// What stands before every address when the program is served under a path: empty or `/yui`.
    pub base: String,
}

component!(Flash);

/// Pages in the menu from which on a telephone shows the first five and a word for the others: two lines of it.
const NAV_FOLDS: usize = 8;

impl Shell {
    /// Are there more pages than a telephone's menu shows at once?
    pub fn nav_folds(&self) -> bool {
        self.nav.len() > NAV_FOLDS
    }

    /// The address of `path` (starting with `/`) inside the region.
    pub fn url(&self, path: &str) -> String {
        if self.region.slug.is_empty() {
            format!("{}{path}", self.base)
        } else {
            format!("{}/{}{path}", self.base, self.region.slug)
        }
    }

    /// The address of a static file with the hash of its content.
    pub fn asset(&self, name: &str) -> String {
        assets::href(&self.base, name)
    }

    /// The hidden token for a posting form.
    pub fn csrf_field(&self) -> Html {
        Html::trusted(format!(
            "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
            crate::csrf::FIELD,
            Html::text(&self.csrf)
        ))
    }

    /// The hidden key that makes a repeated press one act (`_key`, an id drawn when the page was made).
    pub fn key_field(&self, key: &str) -> Html {
        Html::trusted(format!(
            "<input type=\"hidden\" name=\"_key\" value=\"{}\">",
            Html::text(key)
        ))
    }

    /// 困ったときは・電話で聞く・だれが何を見られるか.
    pub fn standard_foot(&self) -> Vec<Link> {
        vec![
            Link::new("困ったときは", self.url("/help")),
            Link::new("電話で聞く", self.url("/help/phone")),
            Link::new("だれが何を見られるか", self.url("/help/who-sees")),
        ]
    }

    /// The same frame with another title.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Marks the entry of the navigation whose address is the longest beginning of `path` (as given to [`Shell::url`]).
    pub fn mark_current(&mut self, path: &str) {
        let here = self.url(path);
        let fits = |href: &str| {
            here == href || here.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'))
        };
        let best = self.nav.iter().filter(|n| fits(&n.href)).map(|n| n.href.len()).max();
        for item in &mut self.nav {
            item.current = Some(item.href.len()) == best && fits(&item.href);
        }
    }

    /// Language attribute.
    pub fn lang(&self) -> &str {
        if self.lang.is_empty() { "ja" } else { &self.lang }
    }

    /// Name of the region with （架空） where it is invented.
    pub fn city(&self) -> Html {
        crate::org(&self.region.name, self.region.fictitious)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell() -> Shell {
        Shell {
            region: RegionBadge {
                slug: "yuino".into(),
                name: "結野市".into(),
                demo: true,
                fictitious: true,
            },
            ..Shell::default()
        }
    }

    #[test]
    fn the_band_of_a_real_place_does_not_say_that_nobody_is_inside() {
        let mut badge = shell().region;
        assert!(badge.demo_words().contains("すべて架空"));
        badge.fictitious = false;
        for words in [badge.demo_words().to_string(), badge.demo_paper().unwrap()] {
            assert!(words.contains("実在の方の情報は入れないで"), "{words}");
            assert!(!words.contains("架空") && !words.contains("人の情報はありません"));
        }
        badge.demo = false;
        assert_eq!(badge.demo_paper(), None);
    }

    #[test]
    fn addresses_stay_inside_the_region() {
        let mut s = shell();
        assert_eq!(s.url("/people"), "/yuino/people");
        s.base = "/yui".into();
        assert_eq!(s.url("/people"), "/yui/yuino/people");
        assert!(s.asset("yui.css").starts_with("/yui/assets/yui.css?v="));
    }

    #[test]
    fn the_longest_fitting_entry_is_current() {
        let mut s = shell();
        s.nav = ["/", "/stays", "/stays/tray", "/st"]
            .iter()
            .map(|p| NavItem { label: (*p).into(), href: s.url(p), ..NavItem::default() })
            .collect();
        s.mark_current("/stays/tray/0190");
        let current: Vec<_> =
            s.nav.iter().filter(|n| n.current).map(|n| n.label.as_str()).collect();
        assert_eq!(current, ["/stays/tray"]);
        s.mark_current("/stays-else");
        assert!(s.nav.iter().all(|n| !n.current));
    }
}
