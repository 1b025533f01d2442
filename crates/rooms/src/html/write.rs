//! Writing a post: what it wants, to whom, until when, words, vital signs, files. Sending shows in words who will read it.
use app::drafts;
use askama::Template;
use kernel::{At, Id, Time};
use people::attachments::{self, AttachmentKind, UploadPart};
use slice::{Fail, Form, Req, Resp};
use ui::{
    Button, DraftStatus, ErrorSummary, Field, FieldError, FieldKind, FormOpen, Html, Opt, SendBar,
    Shell,
};

use super::parts;
use crate::model::{Layer, NewPost, PostKind, read_vitals, shipped};
use crate::permissions;
use crate::use_cases::post::{self as words, NewWords};
use crate::use_cases::view::{self as seen, One};
use crate::use_cases::{Party, WHAT};

#[derive(Template)]
#[template(path = "rooms/write.html")]
struct Page {
    shell: Shell,
    head: Html,
    back: Html,
    title: String,
    lead: String,
    errors: ErrorSummary,
    family: bool,
    readers_icon: &'static str,
    readers: String,
    quoted: Option<String>,
    templates: ui::Filter,
    local: String,
    open: FormOpen,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    vitals: Vec<Field>,
    vitals_open: bool,
    files: Html,
    files_open: bool,
    saved: Html,
    bar: Html,
}

/// What the page is made from, read in one transaction.
struct Ground {
    person: Option<people::Resident>,
    name: String,
    parties: Vec<Party>,
    layers: Vec<Layer>,
    above: Option<One>,
    draft: Option<drafts::Draft>,
}

fn ground(req: &Req, room: Id, to: Option<Id>) -> Result<Ground, Fail> {
    req.read(|cx| {
        let v = seen::frame(cx, room)?;
        Ok(Ground {
            above: match to {
                Some(id) => Some(seen::one(cx, room, id)?),
                None => None,
            },
            draft: drafts::load(cx, &words::draft(room))?,
            person: v.person,
            name: v.name,
            parties: v.parties,
            layers: v.layers,
        })
    })
}

/// Under which name the browser keeps what is typed while there is no line: by account, room and place. Empty on a
/// computer that others use too.
fn local(req: &Req, room: Id, layer: Layer, to: Option<Id>) -> String {
    let account = req.session.as_ref().and_then(|s| s.actor.account);
    let (Some(account), true) = (account, req.visitor().shared.is_empty()) else {
        return String::new();
    };
    let who: String = kernel::sha256_hex(account.to_string().as_bytes()).chars().take(16).collect();
    let to = to.map_or_else(String::new, |t| t.to_string());
    format!("{who}/{room}/{}/{to}", layer.code())
}

fn form_of(json: &str) -> Form {
    let mut form = Form::default();
    if let Ok(serde_json::Value::Object(map)) = serde_json::from_str(json) {
        for (k, vs) in map {
            for v in vs.as_array().into_iter().flatten().filter_map(|v| v.as_str()) {
                form.push(&k, v);
            }
        }
    }
    form
}

/// What confirms the careful word of a text, and no other.
fn careful_key(word: &str) -> String {
    format!("words={word}")
}

/// What is confirmed, each thing by itself: every unusual value, and a careful word.
fn to_confirm(g: &Ground, f: &Form) -> Result<Vec<Opt>, Fail> {
    let rules = shipped()?;
    let mut out = Vec::new();
    if g.person.is_some() {
        let typed = read_vitals(rules, |name| f.get(name).to_string(), &[]);
        out.extend(typed.questions.into_iter().map(|q| Opt::new(q.key, q.yes)));
    }
    if let Some(word) = rules.careful_word(f.get("text")) {
        out.push(Opt::new(careful_key(word), format!("「{word}」のことを、ここに書きます")));
    }
    Ok(out)
}

