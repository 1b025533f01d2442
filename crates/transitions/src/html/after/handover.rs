//! Handing over: choosing from whom to whom, and the list to confirm. The ids in the address are of accounts and
//! offices; persons are posted.
use accounts::{Account, AccountId, Organisation, OrganisationId};
use app::{Cx, Error};
use askama::Template;
use kernel::{Date, Hat, Id};
use people::ResidentId;
use slice::{Fail, Form, Req, Resp};
use ui::{Button, Empty, ErrorSummary, Field, FormOpen, Html, Opt, PlainRow, Rows, SendBar, Shell};

use super::super::office::typed::Typed;
use crate::model::handover::{Handover, HandoverKind};
use crate::use_cases::handover::{self as act, Ask, HandOver, Preview};

/// Value of `office` that means one's own.
const SAME: &str = "same";

#[derive(Template)]
#[template(path = "after/choose.html")]
struct ChoosePage {
    shell: Shell,
    back: Html,
    errors: ErrorSummary,
    action: String,
    who: Vec<String>,
    fields: Vec<Field>,
    next: Button,
    past: Rows,
}

/// What the first page is drawn from.
struct Choice {
    me: Option<AccountId>,
    hospital: bool,
    /// Who may have a caseload here, also those who left.
    from: Vec<(Account, bool)>,
    to: Vec<Account>,
    offices: Vec<Organisation>,
    past: Vec<Handover>,
    who: Vec<String>,
}

fn gather(cx: &Cx<'_>, who: Vec<String>) -> app::Result<Choice> {
    let hospital = cx.actor().hat == Hat::Liaison;
    let past = act::recent(cx)?;
    let mine = cx.actor().organisation.map(OrganisationId).ok_or(Error::NotFound)?;
    let to: Vec<Account> = accounts::accounts_of(cx, mine)?
        .into_iter()
        .filter(|a| act::takes(a.hat, hospital))
        .collect();
    let from = accounts::any_accounts_of(cx, mine)?
        .into_iter()
        .filter(|a| act::takes(a.hat, hospital))
        .map(|a| {
            let here = to.iter().any(|t| t.id == a.id);
            (a, here)
        })
        .collect();
    let offices = if hospital { Vec::new() } else { accounts::organisations(cx)? };
    let offices = offices
        .into_iter()
        .filter(|o| act::follows(o.kind) && !o.outside && o.id != mine)
        .collect();
    Ok(Choice { me: cx.actor().account.map(AccountId), hospital, from, to, offices, past, who })
}

fn draw_choice(mut shell: Shell, c: &Choice, t: &Typed) -> ChoosePage {
    shell.title = "担当を引き継ぐ".into();
    let from = c.from.iter().map(|(a, here)| {
        let label = if *here { a.name.clone() } else { format!("{}（退職など）", a.name) };
        Opt::new(a.id.to_string(), label)
    });
    let to = c.to.iter().map(|a| Opt::new(a.id.to_string(), &a.name)).collect();
    let mut offices = vec![Opt::new(SAME, "同じ事業所の中で")];
    offices.extend(
        c.offices.iter().map(|o| Opt::new(o.id.to_string(), crate::html::office::parts::plain(o))),
    );
    let mut fields = vec![t.select("from", "いまの担当", from.collect()).required()];
    if !c.hospital {
        fields.push(
            t.select("office", "引き継ぐ先", offices)
                .required()
                .hint("ほかの事業所に引き継ぐときは、ご本人（ご家族）の同意の日が必要です"),
        );
    }
    fields.push(
        t.select("to", "引き継ぐ人", to).hint("ほかの事業所に引き継ぐときは、つぎの画面で選びます"),
    );
    let rows = c.past.iter().map(|h| PlainRow {
        title: format!("{} から {} へ {}人", h.from_words, h.to_words, h.n).into(),
        href: Some(shell.url(&format!("/handover/{}", h.id))),
        tag: h.undone_at.map(|_| ui::tag(ui::TagKind::Plain, "取り消しました")),
        meta: kernel::wareki::long(h.day).into(),
    });
    ChoosePage {
        back: ui::back("担当の一覧", shell.url("/people")),
        errors: ErrorSummary::of(t.errors()),
        action: shell.url("/handover/preview"),
        who: c.who.clone(),
        fields,
        next: Button::submit("引き継ぐ方をたしかめる").primary(),
        past: Rows { rows: rows.collect(), small: true },
        shell,
    }
}

