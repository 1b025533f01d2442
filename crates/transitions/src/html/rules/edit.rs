//! The criteria as a form: thresholds, wording, whom to call, criteria used or not, a criterion more. What cannot be
//! judged in three values is refused in plain words; what was typed stays.
use askama::Template;
use forms::rules::RuleSet;
use serde_json::{Value as Json, json};
use slice::{Fail, Form, Req, Resp};
use ui::field::{Input, Width};
use ui::{Button, ErrorSummary, Field, FieldError, FieldKind, FormOpen, Html, Opt, SendBar, Shell};

use super::table::name;
use crate::model::judgement::LOCAL;
use crate::use_cases::rules;

/// Heading, fields, the field with the expression, and whether it stands open.
type CriterionPart = (String, Vec<Field>, (Field, bool));

#[derive(Template)]
#[template(path = "rules/edit.html")]
pub(super) struct Page {
    shell: Shell,
    back: Html,
    lead: String,
    errors: ErrorSummary,
    open: FormOpen,
    settings: Vec<Field>,
    tiers: Vec<(String, Vec<Field>)>,
    criteria: Vec<CriterionPart>,
    actions: Vec<(String, Vec<Field>)>,
    outcomes: Vec<(String, Vec<Field>)>,
    inputs: Vec<(String, String)>,
    drop: Option<Html>,
    bar: SendBar,
}

/// The definition to begin with, the version it is from, and whether it was written on before.
fn begin(req: &Req) -> Result<(Json, i64, bool), Fail> {
    req.read(|cx| match rules::draft(cx)? {
        Some((definition, base)) => Ok((definition, base, true)),
        None => Ok((rules::in_force(cx, LOCAL)?.definition.clone(), rules::number(cx)?, false)),
    })
}

/// The form.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let (definition, base, drafted) = begin(req)?;
    let page = draw(req.shell.clone(), req.new_key(), &definition, base, drafted, &[]);
    Resp::page(page.render())
}

/// Keeps what was written and goes on to the try-out.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let (before, base, drafted) = begin(req)?;
    let base = req.form.get("_version").parse().unwrap_or(base);
    let (definition, mut errors) = edited(&before, &req.form);
    for e in refusals(&definition, &before) {
        if errors.iter().all(|x| x.field != e.field) {
            errors.push(e);
        }
    }
    if errors.is_empty() {
        let kept = definition.clone();
        let path = req.act(move |cx| {
            rules::save_draft(cx, &kept, base)?;
            Ok("/transitions/rules/try".into())
        })?;
        return Ok(Resp::go(path));
    }
    let page = draw(req.shell.clone(), req.new_key(), &definition, base, drafted, &errors);
    Ok(Resp::page(page.render())?.status(422))
}

/// Throws away what was written.
pub(super) fn forget(req: &Req) -> Result<Resp, Fail> {
    let path = req.act(|cx| {
        rules::drop_draft(cx)?;
        Ok("/transitions/rules".into())
    })?;
    Ok(Resp::go_saying(path, "書きかけの見直しを捨てました"))
}

/// What the loader says, beside the field it is about.
fn read(definition: &Json) -> Result<RuleSet, FieldError> {
    let shipped = rules::shipped()
        .map_err(|_| FieldError {
            field: String::new(), message: "基準を読みとれません".into()
        })?;
    RuleSet::load(&definition.to_string(), &shipped.forms).map_err(|e| {
        let has = |list: &str, key: &str| {
            definition.get(list).and_then(Json::as_array).and_then(|l| {
                l.iter().position(|c| c.get(key).and_then(Json::as_str) == Some(e.place()))
            })
        };
        let field = if let Some(n) = has("criteria", "code") {
            let words = e.said().contains("の文を");
            format!("c.{n}.{}", if words { "text" } else { "when" })
        } else if let Some(n) = has("tiers", "tier") {
            format!("t.{n}.{}", if e.said().contains("見出し") { "title" } else { "least" })
        } else if has("settings", "id").is_some() {
            format!("s.{}", e.place())
        } else {
            "c.0.on".into()
        };
        FieldError { field, message: e.said().to_owned() }
    })
}

