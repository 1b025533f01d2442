//! The last look before a paper is sent or confirmed: to whom, what is missing, what changed, the whole text; then the
//! act. What is sent is read, checked and written in one transaction.
use app::{Error, records};
use askama::Template;
use forms::read::Reading;
use forms::validate::{Checked, Missing};
use forms::{Confidential, Stage};
use kernel::Id;
use slice::{Fail, Req, Resp};
use ui::field::Width;
use ui::{
    Button, Diff, DiffRow, ErrorSummary, Field, Flash, FlashKind, FormOpen, Html, Opt, SendBar,
    Shell,
};

use super::merge;
use super::paper::{self, Paper, Work};
use super::parts;
use super::typed::{self, Typed};
use crate::model::{Method, StayId};
use crate::use_cases::{approval, record, sheet};

/// The button that keeps a sheet for the approval of who is responsible.
const PREPARE: &str = "prepare";
/// The field that says what the page showed.
const SHOWN: &str = "_shown";

/// The field that says: although the hospital will see nothing but the paper.
const ALONE: &str = "alone";
/// Why it is asked; also told where a paper waits for approval.
pub(in crate::html) const NO_CONSENT: &str = "ご本人の同意がありません";
/// What follows from it.
pub(in crate::html) const NO_CONSENT_MORE: &str =
    "この書類だけが相手に届き、入院のようすは相手に見えません";

/// The last look is for the writer, who sees everything.
const ALL: Reading = Reading { all: false, upto: Confidential::Very, sources: true };

#[derive(Template)]
#[template(path = "office/check.html")]
struct CheckPage {
    shell: Shell,
    back: Html,
    title: String,
    who: Html,
    tags: Html,
    errors: ErrorSummary,
    notes: Vec<Flash>,
    missing: Vec<(String, String, String)>,
    missing_n: usize,
    open: FormOpen,
    /// Mark of the content that is shown: what is sent is what was looked at.
    shown: String,
    fields: Vec<Field>,
    changes: Option<Diff>,
    read: Html,
    bar: Html,
}

fn by_chapter(w: &Work, shell: &Shell, missing: &[Missing]) -> Vec<(String, String, String)> {
    let of = |id: &str| -> Vec<String> {
        missing
            .iter()
            .filter(|m| m.chapter == id)
            .map(|m| {
                if m.old {
                    format!("{}（1年以上前の内容）", m.label)
                } else {
                    m.label.clone()
                }
            })
            .collect()
    };
    w.form
        .chapters
        .iter()
        .filter(|c| !c.local)
        .map(|c| (c, of(&c.link_id)))
        .filter(|(_, labels)| !labels.is_empty())
        .map(|(c, labels)| {
            let href = shell.url(&format!("{}?c={}", w.paper.path(w.stay.id), c.link_id));
            (format!("{} {}", c.number, c.title), href, labels.join("、"))
        })
        .collect()
}

/// What is different from the version that stands.
fn changes(w: &Work) -> Option<Diff> {
    let latest = w.latest.as_ref()?;
    let before = paper::answers_in(latest).ok()?;
    let rows = forms::diff::diff(w.form, &before, &w.answers)
        .into_iter()
        .map(|c| DiffRow {
            label: c.label,
            before: c.before.into(),
            after: c.after.into(),
            ..DiffRow::default()
        })
        .collect();
    Some(Diff {
        caption: format!("第{}版と、いま書いている内容", latest.version),
        before_head: format!("第{}版", latest.version),
        after_head: "いま".into(),
        with_who: false,
        rows,
    })
}