fn fields(
    g: &Ground,
    f: &Form,
    layer: Layer,
    (errors, again): (&[FieldError], bool),
) -> Result<Vec<Field>, Fail> {
    let rules = shipped()?;
    let kind = f.some("kind").unwrap_or(PostKind::Report.code());
    let kinds = PostKind::ALL
        .iter()
        .map(|k| {
            let hint = match k {
                PostKind::Report => "返事は求めません",
                PostKind::Consult => "言葉での返事を求めます（めやす3日）",
                PostKind::Request => "してほしいことがあるとき（めやす3日）",
                PostKind::Urgent => "2時間のうちに読んでほしいとき。命にかかわることは電話",
            };
            let mut o = Opt::new(k.code(), k.label());
            o.hint = hint.into();
            o
        })
        .collect();
    let to: Vec<Opt> = g
        .parties
        .iter()
        .filter(|p| !p.mine && (layer == Layer::Family || !p.family))
        .map(|p| Opt::new(p.id.to_string(), &p.label))
        .collect();
    let mut out = vec![
        Field::new("kind", "種類", FieldKind::radio(kind, kinds)).required().error_from(errors),
    ];
    if !to.is_empty() {
        out.push(
            Field::new("to", "知らせる相手", FieldKind::checks(f.all("to").to_vec(), to))
                .hint("選んだ相手に、お知らせが届きます。選ばなくても、全員が読めます")
                .error_from(errors),
        );
    }
    out.push(
        Field::new(
            "text",
            "伝えること",
            FieldKind::LongText { value: f.get("text").into(), rows: 8, max: Some(rules.text) },
        )
        .error_from(errors),
    );
    let due = vec![
        Opt::new("", "種類のめやすのとおり"),
        Opt::new("today", "きょう中"),
        Opt::new("tomorrow", "あす中"),
        Opt::new("week", "1週間のうち"),
    ];
    out.push(
        Field::new("due", "返事の期限", FieldKind::select(f.get("due"), due))
            .hint("相談・依頼・至急のときだけ使います")
            .error_from(errors),
    );
    let opts = to_confirm(g, f)?;
    if (again || f.has("sure")) && !opts.is_empty() {
        let kind = FieldKind::checks(f.all("sure").to_vec(), opts);
        out.push(Field::new("sure", "たしかめました", kind).error_from(errors));
    }
    Ok(out)
}

fn vitals(f: &Form, errors: &[FieldError]) -> Result<Vec<Field>, Fail> {
    Ok(shipped()?
        .vitals
        .iter()
        .map(|v| {
            let name = format!("v.{}", v.code);
            let value = f.get(&name).to_string();
            let kind = match v.digits {
                0 => FieldKind::Integer { value, unit: v.unit.clone() },
                _ => FieldKind::Decimal { value, unit: v.unit.clone() },
            };
            Field::new(name, &v.label, kind).error_from(errors)
        })
        .collect())
}

fn reading(g: &Ground, layer: Layer) -> String {
    let all: Vec<&str> = g
        .parties
        .iter()
        .filter(|p| layer == Layer::Family || !p.family)
        .map(|p| p.label.as_str())
        .collect();
    let who = if all.is_empty() { "支援チーム".to_string() } else { all.join("、") };
    match (layer, g.person.is_some()) {
        (Layer::Family, _) => format!("読む人: {who}。ご本人・ご家族にも見えます。"),
        (Layer::Team, true) => format!("読む人: {who}。ご本人・ご家族には見えません。"),
        (Layer::Team, false) => format!("読む人: {who}"),
    }
}

fn chips(shell: &Shell, room: Id, layer: Layer, chosen: &str) -> Result<ui::Filter, Fail> {
    let chips = shipped()?
        .templates
        .iter()
        .filter(|t| (t.code == "family") == (layer == Layer::Family))
        .map(|t| ui::Chip {
            label: t.label.clone(),
            href: shell.url(&format!(
                "/rooms/{room}/write?layer={}&template={}",
                layer.code(),
                t.code
            )),
            on: t.code == chosen,
        })
        .collect();
    Ok(ui::Filter { label: "ひな形".into(), spoken: "ひな形を選ぶ".into(), chips })
}

