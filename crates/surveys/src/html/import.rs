//! Answers from elsewhere: choose a file, match its columns, see what every row becomes, take it in, take it back.
use forms::ask::Kind;
use slice::parts::{self, Coded, Row, drawn, fold, form, h2, hint, line, p, press, rows, select};
use slice::{Fail, Req, Resp};
use ui::{Button, Field, FieldError, FieldKind, FormOpen, Html, TagKind, tag};

use crate::model::import::NEW;
use crate::use_cases::import as act;
use crate::use_cases::path;
use crate::{BatchId, SurveyId};

/// Problems and samples that a page writes out.
const SHOWN: usize = 50;

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let (s, files) = req.read(|cx| act::list(cx, id))?;
    let open = FormOpen {
        action: req.url(&format!("{}/import", path(id))),
        csrf: req.shell.csrf.clone(),
        key: req.new_key(),
        multipart: true,
        ..FormOpen::default()
    };
    let kind = FieldKind::File { accept: ".xlsx,.csv".into(), many: false };
    let file = Field::new("file", "ファイル", kind)
        .hint("Excel（.xlsx）か CSV。5,000行まで。読むだけでは、まだ何も変わりません")
        .error_from(&errors);
    let mut all = vec![
        p(
            "ほかのしくみで集めた答えを、この調査に取り込みます。1行が1件の答えになります。お名前や連絡先の列は、取り込まないでください。",
        ),
        open.html()
            .and(file.html())
            .and(Html::trusted("<p class=\"btns mt4\">"))
            .and(Button::submit("ファイルを読む").primary().html())
            .and(Html::trusted("</p></form>")),
    ];
    if !files.is_empty() {
        all.push(h2("これまでの取り込み"));
        let list = files
            .iter()
            .map(|b| {
                let (kind, words) = match b.state.as_str() {
                    "done" => (TagKind::Ok, "取り込み済み"),
                    "read" => (TagKind::Due, "まだ取り込んでいません"),
                    _ => (TagKind::Plain, "取り消し"),
                };
                Row {
                    title: b.file.clone(),
                    href: req.url(&format!("{}/import/{}", path(id), b.id)),
                    tag: Some(tag(kind, words)),
                    meta: format!(
                        "{}行のうち{}件　{}　{}",
                        b.rows,
                        b.taken,
                        b.by,
                        ui::dates::near(b.at)
                    ),
                    acts: Vec::new(),
                }
            })
            .collect();
        all.push(rows(list, false));
    }
    parts::page(
        req,
        "よその結果を取り込む",
        &s.data.title,
        Some((&s.data.title, &path(id))),
        errors,
        all,
    )
}

/// GET /surveys/{id}/import
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /surveys/{id}/import
pub(super) fn upload(req: &Req) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let Some((_, name, bytes)) = req.files.iter().find(|(f, _, b)| f == "file" && !b.is_empty())
    else {
        let message = "ファイルを選んでください".into();
        return show(req, vec![FieldError { field: "file".into(), message }]);
    };
    let (name, bytes) = (name.clone(), bytes.clone());
    match req.act(move |cx| {
        act::read_file(cx, id, &name, &bytes).map(|b| format!("{}/import/{b}", path(id)))
    }) {
        Ok(to) => Ok(Resp::go(to)),
        Err(e) => show(req, parts::errors(e)?),
    }
}

fn targets(s: &crate::model::Survey) -> Vec<Coded> {
    let mut out = vec![Coded { code: "-".into(), label: "取り込まない".into() }];
    out.extend(
        s.asked().map(|q| Coded { code: q.code.clone(), label: format!("質問　{}", q.label) }),
    );
    let kinds = Kind::ALL.into_iter().filter(|k| *k != Kind::Head);
    out.extend(kinds.map(|k| Coded {
        code: format!("{NEW}{}", k.code()),
        label: format!("新しい質問として　{}", k.label()),
    }));
    out
}

