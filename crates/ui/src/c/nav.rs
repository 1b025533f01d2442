//! Ways inside a page: narrowing a list, chapters of a form, paging, back.
use askama::Template;

use crate::html::{Html, component};
use crate::shell::Link;

/// One way to narrow a list; a link, so that it works without script.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chip {
    /// 「わたし 3」.
    pub label: String,
    /// Address.
    pub href: String,
    /// Chosen.
    pub on: bool,
}

/// Chips that belong together: 「担当」 全員・わたし・まだ.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/filter.html")]
pub struct Filter {
    /// 「担当」; empty shows no label.
    pub label: String,
    /// For readers of the page aloud: 「担当でしぼる」.
    pub spoken: String,
    /// The chips.
    pub chips: Vec<Chip>,
}

/// What is left in a chapter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ChapterState {
    /// Nothing must be written.
    #[default]
    Optional,
    /// 済み.
    Done,
    /// 未入力 n.
    Missing(u32),
    /// 直す n.
    Wrong(u32),
}

impl ChapterState {
    fn html(&self) -> Html {
        let (class, icon, words) = match self {
            ChapterState::Optional => ("s", "", "任意".to_owned()),
            ChapterState::Done => ("s fine", "check", "済み".to_owned()),
            ChapterState::Missing(n) => ("s miss", "unknown", format!("未入力 {n}")),
            ChapterState::Wrong(n) => ("s bad", "alert", format!("直す {n}")),
        };
        Html::trusted(format!("<span class=\"{class}\">{}{words}</span>", crate::icon(icon)))
    }
}

/// One chapter of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chapter {
    /// 「2」, 「＋」.
    pub number: String,
    /// 「要介護度とご家族」.
    pub title: String,
    /// Address.
    pub href: String,
    /// What is left.
    pub state: ChapterState,
    /// The chapter on this page.
    pub current: bool,
}

/// The chapters of a form: at the left on wide pages, folded on phones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/secnav.html")]
pub struct SecNav {
    /// In order.
    pub chapters: Vec<Chapter>,
    /// 「11:18 に下書きを保存しました。閉じても消えません。」; the script keeps it up to date. Empty before the first draft.
    pub saved: String,
}

impl SecNav {
    fn here(&self) -> (String, String) {
        self.chapters.iter().find(|c| c.current).map_or_else(
            || (String::new(), "章".to_owned()),
            |c| (c.number.clone(), c.title.clone()),
        )
    }

    fn list(&self) -> Html {
        let mut out = String::from("<ol>");
        for c in &self.chapters {
            out.push_str(&format!(
                "<li><a href=\"{}\"{}><span class=\"nw\">{}</span><span>{}</span>{}</a></li>",
                Html::text(&c.href),
                if c.current { " aria-current=\"step\"" } else { "" },
                Html::text(&c.number),
                Html::text(&c.title),
                c.state.html()
            ));
        }
        out.push_str("</ol>");
        Html::trusted(out)
    }
}

/// Paging by key: 前へ, 次へ, and how many in words where it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/pager.html")]
pub struct Pager {
    /// Page before.
    pub prev: Option<String>,
    /// Next page.
    pub next: Option<String>,
    /// 「234人のうち 51〜100人め」; may be empty.
    pub words: String,
}

/// 「‹ 高橋 ミヨさんのページ」 above the title.
pub fn back(label: impl std::fmt::Display, href: impl std::fmt::Display) -> Html {
    Html::trusted(format!(
        "<a class=\"back\" href=\"{}\">{}{}</a>",
        Html::text(href),
        crate::icon("back"),
        Html::text(label)
    ))
}

/// 「調査 ／ 入退院連絡調査」; the last one is the page itself.
pub fn crumbs(links: &[Link], here: &str) -> Html {
    let mut out = String::from("<nav class=\"crumb\" aria-label=\"いまの場所\">");
    for l in links {
        out.push_str(&format!(
            "<a href=\"{}\">{}</a> ／ ",
            Html::text(&l.href),
            Html::text(&l.label)
        ));
    }
    out.push_str(&format!("<span aria-current=\"page\">{}</span></nav>", Html::text(here)));
    Html::trusted(out)
}

component!(Filter, SecNav, Pager);
