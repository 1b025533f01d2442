//! 参加の申込み: the public form for organisations, the same on paper, and the same keyed in by the centre.
use app::Error;
use askama::Template;
use kernel::Actor;
use slice::{Fail, Req, Resp};
use ui::field::{Field, FieldKind, Input, Opt, TextKind};

use super::signing::{self, TOO_MANY};
use crate::identities::attempts::Of;
use crate::model::OrganisationKind;
use crate::model::application::Application;
use crate::use_cases::applications;

#[derive(Template)]
#[template(path = "accounts/apply.html")]
struct Page {
    shell: ui::Shell,
    paper: bool,
    errors: Vec<ui::FieldError>,
    fields: Vec<Field>,
    key: String,
}

#[derive(Template)]
#[template(path = "accounts/applied.html")]
struct Thanks {
    shell: ui::Shell,
}

fn paper(req: &Req) -> bool {
    req.session.as_ref().is_some_and(|s| crate::permissions::INVITE.hats.contains(&s.actor.hat))
}

fn show(req: &Req, errors: Vec<ui::FieldError>, status: u16) -> Result<Resp, Fail> {
    let f = &req.form;
    let kinds = OrganisationKind::ALL
        .into_iter()
        .filter(|k| !matches!(k, OrganisationKind::Centre | OrganisationKind::City))
        .map(|k| Opt::new(k.code(), k.label()))
        .collect();
    let tel = FieldKind::Text(Input {
        value: f.get("phone").into(),
        kind: TextKind::Tel,
        ..Input::default()
    });
    let fields = vec![
        Field::new("number", "事業所番号・医療機関コード", FieldKind::text(f.get("number")))
            .hint("介護は10けた、病院・診療所・薬局は7けたか10けたです")
            .required(),
        Field::new("name", "事業所の名前", FieldKind::text(f.get("name"))).required(),
        Field::new("kana", "かな", FieldKind::text(f.get("kana"))).required(),
        Field::new("kind", "種類", FieldKind::select(f.get("kind"), kinds)).required(),
        Field::new("phone", "電話", tel).hint("確認の電話は、名簿にある番号にかけます").required(),
        Field::new("person", "管理者になる方のお名前", FieldKind::text(f.get("person")))
            .hint("職員を招待し、退職を登録する方です")
            .required(),
        Field::new("person_kana", "お名前のかな", FieldKind::text(f.get("person_kana"))).required(),
        Field::new("profession", "職種", FieldKind::text(f.get("profession"))),
        Field::new("note", "連絡", FieldKind::text(f.get("note")))
            .hint("ご本人や家族のお名前は書かないでください"),
    ];
    let page = Page {
        shell: req.titled("参加の申込み"),
        paper: paper(req),
        fields: fields.into_iter().map(|x| x.error_from(&errors)).collect(),
        errors,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The form.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new(), 200)
}

/// Takes it in: ten from one network in a quarter of an hour, and any number from the centre.
pub(super) fn send(req: &Req) -> Result<Resp, Fail> {
    let f = &req.form;
    let Some(kind) = OrganisationKind::from_code(f.get("kind"))
        .filter(|k| !matches!(k, OrganisationKind::Centre | OrganisationKind::City))
    else {
        return show(req, signing::error("kind", "種類を選んでください"), 422);
    };
    let paper = paper(req);
    if !paper && signing::counted(req, Of::Form(req.visitor().network))?.is_none() {
        return show(req, signing::error("number", TOO_MANY), 429);
    }
    let number = f.get("number").chars().filter_map(|c| match c {
        '０'..='９' | 'Ａ'..='Ｚ' => char::from_u32(c as u32 - 0xFEE0),
        '-' | ' ' | '　' => None,
        c => Some(c.to_ascii_uppercase()),
    });
    let form = Application {
        number: number.collect(),
        name: f.get("name").into(),
        kana: f.get("kana").into(),
        kind,
        phone: f.get("phone").into(),
        person: f.get("person").into(),
        person_kana: f.get("person_kana").into(),
        profession: f.get("profession").into(),
        note: f.get("note").into(),
    };
    let done: Result<(), Error> = if paper {
        req.act(move |cx| applications::apply(cx, &form, true).map(|_| "/applications".into()))
            .map(|_| ())
    } else {
        req.app.write(&Actor::system(), move |cx| applications::apply(cx, &form, false)).map(|_| ())
    };
    match done {
        Ok(()) if paper => Ok(Resp::go_saying("/applications", "申込みを登録しました")),
        Ok(()) => Resp::page(Thanks { shell: req.titled("申込みを受け取りました") }.render()),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => {
                let errors = fields
                    .into_iter()
                    .map(|e| ui::FieldError { field: e.field, message: e.message })
                    .collect();
                show(req, errors, 422)
            }
            None => Err(e.into()),
        },
    }
}
