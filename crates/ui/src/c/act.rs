//! Acts and states: buttons whose verb says what happens, tags that say a state in words, colour and icon.
use askama::Template;

use crate::html::{Html, component, join};

/// How strong a button looks. One `Primary` a screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// Framed.
    #[default]
    Outline,
    /// Filled: the one act of the page.
    Primary,
    /// Looks like a link: a second way.
    Text,
}

/// What pressing does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ButtonAct {
    /// Goes to an address.
    Link(String),
    /// Posts the form it stands in, or the form with this id.
    Submit {
        /// Id of a form elsewhere on the page (the sticky bar stands outside).
        form: Option<String>,
        /// Name and value posted for this button.
        value: Option<(String, String)>,
    },
    /// Opens the print window (hidden without script).
    Print,
}

impl Default for ButtonAct {
    fn default() -> Self {
        ButtonAct::Submit { form: None, value: None }
    }
}

/// A button.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/button.html")]
pub struct Button {
    /// 「みどり総合病院 地域連携室に送る」.
    pub label: Html,
    /// Strength.
    pub kind: ButtonKind,
    /// 44 px instead of 48.
    pub compact: bool,
    /// Name of an icon before the words; empty = none.
    pub icon: &'static str,
    /// What pressing does.
    pub act: ButtonAct,
    /// Words that only readers of the page aloud get, to tell equal buttons apart: 「（高橋 ミヨ さん）」.
    pub about: String,
}

impl Button {
    /// A button that goes to an address.
    pub fn link(label: impl Into<Html>, href: impl Into<String>) -> Self {
        Button { label: label.into(), act: ButtonAct::Link(href.into()), ..Button::default() }
    }

    /// A button that posts its form.
    pub fn submit(label: impl Into<Html>) -> Self {
        Button { label: label.into(), ..Button::default() }
    }

    /// A button that prints the page.
    pub fn print(label: impl Into<Html>) -> Self {
        Button {
            label: label.into(),
            act: ButtonAct::Print,
            icon: "print",
            compact: true,
            ..Button::default()
        }
    }

    /// Filled.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.kind = ButtonKind::Primary;
        self
    }

    /// Like a link.
    #[must_use]
    pub fn text(mut self) -> Self {
        self.kind = ButtonKind::Text;
        self
    }

    /// Lower.
    #[must_use]
    pub fn compact(mut self) -> Self {
        self.compact = true;
        self
    }

    /// With an icon.
    #[must_use]
    pub fn icon(mut self, name: &'static str) -> Self {
        self.icon = name;
        self
    }

    /// Posts the form with this id.
    #[must_use]
    pub fn of_form(mut self, id: impl Into<String>) -> Self {
        let value = match self.act {
            ButtonAct::Submit { value, .. } => value,
            _ => None,
        };
        self.act = ButtonAct::Submit { form: Some(id.into()), value };
        self
    }

    /// Posts a name and value of its own.
    #[must_use]
    pub fn posting(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let form = match self.act {
            ButtonAct::Submit { form, .. } => form,
            _ => None,
        };
        self.act = ButtonAct::Submit { form, value: Some((name.into(), value.into())) };
        self
    }

    /// Says aloud what it is about.
    #[must_use]
    pub fn about(mut self, words: impl Into<String>) -> Self {
        self.about = words.into();
        self
    }

    fn class(&self) -> String {
        let mut class = String::from("btn");
        match self.kind {
            ButtonKind::Outline => {}
            ButtonKind::Primary => class.push_str(" primary"),
            ButtonKind::Text => class.push_str(" text"),
        }
        if self.compact {
            class.push_str(" compact");
        }
        class
    }
}

/// What a state means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TagKind {
    /// A fact.
    #[default]
    Plain,
    /// Due soon, waiting.
    Due,
    /// Over a planned date.
    Over,
    /// Red: only harm, a legal date passed, an input error.
    Late,
    /// Done, can be done.
    Ok,
    /// Now, under way.
    Now,
    /// Missing, old, 未確認.
    Miss,
}

/// A state in words, colour and icon.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "c/tag.html")]
pub struct Tag {
    /// Meaning.
    pub kind: TagKind,
    /// Name of an icon.
    pub icon: &'static str,
    /// Words.
    pub text: Html,
}

impl Tag {
    fn class(&self) -> &'static str {
        match self.kind {
            TagKind::Plain => "tag",
            TagKind::Due => "tag due",
            TagKind::Over => "tag over",
            TagKind::Late => "tag late",
            TagKind::Ok => "tag ok",
            TagKind::Now => "tag now",
            TagKind::Miss => "tag miss",
        }
    }

    /// With another icon than the usual one of its kind.
    #[must_use]
    pub fn icon(mut self, name: &'static str) -> Self {
        self.icon = name;
        self
    }
}

/// A tag with the usual icon of its kind.
pub fn tag(kind: TagKind, text: impl Into<Html>) -> Tag {
    let icon = match kind {
        TagKind::Plain | TagKind::Due => "clock",
        TagKind::Over | TagKind::Late => "alert",
        TagKind::Ok => "check",
        TagKind::Now => "arrows",
        TagKind::Miss => "unknown",
    };
    Tag { kind, icon, text: text.into() }
}

/// Tags in a row; nothing when there are none.
pub fn tags(tags: &[Tag]) -> Html {
    if tags.is_empty() {
        return Html::default();
    }
    Html::trusted("<div class=\"tags\">")
        .and(join(tags.iter().map(Tag::html)))
        .and(Html::trusted("</div>"))
}

component!(Button, Tag);
