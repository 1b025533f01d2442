//! 病院・包括 連絡票 as the hospital writes it: filled in, looked at once more with the receiver in words, sent.
use accounts::{Organisation, OrganisationId};
use app::{Cx, Error};
use askama::Template;
use forms::read::Reading as Shown;
use forms::{Answers, Confidential, Draw, Form, Stage, Vars};
use kernel::{At, Id};
use slice::{Fail, Req, Resp};
use ui::{
    Button, ErrorSummary, Field, FieldError, FieldKind, Flash, FlashKind, FormOpen, Html, Opt,
    SendBar, Shell,
};

use crate::model::StayId;
use crate::use_cases::referral::{self as cases, Centre, ForWriting, Send};

/// The chapter of the 包括.
pub(super) const REPLY: &str = "ch_reply";
/// Both sides see the whole sheet.
pub(super) const ALL: Shown = Shown { all: false, upto: Confidential::Very, sources: false };

#[derive(Template)]
#[template(path = "rules/referral.html")]
pub(super) struct Page {
    pub shell: Shell,
    pub back: Html,
    pub title: String,
    pub lead: String,
    pub tags: Html,
    pub errors: ErrorSummary,
    pub notes: Vec<Flash>,
    pub side: Html,
    pub read: Html,
    pub open: Html,
    pub chapters: Vec<(String, Vec<String>)>,
    pub fields: Vec<Field>,
    pub bar: Html,
}

/// The form's edition for new sheets.
pub(super) fn form() -> Result<&'static Form, Error> {
    forms::shipped()
        .map_err(|e| Error::Inconsistent(format!("forms: {e}")))?
        .forms
        .newest(cases::FORM)
        .ok_or_else(|| Error::Inconsistent("the sheet for the 包括 is not shipped".into()))
}

/// A sheet being written.
pub(super) struct Work {
    stay: Option<StayId>,
    known: ForWriting,
    answers: Answers,
    pub centre: Option<Centre>,
    centres: Vec<Organisation>,
    now: At,
}

fn stay(req: &Req) -> Result<Option<StayId>, Fail> {
    if req.params.contains_key("stay") { req.id("stay").map(Some) } else { Ok(None) }
}

fn vars(w: &ForWriting, now: At) -> Vars {
    let v = Vars::new(now).with("author", serde_json::json!({ "name": w.name }), None, None).with(
        "organisation",
        serde_json::json!({ "name": w.hospital.name, "tel": w.hospital.phone }),
        None,
        None,
    );
    let Some((s, r)) = &w.of else { return v };
    let resident = serde_json::json!({
        "name": r.name, "kana": r.kana, "birth": r.birth.to_string(), "sex": r.sex.code(), "address": r.address, "tel": r.phone,
    });
    let mut stay = serde_json::json!({
        "admitted_on": s.admitted_on.to_string(), "ward": s.ward, "reason": s.reason,
    });
    if let (Some(day), Some(map)) = (s.planned_on, stay.as_object_mut()) {
        map.insert("discharge_on".into(), day.to_string().into());
    }
    v.with("resident", resident, Some("登録の内容から"), None).with(
        "stay",
        stay,
        Some("入院の記録から"),
        None,
    )
}

fn load(cx: &Cx<'_>, stay: Option<StayId>) -> app::Result<Work> {
    let known = cases::for_writing(cx, stay)?;
    let typed = known.draft.as_ref().and_then(|d| Answers::from_json(&d.body));
    let answers = match typed {
        Some(a) => a,
        None => forms::prefill(form()?, &vars(&known, cx.now()), None),
    };
    let centre = match answers.text("person.address") {
        Some(address) => cases::centre_of(cx, address)?,
        None => None,
    };
    Ok(Work { stay, known, answers, centre, centres: cases::centres(cx)?, now: cx.now() })
}

impl Work {
    fn path(&self) -> String {
        match self.stay {
            Some(s) => format!("/transitions/{s}/referral"),
            None => "/transitions/referrals/new".into(),
        }
    }
}

/// The sheet to fill in, or (`?check=1`) the last look.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let of = stay(req)?;
    let w = req.read(move |cx| load(cx, of))?;
    let page = if req.query.get("check") == "1" {
        check(req.shell.clone(), req.new_key(), &w, &[], "")?
    } else {
        write(req.shell.clone(), req.new_key(), &w, &[])?
    };
    Resp::page(page.render())
}