fn show_choice(req: &Req, t: Typed, status: u16) -> Result<Resp, Fail> {
    let who = req.query.all("who").to_vec();
    let c = req.read(|cx| gather(cx, who.clone()))?;
    let me = c.me.map(|a| a.to_string()).unwrap_or_default();
    let t = if t.text("from").is_empty() { t.with("from", me) } else { t };
    let t = if t.text("office").is_empty() { t.with("office", SAME) } else { t };
    Ok(Resp::page(draw_choice(req.shell.clone(), &c, &t).render())?.status(status))
}

/// From whom to whom.
pub(super) fn choose(req: &Req) -> Result<Resp, Fail> {
    show_choice(req, Typed::posted(&req.query, req.app.now().date()), 200)
}

/// Reads from whom to whom; `_to` of the list page wins, because it is chosen last.
fn asked(req: &Req, form: &Form, t: &mut Typed) -> Option<Ask> {
    let mine = req.actor().ok()?.organisation.map(OrganisationId)?;
    let from = t.code("from", |v| v.parse::<AccountId>().ok(), "いまの担当を選んでください");
    let to_org = match t.text("office").as_str() {
        "" | SAME => Some(mine),
        other => other.parse::<OrganisationId>().ok(),
    };
    if to_org.is_none() {
        t.error("office", "引き継ぐ先を選んでください");
    }
    let another = to_org.is_some_and(|o| o != mine);
    let name = if another { "a.taker" } else { "a.to" };
    let to = form.some(name).and_then(|v| v.parse::<AccountId>().ok());
    if !another && to.is_none() {
        t.error("to", "引き継ぐ人を選んでください");
    }
    t.ok().then_some(())?;
    Some(Ask { from: from?, to_org: to_org?, to })
}

#[derive(Template)]
#[template(path = "after/preview.html")]
struct PreviewPage {
    shell: Shell,
    back: Html,
    title: String,
    lead: Html,
    errors: ErrorSummary,
    empty: Option<Empty>,
    note: String,
    open: FormOpen,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    bar: Html,
}

fn option(r: &act::Row, today: Date) -> Opt {
    let label = format!(
        "{} さん　{}歳・{}",
        r.resident.name,
        r.resident.age(today),
        r.resident.care_level.label()
    );
    let mut hint: Vec<String> =
        r.stays.iter().map(|(place, next)| format!("{place}の入院（つぎは「{next}」）")).collect();
    if r.tasks > 0 {
        hint.push(format!("残っている用事 {}件", r.tasks));
    }
    Opt { hint: hint.join("・"), ..Opt::new(r.resident.id.to_string(), label) }
}

fn note(kind: HandoverKind) -> &'static str {
    match kind {
        HandoverKind::Liaison => {
            "入院中の患者さんの担当がかわります。まだの手順は、そのまま引き継がれます。"
        }
        HandoverKind::Manager => {
            "支援チームの名前と、入院中の手順・残っている用事が引き継がれます。事業所は変わりません。入院先の病院にも知らせます。"
        }
        _ => {
            "引き継ぐと、いまの事業所からは、その方のページが見えなくなります。自分で書いた書類だけは読めます。入院先の病院にも知らせます。"
        }
    }
}