fn show(req: &Req, posted: Option<&Form>, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let room: Id = req.id("room")?;
    let source = posted.unwrap_or(&req.query);
    let to: Option<Id> =
        source.some("reply_to").or(req.query.some("to")).and_then(|t| t.parse().ok());
    let g = ground(req, room, to)?;
    let layer = match &g.above {
        Some(o) => o.shown.post.layer,
        None => Layer::from_code(source.get("layer"))
            .filter(|l| g.layers.contains(l))
            .or_else(|| g.layers.first().copied())
            .ok_or(Fail::NotFound)?,
    };
    let chosen = req.query.get("template").to_string();
    let (mut form, mut saved) = (Form::default(), String::new());
    match (posted, shipped()?.templates.iter().find(|t| t.code == chosen)) {
        (Some(p), _) => form = p.clone(),
        (None, Some(t)) => {
            form.push("kind", &t.kind);
            form.push("text", &t.text);
        }
        (None, None) => {
            if let Some(d) = &g.draft {
                let kept = form_of(&d.body);
                // a draft of another place of the room is not put here
                if kept.get("layer") == layer.code()
                    && kept.get("reply_to") == to.map_or_else(String::new, |t| t.to_string())
                {
                    form = kept;
                    saved = format!(
                        "{}:{:02} に下書きを保存しました。閉じても消えません。",
                        d.at.time().hour(),
                        d.at.time().minute()
                    );
                }
            }
        }
    }
    let person = g.person.is_some();
    let mut shell = req.shell.clone();
    shell.title = format!("書く — {}", parts::name(g.person.as_ref(), &g.name));
    let here = shell.url(&format!("/rooms/{room}"));
    let attach = person.then(|| UploadPart::new(&form, AttachmentKind::Photo, &errors).html());
    let bad = |prefix: &str| errors.iter().any(|e| e.field.starts_with(prefix));
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        head: parts::head(&shell, g.person.as_ref(), req.app.now()),
        back: parts::back_to(&shell, room, g.person.as_ref(), &g.name),
        title: match (&g.above, layer) {
            (Some(_), _) => "返事を書く".into(),
            (None, Layer::Family) => "ご家族とのやりとりに書く".into(),
            (None, Layer::Team) => "やりとりに書く".into(),
        },
        lead: if person {
            String::new()
        } else {
            "特定の方のことは、ここに書かないでください。".into()
        },
        errors: if errors.is_empty() { ErrorSummary::default() } else { ErrorSummary::of(&errors) },
        family: layer == Layer::Family,
        readers_icon: if layer == Layer::Family { "people" } else { "eye" },
        readers: reading(&g, layer),
        quoted: g.above.as_ref().map(|o| {
            let words: String = o.shown.post.text.chars().take(200).collect();
            format!("{} {}さん「{words}」", o.shown.post.office, o.shown.post.name)
        }),
        templates: if g.above.is_some() {
            ui::Filter::default()
        } else {
            chips(&shell, room, layer, &chosen)?
        },
        local: local(req, room, layer, to),
        open: FormOpen {
            id: "write".into(),
            action: format!("{here}/write"),
            csrf: shell.csrf.clone(),
            key: req.new_key(),
            draft_url: format!("{here}/draft"),
            multipart: person,
            ..FormOpen::default()
        },
        hidden: vec![
            ("layer", layer.code().into()),
            ("reply_to", to.map_or_else(String::new, |t| t.to_string())),
        ],
        fields: fields(&g, &form, layer, (&errors, posted.is_some()))?,
        vitals: if person { vitals(&form, &errors)? } else { Vec::new() },
        vitals_open: bad("v.")
            || shipped()?.vitals.iter().any(|v| form.some(&format!("v.{}", v.code)).is_some()),
        files: attach.unwrap_or_default(),
        files_open: bad("file"),
        saved: DraftStatus { saved }.html(),
        bar: SendBar {
            label: "送る".into(),
            head: "読む人".into(),
            to: match layer {
                Layer::Family => "支援チームと、ご本人・ご家族".into(),
                Layer::Team if person => "支援チーム".into(),
                Layer::Team => g.name.as_str().into(),
            },
            after: "だれも読んでいなければ、5分間は取り消せます".into(),
            button: Button::submit(if to.is_some() {
                "返事を送る"
            } else {
                "やりとりに送る"
            })
            .primary()
            .of_form("write"),
            second: None,
        }
        .html(),
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /rooms/{room}/write
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, None, Vec::new())
}