/// Keeps what was typed and goes to the last look, or sends.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let of = stay(req)?;
    let mut w = req.read(move |cx| load(cx, of))?;
    if req.form.get("_do") == "send" {
        return send(req, &w);
    }
    let (form, today) = (form()?, w.now.date());
    for c in form.chapters.iter().filter(|c| c.link_id != REPLY) {
        let own = forms::input::read(form, Some(&c.link_id), req.form.state(), &w.answers, today);
        w.answers = own.answers;
    }
    forms::calculate(form, &mut w.answers, &vars(&w.known, w.now));
    let checked = forms::validate(form, &w.answers, &vars(&w.known, w.now), Stage::Confirm);
    let (body, path) = (w.answers.to_json(), w.path());
    let errors = checked.errors();
    let to = if errors.is_empty() { format!("{path}?check=1") } else { path };
    let done = req.act(move |cx| {
        cases::save_draft(cx, of, &body)?;
        Ok(to.clone())
    })?;
    if errors.is_empty() {
        return Ok(Resp::go(done));
    }
    let page = write(req.shell.clone(), req.new_key(), &w, &errors)?;
    Ok(Resp::page(page.render())?.status(422))
}

fn send(req: &Req, w: &Work) -> Result<Resp, Fail> {
    let form = form()?;
    let checked = forms::validate(form, &w.answers, &vars(&w.known, w.now), Stage::Confirm);
    let mut errors = checked.errors();
    let chosen = req.form.get("to").to_owned();
    let to: Option<OrganisationId> = chosen.parse::<Id>().ok().map(OrganisationId);
    if to.is_none() {
        let message = "送り先の地域包括支援センターを選んでください".into();
        errors.push(FieldError { field: "to".into(), message });
    }
    if let (Some(to), true) = (to, errors.is_empty()) {
        let body = String::from_utf8(w.answers.canonical(form))
            .map_err(|_| Error::Inconsistent("answers that are no text".into()))?;
        let cmd = Send {
            stay: w.stay,
            to,
            form_version: form.version.clone(),
            body,
            reply_on: w.answers.date("ask.reply_on"),
            agreed: w.answers.yes_no("consent.given") == Some(true),
        };
        let done = req.act(move |cx| {
            let id = cases::send(cx, &cmd)?;
            Ok(format!("/transitions/referrals/{id}"))
        });
        match done {
            Ok(path) => return Ok(Resp::go_saying(path, "連絡票を送りました")),
            Err(e) => match Fail::fields(&e) {
                Some(all) => errors.extend(
                    all.into_iter().map(|f| FieldError { field: f.field, message: f.message }),
                ),
                None => return Err(e.into()),
            },
        }
    }
    let page = check(req.shell.clone(), req.new_key(), w, &errors, &chosen)?;
    Ok(Resp::page(page.render())?.status(422))
}

pub(super) fn open(shell: &Shell, key: String, id: &str, path: &str, today: String) -> FormOpen {
    FormOpen {
        id: id.into(),
        action: shell.url(path),
        csrf: shell.csrf.clone(),
        key,
        today,
        ..FormOpen::default()
    }
}

/// The chapters of one side as fields.
pub(super) fn chapters(
    form: &Form,
    answers: &Answers,
    vars: &Vars,
    tried: bool,
    take: impl Fn(&str) -> bool,
) -> Vec<(String, Vec<String>)> {
    let stage = if tried { Stage::Confirm } else { Stage::Draft };
    let checked = forms::validate(form, answers, vars, stage);
    let drawn = Draw {
        form,
        answers,
        checked: Some(&checked),
        today: vars.today(),
        mark_missing: false,
        add_row: None,
    };
    form.chapters
        .iter()
        .filter(|c| take(&c.link_id))
        .map(|c| {
            let heading = format!("{}　{}", c.number, c.title);
            (heading, drawn.chapter(c).iter().map(ui::Node::render).collect())
        })
        .collect()
}