/// Everything the loader refuses. It stops at the first, so each place it names is put back as it was before it is asked
/// again; whoever writes sees all of it at once.
pub(super) fn refusals(definition: &Json, before: &Json) -> Vec<FieldError> {
    let mut tried = definition.clone();
    let mut out: Vec<FieldError> = Vec::new();
    while let Err(e) = read(&tried) {
        if out.iter().any(|x| x.field == e.field) {
            break;
        }
        let again = put_back(&mut tried, before, &e.field);
        out.push(e);
        if !again {
            break;
        }
    }
    out
}

/// Puts one field (`c.0.when`, `t.1.title`, `s.ID`) back as it was; a new criterion is taken out. False when there is
/// nothing to put back.
fn put_back(tried: &mut Json, before: &Json, field: &str) -> bool {
    let mut parts = field.splitn(3, '.');
    let (kind, at, key) = (parts.next(), parts.next().unwrap_or_default(), parts.next());
    let (name, key) = match kind {
        Some("c") => ("criteria", key.unwrap_or("on")),
        Some("t") => ("tiers", key.unwrap_or("least")),
        _ => return put_setting_back(tried, before, field),
    };
    let Ok(n) = at.parse::<usize>() else { return false };
    let key = if key == "on" { "off" } else { key };
    let Some(all) = tried.get_mut(name).and_then(Json::as_array_mut) else { return false };
    let Some(was) = each(before, name).get(n) else {
        let new = n < all.len();
        all.truncate(n);
        return new;
    };
    match all.get_mut(n) {
        Some(one) => put(one, key, was.get(key).cloned().unwrap_or(Json::Bool(false))),
        None => return false,
    }
    true
}

fn put_setting_back(tried: &mut Json, before: &Json, field: &str) -> bool {
    let Some(id) = field.strip_prefix("s.") else { return false };
    let of = |s: &Json| s.get("id").and_then(Json::as_str) == Some(id);
    let was = each(before, "settings").iter().find(|s| of(s)).and_then(|s| s.get("value")).cloned();
    let found = list(tried, "settings").find(|(_, s)| of(s));
    let (Some(was), Some((_, one))) = (was, found) else { return false };
    put(one, "value", was);
    true
}

fn put(at: &mut Json, key: &str, value: impl Into<Json>) {
    if let Some(map) = at.as_object_mut() {
        map.insert(key.to_owned(), value.into());
    }
}

fn list<'a>(at: &'a mut Json, key: &str) -> impl Iterator<Item = (usize, &'a mut Json)> {
    at.get_mut(key).and_then(Json::as_array_mut).into_iter().flatten().enumerate()
}

/// The definition with what was posted put in, and what cannot be put in.
pub(super) fn edited(before: &Json, form: &Form) -> (Json, Vec<FieldError>) {
    let mut out = before.clone();
    let mut errors: Vec<FieldError> = Vec::new();
    let mut long = |field: &str, max: usize| -> Option<String> {
        if !form.has(field) {
            return None;
        }
        let text = form.get(field).trim().replace("\r\n", "\n");
        if text.chars().count() > max {
            let message = format!("{max}文字以内で入力してください");
            errors.push(FieldError { field: field.to_owned(), message });
        }
        Some(text)
    };
    for (_, s) in list(&mut out, "settings") {
        let id = s.get("id").and_then(Json::as_str).unwrap_or_default().to_owned();
        if let Some(v) = long(&format!("s.{id}"), 200) {
            put(s, "value", v);
        }
    }
    let mut bad = Vec::new();
    for (n, t) in list(&mut out, "tiers") {
        if let Some(v) = long(&format!("t.{n}.title"), 60) {
            put(t, "title", v);
        }
        if let Some(v) = long(&format!("t.{n}.least"), 4) {
            match ui_number(&v) {
                Some(least) => put(t, "least", least),
                None => bad.push(FieldError {
                    field: format!("t.{n}.least"),
                    message: "1から20までの数を入力してください".into(),
                }),
            }
        }
    }
    for (n, c) in list(&mut out, "criteria") {
        for (key, max) in [("text", 400), ("note", 400), ("when", 600), ("tier", 4)] {
            if let Some(v) = long(&format!("c.{n}.{key}"), max) {
                put(c, key, v);
            }
        }
        match form.get(&format!("c.{n}.on")) {
            "yes" => put(c, "off", false),
            "no" => put(c, "off", true),
            _ => {}
        }
    }
    for group in ["actions", "outcomes"] {
        let Some(map) = out.get_mut(group).and_then(Json::as_object_mut) else { continue };
        for (key, at) in map {
            for (part, max) in [("title", 80), ("text", 200), ("note", 200)] {
                if let Some(v) = long(&format!("{group}.{key}.{part}"), max) {
                    put(at, part, v);
                }
            }
            if form.has(&format!("{group}.{key}.to")) {
                let to: Vec<&str> = form
                    .get(&format!("{group}.{key}.to"))
                    .split(' ')
                    .filter(|t| !t.is_empty())
                    .collect();
                put(at, "to", json!(to));
            }
        }
    }
    let code = long("new.code", 8).unwrap_or_default();
    let (text, when) = (long("new.text", 400).unwrap_or_default(), long("new.when", 600));
    let tier = long("new.tier", 4).unwrap_or_default();
    let when = when.unwrap_or_default();
    if !(code.is_empty() && text.is_empty() && when.is_empty()) {
        let fits = code.chars().next().is_some_and(|c| c.is_ascii_uppercase())
            && code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        if fits {
            if let Some(all) = out.get_mut("criteria").and_then(Json::as_array_mut) {
                all.push(json!({ "code": code, "tier": tier, "text": text, "when": when }));
            }
        } else {
            let message = "記号は、C1のように、英大文字ではじまる8文字までにしてください".into();
            bad.push(FieldError { field: "new.code".into(), message });
        }
    }
    errors.extend(bad);
    (out, errors)
}

