//! From the plain data of sources to the parts of `ui`.
use kernel::At;
use kernel::wareki;
use slice::Chip;
use ui::{Html, Tag, TagKind};

/// A state of a slice as a tag.
pub(crate) fn chip(c: &Chip) -> Tag {
    let kind = match c.kind {
        "due" => TagKind::Due,
        "over" => TagKind::Over,
        "late" => TagKind::Late,
        "ok" => TagKind::Ok,
        "now" => TagKind::Now,
        "miss" => TagKind::Miss,
        _ => TagKind::Plain,
    };
    let tag = ui::tag(kind, &c.text);
    if c.icon.is_empty() { tag } else { tag.icon(c.icon) }
}

/// 「令和8年11月19日（木）　11時20分」.
pub(crate) fn moment(at: At) -> String {
    let t = at.time();
    format!("{}　{}時{:02}分", wareki::long_weekday(at.date()), t.hour(), t.minute())
}

/// 「11月19日（木） 11:20」.
pub(crate) fn short_moment(at: At) -> String {
    ui::dates::near(at)
}

/// A telephone number that a phone can dial; nothing when there is none.
pub(crate) fn tel(number: &str) -> Html {
    let dial: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    if dial.is_empty() {
        return Html::text(number);
    }
    Html::trusted(format!("<a class=\"nw\" href=\"tel:{dial}\">{}</a>", Html::text(number)))
}

/// A name that leads somewhere.
pub(crate) fn name_link(label: &str, href: &str) -> Html {
    Html::trusted(format!(
        "<a class=\"name\" href=\"{}\">{}</a>",
        Html::text(href),
        Html::text(label)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_dialled_without_its_hyphens() {
        assert_eq!(
            tel("0000-00-0012").as_str(),
            "<a class=\"nw\" href=\"tel:0000000012\">0000-00-0012</a>"
        );
        assert_eq!(tel("<なし>").as_str(), "&lt;なし&gt;");
    }
}