fn fields(w: &Work, t: &Typed) -> Vec<Field> {
    let mut out = Vec::new();
    if w.paper == Paper::Sheet {
        let inside = w.hospital.is_some();
        let of: &[Method] = if inside {
            &[Method::Ict, Method::Visit, Method::Fax, Method::Post]
        } else {
            &[Method::Fax, Method::Visit, Method::Post, Method::Phone]
        };
        let hint = if inside {
            "どれを選んでも、病院の画面にも届きます"
        } else {
            "印刷して渡します。電話で伝えたときは、あとで紙を渡したかどうかも病院にたしかめてください"
        };
        out.push(t.radio("method", "渡し方", parts::methods(of)).hint(hint).required());
        out.push(t.line("to", "だれに", Width::Full).hint("例：地域連携室 小田島さん"));
        out.push(Field {
            when: Some(typed::when(
                "method",
                "visit",
                "「訪問・面談」のときだけ、入力してください",
            )),
            ..t.line("place", "渡した場所", Width::Mid).hint("例：3階 相談室")
        });
        if !inside {
            out.push(t.day_field("day", "渡した日").required());
        }
    }
    if !w.hospital_sees {
        let ways = vec![Opt::new("yes", "この書類だけを送る"), Opt::new("no", "送らない")];
        out.push(t.radio(ALONE, NO_CONSENT, ways).hint(NO_CONSENT_MORE).required());
    }
    if w.latest.is_some() {
        let label = if w.paper == Paper::Sheet { "送り直す理由" } else { "直した理由" };
        out.push(t.line("reason", label, Width::Full).hint("例：お薬が変わったため").required());
    }
    out
}

fn begin(w: &Work) -> Typed {
    let person = w.answers.text("to.person").unwrap_or("");
    let to = if person.is_empty() {
        "地域連携室".into()
    } else {
        format!("地域連携室 {person}")
    };
    let t = Typed::blank(w.today).with("to", to);
    if w.hospital.is_some() {
        t.with("method", Method::Ict.code())
    } else {
        t.with_day("day", w.today)
    }
}

fn bar(w: &Work, ready: bool) -> Html {
    let place = parts::hospital(&w.stay, w.hospital.as_ref());
    if !ready {
        return Html::default();
    }
    let again = w.latest.is_some();
    let (head, to, after, label): (&str, Html, Html, Html) = match (w.paper, w.hospital.is_some()) {
        (Paper::Sheet, true) => (
            "送り先",
            place.and(" 地域連携室"),
            "読まれる前なら、5分間は取り消せます".into(),
            // plain words: the small grey （架空） cannot be read on the filled button
            format!(
                "{} 地域連携室に{}",
                w.stay.hospital_name,
                if again { "送り直す" } else { "送る" }
            )
            .into(),
        ),
        (Paper::Sheet, false) => (
            "渡す相手",
            place.and(" 地域連携室"),
            "記録したあと、印刷の画面に進みます".into(),
            "確定して、印刷に進む".into(),
        ),
        (Paper::Record, _) => (
            "つぎ",
            "あなたの事業所の記録になります".into(),
            "あとで直すと、新しい版になります".into(),
            if again {
                "直した記録を確定する".into()
            } else {
                "記録書を確定する".into()
            },
        ),
    };
    let wait = w.for_whom.as_ref().map(|name| {
        Button::submit(format!("{name}さんの確認待ちにする"))
            .of_form("send")
            .posting(PREPARE, "yes")
    });
    if let (true, Some(wait)) = (w.must_wait, wait.clone()) {
        return SendBar {
            label: "たしかめて進む".into(),
            head: "つぎ".into(),
            to: "担当のケアマネジャーが確かめてから送ります".into(),
            after: "まだ病院には送りません".into(),
            button: wait.primary(),
            second: None,
        }
        .html();
    }
    SendBar {
        label: "たしかめて進む".into(),
        head: head.into(),
        to,
        after,
        button: Button::submit(label).primary().of_form("send"),
        second: wait,
    }
    .html()
}

