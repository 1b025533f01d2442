//! Ready HTML as a value, and the one door through which text becomes HTML.
use std::fmt;

/// A finished piece of HTML. Made from text it is escaped; made from a component it is that component's output.
/// Templates print it as it is: `{{ piece }}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Text, escaped.
    pub fn text(text: impl fmt::Display) -> Self {
        let raw = text.to_string();
        let mut out = String::with_capacity(raw.len() + 8);
        for ch in raw.chars() {
            match ch {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                // Control characters other than tab and line ends are not allowed in HTML at all.
                c if c.is_control() && !matches!(c, '\n' | '\t' | '\r') => out.push('\u{FFFD}'),
                c => out.push(c),
            }
        }
        Html(out)
    }

    /// HTML that is known to be well-formed and free of unescaped input (the output of a template, a drawing).
    /// Never give it anything a person typed.
    pub fn trusted(html: impl Into<String>) -> Self {
        Html(html.into())
    }

    /// The rendered template; templates of this crate do not fail, so nothing is printed if one should.
    pub fn of(template: &impl askama::Template) -> Self {
        Html(template.render().unwrap_or_default())
    }

    /// The HTML text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Nothing to print?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts `more` behind.
    #[must_use]
    pub fn and(mut self, more: impl Into<Html>) -> Self {
        self.0.push_str(&more.into().0);
        self
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

impl From<&str> for Html {
    fn from(text: &str) -> Self {
        Html::text(text)
    }
}

impl From<String> for Html {
    fn from(text: String) -> Self {
        Html::text(text)
    }
}

impl From<&String> for Html {
    fn from(text: &String) -> Self {
        Html::text(text)
    }
}

/// Several pieces one after another.
pub fn join(parts: impl IntoIterator<Item = Html>) -> Html {
    Html(parts.into_iter().map(|p| p.0).collect())
}

/// A name of an organisation or place, with （架空） small behind it where it is invented.
pub fn org(name: impl fmt::Display, fictitious: bool) -> Html {
    let mut out = Html::text(name);
    if fictitious {
        out.0.push_str("<span class=\"fic\">（架空）</span>");
    }
    out
}

/// Pieces that break between, never inside: each wrapped in `.ib`.
pub fn spaced(parts: impl IntoIterator<Item = Html>) -> Html {
    let mut out = String::new();
    for part in parts {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str("<span class=\"ib\">");
        out.push_str(&part.0);
        out.push_str("</span>");
    }
    Html(out)
}

/// The id of the first control of an input named `name`; an error summary links to `#id_of(field)`.
/// Different names give different ids: a dot becomes a hyphen, everything odd its code point.
pub fn id_of(name: &str) -> String {
    use fmt::Write;
    let mut out = String::with_capacity(name.len() + 2);
    for ch in name.chars() {
        match ch {
            '.' => out.push('-'),
            c if c.is_ascii_alphanumeric() => out.push(c),
            c => {
                let _ = write!(out, "_{:x}_", u32::from(c));
            }
        }
    }
    out
}

/// Declares components: their templates' output is HTML, and they turn into [`Html`].
macro_rules! component {
    ($($t:ty),+ $(,)?) => {$(
        impl askama::filters::HtmlSafe for $t {}
        impl $t {
            /// The finished HTML of this part.
            pub fn html(&self) -> $crate::Html {
                $crate::Html::of(self)
            }
        }
        impl From<$t> for $crate::Html {
            fn from(part: $t) -> Self {
                part.html()
            }
        }
        impl From<&$t> for $crate::Html {
            fn from(part: &$t) -> Self {
                part.html()
            }
        }
    )+};
}
pub(crate) use component;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_never_becomes_markup() {
        assert_eq!(Html::text("<b>&\"'\0").as_str(), "&lt;b&gt;&amp;&quot;&#39;\u{FFFD}");
        assert_eq!(
            org("<みどり>", true).as_str(),
            "&lt;みどり&gt;<span class=\"fic\">（架空）</span>"
        );
    }

    #[test]
    fn ids_differ_where_names_differ() {
        let names = ["a.1.2", "a.1-2", "a.1_2", "a.12", "a.家", "a.1--2", "a.1..2"];
        for x in names {
            for y in names {
                assert_eq!(x == y, id_of(x) == id_of(y), "{x} {y}");
            }
        }
    }
}
