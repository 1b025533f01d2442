//! A long paper chapter by chapter: prefilled with its sources, what is left in each chapter, kept as one goes. The same
//! page for 入院時情報提供書 and 退院・退所情報記録書; without script every chapter is a plain post.
use askama::Template;
use forms::model::Chapter as FormChapter;
use forms::validate::{ChapterState, Checked, Problem};
use forms::{Draw, Stage, input};
use kernel::{At, Date};
use people::attachments;
use slice::{Fail, Req, Resp};
use ui::{
    Button, ErrorSummary, FieldError, Flash, FlashKind, FormOpen, Html, SecNav, SendBar, Shell,
};

use super::super::admission::photos;
use super::paper::{self, Paper, Work};
use super::parts;
use super::two_windows;
use crate::model::{EndKind, StayId};

/// What the page has to say beside the questions.
#[derive(Debug, Clone, Default)]
struct Says {
    /// It was tried to be sent: what is in the way stands on top.
    tried: bool,
    /// The repeating group that gets an empty row.
    add: Option<String>,
    /// The draft could not be kept.
    unsaved: Option<String>,
    /// Another window of the same person saved the page meanwhile: when, and everything that it saved.
    elsewhere: Option<(At, forms::Answers)>,
    /// What the form itself refused (NUL, far too long).
    refused: Vec<FieldError>,
    /// Files that could not be attached.
    files: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "office/chapter.html")]
struct ChapterPage {
    shell: Shell,
    back: Html,
    title: &'static str,
    who: Html,
    tags: Html,
    nav: SecNav,
    errors: ErrorSummary,
    lead: Vec<Flash>,
    open: FormOpen,
    chapter: String,
    /// Mark of the chapter as it is shown: another window that has saved it since is noticed.
    seen: String,
    heading: String,
    nodes: Vec<String>,
    beside: Option<Html>,
    next: Button,
    bar: SendBar,
}

fn nav(w: &Work, shell: &Shell, checked: &Checked, here: &str, saved: Option<At>) -> SecNav {
    let state = |c: &ChapterState| match (c.fix, c.missing, c.local) {
        (n @ 1.., _, _) => ui::ChapterState::Wrong(u32::try_from(n).unwrap_or(u32::MAX)),
        (0, _, true) => ui::ChapterState::Optional,
        (0, 0, false) => ui::ChapterState::Done,
        (0, n, false) => ui::ChapterState::Missing(u32::try_from(n).unwrap_or(u32::MAX)),
    };
    SecNav {
        chapters: checked
            .chapters
            .iter()
            .map(|c| ui::Chapter {
                number: c.number.clone(),
                title: c.title.clone(),
                href: shell.url(&format!("{}?c={}", w.paper.path(w.stay.id), c.link_id)),
                state: state(c),
                current: c.link_id == here,
            })
            .collect(),
        saved: saved.map(|at| saved_words(at, w)).unwrap_or_default(),
    }
}

fn saved_words(at: At, w: &Work) -> String {
    if at.date() == w.today {
        format!("{} に下書きを保存しました。閉じても消えません。", parts::clock(at))
    } else {
        format!("{} に保存した下書きです。閉じても消えません。", parts::moment(at))
    }
}

fn who(w: &Work) -> Html {
    Html::trusted("<b>")
        .and(format!("{} さん", w.resident.name))
        .and(Html::trusted("</b> <span class=\"meta\">"))
        .and(ui::spaced([
            parts::age_and_level(&w.resident, w.today).into(),
            Html::text(if w.paper == Paper::Sheet { "→ " } else { "" })
                .and(parts::hospital(&w.stay, w.hospital.as_ref())),
        ]))
        .and(Html::trusted("</span>"))
}

/// Days after discharge up to which the record's interviews count (国の通知; 出雲市の案内).
const RECORD_DAYS: i64 = 7;

/// The day from which the record's days run: none while the stay goes on, once the record is confirmed, and where none
/// is asked for (死亡, 転院).
fn record_clock(w: &Work) -> Option<Date> {
    let asked = w.latest.is_none() && !w.stay.end.is_some_and(EndKind::excluded);
    w.stay.ended_on.filter(|_| asked && w.paper == Paper::Record)
}

