//! Handing a person over to another region, and taking one in: the file with its passphrase, the preview, the receipt.
use app::Error;
use askama::Template;
use kernel::{Date, wareki};
use slice::{Fail, Form, Req, Resp};
use ui::dates;
use ui::field::{DatePart, Field, FieldKind, Opt};
use ui::{FieldError, Html, Kv, PlainRow, Rows, Shell};

use super::basics::errors_of;
use crate::model::{Consent, ConsentMethod, Resident};
use crate::seal::{self, Fresh, PASSPHRASE_MIN};
use crate::use_cases::consent::way;
use crate::use_cases::exchange::{self as act, Export, Incoming, Receipt, TakeIn};
use crate::{ResidentId, permissions};

#[derive(Template)]
#[template(path = "people/export.html")]
struct ExportPage {
    shell: Shell,
    back: Html,
    who: String,
    errors: Vec<FieldError>,
    action: String,
    key: String,
    fields: Vec<Field>,
    past: Rows,
}

#[derive(Template)]
#[template(path = "people/import.html")]
struct ImportPage {
    shell: Shell,
    back: Html,
    title: &'static str,
    lead: String,
    errors: Vec<FieldError>,
    warnings: Vec<String>,
    about: Option<Kv>,
    action: String,
    multipart: bool,
    key: String,
    fields: Vec<Field>,
    button: &'static str,
    away: String,
}

fn day_field(form: &Form, name: &str, label: &str, errors: &[FieldError]) -> Field {
    let mut v = dates::posted(form.state(), name);
    v.bad = errors.iter().any(|e| e.field == name).then_some(DatePart::Whole);
    Field::new(name, label, FieldKind::Date(v))
}

fn text(form: &Form, name: &str, label: &str) -> Field {
    Field::new(name, label, FieldKind::text(form.get(name)))
}

fn secret(name: &str, label: &str) -> Field {
    Field::new(name, label, FieldKind::Secret { autocomplete: "off".into() })
}

fn day(form: &Form, name: &str, today: Date, ask: &str) -> Result<Date, FieldError> {
    match dates::date(&dates::posted(form.state(), name), today) {
        Ok(Some(d)) => Ok(d),
        Ok(None) => Err(FieldError { field: name.into(), message: ask.into() }),
        Err(p) => Err(FieldError { field: name.into(), message: p.message }),
    }
}

fn receipt(r: &Receipt) -> PlainRow {
    let title = if r.out {
        format!("{}へ渡しました", r.other_region)
    } else {
        format!("{}から受け取りました", r.other_region)
    };
    let short = r.hash.get(..12).unwrap_or(&r.hash);
    PlainRow {
        title: title.into(),
        href: None,
        tag: None,
        meta: format!("{}・{}・控え {short}・{}", wareki::long(r.at.date()), r.by, r.reason).into(),
    }
}

fn draw_export(
    shell: Shell,
    key: String,
    r: &Resident,
    past: &[Receipt],
    form: &Form,
    errors: Vec<FieldError>,
) -> ExportPage {
    let fields = vec![
        text(form, "to_region", "引き継ぐ先の地域").hint("例：雪代市").required(),
        text(form, "reason", "理由").hint("例：長女宅の近くへ転居").required(),
        day_field(form, "consent_on", "ご本人（ご家族）が同意した日", &errors).required(),
        secret("passphrase", "合言葉")
            .hint(format!(
                "{PASSPHRASE_MIN}文字以上。短いことばを3つならべると、伝えやすくなります"
            ))
            .required(),
        secret("again", "合言葉（もう一度）").required(),
    ];
    ExportPage {
        back: ui::back(format!("{} さんのページ", r.name), shell.url(&format!("/people/{}", r.id))),
        who: format!("{} さん", r.name),
        action: shell.url(&format!("/people/{}/export", r.id)),
        key,
        fields: fields.into_iter().map(|f| f.error_from(&errors)).collect(),
        past: Rows { rows: past.iter().map(receipt).collect(), small: true },
        errors,
        shell,
    }
}

fn show_export(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let status = if errors.is_empty() { 200 } else { 422 };
    let (r, past) = req.read(move |cx| act::receipts(cx, id))?;
    let shell = req.titled("ほかの地域へ引き継ぐ");
    let page = draw_export(shell, req.new_key(), &r, &past, &req.form, errors);
    Ok(Resp::page(page.render())?.status(status))
}

/// The form.
pub(super) fn export_page(req: &Req) -> Result<Resp, Fail> {
    show_export(req, Vec::new())
}

