//! Importing by page: choose files → see what would happen → do exactly that.
use app::Error;
use askama::Template;
use kernel::Date;
use office::csv::Limits;
use slice::{Fail, Req, Resp};
use ui::{Button, Field, FieldKind, Html, ImportNote, ImportPreview, ImportRow, SendBar};

use crate::model::kouhyou::ParsedFile;
use crate::model::plan::{Plan, Target};
use crate::model::report::{Report, warning_label};
use crate::model::sources::parse_all;
use crate::use_cases::import::{self, Confirmed, UPLOAD_BYTES};
use crate::use_cases::names;
use crate::{ImportId, UploadId};

/// Refused rows, remarks and changes that a page writes out.
const SHOWN: usize = 200;
const SAMPLES: usize = 30;

#[derive(Template)]
#[template(path = "directory/import.html")]
struct Choose {
    shell: ui::Shell,
    form: ui::FormOpen,
    errors: Vec<ui::FieldError>,
    fields: Vec<Field>,
    center: String,
}

#[derive(Template)]
#[template(path = "directory/import_preview.html")]
struct Preview {
    shell: ui::Shell,
    title: String,
    files: Vec<String>,
    changed: bool,
    nothing: bool,
    kinds: ui::Html,
    more: String,
    preview: ImportPreview,
    form: Option<ui::FormOpen>,
    shown: String,
    bar: Option<SendBar>,
    done: bool,
    review: bool,
}

/// The upload page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    choose(req, Vec::new())
}