fn notes(w: &Work, shell: &Shell, checked: &Checked) -> Vec<Flash> {
    let mut out = Vec::new();
    if let Some(p) = checked.problems.first() {
        let n = checked.problems.len();
        let mut f = Flash::new(FlashKind::Bad, format!("先に、{n}か所を直してください"));
        f.more = Some(p.message.clone());
        let href = shell.url(&format!("{}?c={}&try=1", w.paper.path(w.stay.id), p.chapter));
        f.link = Some(ui::Link::new("直すところを開く", href));
        out.push(f);
    }
    for p in &checked.warnings {
        let mut f = Flash::new(FlashKind::Warn, p.message.clone());
        let href = shell.url(&format!("{}?c={}", w.paper.path(w.stay.id), p.chapter));
        f.link = Some(ui::Link::new(format!("「{}」を見る", p.label), href));
        out.push(f);
    }
    if w.answers.yes_no("consent.given") == Some(false) {
        let mut f = Flash::new(FlashKind::Warn, "「同意なし」になっています");
        f.more = Some("ご本人・ご家族の同意をたしかめてから送ってください。".into());
        out.push(f);
    }
    out
}

fn draw(mut shell: Shell, key: String, w: &Work, t: &Typed) -> CheckPage {
    let checked = forms::validate(w.form, &w.answers, &w.vars, Stage::Confirm);
    let title = match w.paper {
        Paper::Sheet => "送る前に、たしかめてください",
        Paper::Record => "確定する前に、たしかめてください",
    };
    shell.title = format!("{title} — {}", w.paper.title());
    shell.print.title = w.paper.title().into();
    let action = match w.paper {
        Paper::Sheet => format!("{}/send", w.paper.path(w.stay.id)),
        Paper::Record => w.paper.check_path(w.stay.id),
    };
    let missing = by_chapter(w, &shell, &checked.missing);
    let local = |id: &str| w.form.chapter(id).is_some_and(|c| c.local);
    let missing_n = checked.missing.iter().filter(|m| !local(&m.chapter)).count();
    let mut tags = Vec::new();
    if let (Paper::Sheet, Some(l), None) = (w.paper, w.limits, &w.latest) {
        tags.push(parts::fee_tag(l, w.today));
    }
    if missing_n > 0 {
        tags.push(ui::tag(ui::TagKind::Miss, format!("未入力 {missing_n}項目")));
    }
    CheckPage {
        back: ui::back(format!("{}に戻る", w.paper.title()), shell.url(&w.paper.path(w.stay.id))),
        title: title.into(),
        who: Html::trusted("<b>")
            .and(format!("{} さん", w.resident.name))
            .and(Html::trusted("</b> <span class=\"meta\">"))
            .and(parts::age_and_level(&w.resident, w.today))
            .and(Html::trusted("</span>　"))
            .and(w.paper.title()),
        tags: ui::tags(&tags),
        errors: ErrorSummary::of(t.errors()),
        notes: notes(w, &shell, &checked),
        missing_n,
        missing,
        open: FormOpen {
            id: "send".into(),
            action: shell.url(&action),
            csrf: shell.csrf.clone(),
            key,
            version: w.base.to_string(),
            today: w.today.to_string(),
            ..FormOpen::default()
        },
        shown: w.mark(),
        fields: if checked.ok() { fields(w, t) } else { Vec::new() },
        changes: changes(w),
        read: forms::read::html(w.form, &w.answers, ALL),
        bar: bar(w, checked.ok()),
        shell,
    }
}

fn page(req: &Req, paper: Paper) -> Result<Resp, Fail> {
    let (_, w) = paper::work(req, paper)?;
    if let Some(elsewhere) = paper::instead(&w) {
        return Ok(elsewhere);
    }
    if w.stale() {
        return match already(&w, "") {
            Some(done) => Ok(done),
            None => merge::show(req, &w, 200),
        };
    }
    let t = begin(&w);
    Resp::page(draw(req.shell.clone(), req.new_key(), &w, &t).render())
}

/// The last look at the sheet.
pub(super) fn sheet_page(req: &Req) -> Result<Resp, Fail> {
    page(req, Paper::Sheet)
}

/// The last look at the record.
pub(super) fn record_page(req: &Req) -> Result<Resp, Fail> {
    page(req, Paper::Record)
}