fn draw_preview(
    mut shell: Shell,
    key: String,
    p: &Preview,
    ask: &Ask,
    chosen: Option<&[String]>,
    t: &Typed,
    today: Date,
) -> PreviewPage {
    shell.title = "引き継ぐ方をたしかめる".into();
    let another = p.kind == HandoverKind::Office;
    let all: Vec<String> = p.rows.iter().map(|r| r.resident.id.to_string()).collect();
    let word = if p.kind == HandoverKind::Liaison { "患者さん" } else { "利用者さん" };
    let values = chosen.map_or_else(|| all.clone(), <[String]>::to_vec);
    let opts = p.rows.iter().map(|r| option(r, today)).collect();
    let mut fields = Vec::new();
    if another {
        let mut staff = vec![Opt::new("later", "決めない（引き継ぐ先の事業所で決める）")];
        staff.extend(p.staff.iter().map(|a| Opt::new(a.id.to_string(), &a.name)));
        fields.push(t.select("taker", "引き継ぐ人", staff));
        fields.push(
            t.day_field("consent_on", "事業所の変更に、ご本人（ご家族）が同意した日").required(),
        );
    }
    fields.push(
        t.line("reason", "引き継ぐ理由", ui::field::Width::Full)
            .hint("例：退職のため、地区の担当替えのため")
            .required(),
    );
    let label = format!("引き継ぐ{word}（{}人）", p.rows.len());
    fields.push(
        t.field("who", &label, ui::FieldKind::checks(values, opts))
            .hint("引き継がない方は、しるしを外してください")
            .required(),
    );
    let to_org = ui::org(&p.to_org.name, p.to_org.fictitious);
    let to = match (&p.to, another) {
        (Some(a), false) => Html::text(format!("{} さん", a.name)),
        (Some(a), true) => to_org.and(format!(" {} さん", a.name)),
        (None, _) => to_org,
    };
    let empty = p.rows.is_empty().then(|| Empty {
        title: format!("{} さんが担当する{word}は、いません", p.from.name),
        text: "ほかの人を選んでください。".into(),
        art: false,
        button: Some(Button::link("選び直す", shell.url("/handover")).primary()),
    });
    let bar = SendBar {
        label: "引き継ぐ".into(),
        head: "引き継ぐ先".into(),
        to: to.clone(),
        after: "5分間は取り消せます".into(),
        button: Button::submit("この内容で引き継ぐ").primary().of_form("over"),
        second: Some(Button::link("選び直す", shell.url("/handover")).text()),
    };
    let office = if another { ask.to_org.to_string() } else { SAME.into() };
    let mut hidden = vec![("a.from", ask.from.to_string()), ("a.office", office)];
    if !another {
        hidden.push(("a.to", ask.to.map(|a| a.to_string()).unwrap_or_default()));
    }
    PreviewPage {
        back: ui::back("担当を引き継ぐ", shell.url("/handover")),
        title: format!("{word}を引き継ぎます"),
        lead: Html::text(format!("{} さん から ", p.from.name)).and(to).and(" へ"),
        errors: ErrorSummary::of(t.errors()),
        note: note(p.kind).into(),
        open: FormOpen {
            id: "over".into(),
            action: shell.url("/handover"),
            csrf: shell.csrf.clone(),
            key,
            today: today.to_string(),
            ..FormOpen::default()
        },
        hidden,
        fields,
        bar: if empty.is_some() { Html::default() } else { bar.html() },
        empty,
        shell,
    }
}

/// The list to confirm.
pub(super) fn preview(req: &Req) -> Result<Resp, Fail> {
    let mut t = Typed::posted(&req.query, req.app.now().date());
    let Some(ask) = asked(req, &req.query, &mut t) else { return show_choice(req, t, 422) };
    match req.read(move |cx| match act::preview(cx, &ask) {
        Err(Error::Invalid(fields)) => Ok(Err(fields)),
        other => other.map(Ok),
    })? {
        Ok(p) => {
            let only = req.query.all("who").to_vec();
            let today = req.app.now().date();
            let chosen = (!only.is_empty()).then_some(only.as_slice());
            let page = draw_preview(req.shell.clone(), req.new_key(), &p, &ask, chosen, &t, today);
            Resp::page(page.render())
        }
        Err(fields) => {
            t.refused(Error::Invalid(fields))?;
            show_choice(req, t, 422)
        }
    }
}

/// Hands over.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let mut t = Typed::posted(&req.form, req.app.now().date());
    let who = req.form.all("a.who").to_vec();
    let Some(ask) = asked(req, &req.form, &mut t) else { return show_choice(req, t, 422) };
    let consent_on = t.day("consent_on");
    let ids: Vec<ResidentId> =
        who.iter().filter_map(|w| w.parse::<Id>().ok()).map(ResidentId).collect();
    let cmd = HandOver { ask, who: ids, reason: t.text("reason"), consent_on };
    if !t.ok() {
        // the day cannot be read: what else is wrong is told with it
        let wrong = act::wrong(&cmd, false, req.app.now().date());
        wrong.into_iter().for_each(|f| t.error(&f.field, f.message));
    } else {
        let done = req.act(move |cx| {
            let id = act::hand_over(cx, &cmd)?;
            Ok(format!("/handover/{id}"))
        });
        match done {
            Ok(to) => return Ok(Resp::go_saying(to, "担当を引き継ぎました")),
            Err(e) => t.refused(e)?,
        }
    }
    let plain = Ask { to: if t.text("office") == SAME { ask.to } else { None }, ..ask };
    match req.read(move |cx| act::preview(cx, &plain)) {
        Ok(p) => {
            let today = req.app.now().date();
            let page =
                draw_preview(req.shell.clone(), req.new_key(), &p, &plain, Some(&who), &t, today);
            Ok(Resp::page(page.render())?.status(422))
        }
        // from whom or to whom no longer holds: it is chosen anew, with the sentence beside it
        Err(Fail::Use(Error::Invalid(_))) => show_choice(req, t, 422),
        Err(e) => Err(e),
    }
}

#[cfg(test)]
pub(super) mod tests_of {
    use super::super::super::office::samples;
    use super::*;
    use crate::model::handover::{Handover, HandoverId};

