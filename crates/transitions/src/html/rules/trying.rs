//! The try-out: what new criteria would have given in the stays of the last year, nameless; then the publication with its
//! reason. Going back is publishing an old version again.
use app::{Cx, Error};
use askama::Template;
use forms::rules::RuleSet;
use serde_json::Value as Json;
use slice::{Fail, Req, Resp};
use ui::{
    Button, ErrorSummary, Field, FieldError, FieldKind, Flash, FlashKind, FormOpen, Html, SendBar,
    Shell,
};

use super::table::name;
use crate::model::judgement::LOCAL;
use crate::use_cases::rules::{self, InForce, Publish, TryOut};

/// Stays shown by themselves.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "rules/trying.html")]
pub(super) struct Page {
    shell: Shell,
    back: Html,
    lead: String,
    errors: ErrorSummary,
    notes: Vec<Flash>,
    stays: usize,
    scope: &'static str,
    counts: Vec<(String, usize, usize)>,
    changes: Vec<(String, String, String)>,
    criteria: Vec<(String, usize, usize)>,
    differs: Vec<(String, String, String)>,
    total: usize,
    open: FormOpen,
    hidden: Html,
    reason: Field,
    bar: SendBar,
}

/// What is tried out.
pub(super) struct Candidate {
    pub definition: Json,
    pub rules: RuleSet,
    pub base: i64,
    pub back_to: Option<i64>,
    pub now: InForce,
    pub number: i64,
    pub out: TryOut,
}

/// The version asked for, or the draft; none when there is neither.
fn load(cx: &Cx<'_>, version: Option<i64>) -> app::Result<Option<Candidate>> {
    let number = rules::number(cx)?;
    let (definition, base) = match version {
        Some(n) => (rules::definition(cx, n)?, number),
        None => match rules::draft(cx)? {
            Some(d) => d,
            None => return Ok(None),
        },
    };
    let candidate = rules::read(&definition.to_string())?;
    Ok(Some(Candidate {
        out: rules::try_out(cx, &candidate)?,
        now: rules::in_force(cx, LOCAL)?,
        rules: candidate,
        definition,
        base,
        back_to: version,
        number,
    }))
}

fn version(text: &str) -> Result<Option<i64>, Fail> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().ok().filter(|n| *n >= 0).map(Some).ok_or(Fail::NotFound)
}

/// The try-out.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let of = version(req.query.get("version"))?;
    match req.read(move |cx| load(cx, of))? {
        Some(c) => Resp::page(draw(req.shell.clone(), req.new_key(), &c, "", &[], false).render()),
        None => Ok(Resp::go("/transitions/rules/edit")),
    }
}

/// Publishes.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let of = version(req.form.get("version"))?;
    let Some(c) = req.read(move |cx| load(cx, of))? else {
        return Ok(Resp::go("/transitions/rules/edit"));
    };
    let cmd = Publish {
        definition: c.definition.clone(),
        reason: req.form.get("reason").to_owned(),
        base: req.form.get("_version").parse().unwrap_or(c.base),
        back_to: c.back_to,
    };
    let done = req.act(move |cx| {
        rules::publish(cx, &cmd)?;
        Ok("/transitions/rules".into())
    });
    let (errors, stale) = match done {
        Ok(path) => return Ok(Resp::go_saying(path, "新しい基準を公開しました")),
        Err(Error::Stale { .. }) => (Vec::new(), true),
        Err(e) => match Fail::fields(&e) {
            Some(all) => {
                let own = |f: app::FieldError| FieldError { field: f.field, message: f.message };
                (all.into_iter().map(own).collect(), false)
            }
            None => return Err(e.into()),
        },
    };
    let typed = req.form.get("reason").to_owned();
    let page = draw(req.shell.clone(), req.new_key(), &c, &typed, &errors, stale);
    Ok(Resp::page(page.render())?.status(if stale { 409 } else { 422 }))
}

fn str_of(at: Option<&Json>) -> String {
    match at {
        Some(Json::String(s)) => s.clone(),
        Some(Json::Array(a)) => a.iter().map(|x| str_of(Some(x))).collect::<Vec<_>>().join("、"),
        Some(Json::Bool(b)) => b.to_string(),
        Some(Json::Number(n)) => n.to_string(),
        _ => String::new(),
    }
}