/// Refuses a paper that is not in order; the page then says where.
fn in_order(w: &Work) -> Result<(), Error> {
    let checked = forms::validate(w.form, &w.answers, &w.vars, Stage::Confirm);
    match checked.problems.first() {
        Some(p) => Err(Error::Rule(format!("「{}」を直してください。{}", p.label, p.message))),
        None => Ok(()),
    }
}

/// Refuses what was begun from a version that is no longer the newest.
fn up_to_date(w: &Work) -> Result<(), Error> {
    match &w.latest {
        Some(v) if v.version != w.base => Err(Error::Stale { mine: w.base, theirs: v.version }),
        _ => Ok(()),
    }
}

/// Refuses what is no longer what the page showed: a draft is its writer's own, so another window of the same person
/// changed it. `shown` is empty for a page that said nothing.
fn as_shown(w: &Work, shown: &str) -> Result<(), Error> {
    if shown.is_empty() || shown == w.mark() {
        return Ok(());
    }
    Err(Error::Rule(
        "べつの画面で内容を変えています。下は、いまの内容です。たしかめて、もう一度押してください"
            .into(),
    ))
}

/// The same was sent (or confirmed) a moment ago from another window of the same person: to the document, and no
/// second time.
fn already(w: &Work, shown: &str) -> Option<Resp> {
    let v = w.done_already(shown)?;
    let done = match w.paper {
        Paper::Sheet => "もう送っています。2回は送っていません",
        Paper::Record => "もう確定しています。2回は確定していません",
    };
    let when = if v.at.date() == w.today {
        format!("{}時{}分", v.at.time().hour(), v.at.time().minute())
    } else {
        parts::moment(v.at)
    };
    let to = format!("/transitions/{}/documents/{}", w.stay.id, v.record);
    Some(Resp::go_saying(to, format!("この内容は、{when}に、{done}")))
}

/// Another window of the same person has sent something else, and nothing is typed here that waits: what stands now,
/// ready to be sent again.
fn other_window(req: &Req, stay: StayId, paper: Paper) -> Result<Resp, Fail> {
    let w = req.read(|cx| paper::open(cx, paper, stay, None))?;
    let Some(v) = w.latest.as_ref() else { return Err(Fail::NotFound) };
    let done = if paper == Paper::Sheet { "送っています" } else { "確定しています" };
    let mut f = Flash::new(
        FlashKind::Warn,
        format!("べつの画面から、あなたが {} に{done}（第{}版）", parts::moment(v.at), v.version),
    );
    f.more = Some(format!(
        "この画面で見ていた内容とは、ちがいます。いま押した分は、{}。下は第{}版の内容です。",
        if paper == Paper::Sheet { "送っていません" } else { "確定していません" },
        v.version
    ));
    let read = format!("/transitions/{stay}/documents/{}", v.record);
    f.link = Some(ui::Link::new(format!("第{}版を読む", v.version), req.shell.url(&read)));
    let t = begin(&w);
    let mut page = draw(req.shell.clone(), req.new_key(), &w, &t);
    page.notes.insert(0, f);
    Ok(Resp::page(page.render())?.status(409))
}

fn record_of(cx: &app::Cx<'_>, stay: StayId, kind: &str) -> Result<Id, Error> {
    records::of_subject(cx, stay.0, kind)?
        .into_iter()
        .rfind(|h| h.state != records::State::Cancelled)
        .map(|h| h.id)
        .ok_or(Error::NotFound)
}

/// Shows the last look again with what was refused, or both versions.
fn again(req: &Req, paper: Paper, mut t: Typed, e: Option<Error>) -> Result<Resp, Fail> {
    let stale = matches!(e, Some(Error::Stale { .. }));
    let refused = e.filter(|_| !stale).map(|e| t.refused(e)).transpose();
    refused?;
    let (stay, w) = paper::work(req, paper)?;
    if stale || w.stale() {
        if let Some(done) = already(&w, req.form.get(SHOWN)) {
            return Ok(done);
        }
        if w.own_window && w.saved.is_none() {
            return other_window(req, stay, paper);
        }
        return merge::show(req, &w, 409);
    }
    Ok(Resp::page(draw(req.shell.clone(), req.new_key(), &w, &t).render())?.status(422))
}