    pub(crate) fn handover() -> Handover {
        Handover {
            id: HandoverId(samples::id(60)),
            kind: HandoverKind::Manager,
            from_org: samples::office().id,
            from_account: Some(AccountId(samples::id(22))),
            from_words: "佐藤 花子".into(),
            to_org: samples::office().id,
            to_account: Some(AccountId(samples::id(23))),
            to_words: "菊池 誠".into(),
            reason: "退職のため".into(),
            consent_on: None,
            day: samples::today(),
            n: 35,
            by_account: None,
            by_org: Some(samples::office().id),
            by_hat: "cm".into(),
            by_name: "佐藤 花子".into(),
            at: samples::now(),
            undone_at: None,
        }
    }

    fn account(n: u8, name: &str) -> Account {
        samples::account(n, name, Hat::CareManager, samples::office().id)
    }

    fn preview_of(rows: usize, kind: HandoverKind) -> Preview {
        let row = |i: usize| {
            let mut resident = samples::resident();
            resident.id = ResidentId(samples::id(100 + u8::try_from(i).unwrap()));
            if i == 1 {
                resident.name = samples::LONG.into();
            }
            let stays = if i == 0 {
                vec![("みどり総合病院".into(), "書類の受け渡し")]
            } else {
                vec![]
            };
            act::Row { resident, stays, tasks: i % 2 }
        };
        Preview {
            from: account(22, "佐藤 花子"),
            to_org: samples::office(),
            to: (kind != HandoverKind::Office).then(|| account(23, "菊池 誠")),
            kind,
            rows: (0..rows).map(row).collect(),
            staff: vec![account(23, "菊池 誠")],
        }
    }

    fn asked_of(p: &Preview) -> Ask {
        Ask { from: p.from.id, to_org: p.to_org.id, to: p.to.as_ref().map(|a| a.id) }
    }

    fn html(p: &Preview, t: &Typed) -> String {
        let page = draw_preview(
            samples::shell(),
            "key12345".into(),
            p,
            &asked_of(p),
            None,
            t,
            samples::today(),
        );
        let html = page.render().unwrap();
        samples::sound(&html);
        html
    }

    #[test]
    fn thirty_five_stand_in_the_list_with_their_stays_and_all_are_marked() {
        let html = html(&preview_of(35, HandoverKind::Manager), &Typed::blank(samples::today()));
        assert!(
            html.contains("35人")
                && html.contains("みどり総合病院の入院（つぎは「書類の受け渡し」）")
        );
        assert_eq!(html.matches("type=\"checkbox\"").count(), 35);
        assert_eq!(html.matches(" checked").count(), 35);
        assert!(html.contains("5分間は取り消せます") && !html.contains("consent_on"));
    }

    #[test]
    fn another_office_asks_for_the_consent_and_says_what_is_no_longer_seen() {
        let mut t = Typed::blank(samples::today()).with("reason", "転居のため");
        t.error("consent_on", "同意した日を入力してください");
        let html = html(&preview_of(2, HandoverKind::Office), &t);
        assert!(html.contains("同意した日を入力してください") && html.contains("転居のため"));
        assert!(html.contains("ページが見えなくなります"));
    }

    #[test]
    fn nobody_to_hand_over_is_said() {
        let html = html(&preview_of(0, HandoverKind::Liaison), &Typed::blank(samples::today()));
        assert!(html.contains("担当する患者さんは、いません") && !html.contains("sendbar\""));
    }

    #[test]
    fn the_first_page_offers_people_offices_and_what_was_handed_over() {
        let gone = Handover { undone_at: Some(samples::now()), ..handover() };
        let mut c = Choice {
            me: Some(AccountId(samples::id(22))),
            hospital: false,
            from: vec![(account(22, "佐藤 花子"), true), (account(24, samples::LONG), false)],
            to: vec![account(23, "菊池 誠")],
            offices: vec![samples::office()],
            past: vec![handover(), gone],
            who: Vec::new(),
        };
        let page = |c: &Choice, t: &Typed| {
            let html = draw_choice(samples::shell(), c, t).render().unwrap();
            samples::sound(&html);
            html
        };
        let t = Typed::blank(samples::today());
        let html = page(&c, &t);
        assert!(html.contains("（退職など）") && html.contains("取り消しました"));
        c.hospital = true;
        c.past.clear();
        let mut wrong = Typed::blank(samples::today());
        wrong.error("to", "引き継ぐ人を選んでください");
        let html = page(&c, &wrong);
        assert!(html.contains("まだありません") && html.contains("引き継ぐ人を選んでください"));
        assert!(!html.contains("同じ事業所の中で"));
    }
}