fn tags(w: &Work) -> Html {
    match w.paper {
        Paper::Sheet if w.latest.is_none() => {
            w.limits.map(|l| ui::tags(&[parts::fee_tag(l, w.today)])).unwrap_or_default()
        }
        Paper::Sheet => Html::default(),
        Paper::Record => match record_clock(w) {
            Some(end) => {
                let last = kernel::time::add_days(end, RECORD_DAYS);
                ui::tags(&[parts::due_tag(last, w.today)])
            }
            None => Html::default(),
        },
    }
}

fn lead(w: &Work, shell: &Shell, says: &Says, chapter: &str) -> Vec<Flash> {
    let mut out = Vec::new();
    if let Some(text) = &says.unsaved {
        out.push(Flash::new(FlashKind::Bad, text.clone()));
    }
    if let Some((at, _)) = &says.elsewhere {
        out.push(two_windows::told(w, shell, chapter, *at));
    }
    if let Some(v) = &w.latest {
        let read = format!("/transitions/{}/documents/{}", w.stay.id, v.record);
        let mut f = if w.stale() {
            let (at, n) = (parts::moment(v.at), v.version);
            let mut f = Flash::new(
                FlashKind::Warn,
                if w.own_window {
                    format!("べつの画面から、あなたが {at} に新しい版（第{n}版）を保存しています")
                } else {
                    let name = &v.name;
                    format!(
                        "あなたが書いているあいだに、{name}さんが {at} に新しい版（第{n}版）を保存しました"
                    )
                },
            );
            f.more = Some("書いた内容は残っています。まだ何も上書きしていません。先に進むと、ちがうところを並べて見られます。".into());
            f
        } else {
            let done =
                if w.paper == Paper::Sheet { "送りました" } else { "確定しました" };
            let mut f = Flash::new(
                FlashKind::Info,
                format!("第{}版を {} に{done}", v.version, parts::moment(v.at)),
            );
            f.more = Some("直すと、新しい版になります。前の版も残ります。".into());
            f
        };
        f.link = Some(ui::Link::new(format!("第{}版を読む", v.version), shell.url(&read)));
        out.push(f);
    }
    if let Some(end) = record_clock(w)
        && kernel::time::days_between(end, w.today) > RECORD_DAYS
    {
        let mut f = Flash::new(FlashKind::Warn, "退院の日から7日を過ぎています");
        f.more = Some("記録は書けます。7日を過ぎてからの聞き取りは、退院・退所加算の回数には数えません（めやす・要確認）。".into());
        out.push(f);
    }
    out
}

fn bar(w: &Work) -> SendBar {
    let place = parts::hospital(&w.stay, w.hospital.as_ref());
    let check =
        |label: Html| Button::submit(label).primary().of_form("paper").posting("_do", "check");
    match w.paper {
        Paper::Sheet => SendBar {
            label: "送る".into(),
            head: "送り先".into(),
            to: place.and(" 地域連携室"),
            after: if w.hospital.is_some() {
                Html::trusted("<span class=\"only-wide\">病棟へは、連携室から回ります。</span>")
                    .and("読まれる前なら、5分間は取り消せます")
            } else {
                "この病院は Yui を使っていません。次の画面で印刷して渡します".into()
            },
            button: check(format!("{} 地域連携室に送る", w.stay.hospital_name).into()),
            second: None,
        },
        Paper::Record => SendBar {
            label: "確定する".into(),
            head: "つぎ".into(),
            to: "内容をたしかめて確定します".into(),
            after: "この記録は、あなたの事業所の記録です。病院には送りません".into(),
            button: check("たしかめて確定に進む".into()),
            second: None,
        },
    }
}

/// The chapter to show first: the first one that needs something.
fn first_open(w: &Work, checked: &Checked) -> String {
    let needs = |c: &&ChapterState| c.fix > 0 || (c.missing > 0 && !c.local);
    checked
        .chapters
        .iter()
        .find(needs)
        .map(|c| c.link_id.clone())
        .or_else(|| w.form.chapters.first().map(|c| c.link_id.clone()))
        .unwrap_or_default()
}

