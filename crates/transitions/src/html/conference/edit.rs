//! The form: a new conference, its plan, its record, a change after closing.
use app::Error;
use askama::Template;
use kernel::{At, Date};
use slice::{Fail, Req, Resp};
use ui::{Button, ErrorSummary, FormOpen, Html, SendBar, Shell};

use super::draw::{self, href};
use super::form::{Names, Node, Part, Typed};
use super::merge;
use crate::model::conference::{Content, Presence, State};
use crate::model::{ConferenceId, StayId};
use crate::use_cases::conferences::read::{proposal, suggestions, view};
use crate::use_cases::conferences::save::{Save, plan, save};
use crate::use_cases::conferences::{Entered, path};

/// What the form is about.
#[derive(Debug, Clone)]
pub(super) struct Work {
    /// Head, stay, person.
    pub entered: Entered,
    /// The hospital's name.
    pub hospital: Html,
    /// What stands, or what a new one begins with.
    pub content: Content,
    /// Names to choose from.
    pub names: Names,
    /// What was answered to the invitation, by seat: the record begins with it.
    pub replies: Vec<(u32, Presence)>,
    /// New: nothing is stored yet.
    pub new: bool,
    /// Now.
    pub now: At,
}

impl Work {
    fn closed(&self) -> bool {
        self.entered.head.state == State::Closed
    }

    fn action(&self, shell: &Shell) -> String {
        if self.new {
            shell.url(&format!("/transitions/{}/conferences/new", self.entered.stay.id))
        } else {
            href(shell, self.entered.head.id, "/edit")
        }
    }

    pub(super) fn today(&self) -> Date {
        self.now.date()
    }
}

#[derive(Debug, Clone)]
struct Section {
    id: &'static str,
    title: &'static str,
    lead: &'static str,
    nodes: Vec<Node>,
}

#[derive(Template)]
#[template(path = "conference/edit.html")]
struct EditPage {
    shell: Shell,
    back: Html,
    title: &'static str,
    who: Html,
    errors: ErrorSummary,
    stale: Html,
    open: FormOpen,
    part: &'static str,
    sections: Vec<Section>,
    more: Option<(String, &'static str)>,
    bar: SendBar,
}

/// Part of the form that is asked for; after closing always everything.
fn part(req: &Req, w: &Work) -> Part {
    let asked = if req.form.has("_part") { req.form.get("_part") } else { req.query.get("part") };
    let plan = !w.closed() && w.entered.head.state != State::Held && asked != "record";
    if plan { Part::Plan } else { Part::Record }
}

fn new_work(req: &Req) -> Result<Work, Fail> {
    let stay = req.id::<StayId>("stay")?;
    req.read(move |cx| {
        let (entered, content) = proposal(cx, stay)?;
        let hospital = crate::use_cases::conferences::hospital(cx, &entered.stay)?;
        let (organisations, people) = suggestions(cx, &content)?;
        Ok(Work {
            hospital: draw::hospital(&entered.stay, hospital.as_ref()),
            entered,
            content,
            names: Names { organisations, people },
            replies: Vec::new(),
            new: true,
            now: cx.now(),
        })
    })
}

fn old_work(req: &Req) -> Result<Work, Fail> {
    let id = req.id::<ConferenceId>("conference")?;
    let work = req.read(move |cx| {
        let v = view(cx, id)?;
        if !v.entered.may_edit || v.entered.head.state == State::Cancelled {
            return Err(Error::NotFound);
        }
        let (organisations, people) = suggestions(cx, &v.content)?;
        let replies = replies(&v);
        Ok(Work {
            replies,
            hospital: draw::hospital(&v.entered.stay, v.hospital.as_ref()),
            entered: v.entered,
            content: v.content,
            names: Names { organisations, people },
            new: false,
            now: v.now,
        })
    })?;
    Ok(work)
}

/// What the seats answered, as far as the record says nothing yet.
fn replies(v: &crate::use_cases::conferences::read::View) -> Vec<(u32, Presence)> {
    let seats = v.content.attendees.iter();
    seats.map(|a| (a.n, super::parts::presence(v, a))).collect()
}

/// The stored version as it is typed further: with the answers that came meanwhile.
pub(super) fn begin(w: &Work) -> Typed {
    let mut c = w.content.clone();
    for a in &mut c.attendees {
        if let Some((_, p)) = w.replies.iter().find(|(n, _)| *n == a.n) {
            a.presence = p.code().into();
        }
    }
    Typed::fill(&c)
}

/// The stay is there for this reader, whose side does not hold its conferences: said, instead of that nothing is there.
fn not_ours(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    req.read(move |cx| crate::use_cases::view::view(cx, stay))?;
    let way = ui::Link::new(
        "用意したカンファを見る",
        req.url(&format!("/transitions/{stay}/conferences")),
    );
    let lead = "この入院のカンファは、病院が用意します。開いてほしいときは、地域連携室に電話などで伝えてください。";
    let page = crate::html::hospital::frame::problem(
        req.shell.clone(),
        "カンファは、病院が用意します",
        lead,
        way,
    );
    Ok(Resp::page(page.render())?.status(404))
}

/// A new one.
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    let w = match new_work(req) {
        Err(Fail::NotFound) => return not_ours(req),
        other => other?,
    };
    let t = Typed::fill(&w.content);
    show(req, &w, &t, Html::default(), 200)
}

