//! 書類の受け渡し: which papers were handed over, to whom, when; with their files, or on paper.
use app::Cx;
use kernel::{Id, wareki};
use people::attachments::{self, AttachmentKind, Kept, UploadPart};
use people::authz::What;
use slice::{Fail, Req, Resp};
use ui::{FieldKind, Html, Kv, Opt, Shell};

use super::frame::{self, ActPage, Case, Parts, carry_out};
use super::planning;
use super::typed::Typed;
use crate::model::progress::Next;
use crate::model::{ActKind, Paper, StayId};
use crate::use_cases::papers::{Papers, Whom, hand_over_with};
use crate::use_cases::standing::AGAIN;

const KINDS: &[ActKind] = &[ActKind::Papers];

/// The form.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let today = case.now.date();
    let typed = Typed::blank(today)
        .with_day("day", today)
        .with("whom", Whom::Office.code())
        .with("to", case.care_manager());
    let page = page(req.shell.clone(), req.new_key(), &case, &typed, Html::default());
    Resp::page(askama::Template::render(&page))
}

/// Records.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let mut typed = Typed::of(&req.form, req.app.now().date());
    let case = req.read(move |cx| frame::case(cx, stay))?;
    // reading pictures is slow: before any transaction
    let sent = attachments::posted(req);
    for e in sent.refused.iter().chain(&sent.errors) {
        typed.error(&e.field, e.message.clone());
    }
    let said = "書類の受け渡しを記録しました";
    if let Some(papers) = read(stay, &mut typed) {
        let files = match sent.files.is_empty() {
            true => Vec::new(),
            false => {
                let whose = case.view.resident.id;
                attachments::keep(&req.app, req.actor()?, whose, What::Stay, &sent.files)?
            }
        };
        let cmd = (papers, files, sent.title);
        if let Some(done) = carry_out(req, stay, &mut typed, KINDS, cmd, give, said)? {
            return Ok(done);
        }
    }
    let stands = planning::stands(&mut typed, "もう一度 渡したと記録する");
    let status = planning::status(&typed, &stands);
    let page = page(req.shell.clone(), req.new_key(), &case, &typed, stands);
    Ok(Resp::page(askama::Template::render(&page))?.status(status))
}

fn give(cx: &Cx<'_>, cmd: &(Papers, Vec<Kept>, String)) -> app::Result<Id> {
    hand_over_with(cx, &cmd.0, &cmd.1, &cmd.2)
}

/// The part for files, with what was typed into it; files themselves have to be chosen again.
fn files(t: &Typed) -> Html {
    let mut form = slice::Form::default();
    form.push("file_title", t.text("file_title"));
    let kind = AttachmentKind::Other;
    Html::trusted("<h2 class=\"mt5\">ファイルで渡すとき</h2>")
        .and(UploadPart::new(&form, kind, &t.form.errors).html())
}

fn read(stay: StayId, t: &mut Typed) -> Option<Papers> {
    let mut papers = Vec::new();
    for code in t.form.all("papers") {
        match Paper::from_code(&code) {
            Some(p) if papers.contains(&p) => {}
            Some(p) => papers.push(p),
            None => t.error("papers", "書類を一覧から選んでください"),
        }
    }
    if papers.is_empty() && t.form.error_of("papers").is_none() {
        t.error("papers", "渡した書類を1つ以上選んでください");
    }
    let day = t.day("day", "渡した日");
    let method = t.method("渡しかたを選んでください");
    let whom = t.code("whom", Whom::from_code, "渡した先を選んでください");
    t.ok().then_some(())?;
    let again = t.text(AGAIN) == "yes";
    let to = t.text("to");
    Some(Papers { stay, papers, whom: whom?, to, day: day?, method: method?, again })
}