/// The sentence for the summary, away from its field: what cannot be read as typed is told with its question.
fn said(w: &Work, p: &Problem) -> String {
    let unreadable =
        w.answers.get(&p.key).is_some_and(|a| matches!(a.given, forms::Given::Wrong(_)));
    if unreadable && !p.message.contains(&p.label) {
        format!("{}：{}", p.label, p.message)
    } else {
        p.message.clone()
    }
}

fn errors(w: &Work, checked: &Checked, chapter: &str, says: &Says) -> ErrorSummary {
    let here = |p: &&Problem| p.chapter == chapter;
    let mut errors = says.refused.clone();
    errors.extend(says.files.iter().cloned());
    errors.extend(
        checked
            .problems
            .iter()
            .filter(here)
            .map(|p| FieldError { field: p.key.name(), message: said(w, p) }),
    );
    if errors.is_empty() {
        return ErrorSummary::default();
    }
    let all = checked.problems.len() + says.refused.len();
    let act = if w.paper == Paper::Sheet { "送る" } else { "確定する" };
    let mut note = String::from("入力した内容は残っています。");
    if all > errors.len() {
        note.push_str(&format!("ほかの章にも、直すところが{}か所あります。", all - errors.len()));
    }
    let missing = checked.missing.len();
    if missing > 0 && w.paper == Paper::Sheet {
        note.push_str(&format!(
            "未入力の{missing}項目は、「不明」を選んでも送れます。空欄のままでも送れます。"
        ));
    }
    let title = if says.tried {
        format!("{act}前に、{all}か所を直してください")
    } else {
        String::new()
    };
    ErrorSummary { title, errors, note }
}

fn draw(
    mut shell: Shell,
    key: String,
    w: &Work,
    chapter: &FormChapter,
    says: &Says,
    beside: Option<Html>,
) -> ChapterPage {
    let stage = if says.tried { Stage::Confirm } else { Stage::Draft };
    let checked = forms::validate(w.form, &w.answers, &w.vars, stage);
    let errors = errors(w, &checked, &chapter.link_id, says);
    shell.title = if errors.errors.is_empty() {
        w.paper.title().to_string()
    } else {
        format!("入力に直すところがあります — {}", w.paper.title())
    };
    shell.print.title = w.paper.title().into();
    let drawn = Draw {
        form: w.form,
        answers: &w.answers,
        checked: Some(&checked),
        today: w.today,
        mark_missing: true,
        add_row: says.add.as_deref(),
    };
    let base = w.paper.path(w.stay.id);
    let numbered = |number: &str, title: &str| {
        if number.is_empty() { title.to_owned() } else { format!("{number}　{title}") }
    };
    let next = match checked.next_open(&chapter.link_id) {
        Some(c) => {
            let what = if c.fix > 0 { "つぎの直すところ" } else { "つぎの未入力" };
            Button::submit(format!("{what}（{} {}）へ", c.number, c.title))
        }
        None => Button::submit("保存して、たしかめる画面へ"),
    };
    ChapterPage {
        back: ui::back(
            format!("{}さんの入退院のようす", w.resident.name),
            shell.url(&format!("/transitions/{}", w.stay.id)),
        ),
        title: w.paper.title(),
        who: who(w),
        tags: tags(w),
        nav: nav(w, &shell, &checked, &chapter.link_id, w.saved),
        errors,
        lead: lead(w, &shell, says, &chapter.link_id),
        open: FormOpen {
            id: "paper".into(),
            action: shell.url(&format!("{base}/draft")),
            draft_url: shell.url(&format!("{base}/draft")),
            csrf: shell.csrf.clone(),
            key,
            version: w.base.to_string(),
            today: w.today.to_string(),
            default: "next".into(),
            multipart: false,
        },
        chapter: chapter.link_id.clone(),
        seen: mark(w, chapter),
        heading: numbered(&chapter.number, &chapter.title),
        nodes: {
            let mut nodes = drawn.chapter(chapter);
            if let Some((_, saved)) = &says.elsewhere {
                two_windows::beside(w, &mut nodes, saved);
            }
            nodes.iter().map(ui::Node::render).collect()
        },
        beside,
        next: next.posting("_do", "next"),
        bar: bar(w),
        shell,
    }
}