fn end_of(now: At, days: i64) -> At {
    At::jst(kernel::time::add_days(now.date(), days), Time::constant(23, 59, 0, 0))
}

fn read(req: &Req, errors: &mut Vec<FieldError>) -> Result<NewPost, Fail> {
    let f = &req.form;
    let typed = read_vitals(shipped()?, |name| f.get(name).to_string(), f.all("sure"));
    let wrong = typed.errors.into_iter().map(|e| (e.field, e.message));
    let asked = typed.questions.into_iter().map(|q| (q.field, q.question));
    errors.extend(wrong.chain(asked).map(|(field, message)| FieldError { field, message }));
    let kind = PostKind::from_code(f.get("kind")).unwrap_or(PostKind::Report);
    let now = req.app.now();
    let due_at = match f.get("due") {
        "today" => Some(end_of(now, 0)),
        "tomorrow" => Some(end_of(now, 1)),
        "week" => Some(end_of(now, 7)),
        _ => None,
    };
    // a page always sends it; what comes without is asked again, and goes to nobody meanwhile
    let layer = Layer::from_code(f.get("layer"));
    if layer.is_none() {
        errors.push(FieldError {
            field: "text".into(),
            message: "だれに見せるかが届きませんでした。「読む人」を見て、もう一度押してください"
                .into(),
        });
    }
    Ok(NewPost {
        layer: layer.unwrap_or(Layer::Team),
        kind,
        text: f.get("text").replace("\r\n", "\n"),
        reply_to: f.some("reply_to").and_then(|t| t.parse().ok()),
        due_at,
        to: f.all("to").iter().filter_map(|t| t.parse().ok()).collect(),
        vitals: typed.values,
    })
}

/// POST /rooms/{room}/write
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let room: Id = req.id("room")?;
    let mut errors = Vec::new();
    let new = read(req, &mut errors)?;
    let sent = attachments::posted(req);
    errors.extend(sent.refused.iter().chain(&sent.errors).cloned());
    let wrong = words::check(&new, sent.files.len())?;
    errors.extend(wrong.into_iter().map(|e| FieldError { field: e.field, message: e.message }));
    let careful = shipped()?.careful_word(&new.text);
    let sure = careful.is_none_or(|w| req.form.all("sure").contains(&careful_key(w)));
    if let (Some(word), false) = (careful, sure) {
        // asked together with the rest, not after it
        errors.push(FieldError { field: "sure".into(), message: words::careful(word) });
    }
    if !errors.is_empty() {
        return show(req, Some(&req.form), errors);
    }
    let files = if sent.files.is_empty() {
        Vec::new()
    } else {
        let resident = req.read(|cx| words::resident_of(cx, room))?;
        let Some(resident) = resident else {
            let message = "グループには、ファイルを付けられません".into();
            return show(req, Some(&req.form), vec![FieldError { field: "files".into(), message }]);
        };
        attachments::keep_by(
            &req.app,
            req.actor()?,
            &permissions::WRITE,
            resident,
            WHAT,
            &sent.files,
        )?
    };
    let cmd = NewWords { room, new, files, sure };
    let done = req.act(move |cx| words::write(cx, &cmd).map(|id| format!("/rooms/{room}#p-{id}")));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "やりとりに送りました")),
        Err(e) => show(req, Some(&req.form), parts::fields(e)?),
    }
}

/// POST /rooms/{room}/draft: kept a moment after typing; one a room.
pub(super) fn draft(req: &Req) -> Result<Resp, Fail> {
    let room: Id = req.id("room")?;
    let kept: serde_json::Map<String, serde_json::Value> = req
        .form
        .map()
        .iter()
        .filter(|(k, _)| !k.starts_with('_'))
        .map(|(k, v)| (k.clone(), serde_json::json!(v)))
        .collect();
    let body = serde_json::Value::Object(kept).to_string();
    req.app.write(req.actor()?, move |cx| {
        words::resident_of(cx, room)?;
        drafts::save(cx, &words::draft(room), &body, 0)
    })?;
    let t = req.app.now().time();
    Ok(Resp::json(&serde_json::json!({ "at": format!("{}:{:02}", t.hour(), t.minute()) })))
}