/// What was handed over before.
fn lead(case: &Case) -> Html {
    let rows: Vec<(Html, Html)> = case
        .view
        .acts
        .iter()
        .filter(|a| a.kind == ActKind::Papers)
        .map(|a| {
            let papers: Vec<&str> = a
                .detail
                .codes
                .iter()
                .filter_map(|c| Paper::from_code(c))
                .map(Paper::label)
                .collect();
            let day = a.day.map(wareki::month_day).unwrap_or_default();
            (format!("{day}に渡したもの").into(), papers.join("、").into())
        })
        .collect();
    if rows.is_empty() { Html::default() } else { Kv { rows, tight: false, small: false }.html() }
}

fn page(shell: Shell, key: String, case: &Case, t: &Typed, stands: Html) -> ActPage {
    let opts = Paper::ALL.iter().map(|p| Opt::new(p.code(), p.label())).collect();
    let whom = vec![
        Opt::new(Whom::Office.code(), case.view.office.name.as_str()),
        Opt::new(Whom::Family.code(), "ご本人・ご家族"),
        Opt::new(Whom::Other.code(), "そのほか（施設・訪問看護・薬局など）"),
    ];
    let fields = vec![
        t.field("papers", "渡した書類", FieldKind::checks(t.form.all("papers"), opts)).required(),
        t.date("day", "渡した日").required(),
        t.method_field("渡しかた"),
        t.radio("whom", "渡した先", whom).required(),
        t.line("to", "渡した相手", 60).hint("ご家族に渡したときは、「長女さん」のように"),
    ];
    let parts = Parts {
        tail: "/papers",
        title: "書類を渡す".into(),
        next: Some(Next::Papers),
        kinds: KINDS,
        lead: stands.and(lead(case)),
        fields,
        bar_head: "知らせる相手",
        to: Html::from("居宅に渡したときだけ ").and(case.office_and_person()),
        after: "ファイルを付けると、居宅はここで開けます。ご家族やほかの相手に渡したときは、渡したことの記録です"
            .into(),
        files: files(t),
        button: "書類を渡したと記録する",
        ..Parts::default()
    };
    frame::page(shell, key, case, t, parts)
}

#[cfg(test)]
mod tests {
    use super::super::frame::tests::{bare, long, sample, sound};
    use super::super::samples::{self, LONG, shell, today};
    use super::*;
    use askama::Template;

    fn html(case: &Case, t: &Typed) -> String {
        page(shell(), "key".into(), case, t, Html::default()).render().unwrap()
    }

    #[test]
    fn the_page_lists_the_papers_and_what_was_handed_over_before() {
        let mut case = sample();
        let mut act = samples::act(41, ActKind::Papers, "2026-11-18");
        act.detail.codes = vec!["summary".into(), "gone".into()];
        case.view.acts.push(act);
        let page = html(&case, &Typed::blank(today()).with_day("day", today()));
        sound(&page);
        for words in [
            "看護サマリー",
            "11月18日（水）に渡したもの",
            "ファイルを付けると、居宅はここで開けます",
            "ご本人・ご家族",
        ] {
            assert!(page.contains(words), "{words}");
        }
        sound(&html(&bare(), &Typed::blank(today())));
        sound(&html(&long(), &Typed::blank(today()).with("to", LONG)));
    }

    #[test]
    fn no_paper_or_an_unknown_one_is_refused_and_ticks_stay() {
        let id = sample().view.stay.id;
        let mut t = Typed::blank(today()).with_day("day", today()).with("method", "visit");
        assert!(read(id, &mut t).is_none());
        assert_eq!(t.form.error_of("papers").as_deref(), Some("渡した書類を1つ以上選んでください"));
        let mut t = Typed::blank(today())
            .with("papers", "summary")
            .with("papers", "x")
            .with("method", "visit");
        assert!(read(id, &mut t).is_none());
        let page = html(&sample(), &t);
        sound(&page);
        assert!(
            page.contains("value=\"summary\" checked")
                || page.contains("checked value=\"summary\"")
                || page.contains("checked")
        );
        let mut t = Typed::blank(today())
            .with("papers", "summary")
            .with("papers", "summary")
            .with("method", "visit")
            .with("whom", "family")
            .with_day("day", today());
        assert_eq!(read(id, &mut t).map(|p| p.papers), Some(vec![Paper::Summary]));
    }
}