/// The plan, the record, or a change.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let w = old_work(req)?;
    let t = begin(&w);
    show(req, &w, &t, Html::default(), 200)
}

/// Keeps a new one.
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let w = new_work(req)?;
    let mut t = Typed::of(&req.form);
    if t.more_or_less() {
        return show(req, &w, &t, Html::default(), 200);
    }
    let part = part(req, &w);
    let content = t.read(&w.content, part, w.today());
    if !t.form.ok() {
        return show(req, &w, &t, Html::default(), 422);
    }
    let (stay, how) = (w.entered.stay.id, how(req, &w, &mut t));
    let done = req.act(move |cx| plan(cx, stay, &content, &how).map(path));
    answer(req, &w, t, done)
}

/// What the pressed button asks for.
fn how(req: &Req, w: &Work, t: &mut Typed) -> Save {
    if w.closed() {
        return Save::Change(t.form.text("a.reason"));
    }
    match req.form.get("_do") {
        "invite" => Save::Invite,
        "held" => Save::Held,
        "close" => Save::Close,
        _ => Save::Keep,
    }
}

/// Keeps a version.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let w = old_work(req)?;
    let mut t = Typed::of(&req.form);
    if t.more_or_less() {
        return show(req, &w, &t, Html::default(), 200);
    }
    let (id, base) = (w.entered.head.id, req.form.get("_version").parse().unwrap_or(0));
    if base != w.entered.head.version {
        return merge::show(req, &w, &t, base);
    }
    if req.form.has("_merge") {
        match merge::settle(req, &w, t) {
            Ok(merged) => t = merged,
            Err(back) => return merge::unanswered(req, &w, &back),
        }
    }
    let part = part(req, &w);
    let content = t.read(&w.content, part, w.today());
    if !t.form.ok() {
        return show(req, &w, &t, Html::default(), 422);
    }
    let how = how(req, &w, &mut t);
    let done = req.act(move |cx| {
        save(cx, id, base, &content, &how)?;
        Ok(path(id))
    });
    if matches!(done, Err(Error::Stale { .. })) {
        return merge::show(req, &old_work(req)?, &t, base);
    }
    answer(req, &w, t, done)
}

fn answer(req: &Req, w: &Work, mut t: Typed, done: Result<String, Error>) -> Result<Resp, Fail> {
    let e = match done {
        Ok(to) => return Ok(Resp::go_saying(to, said(req, w))),
        Err(e) => e,
    };
    match &e {
        Error::KeyReused { .. } => t.error(
            "",
            "この画面の内容は、前に一度送られています。もう一度送るときは、内容をたしかめてボタンを押してください",
        ),
        other => match Fail::fields(other) {
            Some(fields) => fields.into_iter().for_each(|f| t.error(&f.field, f.message)),
            None => return Err(e.into()),
        },
    }
    show(req, w, &t, Html::default(), 422)
}

fn said(req: &Req, w: &Work) -> &'static str {
    if w.closed() {
        return "変更を保存し、出席した人に確認をお願いしました";
    }
    match req.form.get("_do") {
        "invite" => "保存して、案内を送りました",
        "close" => "決定を閉じました",
        "held" => "途中まで保存しました",
        _ => "保存しました",
    }
}

/// Shows the form.
pub(super) fn show(req: &Req, w: &Work, t: &Typed, stale: Html, status: u16) -> Result<Resp, Fail> {
    let page = page(req.shell.clone(), req.new_key(), w, t, part(req, w), stale);
    Ok(Resp::page(page.render())?.status(status))
}

fn sections(w: &Work, t: &Typed, part: Part) -> Vec<Section> {
    let section = |id, title, lead, nodes| Section { id, title, lead, nodes };
    let mut out = vec![section("when", "日時・場所・人", "", t.plan(&w.names, part))];
    if part == Part::Plan {
        return out;
    }
    if w.closed() {
        out.insert(0, section("why", "変えた理由", "", t.reason()));
    }
    out.push(section(
        "decided",
        "決まったこと",
        "閉じたあとに変えると、出席した人みんなに確認をお願いします。",
        t.decided(),
    ));
    out.push(section(
        "said",
        "話したこと",
        "書くのは、あとで要るところだけでかまいません。",
        t.said(&w.content.agenda),
    ));
    out.push(section("paper", "渡した紙", "", t.handed()));
    out
}