/// Makes the file. Each press makes a file of its own, with its own receipt.
pub(super) fn export(req: &Req) -> Result<Resp, Fail> {
    let resident: ResidentId = req.id("resident")?;
    let f = &req.form;
    let mut errors = f.state().errors.clone();
    let consent_on = day(f, "consent_on", req.app.now().date(), "同意した日を入力してください");
    let passphrase = f.get("passphrase").to_string();
    if passphrase.chars().count() < PASSPHRASE_MIN {
        let message = format!("合言葉は{PASSPHRASE_MIN}文字以上にしてください");
        errors.push(FieldError { field: "passphrase".into(), message });
    } else if passphrase != f.get("again") {
        let message = "2つの合言葉がちがいます。もう一度入力してください".into();
        errors.push(FieldError { field: "again".into(), message });
    }
    let consent_on = match consent_on {
        Ok(d) if errors.is_empty() => d,
        other => {
            errors.extend(other.err());
            return show_export(req, errors);
        }
    };
    let cmd = Export {
        resident,
        to_region: f.get("to_region").into(),
        reason: f.get("reason").into(),
        consent_on,
    };
    match make(req, cmd, &passphrase) {
        Ok((name, file)) => Ok(Resp::file(name, "application/json", file)),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => show_export(req, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}

fn make(req: &Req, cmd: Export, passphrase: &str) -> Result<(String, Vec<u8>), Error> {
    let actor = req.actor().map_err(|_| Error::Forbidden(permissions::EXCHANGE.code))?.clone();
    let (mut seed, mut fresh) = ([0; 32], Fresh { salt: [0; 16], nonce: [0; 24] });
    req.app.random(&mut seed);
    req.app.random(&mut fresh.salt);
    req.app.random(&mut fresh.nonce);
    let asked = cmd.clone();
    let (json, seed) = req.app.write(&actor, move |cx| act::collect(cx, &asked, &seed))?;
    let region = req.app.region();
    let made_on = req.app.now().date();
    let file = seal::seal(
        &json,
        passphrase,
        (&region.slug, &region.name),
        &made_on.to_string(),
        &seed,
        fresh,
    )
    .map_err(|e| Error::Rule(e.to_string()))?
    .into_bytes();
    let bytes = file.clone();
    req.app.write(&actor, move |cx| act::exported(cx, &cmd, &bytes))?;
    Ok((format!("hikitsugi-{}-{made_on}.yui.json", region.slug), file))
}

fn draw_upload(shell: Shell, key: String, errors: Vec<FieldError>) -> ImportPage {
    let fields = vec![
        Field::new(
            "file",
            "引き継ぎのファイル",
            FieldKind::File { accept: ".json,application/json".into(), many: false },
        )
        .required(),
        secret("passphrase", "合言葉").hint("送った人から、電話で聞いてください").required(),
    ];
    ImportPage {
        back: ui::back("担当の一覧", shell.url("/people")),
        title: "ほかの地域から引き継ぐ",
        lead: "つぎの画面で内容をたしかめてから、取り込みます。".into(),
        warnings: Vec::new(),
        about: None,
        action: shell.url("/people/import"),
        multipart: true,
        key,
        fields: fields.into_iter().map(|f| f.error_from(&errors)).collect(),
        button: "ファイルを開く",
        away: shell.url("/people"),
        errors,
        shell,
    }
}

fn show_upload(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = draw_upload(req.titled("ほかの地域から引き継ぐ"), req.new_key(), errors);
    Ok(Resp::page(page.render())?.status(status))
}

/// The form.
pub(super) fn upload_page(req: &Req) -> Result<Resp, Fail> {
    show_upload(req, Vec::new())
}

/// Opens a file with its passphrase.
pub(super) fn upload(req: &Req) -> Result<Resp, Fail> {
    let one = |field: &str, message: String| vec![FieldError { field: field.into(), message }];
    let Some((_, _, bytes)) = req.files.iter().find(|(f, _, b)| f == "file" && !b.is_empty())
    else {
        return show_upload(req, one("file", "ファイルを選んでください".into()));
    };
    let opened = match seal::open(bytes, req.form.get("passphrase")) {
        Ok(o) => o,
        Err(e) => {
            let field = if e == seal::Unreadable::Passphrase { "passphrase" } else { "file" };
            return show_upload(req, one(field, e.to_string()));
        }
    };
    let bytes = bytes.clone();
    let done = req.app.write(req.actor()?, move |cx| act::keep(cx, &bytes, &opened));
    match done {
        Ok(hash) => Ok(Resp::go(format!("/people/import/{hash}"))),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => show_upload(req, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}

fn about(i: &Incoming, today: Date) -> Kv {
    let p = &i.person;
    let made = i.head.made_on.parse::<Date>().map(wareki::long).unwrap_or_default();
    let age = kernel::time::age_on(p.birth, today);
    let names: Vec<String> = i.bundle.team.iter().map(|(r, n)| format!("{r} {n}")).collect();
    let facts: Vec<&str> = i.bundle.facts.iter().map(|f| f.text()).collect();
    let sheets: Vec<String> =
        i.bundle.sheets.iter().map(|s| format!("{}（{}）", s.by, s.on)).collect();
    let or = |t: String| if t.is_empty() { "なし".to_string() } else { t };
    let rows: Vec<(Html, Html)> = vec![
        ("お名前".into(), format!("{}（{}）", p.name, p.kana).into()),
        (
            "生年月日".into(),
            format!("{}・{age}歳・{}", wareki::birth(p.birth), p.sex.label()).into(),
        ),
        ("住所".into(), or(p.address.clone()).into()),
        ("要介護度".into(), p.care_level.label().into()),
        ("ご家族・連絡先".into(), format!("{}人", i.bundle.contacts.len()).into()),
        ("病気・お薬など".into(), or(facts.join("、")).into()),
        ("前の支援チーム".into(), or(names.join("、")).into()),
        ("書類".into(), or(sheets.join("、")).into()),
        (
            "送った地域".into(),
            format!("{}（{made}・{}）", i.head.region_name, i.bundle.made_by).into(),
        ),
        ("送った理由".into(), i.bundle.reason.as_str().into()),
        ("送る同意の日".into(), i.bundle.consent_on.as_str().into()),
        ("確認番号".into(), i.head.fingerprint().into()),
        ("控え".into(), i.hash.get(..12).unwrap_or_default().into()),
    ];
    Kv { rows, tight: true, small: false }
}

fn draw_incoming(
    shell: Shell,
    key: String,
    i: &Incoming,
    form: &Form,
    errors: Vec<FieldError>,
    today: Date,
) -> ImportPage {
    let mut warnings = Vec::new();
    if i.came {
        warnings.push("このファイルは、前に一度取り込まれています。".to_string());
    }
    if !i.known {
        warnings.push(format!(
            "この地域からは、はじめての引き継ぎです。送った人に電話して、確認番号（{}）が同じか、たしかめてください。",
            i.head.fingerprint()
        ));
    }
    if !i.same.is_empty() || i.others > 0 {
        let names: Vec<String> = i.same.iter().map(|r| format!("{} さん", r.name)).collect();
        let named =
            if names.is_empty() { String::new() } else { format!("（{}）", names.join("、")) };
        warnings.push(format!(
            "同じ方かもしれない記録が、この地域に{}件あります{named}。",
            i.same.len() + i.others
        ));
    }
    let methods = ConsentMethod::ALL.iter().map(|m| Opt::new(m.code(), m.label())).collect();
    let mut fields = vec![
        Field::new(
            "consent_method",
            "この事業所への同意",
            FieldKind::radio(form.get("consent_method"), methods),
        )
        .required(),
        day_field(form, "consent_on", "同意の日", &errors).required(),
        text(form, "heard_by", "聞いた人（口頭のとき）"),
    ];
    if !i.same.is_empty() || i.others > 0 {
        let opts = vec![Opt::new("yes", "くらべて、別の方だとたしかめました")];
        let values = form.all("not_the_same").to_vec();
        fields.push(Field::new("not_the_same", "たしかめ", FieldKind::checks(values, opts)));
    }
    ImportPage {
        back: ui::back("ほかの地域から引き継ぐ", shell.url("/people/import")),
        title: "取り込む内容をたしかめます",
        lead: format!("{}から届いたファイルです。まだ取り込んでいません。", i.head.region_name),
        warnings,
        about: Some(about(i, today)),
        action: shell.url(&format!("/people/import/{}", i.hash)),
        multipart: false,
        key,
        fields: fields.into_iter().map(|f| f.error_from(&errors)).collect(),
        button: "この内容で取り込む",
        away: shell.url("/people/import"),
        errors,
        shell,
    }
}

fn show_incoming(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let hash = req.param("hash").to_string();
    let status = if errors.is_empty() { 200 } else { 422 };
    let i = req.read(move |cx| act::incoming(cx, &hash))?;
    let shell = req.titled("取り込む内容をたしかめます");
    let today = req.app.now().date();
    let page = draw_incoming(shell, req.new_key(), &i, &req.form, errors, today);
    Ok(Resp::page(page.render())?.status(status))
}

/// What is in it.
pub(super) fn incoming(req: &Req) -> Result<Resp, Fail> {
    show_incoming(req, Vec::new())
}

/// Takes it in.
pub(super) fn take_in(req: &Req) -> Result<Resp, Fail> {
    let f = &req.form;
    let mut errors = f.state().errors.clone();
    let given_on = day(f, "consent_on", req.app.now().date(), "同意の日を入力してください");
    let method = ConsentMethod::from_code(f.get("consent_method"));
    if method.is_none() {
        let message = "同意のしかたを選んでください".into();
        errors.push(FieldError { field: "consent_method".into(), message });
    }
    let (given_on, method) = match (given_on, method) {
        (Ok(d), Some(m)) if errors.is_empty() => (d, m),
        (d, _) => {
            errors.extend(d.err());
            return show_incoming(req, errors);
        }
    };
    let cmd = TakeIn {
        hash: req.param("hash").into(),
        consent: Consent {
            method,
            heard_by: f.get("heard_by").into(),
            given_on,
            // the paper that this region uses now
            form_version: req.read(way)?.form,
        },
        not_the_same: f.all("not_the_same").iter().any(|v| v == "yes"),
    };
    let done = req.act(move |cx| {
        let id = act::take_in(cx, &cmd)?;
        Ok(format!("/people/{id}"))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "取り込みました。担当の一覧に入っています")),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => show_incoming(req, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}

#[cfg(test)]
#[path = "exchange_tests.rs"]
mod tests;
