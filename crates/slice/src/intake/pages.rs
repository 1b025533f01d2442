//! The pages: choose a file, look at what it would become, do it, take it back.
use app::intake::State;
use app::{Error, authorise, intake as store};
use askama::Template;
use kernel::{Id, wareki};
use office::intake::{Column, Kind, Mapping, words_of};
use ui::field::Opt;
use ui::{
    Button, ErrorSummary, Field, FieldError, FieldKind, FormOpen, Html, ImportNote, ImportPreview,
    ImportRow, PlainRow, Rows, TagKind,
};

use super::Intake;
use super::acts::{self, Seen};
use crate::{Fail, Req, Resp};

/// Rows and problems that a page writes out.
const SAMPLES: usize = 10;
const SHOWN: usize = 200;
/// The word for 「not taken」 in the selects.
const NOT: &str = "-";

#[derive(Template)]
#[template(path = "intake/home.html")]
struct Home {
    shell: ui::Shell,
    back: Html,
    lead: &'static str,
    errors: ErrorSummary,
    open: FormOpen,
    file: Field,
    button: Button,
    past: Rows,
}

#[derive(Template)]
#[template(path = "intake/match.html")]
struct Match {
    shell: ui::Shell,
    back: Html,
    file: String,
    sheet: String,
    errors: ErrorSummary,
    open: FormOpen,
    columns: Vec<(Field, String)>,
    fixed: Vec<Field>,
    words: Vec<(String, Vec<Html>, bool)>,
    again: Button,
    preview: ImportPreview,
    run: FormOpen,
    go: Option<Button>,
    aside: FormOpen,
    stop: Button,
}

#[derive(Template)]
#[template(path = "intake/done.html")]
struct Done {
    shell: ui::Shell,
    back: Html,
    file: String,
    errors: ErrorSummary,
    lines: Vec<(String, String)>,
    open: Option<FormOpen>,
    why: Field,
    button: Button,
    go_on: Option<FormOpen>,
}

fn open(req: &Req, of: &Intake, tail: &str, id: &str) -> FormOpen {
    FormOpen {
        id: id.into(),
        action: req.url(&format!("{}{tail}", of.base)),
        csrf: req.shell.csrf.clone(),
        key: req.new_key(),
        ..FormOpen::default()
    }
}

fn refused(e: Error) -> Result<Vec<FieldError>, Fail> {
    match Fail::fields(&e) {
        Some(f) => {
            Ok(f.into_iter().map(|f| FieldError { field: f.field, message: f.message }).collect())
        }
        None => Err(e.into()),
    }
}

fn status(errors: &[FieldError]) -> u16 {
    if errors.is_empty() { 200 } else { 422 }
}

/// The first page: a file is chosen; the files of before, each with a way back.
pub fn home(req: &Req, of: &Intake) -> Result<Resp, Fail> {
    first(req, of, &[])
}

fn first(req: &Req, of: &Intake, errors: &[FieldError]) -> Result<Resp, Fail> {
    let (kind, permission) = (of.kind, of.permission);
    let past = req.read(move |cx| {
        authorise(cx, permission)?;
        let mut all = Vec::new();
        for b in store::list(cx, kind)? {
            let n = store::counts(cx, b.id)?;
            all.push((b, n));
        }
        Ok(all)
    })?;
    let rows = past
        .into_iter()
        .map(|(b, (made, undone))| {
            let kind = match b.state {
                State::Done => TagKind::Ok,
                State::Read | State::Going => TagKind::Due,
                _ => TagKind::Plain,
            };
            PlainRow {
                title: b.file.as_str().into(),
                href: Some(req.url(&format!("{}/{}", of.base, b.id))),
                tag: Some(ui::tag(kind, b.state.label())),
                meta: format!(
                    "{}　{}さん　{}行のうち {}件を取り込み{}",
                    wareki::long(b.at.date()),
                    b.name,
                    b.read_rows,
                    made,
                    if undone > 0 {
                        format!("、{undone}件を取り消し")
                    } else {
                        String::new()
                    }
                )
                .into(),
            }
        })
        .collect();
    let mut form = open(req, of, "", "file-form");
    form.multipart = true;
    let page = Home {
        back: ui::back(of.back.0, req.url(of.back.1)),
        lead: of.lead,
        errors: ErrorSummary::of(errors),
        open: form,
        file: Field::new(
            "file",
            "ファイル",
            FieldKind::File { accept: ".xlsx,.csv".into(), many: false },
        )
        .hint("Excel（.xlsx）か CSV。5,000行まで。読むだけでは、まだ何も変わりません")
        .error_from(errors),
        button: Button::submit("ファイルを読む").primary(),
        past: Rows { rows, small: true },
        shell: req.titled(of.title),
    };
    Ok(Resp::page(page.render())?.status(status(errors)))
}