/// 1 to 20, also typed full-width.
fn ui_number(text: &str) -> Option<u64> {
    let narrow: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => {
                char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c)
            }
            c => c,
        })
        .collect();
    narrow.parse().ok().filter(|n| (1..=20).contains(n))
}

fn str_of<'a>(at: &'a Json, key: &str) -> &'a str {
    at.get(key).and_then(Json::as_str).unwrap_or_default()
}

fn line(name: String, label: &str, value: &str, max: usize) -> Field {
    let input =
        Input { value: value.into(), max: Some(max), width: Width::Full, ..Input::default() };
    Field::new(name, label, FieldKind::Text(input))
}

fn lines(name: String, label: &str, value: &str, max: usize) -> Field {
    let kind = FieldKind::LongText { value: value.into(), rows: 2, max: Some(max) };
    Field::new(name, label, kind)
}

fn each<'a>(at: &'a Json, key: &str) -> &'a [Json] {
    at.get(key).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

fn receivers(name: String, at: &Json) -> Field {
    let to: Vec<&str> = each(at, "to").iter().filter_map(Json::as_str).collect();
    let opts = vec![
        Opt::new("care-manager hokatsu", "ケアマネジャー。いないときは地域包括支援センター"),
        Opt::new("care-manager", "ケアマネジャーだけ"),
        Opt::new("hokatsu", "地域包括支援センター"),
        Opt::new("", "だれにも連絡しない"),
    ];
    Field::new(name, "だれに連絡するか", FieldKind::radio(to.join(" "), opts))
}