/// What the definitions say differently: the place, before, after.
pub(super) fn changes(before: &Json, after: &Json) -> Vec<(String, String, String)> {
    let mut out = Vec::new();
    let mut add = |place: String, b: String, a: String| {
        if a != b {
            let show =
                |t: String| if t.is_empty() { "（なし）".into() } else { format!("「{t}」") };
            out.push((place, show(b), show(a)));
        }
    };
    let list =
        |j: &Json, key: &str| j.get(key).and_then(Json::as_array).cloned().unwrap_or_default();
    let find = |all: &[Json], key: &str, id: &str| -> Json {
        all.iter().find(|x| str_of(x.get(key)) == id).cloned().unwrap_or_default()
    };
    let old = list(before, "settings");
    for s in list(after, "settings") {
        let was = find(&old, "id", &str_of(s.get("id")));
        let label = |x: &Json| {
            let value = str_of(x.get("value"));
            str_of(find(&list(x, "options"), "value", &value).get("label"))
        };
        add(str_of(s.get("label")), label(&was), label(&s));
    }
    let old = list(before, "tiers");
    for t in list(after, "tiers") {
        let id = str_of(t.get("tier"));
        let was = find(&old, "tier", &id);
        add(format!("区分{id} 見出し"), str_of(was.get("title")), str_of(t.get("title")));
        let least = |x: &Json| x.get("least").and_then(Json::as_u64).unwrap_or(1).to_string();
        add(format!("区分{id} いくつから"), least(&was), least(&t));
    }
    let old = list(before, "criteria");
    for c in list(after, "criteria") {
        let code = str_of(c.get("code"));
        let was = find(&old, "code", &code);
        for (key, words) in
            [("text", "文"), ("note", "補足"), ("tier", "区分"), ("when", "条件の式")]
        {
            add(format!("基準{code} {words}"), str_of(was.get(key)), str_of(c.get(key)));
        }
        let used = |x: &Json| match (x.is_null(), x.get("off").and_then(Json::as_bool)) {
            (true, _) => String::new(),
            (_, Some(true)) => "使わない".into(),
            _ => "使う".into(),
        };
        add(format!("基準{code}"), used(&was), used(&c));
    }
    let gone = old.iter().filter(|c| {
        let code = str_of(c.get("code"));
        find(&list(after, "criteria"), "code", &code).is_null()
    });
    for c in gone {
        add(format!("基準{}", str_of(c.get("code"))), "使う".into(), String::new());
    }
    for (group, words) in [("actions", "すること"), ("outcomes", "画面の文")] {
        let of = |j: &Json| j.get(group).and_then(Json::as_object).cloned().unwrap_or_default();
        let old = of(before);
        for (key, a) in of(after) {
            let was = old.get(&key).cloned().unwrap_or_default();
            for part in ["title", "text", "to", "note"] {
                let (b, n) = (str_of(was.get(part)), str_of(a.get(part)));
                let people = |t: String| {
                    t.replace("care-manager", "ケアマネジャー")
                        .replace("hokatsu", "地域包括支援センター")
                };
                add(words.to_owned(), people(b), people(n));
            }
        }
    }
    out
}

pub(super) fn draw(
    mut shell: Shell,
    key: String,
    c: &Candidate,
    reason: &str,
    errors: &[FieldError],
    stale: bool,
) -> Page {
    shell.title = "基準をあてはめてみる".into();
    let order: Vec<&str> =
        c.rules.tiers.iter().map(|t| t.outcome.as_str()).chain(["undecided", "clear"]).collect();
    let mut counts: Vec<(String, usize, usize)> = Vec::new();
    for code in order {
        if let Some((b, a)) = c.out.counts.get(code) {
            counts.push((rules::outcome_words(&c.rules, code), *b, *a));
        }
    }
    let text = |code: &str| {
        let own = c.rules.criteria.iter().chain(&c.now.criteria).find(|x| x.code == code);
        own.map_or_else(|| code.to_owned(), |x| format!("{code}　{}", x.text))
    };
    let differs = c
        .out
        .differs
        .iter()
        .take(SHOWN)
        .map(|d| {
            let head = format!("{}年{}月の入院・{}", d.month.0, d.month.1, d.care_level);
            let why: Vec<String> = d
                .changes
                .iter()
                .map(|x| format!("{}（{} → {}）", x.text, x.before.label(), x.after.label()))
                .collect();
            (head, format!("{} → {}", d.before, d.after), why.join("、"))
        })
        .collect();
    let mut notes = Vec::new();
    if stale {
        let text = "この画面を開いたあとに、ほかの人が新しい基準を公開しました。いまの基準をもとに、もう一度見直してください。";
        notes.push(Flash::new(FlashKind::Warn, text));
    }
    let back = c.back_to.map(|n| n.to_string()).unwrap_or_default();
    let kind = FieldKind::LongText { value: reason.into(), rows: 2, max: Some(300) };
    let hidden = Html::trusted(format!(
        "<input type=\"hidden\" name=\"version\" value=\"{}\">",
        Html::text(back)
    ));
    let edit = Button::link("書きなおす", shell.url("/transitions/rules/edit"));
    Page {
        back: ui::back("退院支援の基準", shell.url("/transitions/rules")),
        lead: match c.back_to {
            Some(n) => format!("{}に戻したときの様子です。", name(n)),
            None => "書きなおした基準を、これまでの入院にあてはめました。".into(),
        },
        errors: ErrorSummary::of(errors),
        notes,
        stays: c.out.stays,
        scope: if c.out.stays >= 500 {
            "この1年の入院の、新しいほうから"
        } else {
            "この1年の入院"
        },
        counts,
        changes: changes(&c.now.definition, &c.definition),
        criteria: c.out.criteria.iter().map(|(k, (b, a))| (text(k), *b, *a)).collect(),
        differs,
        total: c.out.differs.len(),
        open: FormOpen {
            id: "publish".into(),
            action: shell.url("/transitions/rules/try"),
            csrf: shell.csrf.clone(),
            key,
            version: c.base.to_string(),
            ..FormOpen::default()
        },
        reason: Field::new("reason", "変える理由", kind)
            .hint("例：7月の協議会で決めたため")
            .required()
            .error_from(errors),
        bar: SendBar {
            label: "公開".into(),
            head: "公開すると".into(),
            to: format!("{}になり、これからの めやすに使います", name(c.number + 1)).into(),
            after: "前に出ためやすは変わりません".into(),
            button: Button::submit("この基準を公開する").primary().of_form("publish"),
            second: Some(edit).filter(|_| c.back_to.is_none()),
        },
        hidden,
        shell,
    }
}