fn choose(req: &Req, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let center = req.read(|cx| {
        app::authorise(cx, &crate::permissions::IMPORT)?;
        Ok(names::labels(cx)?.center().to_string())
    })?;
    let date = ui::dates::posted(&state_of(req), "edition");
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Choose {
        shell: req.titled("事業所の名簿を取り込む"),
        form: ui::FormOpen {
            id: "import".into(),
            action: req.url("/directory/import"),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            today: req.app.now().date().to_string(),
            multipart: true,
            ..ui::FormOpen::default()
        },
        fields: vec![
            Field::new("files", "ファイル（CSV、Excel、JSON）", FieldKind::File { accept: ".csv,.xlsx,.json,text/csv".into(), many: true })
                .hint("介護サービス情報公表・医療情報ネット・厚生局の一覧・資源マップなど、公開されたままのファイルを選んでください。いくつでも、合わせて20MBまで")
                .required()
                .error_from(&errors),
            Field::new("edition", "公開データの日付（わかるとき）", FieldKind::Date(date))
                .hint("介護サービス情報公表のページに「6月末時点」などと書かれています")
                .error_from(&errors),
        ],
        errors,
        center,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The posted fields as `ui` reads them.
fn state_of(req: &Req) -> ui::FormState {
    let mut state = ui::FormState::default();
    for (name, values) in req.form.map() {
        for v in values {
            state.put(name, v.clone());
        }
    }
    state
}

fn error(field: &str, message: impl Into<String>) -> ui::FieldError {
    ui::FieldError { field: field.into(), message: message.into() }
}

/// Keeps the files and goes to their preview.
pub(super) fn upload(req: &Req) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    let mut errors = Vec::new();
    let files: Vec<(String, Vec<u8>)> = req
        .files
        .iter()
        .filter(|(field, name, body)| field == "files" && !(name.is_empty() && body.is_empty()))
        .map(|(_, name, body)| (base_name(name), body.clone()))
        .collect();
    if files.is_empty() {
        errors.push(error("files", "取り込むファイルを選んでください"));
    }
    if files.iter().map(|(_, b)| b.len()).sum::<usize>() > UPLOAD_BYTES {
        errors.push(error("files", "ファイルが大きすぎます。合わせて20MBまでにしてください"));
    }
    let edition = match ui::dates::date(&ui::dates::posted(&state_of(req), "edition"), today) {
        Ok(Some(d)) if d > today => {
            errors.push(error("edition", "公開データの日付は、きょうまでの日にしてください"));
            None
        }
        Ok(d) => d,
        Err(p) => {
            errors.push(error("edition", p.message));
            None
        }
    };
    if !errors.is_empty() {
        return choose(req, errors);
    }
    // Without the form's key: a second press keeps the files twice for a day and changes nothing else, while the
    // key alone could not tell other files sent from the same page.
    let done = req.app.write(req.actor()?, move |cx| import::upload(cx, &files, edition));
    match done {
        Ok(id) => Ok(Resp::go(format!("/directory/import/preview/{id}"))),
        Err(e) => choose(req, super::field_errors(e)?),
    }
}

/// The name without folders, at most 100 characters.
fn base_name(name: &str) -> String {
    name.rsplit(['/', '\\'])
        .next()
        .unwrap_or(name)
        .chars()
        .filter(|c| !c.is_control())
        .take(100)
        .collect()
}

fn parsed(req: &Req, id: UploadId) -> Result<(Vec<ParsedFile>, Option<Date>), Fail> {
    let (files, edition) = req.read(|cx| import::uploaded(cx, id))?;
    Ok((parse_all(&files, &Limits::default()), edition))
}

/// What would happen.
pub(super) fn preview(req: &Req) -> Result<Resp, Fail> {
    let id: UploadId = req.id("id")?;
    let (files, edition) = parsed(req, id)?;
    let plan = req.read(|cx| import::rehearse(cx, &files, edition))?;
    let report = plan.report();
    let nothing = report.nothing_read();
    let names: Vec<String> = files.iter().map(|f| f.file.clone()).collect();
    let bar = (!nothing).then(|| SendBar {
        label: "取り込む".into(),
        head: "取り込むもの".into(),
        to: Html::from(match names.as_slice() {
            [one] => one.clone(),
            [first, rest @ ..] => format!("{first} ほか{}ファイル", rest.len()),
            [] => String::new(),
        }),
        after: "まだ何も変えていません。押すと、上のとおりに名簿を変えます".into(),
        button: Button::submit(match plan.changes() {
            true => "名簿に取り込む",
            false => "変わりがないことを記録する",
        })
        .primary()
        .of_form("confirm")
        .posting("_do", "import"),
        second: Some(Button::submit("やめる").text().of_form("confirm").posting("_do", "discard")),
    });
    let page = Preview {
        shell: req.titled("取り込む前のたしかめ"),
        title: if nothing {
            "読み取れるものがありませんでした"
        } else {
            "取り込む前の確認"
        }
        .into(),
        files: names,
        changed: req.query.has("changed"),
        nothing,
        kinds: kinds(&report),
        more: more(&report, report.rejected.len(), report.warnings.len()),
        preview: component(&report, samples(&plan), false),
        form: Some(ui::FormOpen {
            id: "confirm".into(),
            action: req.url(&format!("/directory/import/preview/{id}")),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            ..ui::FormOpen::default()
        }),
        shown: plan.hash(),
        bar,
        done: false,
        review: false,
    };
    Resp::page(page.render())
}

/// Does what was shown, or throws the upload away.
pub(super) fn confirm(req: &Req) -> Result<Resp, Fail> {
    let id: UploadId = req.id("id")?;
    if req.form.get("_do") == "discard" {
        req.act(move |cx| import::discard(cx, id).map(|()| "/directory/import".into()))?;
        return Ok(Resp::go_saying(
            "/directory/import",
            "取り込みをやめました。名簿は変わっていません",
        ));
    }
    let files = match parsed(req, id) {
        Ok((files, _)) => files,
        // pressed twice: the first press used the upload up, and the key of the form knows where it led
        Err(Fail::NotFound) => Vec::new(),
        Err(e) => return Err(e),
    };
    let shown = req.form.get("shown").to_string();
    let to = req.act(move |cx| match import::confirm(cx, id, &files, &shown)? {
        Confirmed::Done(done) => match done.id {
            Some(i) => Ok(format!("/directory/import/done/{i}")),
            None => Err(Error::Rule("読み取れる行がありません".into())),
        },
        Confirmed::Changed => Ok(format!("/directory/import/preview/{id}?changed=1")),
    })?;
    Ok(Resp::go(to))
}

/// What was done.
pub(super) fn done(req: &Req) -> Result<Resp, Fail> {
    let id: ImportId = req.id("id")?;
    let kept = req.read(|cx| import::done(cx, id))?;
    let broken = |e: serde_json::Error| Fail::Use(Error::Inconsistent(format!("import {id}: {e}")));
    let json: serde_json::Value = serde_json::from_str(&kept.report).map_err(broken)?;
    let files: Vec<String> = serde_json::from_str(&kept.files).map_err(broken)?;
    let report = from_json(&json);
    let count = |key: &str| json.get(key).and_then(serde_json::Value::as_u64).unwrap_or(0);
    let (rejected, warnings) = (count("rejected_count"), count("warnings_count"));
    let mut preview = component(&report, Vec::new(), true);
    preview.rows = count("rows");
    preview.rejected = rejected;
    let at = format!(
        "{} {}",
        kernel::wareki::month_day(kept.at.date()),
        crate::views::now_words(kept.at)
    );
    let page = Preview {
        shell: req.titled("名簿を取り込みました"),
        title: "名簿を取り込みました".into(),
        files: vec![format!("{at}　{}", kept.name), files.join("、")],
        changed: false,
        nothing: false,
        kinds: kinds(&report),
        more: more(&report, rejected as usize, warnings as usize),
        preview,
        form: None,
        shown: String::new(),
        bar: None,
        done: true,
        review: report.warnings.iter().any(|w| w.kind == "review"),
    };
    Resp::page(page.render())
}

fn from_json(json: &serde_json::Value) -> Report {
    use crate::model::report::{Rejected, Warning};
    let n = |key: &str| json.get(key).and_then(serde_json::Value::as_u64).unwrap_or(0) as usize;
    let list = |key: &str| {
        json.get(key).and_then(serde_json::Value::as_array).cloned().unwrap_or_default()
    };
    let text = |v: &serde_json::Value, key: &str| {
        v.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_string()
    };
    let line =
        |v: &serde_json::Value| v.get("line").and_then(serde_json::Value::as_u64).unwrap_or(0);
    Report {
        created: n("created"),
        updated: n("updated"),
        unchanged: n("unchanged"),
        closed: n("closed"),
        rejected: list("rejected")
            .iter()
            .map(|v| {
                let reason = text(v, "reason");
                let said = reason.split_once(": ").map_or(reason.as_str(), |(_, t)| t).to_string();
                Rejected { file: text(v, "file"), line: line(v), code: "", text: said }
            })
            .collect(),
        warnings: list("warnings")
            .iter()
            .map(|v| Warning {
                file: text(v, "file"),
                line: line(v),
                kind: crate::model::report::known_kind(&text(v, "kind")),
                text: text(v, "text"),
            })
            .collect(),
    }
}

fn component(r: &Report, samples: Vec<ImportRow>, done: bool) -> ImportPreview {
    let n = |x: usize| x as u64;
    ImportPreview {
        rows: n(r.rows()),
        created: n(r.created),
        updated: n(r.updated),
        unchanged: n(r.unchanged),
        closed: n(r.closed),
        rejected: n(r.rejected.len()),
        samples,
        rejects: r
            .rejected
            .iter()
            .take(SHOWN)
            .map(|x| ImportNote { file: x.file.clone(), line: x.line, text: x.text.clone() })
            .collect(),
        warnings: r
            .warnings
            .iter()
            .take(SHOWN)
            .map(|w| ImportNote { file: w.file.clone(), line: w.line, text: w.text.clone() })
            .collect(),
        done,
    }
}

/// What was noticed, with how often: 「電話番号が読めない 12件」.
fn kinds(r: &Report) -> ui::Html {
    let tags: Vec<ui::Tag> = r
        .warning_counts()
        .into_iter()
        .map(|(k, n)| ui::tag(ui::TagKind::Miss, format!("{} {n}件", warning_label(k))))
        .collect();
    ui::tags(&tags)
}

/// Says what the lists below leave out.
fn more(r: &Report, rejected: usize, warnings: usize) -> String {
    let mut out = Vec::new();
    if rejected > r.rejected.len().min(SHOWN) {
        out.push(format!(
            "取り込めない行は、{rejected}件のうちはじめの{}件",
            r.rejected.len().min(SHOWN)
        ));
    }
    if warnings > r.warnings.len().min(SHOWN) {
        out.push(format!(
            "たしかめてほしいことは、{warnings}件のうちはじめの{}件",
            r.warnings.len().min(SHOWN)
        ));
    }
    if out.is_empty() {
        String::new()
    } else {
        format!("{}を出しています。", out.join("、"))
    }
}

/// Some of the changes: closings first, for they are the ones to look at.
fn samples(plan: &Plan) -> Vec<ImportRow> {
    let row = |change: &str, name: &str, what: String| ImportRow {
        change: change.into(),
        name: Html::from(name),
        what: Html::from(what),
    };
    let place =
        |d: &crate::model::facility::FacilityData| format!("{}　{}", d.service_label, d.city);
    let closing = plan.closes.iter().filter(|c| !c.stays);
    let closes = closing.map(|c| row("閉じる", &c.data.name, place(&c.data)));
    let updates = plan.updates.iter().map(|u| {
        let mut parts: Vec<String> = u
            .fields()
            .into_iter()
            .map(|f| {
                let said = |t: String| match crate::model::normalise::short(&t) {
                    t if t.is_empty() => "（なし）".to_string(),
                    t => t,
                };
                format!("{}: {} → {}", f.label(), said(u.before.text(f)), said(u.data.text(f)))
            })
            .collect();
        if u.reopened {
            parts.insert(0, "また一覧にのりました".into());
        }
        row("変わる", &u.data.name, parts.join("、"))
    });
    let creates = plan.new_facilities().map(|c| row("新しい", &c.data.name, place(&c.data)));
    let joins = plan.creates.iter().filter(|c| c.target != Target::New).map(|c| {
        row("合わせる", &c.data.name, format!("{}　{}", c.source.label(), place(&c.data)))
    });
    closes.chain(updates).chain(joins).chain(creates).take(SAMPLES).collect()
}
