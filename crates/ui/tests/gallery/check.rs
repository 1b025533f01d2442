//! A small reader of HTML that finds what must not be in our pages.
use std::collections::BTreeSet;

const VOID: [&str; 9] = ["area", "br", "col", "hr", "img", "input", "link", "meta", "source"];

struct Tag {
    name: String,
    attrs: Vec<(String, String)>,
    text_len: usize,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attrs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

fn parse(tag: &str) -> (String, Vec<(String, String)>) {
    let mut rest = tag.trim_end_matches('/').trim();
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let name = rest[..end].to_ascii_lowercase();
    rest = rest[end..].trim_start();
    let mut attrs = Vec::new();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let key = rest[..end].to_owned();
        rest = &rest[end..];
        if let Some(after) = rest.strip_prefix("=\"") {
            let close = after.find('"').expect("closed attribute");
            attrs.push((key, after[..close].to_owned()));
            rest = after[close + 1..].trim_start();
        } else {
            attrs.push((key, String::new()));
            rest = rest.trim_start();
        }
    }
    (name, attrs)
}

/// Everything that is wrong with a page or a piece of one.
pub fn problems(html: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut open: Vec<Tag> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut fors = BTreeSet::new();
    let mut wanted: Vec<(String, Option<String>)> = Vec::new();
    let mut targets = Vec::new();
    let mut rest = html;
    let mut in_template = 0;
    while let Some(start) = rest.find('<') {
        let text = rest[..start].trim();
        if !text.is_empty() {
            for t in &mut open {
                t.text_len += text.len();
            }
        }
        let Some(end) = rest[start..].find('>') else {
            out.push("a tag never ends".into());
            break;
        };
        let inner = &rest[start + 1..start + end];
        rest = &rest[start + end + 1..];
        if inner.starts_with('!') {
            continue;
        }
        if let Some(name) = inner.strip_prefix('/') {
            match open.pop() {
                Some(t) if t.name == name => {
                    if t.name == "template" {
                        in_template -= 1;
                    }
                    let spoken =
                        t.text_len > 0 || t.get("aria-label").is_some_and(|l| !l.is_empty());
                    if ["a", "button", "label", "legend", "h1", "h2", "h3", "th"]
                        .contains(&t.name.as_str())
                        && !spoken
                    {
                        out.push(format!("an empty {}", t.name));
                    }
                }
                Some(t) => out.push(format!("</{name}> closes <{}>", t.name)),
                None => out.push(format!("</{name}> closes nothing")),
            }
            continue;
        }
        let (name, attrs) = parse(inner);
        let tag = Tag { name, attrs, text_len: 0 };
        for (key, value) in &tag.attrs {
            if key == "style" || key.starts_with("on") {
                out.push(format!("<{}> has {key}={value}", tag.name));
            }
        }
        if tag.name == "style" || (tag.name == "script" && tag.get("src").is_none()) {
            out.push(format!("inline {}", tag.name));
        }
        if tag.name == "template" {
            in_template += 1;
        }
        if let Some(id) = tag.get("id")
            && in_template == 0
            && !ids.insert(id.to_owned())
        {
            out.push(format!("id {id} twice"));
        }
        if let Some(f) = tag.get("for") {
            fors.insert(f.to_owned());
        }
        if let Some(h) = tag.get("href").and_then(|h| h.strip_prefix('#')) {
            targets.push(h.to_owned());
        }
        for list in ["aria-describedby", "aria-labelledby"] {
            for id in tag.get(list).unwrap_or_default().split_whitespace() {
                targets.push(id.to_owned());
            }
        }
        if ["input", "select", "textarea"].contains(&tag.name.as_str())
            && tag.get("type") != Some("hidden")
            && tag.get("aria-label").is_none()
            && !open.iter().any(|t| t.name == "label")
            && in_template == 0
        {
            wanted.push((inner.to_owned(), tag.get("id").map(str::to_owned)));
        }
        let closed = inner.ends_with('/') || VOID.contains(&tag.name.as_str());
        if !closed {
            open.push(tag);
        }
    }
    for t in open {
        out.push(format!("<{}> stays open", t.name));
    }
    for (tag, id) in wanted {
        if !id.is_some_and(|i| fors.contains(&i)) {
            out.push(format!("no label for <{tag}>"));
        }
    }
    for t in targets {
        if !ids.contains(&t) {
            out.push(format!("#{t} leads nowhere"));
        }
    }
    out
}