pub(super) fn draw(
    mut shell: Shell,
    key: String,
    d: &Json,
    base: i64,
    drafted: bool,
    errors: &[FieldError],
) -> Page {
    shell.title = "退院支援の基準を見直す".into();
    let done = |f: Field| f.error_from(errors);
    let tiers: Vec<Opt> =
        each(d, "tiers").iter().map(|t| Opt::new(str_of(t, "tier"), str_of(t, "title"))).collect();
    let settings = each(d, "settings")
        .iter()
        .map(|s| {
            let opts = each(s, "options")
                .iter()
                .map(|o| Opt::new(str_of(o, "value"), str_of(o, "label")))
                .collect();
            let name = format!("s.{}", str_of(s, "id"));
            done(
                Field::new(name, str_of(s, "label"), FieldKind::radio(str_of(s, "value"), opts))
                    .hint(str_of(s, "hint")),
            )
        })
        .collect();
    let tier_fields = each(d, "tiers")
        .iter()
        .enumerate()
        .map(|(n, t)| {
            let least = t.get("least").and_then(Json::as_u64).unwrap_or(1).to_string();
            let mut count =
                line(format!("t.{n}.least"), "いくつあてはまったら、こうみるか", &least, 2);
            if let FieldKind::Text(i) = &mut count.kind {
                i.width = Width::Short;
            }
            let fields = vec![
                done(line(format!("t.{n}.title"), "見出し", str_of(t, "title"), 60)),
                done(count),
            ];
            (format!("区分{}", str_of(t, "tier")), fields)
        })
        .collect();
    let wrong = |n: &str| errors.iter().any(|e| e.field.starts_with(&format!("{n}.")));
    let mut criteria: Vec<CriterionPart> = each(d, "criteria")
        .iter()
        .enumerate()
        .map(|(n, c)| {
            let off = c.get("off").and_then(Json::as_bool).unwrap_or(false);
            let on = vec![Opt::new("yes", "使う"), Opt::new("no", "使わない")];
            let at = format!("c.{n}");
            let fields = vec![
                done(Field::new(
                    format!("{at}.on"),
                    "この基準を使うか",
                    FieldKind::radio(if off { "no" } else { "yes" }, on),
                )),
                done(Field::new(
                    format!("{at}.tier"),
                    "区分",
                    FieldKind::radio(str_of(c, "tier"), tiers.clone()),
                )),
                done(lines(format!("{at}.text"), "文", str_of(c, "text"), 200)),
                done(lines(format!("{at}.note"), "読み方の補足", str_of(c, "note"), 400)),
            ];
            let when = done(lines(format!("{at}.when"), "条件の式", str_of(c, "when"), 600));
            let unused = if off { "（使っていません）" } else { "" };
            let head = format!("{}　{}{unused}", str_of(c, "code"), str_of(c, "text"));
            (head, fields, (when, wrong(&at)))
        })
        .collect();
    let blank = vec![
        done(line("new.code".into(), "記号", "", 8).hint("例：B8")),
        done(Field::new("new.tier", "区分", FieldKind::radio("", tiers))),
        done(lines("new.text".into(), "文", "", 200)),
    ];
    let when =
        done(lines("new.when".into(), "条件の式", "", 600).hint("例：%alone and %drug_care"));
    criteria.push(("基準を1つ足す".into(), blank, (when, wrong("new"))));
    let group = |key: &str| -> Vec<(&String, &Json)> {
        d.get(key).and_then(Json::as_object).map(|m| m.iter().collect()).unwrap_or_default()
    };
    let actions = group("actions")
        .into_iter()
        .map(|(k, a)| {
            let name = |part: &str| format!("actions.{k}.{part}");
            let fields = vec![
                done(line(name("text"), "すること", str_of(a, "text"), 200)),
                done(receivers(name("to"), a)),
                done(lines(name("note"), "連絡のしかた（時間、窓口など）", str_of(a, "note"), 200)),
            ];
            (str_of(a, "text").to_owned(), fields)
        })
        .collect();
    let outcomes = group("outcomes")
        .into_iter()
        .map(|(k, o)| {
            let name = |part: &str| format!("outcomes.{k}.{part}");
            let fields = vec![
                done(line(name("title"), "見出し", str_of(o, "title"), 80)),
                done(lines(name("text"), "文", str_of(o, "text"), 200)),
            ];
            (str_of(o, "title").to_owned(), fields)
        })
        .collect();
    let drop = drafted.then(|| {
        let open = FormOpen {
            id: "drop".into(),
            action: shell.url("/transitions/rules/drop"),
            csrf: shell.csrf.clone(),
            key: format!("{key}-drop"),
            ..FormOpen::default()
        };
        open.html()
            .and(Button::submit("書きかけを捨てる").text().html())
            .and(Html::trusted("</form>"))
    });
    Page {
        back: ui::back("退院支援の基準", shell.url("/transitions/rules")),
        lead: format!("{}をもとに書きなおします。公開するまで、めやすは変わりません。", name(base)),
        errors: ErrorSummary::of(errors),
        open: FormOpen {
            id: "rules".into(),
            action: shell.url("/transitions/rules/edit"),
            csrf: shell.csrf.clone(),
            key,
            version: base.to_string(),
            ..FormOpen::default()
        },
        settings,
        tiers: tier_fields,
        criteria,
        actions,
        outcomes,
        inputs: each(d, "inputs")
            .iter()
            .map(|i| (str_of(i, "id").to_owned(), str_of(i, "label").to_owned()))
            .collect(),
        drop,
        bar: SendBar {
            label: "見直し".into(),
            head: "つぎ".into(),
            to: "これまでの入院にあてはめて、どう変わるかを見ます".into(),
            after: "まだ公開しません".into(),
            button: Button::submit("あてはめてみる").primary().of_form("rules"),
            second: None,
        },
        shell,
    }
}