fn show_one(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (id, batch): (SurveyId, BatchId) = (req.id("id")?, req.id("batch")?);
    let (s, b, plan) = req.read(|cx| act::look(cx, id, batch))?;
    let here = format!("{}/import/{batch}", path(id));
    let back_to = format!("{}/import", path(id));
    let back = Some(("取り込み", back_to.as_str()));
    let mut all = Vec::new();
    let Some(t) = b.table.as_ref().filter(|_| b.state == "read") else {
        all.push(p(&format!(
            "{}行のうち、{}件を取り込みました（{}、{}）。",
            b.rows,
            b.taken,
            b.by,
            ui::dates::near(b.at)
        )));
        match &b.undone {
            Some((by, at)) => {
                all.push(p(&format!(
                    "{}に{by}が取り消しました。理由　{}",
                    ui::dates::near(*at),
                    b.why
                )));
            }
            None if b.state == "done" => {
                let why = drawn(vec![line(req, "why", "取り消す理由", "").required()], &errors);
                let inner = form(req, &format!("{here}/undo"), &why, "まるごと取り消す", "");
                all.push(fold("この取り込みを取り消す", !errors.is_empty(), inner));
            }
            None => {}
        }
        return parts::page(req, &b.file, &s.data.title, back, errors, all);
    };
    all.push(p(&format!(
        "{}行のうち、{}件を取り込めます。まだ取り込んでいません。",
        t.rows.len(),
        plan.fit()
    )));
    let mut wrong = errors;
    wrong.extend(
        plan.columns
            .iter()
            .map(|(i, why)| FieldError { field: format!("c.{i}"), message: why.clone() }),
    );
    let targets = targets(&s);
    let mut fields = Vec::new();
    for (i, head) in t.head.iter().enumerate() {
        let kept = b.mapping.get(i).filter(|c| !c.is_empty()).map_or("-", String::as_str);
        let sample: Vec<&str> =
            t.rows.iter().map(|r| r.at(i)).filter(|c| !c.is_empty()).take(2).collect();
        let sample: String = sample.join("、").chars().take(60).collect();
        fields.push(
            select(req, &format!("c.{i}"), head, kept, &targets).hint(format!("例　{sample}")),
        );
    }
    let fields = drawn(fields, &wrong);
    all.push(h2("列の対応"));
    all.push(form(req, &format!("{here}/match"), &fields, "この対応で見なおす", ""));
    all.push(h2("取り込むと、こうなります"));
    let new: Vec<&forms::ask::Question> = plan
        .questions
        .iter()
        .filter(|q| s.question(&q.code).is_none() && q.kind != Kind::Head)
        .collect();
    if !new.is_empty() {
        let words: Vec<String> =
            new.iter().map(|q| format!("{}（{}）", q.label, q.kind.label())).collect();
        all.push(p(&format!("新しい質問　{}", words.join("、"))));
    }
    let bad: Vec<Row> = plan
        .rows
        .iter()
        .filter(|r| !r.problems.is_empty())
        .take(SHOWN)
        .map(|r| Row {
            title: format!("{}行目は取り込めません", r.line),
            href: String::new(),
            tag: Some(tag(TagKind::Over, "取り込まない")),
            meta: r.problems.join("　"),
            acts: Vec::new(),
        })
        .collect();
    let left = plan.rows.len() - plan.fit();
    if left > 0 {
        all.push(p(&format!(
            "取り込めない行が{left}行あります。直すときは、ファイルを直して読みなおしてください。"
        )));
        all.push(rows(bad, false));
    }
    if let Some(r) = plan.rows.iter().find(|r| r.problems.is_empty()) {
        let words: Vec<String> = plan
            .questions
            .iter()
            .filter(|q| r.given.contains_key(&q.code))
            .map(|q| format!("{}＝{}", q.label, q.words(&r.given)))
            .collect();
        all.push(hint(&format!("例　{}行目　{}", r.line, words.join("　"))));
    }
    if plan.fit() > 0 && plan.columns.is_empty() {
        all.push(press(
            req,
            &format!("{here}/run"),
            &[],
            Button::submit(format!("{}件を取り込む", plan.fit())).primary(),
        ));
    }
    all.push(press(
        req,
        &format!("{here}/undo"),
        &[("why", "取り込まずにやめました")],
        Button::submit("取り込まずにやめる").compact(),
    ));
    parts::page(req, &b.file, &s.data.title, back, wrong, all)
}

/// GET /surveys/{id}/import/{batch}
pub(super) fn one(req: &Req) -> Result<Resp, Fail> {
    show_one(req, vec![])
}

/// POST /surveys/{id}/import/{batch}/match
pub(super) fn matched(req: &Req) -> Result<Resp, Fail> {
    let (id, batch): (SurveyId, BatchId) = (req.id("id")?, req.id("batch")?);
    let (_, b, _) = req.read(|cx| act::look(cx, id, batch))?;
    let n = b.mapping.len();
    let mapping: Vec<String> = (0..n)
        .map(|i| match req.form.get(&format!("c.{i}")) {
            "-" => String::new(),
            code => code.to_owned(),
        })
        .collect();
    let here = format!("{}/import/{batch}", path(id));
    match req.act(move |cx| act::decide(cx, id, batch, &mapping).map(|()| here.clone())) {
        Ok(to) => Ok(Resp::go_saying(to, "見なおしました。まだ取り込んでいません")),
        Err(e) => show_one(req, parts::errors(e)?),
    }
}

/// POST /surveys/{id}/import/{batch}/run
pub(super) fn run(req: &Req) -> Result<Resp, Fail> {
    let (id, batch): (SurveyId, BatchId) = (req.id("id")?, req.id("batch")?);
    match req.act(move |cx| act::take(cx, id, batch)) {
        Ok(to) => Ok(Resp::go_saying(to, "取り込みました")),
        Err(e) => show_one(req, parts::errors(e)?),
    }
}

/// POST /surveys/{id}/import/{batch}/undo
pub(super) fn undo(req: &Req) -> Result<Resp, Fail> {
    let (id, batch): (SurveyId, BatchId) = (req.id("id")?, req.id("batch")?);
    let why = req.form.get("why").to_owned();
    let here = format!("{}/import", path(id));
    match req.act(move |cx| act::undo(cx, id, batch, &why).map(|()| here.clone())) {
        Ok(to) => Ok(Resp::go_saying(to, "取り消しました")),
        Err(e) => show_one(req, parts::errors(e)?),
    }
}