/// A short mark of what is filled in in a chapter.
fn mark(w: &Work, chapter: &FormChapter) -> String {
    let all =
        forms::read::Reading { all: true, upto: forms::model::Confidential::Very, sources: false };
    let shown = forms::read::chapter(w.form, &w.answers, chapter, all);
    kernel::sha256_hex(shown.as_str().as_bytes()).chars().take(16).collect()
}

fn show(req: &Req, w: &Work, chapter: &str, says: &Says, status: u16) -> Result<Resp, Fail> {
    let chapter = w.form.chapter(chapter).ok_or(Fail::NotFound)?;
    let id = &chapter.link_id;
    let beside = if w.paper == Paper::Sheet && !photos::kinds(id).is_empty() {
        let listed = req.read(|cx| photos::load(cx, &w.stay))?;
        photos::beside(&req.shell, req.new_key(), &w.stay, id, &listed, &says.files)
    } else {
        None
    };
    let page = draw(req.shell.clone(), req.new_key(), w, chapter, says, beside);
    Ok(Resp::page(page.render())?.status(status))
}

fn page(req: &Req, paper: Paper) -> Result<Resp, Fail> {
    let (_, w) = paper::work(req, paper)?;
    if let Some(elsewhere) = paper::instead(&w) {
        return Ok(elsewhere);
    }
    let tried = req.query.get("try") == "1";
    let stage = if tried { Stage::Confirm } else { Stage::Draft };
    let checked = forms::validate(w.form, &w.answers, &w.vars, stage);
    let chapter = match req.query.some("c") {
        Some(c) => c.to_owned(),
        None => first_open(&w, &checked),
    };
    show(req, &w, &chapter, &Says { tried, ..Says::default() }, 200)
}

/// Keeps what was typed; answers by what was pressed: nothing (the script), a row more or less, the next chapter, the
/// last look.
fn draft(req: &Req, paper: Paper) -> Result<Resp, Fail> {
    let (stay, mut w) = paper::work(req, paper)?;
    let chapter = req.form.get("_c").to_owned();
    if w.form.chapter(&chapter).is_none() {
        return Err(Fail::NotFound);
    }
    // The same person in two windows: the second to save would blank what the first one filled in.
    let seen = req.form.get("_seen").to_owned();
    let elsewhere = w.saved.filter(|_| {
        !seen.is_empty() && w.form.chapter(&chapter).is_some_and(|c| mark(&w, c) != seen)
    });
    let before = w.form.chapter(&chapter).map(|c| mark(&w, c));
    let posted = input::read(w.form, Some(&chapter), req.form.state(), &w.answers, w.today);
    let stood = w.answers.clone();
    w.answers = posted.answers;
    forms::calculate(w.form, &mut w.answers, &w.vars);
    let after = w.form.chapter(&chapter).map(|c| mark(&w, c));
    if let Some(at) = elsewhere.filter(|_| after != before) {
        if req.form.get("_do").is_empty() && posted.add.is_none() && !posted.removed {
            return Err(app::Error::Stale { mine: 0, theirs: 1 }.into());
        }
        return overtaken(req, &w, &chapter, before.unwrap_or_default(), (at, stood));
    }
    let kept = keep(req, &w, stay);
    let mut says = Says {
        add: posted.add.clone(),
        refused: req.form.state().errors.clone(),
        ..Says::default()
    };
    let pressed = req.form.get("_do");
    let rows = posted.add.is_some() || posted.removed;
    match kept {
        Ok(at) => w.saved = Some(at),
        Err(e @ app::Error::Rule(_)) if !pressed.is_empty() || rows => {
            says.unsaved = Fail::fields(&e).and_then(|f| f.into_iter().next()).map(|f| f.message);
            return show(req, &w, &chapter, &says, 422);
        }
        Err(e) => return Err(e.into()),
    }
    if rows {
        return show(req, &w, &chapter, &says, 200);
    }
    match pressed {
        "next" => {
            let checked = forms::validate(w.form, &w.answers, &w.vars, Stage::Draft);
            let wrong = checked.problems.iter().any(|p| p.chapter == chapter);
            if wrong || !says.refused.is_empty() {
                return show(req, &w, &chapter, &says, 422);
            }
            Ok(Resp::go(match checked.next_open(&chapter) {
                Some(c) => format!("{}?c={}", paper.path(stay), c.link_id),
                None => paper.check_path(stay),
            }))
        }
        "check" => {
            let checked = forms::validate(w.form, &w.answers, &w.vars, Stage::Confirm);
            says.tried = true;
            if !says.refused.is_empty() {
                return show(req, &w, &chapter, &says, 422);
            }
            let in_the_way =
                checked.problems.iter().find(|p| p.chapter == chapter).or(checked.problems.first());
            match in_the_way.map(|p| p.chapter.clone()) {
                Some(c) => show(req, &w, &c, &says, 422),
                None => Ok(Resp::go(paper.check_path(stay))),
            }
        }
        _ => {
            let at = w.saved.map(parts::clock).unwrap_or_default();
            let seen = w.form.chapter(&chapter).map(|c| mark(&w, c)).unwrap_or_default();
            Ok(Resp::json(&serde_json::json!({ "at": at, "seen": seen })))
        }
    }
}