/// Sends the sheet.
pub(super) fn send(req: &Req) -> Result<Resp, Fail> {
    let stay: StayId = req.id("stay")?;
    let today = req.app.now().date();
    let mut t = Typed::posted(&req.form, today);
    let method = t.code("method", Method::from_code, "渡し方を選んでください");
    let day = t.day("day");
    let (Some(method), true) = (method, t.ok()) else { return again(req, Paper::Sheet, t, None) };
    let (to, place, reason) = (t.text("to"), t.text("place"), t.text("reason"));
    let begun = paper::begun(&req.form);
    let prepared = req.form.get(PREPARE) == "yes";
    let alone = t.text(ALONE) == "yes";
    if t.text(ALONE) == "no" {
        return Ok(Resp::go_saying(format!("/transitions/{stay}"), "送っていません"));
    }
    let shown = req.form.get(SHOWN).to_owned();
    let done = req.act(move |cx| {
        let w = paper::open(cx, Paper::Sheet, stay, begun)?;
        up_to_date(&w)?;
        as_shown(&w, &shown)?;
        in_order(&w)?;
        if !w.hospital_sees && !alone {
            return Err(Error::field(ALONE, "送ってよいか、選んでください"));
        }
        let cmd = sheet::Send {
            stay,
            form_version: w.form.version.clone(),
            body: w.body()?,
            method,
            to: to.clone(),
            place: if method == Method::Visit { place.clone() } else { String::new() },
            base: w.base,
            reason: reason.clone(),
            day: if w.hospital.is_some() { None } else { day },
        };
        if prepared {
            return Ok(format!("/transitions/prepared/{}", approval::prepare(cx, &cmd)?));
        }
        sheet::send(cx, &cmd)?;
        if w.hospital.is_some() {
            return Ok(format!("/transitions/{stay}"));
        }
        Ok(format!("/transitions/{stay}/documents/{}", record_of(cx, stay, sheet::KIND)?))
    });
    match done {
        Ok(to) if to.contains("/documents/") => Ok(Resp::go_saying(
            to,
            "入院時情報提供書を確定しました。印刷して、病院に渡してください",
        )),
        Ok(to) if to.contains("/prepared/") => {
            Ok(Resp::go_saying(to, "確認待ちにしました。まだ病院には送っていません"))
        }
        Ok(to) => Ok(Resp::go_saying(to, "入院時情報提供書を、地域連携室に送りました")),
        Err(e) => again(req, Paper::Sheet, t, Some(e)),
    }
}

/// Confirms the record.
pub(super) fn confirm(req: &Req) -> Result<Resp, Fail> {
    let stay: StayId = req.id("stay")?;
    let t = Typed::posted(&req.form, req.app.now().date());
    let reason = t.text("reason");
    let begun = paper::begun(&req.form);
    let shown = req.form.get(SHOWN).to_owned();
    let done = req.act(move |cx| {
        let w = paper::open(cx, Paper::Record, stay, begun)?;
        up_to_date(&w)?;
        as_shown(&w, &shown)?;
        in_order(&w)?;
        let cmd = record::Confirm {
            stay,
            form_version: w.form.version.clone(),
            body: w.body()?,
            base: w.base,
            reason: reason.clone(),
        };
        let id = record::confirm(cx, &cmd)?;
        paper::drop_draft(cx, Paper::Record, stay)?;
        Ok(format!("/transitions/{stay}/documents/{id}"))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "退院・退所情報記録書を確定しました")),
        Err(e) => again(req, Paper::Record, t, Some(e)),
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
pub(super) mod tests;