fn bar(w: &Work, part: Part) -> SendBar {
    let submit = |label: &str, what: &str| {
        Button::submit(label.to_owned()).of_form("act").posting("_do", what)
    };
    let state = w.entered.head.state;
    let (head, to, after, button, second) = match (part, w.closed()) {
        (_, true) => (
            "知らせる相手",
            "出席した人みんな（電話・FAXの方は、あとで記録します）",
            "確認していない人には、その事業所が開いている日の朝にもう一度お知らせします",
            submit("変えて、出席した人に知らせる", "change").primary(),
            None,
        ),
        (Part::Record, _) => (
            "知らせる相手",
            "欠席した人",
            "閉じたあとも、理由を書けば変えられます",
            submit("決定を閉じる", "close").primary(),
            Some(submit("途中まで保存する", "held")),
        ),
        (Part::Plan, _) if state == State::Invited => (
            "知らせる相手",
            "日時か場所が変わったときだけ、案内した人みんな",
            "",
            submit("保存する", "save").primary(),
            None,
        ),
        (Part::Plan, _) => (
            "知らせる相手",
            "出席する人（電話・FAXの方は、あとで記録します）",
            "予定だけなら、だれにも送りません",
            submit("保存して案内を送る", "invite").primary(),
            Some(submit("予定だけ保存する", "save")),
        ),
    };
    SendBar {
        label: "保存する".into(),
        head: head.into(),
        to: to.into(),
        after: after.into(),
        button,
        second,
    }
}

fn page(mut shell: Shell, key: String, w: &Work, t: &Typed, part: Part, stale: Html) -> EditPage {
    let title = match (w.new, part, w.closed()) {
        (_, _, true) => "退院前カンファの決定を変える",
        (true, Part::Plan, _) => "退院前カンファを用意する",
        (_, Part::Record, _) => "退院前カンファの記録",
        _ => "退院前カンファの予定を直す",
    };
    shell.title = title.into();
    let back = if w.new {
        let stay = w.entered.stay.id;
        ui::back("退院前カンファ", shell.url(&format!("/transitions/{stay}/conference")))
    } else {
        ui::back("退院前カンファ", href(&shell, w.entered.head.id, ""))
    };
    let more = (w.new && part == Part::Plan)
        .then(|| (format!("{}?part=record", w.action(&shell)), "もう開いたカンファの記録を書く"));
    EditPage {
        back,
        title,
        who: draw::who(&w.entered.resident, &w.entered.stay, w.hospital.clone(), w.now),
        errors: ErrorSummary::of(&t.form.errors),
        stale,
        open: FormOpen {
            id: "act".into(),
            action: w.action(&shell),
            csrf: shell.csrf.clone(),
            key,
            version: w.entered.head.version.to_string(),
            today: w.today().to_string(),
            default: if part == Part::Plan { "save".into() } else { "held".into() },
            ..FormOpen::default()
        },
        part: if part == Part::Plan { "plan" } else { "record" },
        sections: sections(w, t, part),
        more,
        bar: bar(w, part),
        shell,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::samples::{self, sound};
    use super::*;

    pub(in super::super) fn work(v: crate::use_cases::conferences::read::View, new: bool) -> Work {
        Work {
            hospital: draw::hospital(&v.entered.stay, v.hospital.as_ref()),
            replies: replies(&v),
            entered: v.entered,
            content: v.content,
            names: Names {
                organisations: vec!["みなみ薬局".into(), samples::LONG.into()],
                people: vec!["松田 彩".into()],
            },
            new,
            now: v.now,
        }
    }

    fn html(w: &Work, t: &Typed, part: Part) -> String {
        page(samples::shell(), "key".into(), w, t, part, Html::default()).render().unwrap()
    }

    #[test]
    fn a_new_one_asks_for_the_plan_and_a_closed_one_for_the_reason() {
        let w = work(samples::bare(), true);
        let page = html(&w, &Typed::fill(&w.content), Part::Plan);
        sound(&page);
        assert!(page.contains("保存して案内を送る") && !page.contains("決まったことを追加する"));
        let w = work(samples::changed(true), false);
        let page = html(&w, &Typed::fill(&w.content), Part::Record);
        sound(&page);
        assert!(page.contains("変えた理由") && page.contains("変えて、出席した人に知らせる"));
        assert!(page.contains("からだの動きとケア（5分）") && page.contains("家で暮らしたい"));
    }

    #[test]
    fn a_list_says_once_that_nothing_is_chosen_and_attendees_are_called_so() {
        let w = work(samples::changed(true), false);
        let page = html(&w, &Typed::fill(&w.content), Part::Record);
        let lists = page.split("<select").skip(1).filter_map(|s| s.split("</select>").next());
        for list in lists.filter(|l| l.contains(".job\"") || l.contains(".there\"")) {
            assert_eq!(list.matches("value=\"\"").count(), 1, "{list}");
            assert!(!list.contains("まだ選んでいません"));
        }
        assert!(page.contains("出席する人 <span") && !page.contains("<b>人 "));
    }

    #[test]
    fn long_texts_and_errors_are_shown_beside_their_inputs() {
        let w = work(samples::long(true), false);
        let mut t = Typed::fill(&w.content);
        t.error("a.dec.1.what", "2000文字以内で入力してください");
        t.error("a.reason", "変えた理由を入力してください");
        let page = html(&w, &t, Part::Record);
        sound(&page);
        assert!(page.contains("2か所を直してください"));
        assert!(page.matches("変えた理由を入力してください").count() >= 2, "summary and field");
    }
}
