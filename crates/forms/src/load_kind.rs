//! Reading what kind of answer a question of a definition takes: limits, patterns, choices.
use regex::RegexBuilder;
use rust_decimal::Decimal;

use crate::codes::CodeBook;
use crate::ext;
use crate::load::{LoadError, refused};
use crate::load_item::{Said, Used, flag, number};
use crate::model::{Choice, Kind};
use crate::raw;

/// The longest text a definition may allow, and what it gets when it names no length.
const LONGEST: usize = 4_000;
const LINE_LENGTH: usize = 200;

pub(crate) fn kind(
    item: &raw::Item,
    s: &mut Said,
    book: &CodeBook,
    used: &mut Used,
) -> Result<Kind, LoadError> {
    let place = item.link_id.as_str();
    let is_choice = matches!(item.kind.as_str(), "choice" | "open-choice");
    if (item.repeats || item.answer_value_set.is_some() || !item.answer_option.is_empty())
        && !is_choice
    {
        return refused(place, "only choices have options or several answers");
    }
    let unit = std::mem::take(&mut s.unit);
    Ok(match item.kind.as_str() {
        "boolean" => {
            let words = s.yes_no.take().unwrap_or_else(|| "はい|いいえ".to_owned());
            match words.split_once('|') {
                Some((yes, no)) if !yes.is_empty() && !no.is_empty() && yes != no => {
                    Kind::YesNo { yes: yes.to_owned(), no: no.to_owned() }
                }
                _ => return refused(place, "yes-no has two words divided by `|`"),
            }
        }
        "integer" => {
            let whole = |d: Option<Decimal>, or: i64| d.map_or(Some(or), |d| i64::try_from(d).ok());
            match (whole(s.min, 0), whole(s.max, 1_000_000)) {
                (Some(min), Some(max)) if min <= max => Kind::Whole { min, max, unit },
                _ => return refused(place, "minValue and maxValue contradict each other"),
            }
        }
        "decimal" => {
            let (min, max) = (s.min.unwrap_or_default(), s.max.unwrap_or(Decimal::from(1_000_000)));
            if min > max {
                return refused(place, "minValue and maxValue contradict each other");
            }
            Kind::Decimal { min, max, places: s.places.unwrap_or(2), unit }
        }
        "date" => Kind::Date,
        "string" | "text" => {
            let max =
                item.max_length.unwrap_or(if item.kind == "text" { LONGEST } else { LINE_LENGTH });
            if max == 0 || max > LONGEST {
                return refused(place, format!("maxLength is 1 to {LONGEST}"));
            }
            let lines = if item.kind == "text" { s.lines.unwrap_or(3).max(2) } else { 1 };
            Kind::Text { max, lines, pattern: pattern(place, s)? }
        }
        "choice" | "open-choice" => {
            let choices = choices(item, book, used)?;
            if choices.iter().filter(|c| c.open).count() != usize::from(item.kind == "open-choice")
            {
                return refused(
                    place,
                    "open-choice is for lists with one choice that takes words of one's own",
                );
            }
            Kind::Choice { choices, many: item.repeats }
        }
        other => return refused(place, format!("the type `{other}` is not supported")),
    })
}

fn pattern(place: &str, s: &mut Said) -> Result<Option<(regex::Regex, String)>, LoadError> {
    let Some(source) = s.regex.take() else { return Ok(None) };
    let whole = format!("^(?:{source})$");
    match RegexBuilder::new(&whole).size_limit(200_000).build() {
        Ok(re) => {
            let message =
                s.regex_message.take().unwrap_or_else(|| "書き方を確かめてください".to_owned());
            Ok(Some((re, message)))
        }
        Err(e) => refused(place, format!("the pattern cannot be used: {e}")),
    }
}

fn choices(item: &raw::Item, book: &CodeBook, used: &mut Used) -> Result<Vec<Choice>, LoadError> {
    let place = item.link_id.as_str();
    let mut out: Vec<Choice> = Vec::new();
    if let Some(address) = &item.answer_value_set {
        let Some(list) = book.by_value_set(address).filter(|_| item.answer_option.is_empty())
        else {
            return refused(
                place,
                format!("there is no list {address} (with version), or options stand beside it"),
            );
        };
        used.lists.insert(crate::canon::of(list));
        for c in &list.codes {
            if let Some(n) = c.ordinal
                && used.ordinals.insert(c.code.clone(), n).is_some_and(|old| old != n)
            {
                return refused(
                    place,
                    format!("code `{}` has another place on the scale of another list", c.code),
                );
            }
            out.push(Choice {
                system: Some(list.system.clone()),
                code: c.code.clone(),
                display: c.display.clone(),
                exclusive: c.exclusive,
                open: c.open && item.kind == "open-choice",
                hidden: c.hidden,
            });
        }
    }
    for o in &item.answer_option {
        let (Some(code), Some(display)) =
            (o.value_coding.code.clone(), o.value_coding.display.clone())
        else {
            return refused(place, "an option has a code and a display");
        };
        let (mut exclusive, mut open) = (false, false);
        for e in &o.extension {
            match e.url.as_str() {
                ext::EXCLUSIVE => exclusive = flag(place, e)?,
                ext::OPTION_OPEN => open = flag(place, e)?,
                _ => {
                    return refused(
                        place,
                        format!("the extension {} is not known on an option", e.url),
                    );
                }
            }
        }
        if o.value_coding.extension.len() > 1 {
            return refused(place, "an option has at most its ordinal");
        }
        if let Some(e) = o.value_coding.extension.first() {
            let n = number(e).and_then(|d| u16::try_from(d).ok()).filter(|_| e.url == ext::ORDINAL);
            match n {
                Some(n) if used.ordinals.insert(code.clone(), n).is_none_or(|old| old == n) => {}
                _ => {
                    return refused(
                        place,
                        format!("the ordinal of `{code}` is wrong or contradicts another"),
                    );
                }
            }
        }
        out.push(Choice {
            system: o.value_coding.system.clone(),
            code,
            display,
            exclusive,
            open,
            hidden: false,
        });
    }
    for (n, c) in out.iter().enumerate() {
        if out.iter().take(n).any(|o| o.code == c.code) {
            return refused(place, format!("code `{}` stands twice", c.code));
        }
        if ["", "unknown", "true", "false"].contains(&c.code.as_str()) {
            return refused(place, format!("`{}` cannot be a code", c.code));
        }
    }
    if out.is_empty() { refused(place, "a choice has options") } else { Ok(out) }
}