/// Another window of the same person saved this chapter meanwhile: nothing is overwritten until it is pressed again.
fn overtaken(
    req: &Req,
    w: &Work,
    chapter: &str,
    seen: String,
    elsewhere: (At, forms::Answers),
) -> Result<Resp, Fail> {
    let chapter = w.form.chapter(chapter).ok_or(Fail::NotFound)?;
    let says = Says { elsewhere: Some(elsewhere), ..Says::default() };
    let mut page = draw(req.shell.clone(), req.new_key(), w, chapter, &says, None);
    page.seen = seen;
    Ok(Resp::page(page.render())?.status(409))
}

fn keep(req: &Req, w: &Work, stay: StayId) -> Result<At, app::Error> {
    let Ok(actor) = req.actor() else { return Err(app::Error::Forbidden("login")) };
    let body = paper::draft_body(&w.answers, w.base);
    let paper = w.paper;
    req.app.write(actor, move |cx| {
        paper::keep(cx, paper, stay, &body)?;
        Ok(cx.now())
    })
}

/// 入院時情報提供書.
pub(super) fn sheet(req: &Req) -> Result<Resp, Fail> {
    page(req, Paper::Sheet)
}

/// Keeps its draft.
pub(super) fn sheet_draft(req: &Req) -> Result<Resp, Fail> {
    draft(req, Paper::Sheet)
}

/// Attaches photos to the stay, beside the chapter they were chosen in. The same file twice is one attachment.
pub(super) fn photos(req: &Req) -> Result<Resp, Fail> {
    let (stay, w) = paper::work(req, Paper::Sheet)?;
    let chapter = req.form.get("_c").to_owned();
    if w.form.chapter(&chapter).is_none() {
        return Err(Fail::NotFound);
    }
    let p = attachments::posted(req);
    let mut files = p.refused;
    files.extend(p.errors);
    if files.is_empty() && p.files.is_empty() {
        let message = "付けるファイルを選ぶか、写真を撮ってください".into();
        files.push(FieldError { field: "files".into(), message });
    }
    if !files.is_empty() {
        return show(req, &w, &chapter, &Says { files, ..Says::default() }, 422);
    }
    let what = people::authz::What::Document;
    let kept = attachments::keep(&req.app, req.actor()?, w.stay.resident, what, &p.files)?;
    let (kind, title) = (p.kind, p.title);
    req.app.write(req.actor()?, move |cx| photos::add(cx, stay, kind, &title, &kept))?;
    Ok(Resp::go_saying(format!("{}?c={chapter}", Paper::Sheet.path(stay)), "ファイルを付けました"))
}

/// 退院・退所情報記録書.
pub(super) fn record(req: &Req) -> Result<Resp, Fail> {
    page(req, Paper::Record)
}

/// Keeps its draft.
pub(super) fn record_draft(req: &Req) -> Result<Resp, Fail> {
    draft(req, Paper::Record)
}

#[cfg(test)]
#[path = "chapters_tests.rs"]
mod tests;