/// Takes the chosen file in.
pub fn upload(req: &Req, of: &Intake) -> Result<Resp, Fail> {
    let Some((_, name, bytes)) = req.files.iter().find(|(f, _, b)| f == "file" && !b.is_empty())
    else {
        let none = FieldError {
            field: "file".into(), message: "ファイルを選んでください".into()
        };
        return first(req, of, &[none]);
    };
    let (name, bytes, of_it) = (name.clone(), bytes.clone(), *of);
    let done = req.act(move |cx| {
        let id = acts::read_file(cx, &of_it, &name, &bytes)?;
        Ok(format!("{}/{id}", of_it.base))
    });
    match done {
        Ok(to) => Ok(Resp::go(to)),
        Err(Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(e) => first(req, of, &refused(e)?),
    }
}

/// One file: before it is taken in, or what has become of it.
pub fn one(req: &Req, of: &Intake) -> Result<Resp, Fail> {
    show(req, of, &[])
}

fn show(req: &Req, of: &Intake, errors: &[FieldError]) -> Result<Resp, Fail> {
    let id: Id = req.id("batch")?;
    let it = *of;
    let seen = req.read(move |cx| acts::look(cx, &it, id))?;
    let page = match seen.batch.state {
        State::Read => matching(req, of, &seen, errors).render(),
        State::Dropped => return Err(Fail::NotFound),
        _ => outcome(req, of, &seen, errors).render(),
    };
    Ok(Resp::page(page)?.status(status(errors)))
}

fn column_select(n: usize, head: &str, columns: &[Column], m: &Mapping) -> Field {
    let chosen = match m.columns.get(head) {
        Some(c) if c.is_empty() => NOT,
        Some(c) => c,
        None => NOT,
    };
    let mut opts = vec![Opt::new(NOT, "取り込まない")];
    opts.extend(columns.iter().map(|c| {
        Opt::new(c.code, if c.required { format!("{}（必須）", c.label) } else { c.label.clone() })
    }));
    Field::new(format!("c.{n}"), head, FieldKind::select(chosen, opts))
}

fn code_opts(c: &Column, first: &[(&str, &str)]) -> Vec<Opt> {
    let mut opts: Vec<Opt> = first.iter().map(|(v, l)| Opt::new(*v, *l)).collect();
    opts.extend(c.codes().unwrap_or_default().iter().map(|x| Opt::new(&x.code, &x.label)));
    opts
}

/// What every row gets that has nothing of its own: asked for columns of codes that stand nowhere or not in each row.
fn fixed(columns: &[Column], seen: &Seen) -> Vec<Field> {
    columns
        .iter()
        .filter(|c| c.required && matches!(c.kind, Kind::Codes { many: false, .. }))
        .filter(|c| {
            let at = seen.mapping.place(c.code, &seen.table);
            at.is_none_or(|at| seen.table.rows.iter().any(|r| r.at(at).is_empty()))
        })
        .map(|c| {
            let chosen = seen.mapping.fixed.get(c.code).cloned().unwrap_or_default();
            let opts = code_opts(c, &[("", "決めない（その行は取り込まない）")]);
            Field::new(
                format!("f.{}", c.code),
                format!("「{}」が空いている行は", c.label),
                FieldKind::select(chosen, opts),
            )
        })
        .collect()
}

fn words(columns: &[Column], seen: &Seen) -> Vec<(String, Vec<Html>, bool)> {
    let mut out = Vec::new();
    for (c, words) in words_of(columns, &seen.table, &seen.mapping) {
        let asked: Vec<_> = words.iter().filter(|w| !w.own).take(SHOWN).collect();
        if asked.is_empty() {
            continue;
        }
        let undecided = asked.iter().any(|w| w.code.is_none());
        let fields = asked
            .iter()
            .enumerate()
            .map(|(n, w)| {
                let chosen = match w.code.as_deref() {
                    Some("") => NOT,
                    Some(code) => code,
                    None => "",
                };
                let opts = code_opts(c, &[("", "選んでください"), (NOT, "取り込まない")]);
                let name = format!("w.{}.{n}", c.code);
                let hidden =
                    Field::new(format!("t.{}.{n}", c.code), "", FieldKind::Hidden(w.word.clone()));
                let label = format!("「{}」（{}行）", w.word, w.rows);
                hidden.html().and(Field::new(name, label, FieldKind::select(chosen, opts)))
            })
            .collect();
        out.push((c.label.clone(), fields, undecided));
    }
    out
}

fn preview(of: &Intake, seen: &Seen) -> ImportPreview {
    let n = |n: usize| u64::try_from(n).unwrap_or(0);
    let wrong: Vec<_> = seen.rows.iter().filter(|(r, _)| !r.problems.is_empty()).collect();
    let fits = seen
        .rows
        .iter()
        .filter(|(r, _)| r.problems.is_empty() && !seen.known.contains(&r.line))
        .take(SAMPLES);
    ImportPreview {
        rows: n(seen.rows.len()),
        created: n(seen.fit()),
        unchanged: n(seen.known.len()),
        rejected: n(wrong.len()),
        samples: fits
            .map(|(r, _)| {
                let (head, text) = (of.show)(r);
                ImportRow {
                    change: "新しい".into(),
                    name: Html::text(format!("{}行目　{head}", r.line)),
                    what: Html::text(text),
                }
            })
            .collect(),
        rejects: wrong
            .iter()
            .take(SHOWN)
            .map(|(r, _)| {
                let said: Vec<String> =
                    r.problems.iter().map(|p| format!("{}：{}", p.column, p.text)).collect();
                ImportNote { file: String::new(), line: r.line, text: said.join("　") }
            })
            .collect(),
        ..ImportPreview::default()
    }
}

fn matching(req: &Req, of: &Intake, seen: &Seen, errors: &[FieldError]) -> Match {
    let columns = (of.columns)();
    let tail = format!("/{}", seen.batch.id);
    let missing = seen.mapping.missing(&columns, &seen.table);
    let mut all: Vec<FieldError> = errors.to_vec();
    if !missing.is_empty() && errors.is_empty() {
        let labels: Vec<String> = missing.iter().map(|c| format!("「{}」", c.label)).collect();
        all.push(FieldError {
            field: "c.0".into(),
            message: format!("{}にあたる列を選んでください", labels.join("")),
        });
    }
    let sample = |at: usize| {
        let mut some: Vec<&str> =
            seen.table.rows.iter().map(|r| r.at(at)).filter(|c| !c.is_empty()).take(40).collect();
        some.dedup();
        let text = some.into_iter().take(3).collect::<Vec<_>>().join(" ／ ");
        if text.is_empty() { "（空）".to_string() } else { text.chars().take(60).collect() }
    };
    let fit = seen.fit();
    let mut summary = ErrorSummary::of(&all);
    if errors.is_empty() && !all.is_empty() {
        summary.title = "取り込む前に、列をたしかめてください".into();
        summary.note = "まだ何も変えていません。".into();
    }
    Match {
        back: ui::back(of.title, req.url(of.base)),
        file: seen.batch.file.clone(),
        sheet: seen.table.sheet.clone(),
        errors: summary,
        open: open(req, of, &format!("{tail}/match"), "match-form"),
        columns: (0..)
            .zip(&seen.table.head)
            .map(|(n, h)| (column_select(n, h, &columns, &seen.mapping), sample(n)))
            .collect(),
        fixed: fixed(&columns, seen),
        words: words(&columns, seen),
        again: Button::submit("この対応で見なおす"),
        preview: preview(of, seen),
        run: open(req, of, &format!("{tail}/run"), "run-form"),
        go: (fit > 0 && missing.is_empty())
            .then(|| Button::submit(format!("{fit}件を取り込む")).primary()),
        aside: open(req, of, &format!("{tail}/drop"), "drop-form"),
        stop: Button::submit("取り込まずにやめる").text(),
        shell: req.titled(format!("{}　たしかめる", of.title)),
    }
}

/// Keeps what was matched, and shows again what would happen.
pub fn matched(req: &Req, of: &Intake) -> Result<Resp, Fail> {
    let id: Id = req.id("batch")?;
    let it = *of;
    let seen = req.read(move |cx| acts::look(cx, &it, id))?;
    if seen.batch.state != State::Read {
        return Ok(Resp::go(format!("{}/{id}", of.base)));
    }
    let columns = (of.columns)();
    let mut m = Mapping { columns: Default::default(), ..seen.mapping.clone() };
    let mut used: Vec<String> = Vec::new();
    let mut errors = Vec::new();
    for (n, h) in seen.table.head.iter().enumerate() {
        let code = req.form.get(&format!("c.{n}"));
        let code = if columns.iter().any(|c| c.code == code) { code } else { "" };
        if !code.is_empty() && used.iter().any(|u| u == code) {
            let label = columns.iter().find(|c| c.code == code).map_or("", |c| c.label.as_str());
            errors.push(FieldError {
                field: format!("c.{n}"),
                message: format!("「{label}」が2つの列に選ばれています。1つにしてください"),
            });
        }
        used.push(code.to_string());
        m.columns.insert(h.clone(), code.to_string());
    }
    for c in &columns {
        let of_list = |code: &str| c.codes().is_some_and(|l| l.iter().any(|x| x.code == code));
        let given = req.form.get(&format!("f.{}", c.code));
        if req.form.has(&format!("f.{}", c.code)) {
            m.fixed
                .insert(c.code.into(), if of_list(given) { given.into() } else { String::new() });
        }
        for n in 0..SHOWN {
            let word = req.form.get(&format!("t.{}.{n}", c.code));
            if word.is_empty() {
                break;
            }
            let chosen = req.form.get(&format!("w.{}.{n}", c.code));
            let all = m.words.entry(c.code.to_string()).or_default();
            match chosen {
                NOT => {
                    all.insert(word.to_string(), String::new());
                }
                code if of_list(code) => {
                    all.insert(word.to_string(), code.to_string());
                }
                _ => {
                    all.remove(word);
                }
            }
        }
    }
    if !errors.is_empty() {
        return show(req, of, &errors);
    }
    let done = req.act(move |cx| {
        acts::decide(cx, &it, id, &m)?;
        Ok(format!("{}/{id}", it.base))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "見なおしました。まだ取り込んでいません")),
        Err(Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(e) => show(req, of, &refused(e)?),
    }
}

/// Takes the rows in, portion by portion.
pub fn run(req: &Req, of: &Intake) -> Result<Resp, Fail> {
    let id: Id = req.id("batch")?;
    let it = *of;
    let to = format!("{}/{id}", of.base);
    let seen = std::sync::Arc::new(req.read(move |cx| acts::look(cx, &it, id))?);
    if seen.batch.state == State::Done {
        return Ok(Resp::go(to));
    }
    loop {
        let (actor, seen) = (req.actor()?.clone(), seen.clone());
        match req.app.write(&actor, move |cx| acts::run_portion(cx, &it, &seen)) {
            Ok(p) if p.last => return Ok(Resp::go_saying(to, "取り込みました")),
            Ok(_) => {}
            Err(e) => return show(req, of, &refused(e)?),
        }
    }
}

fn outcome(req: &Req, of: &Intake, seen: &Seen, errors: &[FieldError]) -> Done {
    let b = &seen.batch;
    let (made, undone) = seen.counts;
    let mut lines = vec![
        ("ようす".to_string(), b.state.label().to_string()),
        ("読んだ行".into(), format!("{}行", b.read_rows)),
        ("取り込んだ記録".into(), format!("{made}件")),
        ("取り込んだ人".into(), format!("{}　{}さん", ui::dates::moment(b.at), b.name)),
    ];
    if let Some(at) = b.undone_at {
        lines.push(("取り消した記録".into(), format!("{undone}件")));
        lines.push((
            "取り消した人".into(),
            format!("{}　{}さん", ui::dates::moment(at), b.undone_name),
        ));
        lines.push(("理由".into(), b.why.clone()));
        if made > undone {
            lines.push((
                "残した記録".into(),
                format!("{}件（取り込んだあとに直されていたため）", made - undone),
            ));
        }
    }
    let tail = format!("/{}", b.id);
    Done {
        back: ui::back(of.title, req.url(of.base)),
        file: b.file.clone(),
        errors: ErrorSummary::of(errors),
        lines,
        open: matches!(b.state, State::Going | State::Done)
            .then(|| open(req, of, &format!("{tail}/undo"), "undo-form")),
        why: Field::new("why", "取り消す理由", FieldKind::text(req.form.get("why")))
            .hint("取り込んだあとに直された記録は、そのまま残ります")
            .error_from(errors),
        button: Button::submit("この取り込みを、まるごと取り消す"),
        go_on: (b.state == State::Going).then(|| open(req, of, &format!("{tail}/run"), "run-form")),
        shell: req.titled(of.title),
    }
}

/// Takes a whole file back.
pub fn take_back(req: &Req, of: &Intake) -> Result<Resp, Fail> {
    let id: Id = req.id("batch")?;
    let (it, why) = (*of, req.form.get("why").to_string());
    let done = req.act(move |cx| {
        acts::undo(cx, &it, id, &why)?;
        Ok(format!("{}/{id}", it.base))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "取り込みを取り消しました")),
        Err(Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(e) => show(req, of, &refused(e)?),
    }
}

/// Puts a file aside.
pub fn drop(req: &Req, of: &Intake) -> Result<Resp, Fail> {
    let id: Id = req.id("batch")?;
    let it = *of;
    let done = req.act(move |cx| {
        acts::put_aside(cx, &it, id)?;
        Ok(it.base.to_string())
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "取り込まずにやめました。何も変わっていません")),
        Err(Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(e) => show(req, of, &refused(e)?),
    }
}