pub(super) fn write(
    mut shell: Shell,
    key: String,
    w: &Work,
    errors: &[FieldError],
) -> Result<Page, Fail> {
    let form = form()?;
    shell.title = "病院・包括の連絡票を書く".into();
    let v = vars(&w.known, w.now);
    let bar = SendBar {
        label: "連絡票".into(),
        head: "つぎ".into(),
        to: match &w.centre {
            Some(c) => ui::org(&c.organisation.name, c.organisation.fictitious)
                .and("に送ります。次の画面でたしかめます"),
            None => "住所から送り先をさがして、次の画面でたしかめます".into(),
        },
        after: "まだ送りません。書いた内容は下書きに残ります".into(),
        button: Button::submit("たしかめる画面へ")
            .primary()
            .of_form("sheet")
            .posting("_do", "check"),
        second: None,
    };
    Ok(Page {
        back: back(&shell, w.stay),
        title: "病院・包括の連絡票".into(),
        lead: "ケアマネジャーのいない患者さんのことを、住所の地域包括支援センターに相談します。"
            .into(),
        tags: Html::default(),
        errors: ErrorSummary::of(errors),
        notes: Vec::new(),
        side: Html::default(),
        read: Html::default(),
        open: open(&shell, key, "sheet", &w.path(), w.now.date().to_string()).html(),
        chapters: chapters(form, &w.answers, &v, !errors.is_empty(), |c| c != REPLY),
        fields: Vec::new(),
        bar: bar.html(),
        shell,
    })
}

fn back(shell: &Shell, stay: Option<StayId>) -> Html {
    match stay {
        Some(s) => ui::back("入退院のようす", shell.url(&format!("/transitions/{s}"))),
        None => ui::back("連絡票の一覧", shell.url("/transitions/referrals")),
    }
}

pub(super) fn check(
    mut shell: Shell,
    key: String,
    w: &Work,
    errors: &[FieldError],
    chosen: &str,
) -> Result<Page, Fail> {
    let form = form()?;
    shell.title = "連絡票を送る前に".into();
    let found = w.centre.as_ref().map(|c| c.organisation.id.to_string());
    let value = if chosen.is_empty() { found.clone().unwrap_or_default() } else { chosen.into() };
    let opts = w
        .centres
        .iter()
        .map(|o| {
            let mine = Some(o.id.to_string()) == found;
            let name =
                if mine { format!("{}（住所の担当）", o.name) } else { o.name.clone() };
            Opt::new(o.id.to_string(), name)
        })
        .collect();
    let to = Field {
        name: "to".into(),
        label: "送り先の地域包括支援センター".into(),
        kind: FieldKind::radio(value, opts),
        error: errors.iter().find(|e| e.field == "to").map(|e| e.message.clone()),
        ..Field::default()
    }
    .required();
    let mut notes = Vec::new();
    if found.is_none() {
        let text = "住所から、担当のセンターがわかりませんでした。送り先を選んでください";
        notes.push(Flash::new(FlashKind::Info, text));
    }
    if w.answers.yes_no("consent.given") != Some(true) {
        let mut f = Flash::new(FlashKind::Warn, "知らせてよいと、まだたしかめていません");
        f.more = Some("本人かご家族に話してから送ってください。".into());
        notes.push(f);
    }
    let name = w.answers.text("person.name").unwrap_or_default();
    let bar = SendBar {
        label: "送る".into(),
        head: "送り先".into(),
        to: match &w.centre {
            Some(c) => ui::org(&c.organisation.name, c.organisation.fictitious),
            None => "上で選んだセンター".into(),
        },
        after: "センターの画面にすぐ届きます。印刷もできます".into(),
        button: Button::submit("連絡票を送る").primary().of_form("sheet").posting("_do", "send"),
        second: Some(Button::link("書きなおす", shell.url(&w.path()))),
    };
    Ok(Page {
        back: ui::back("連絡票に戻る", shell.url(&w.path())),
        title: "送る前に、たしかめてください".into(),
        lead: format!("{name} さん　病院・包括の連絡票"),
        tags: Html::default(),
        errors: ErrorSummary::of(errors),
        notes,
        side: Html::default(),
        read: forms::read::html(form, &w.answers, ALL),
        open: open(&shell, key, "sheet", &w.path(), w.now.date().to_string()).html(),
        chapters: Vec::new(),
        fields: vec![to],
        bar: bar.html(),
        shell,
    })
}

/// A sheet being written, for the tests of the pages.
#[cfg(test)]
pub(super) fn work(
    known: ForWriting,
    centre: Option<Centre>,
    centres: Vec<Organisation>,
    now: At,
) -> Work {
    let form = form().unwrap();
    let answers = forms::prefill(form, &vars(&known, now), None);
    Work { stay: known.of.as_ref().map(|(s, _)| s.id), known, answers, centre, centres, now }
}
