//! The paper of a letter: one sheet with QR, code and the answers to tick. To an office it is a FAX, to a person a letter
//! in large type. Neither says the digits that it asks for.
use app::Error;
use kernel::{At, wareki};
use office::print::{FaxAnswer, FaxLetter, FaxSheet, LabelValue, LetterSheet, PrintJob};
use slice::Req;

use crate::model::code::last_four;
use crate::model::mask::without_four;
use crate::use_cases::issue::Issued;

/// Address behind the QR of a letter: scheme, host, region and token, and nothing else.
pub fn address(req: &Req, token: &str) -> String {
    format!("{}{}", req.origin, req.url(&format!("/b/{token}")))
}

/// The address at which the code alone is typed, as it is printed: without scheme.
fn door(req: &Req) -> String {
    let whole = format!("{}{}", req.origin, req.url("/b"));
    whole.split_once("://").map_or(whole.clone(), |(_, rest)| rest.to_string())
}

fn numbers(fax: &str, phone: &str) -> String {
    let mut out = Vec::new();
    for (label, number) in [("FAX", fax), ("電話", phone)] {
        if !number.is_empty() {
            out.push(format!("{label} {number}"));
        }
    }
    out.join("　")
}

fn moment(at: At) -> String {
    ui::dates::moment(at)
}

/// A text on the paper, without the digits that the paper asks for: who finds the paper must not find them on it.
fn said(i: &Issued, text: &str) -> String {
    match last_four(&i.letter.receiver_phone) {
        Some(four) => without_four(text, &four),
        None => text.into(),
    }
}

/// One sheet to an office.
pub fn sheet(req: &Req, i: &Issued) -> FaxLetter {
    let l = &i.letter;
    let back = if l.sender_fax.is_empty() { "差出人" } else { &l.sender_fax };
    FaxLetter {
        date: moment(req.app.now()),
        to: format!("{}　御中", l.receiver_name),
        to_numbers: numbers(&said(i, &l.receiver_fax), ""),
        from: l.sender_office.clone(),
        from_name: l.sender_name.clone(),
        from_numbers: numbers(&l.sender_fax, &l.sender_phone),
        title: said(i, &l.title),
        who: l.who.clone(),
        lines: lines(i),
        due: format!("{}までに、お返事をください", wareki::month_day(l.due)),
        qr: address(req, &i.token),
        door: door(req),
        code: i.code.clone(),
        back: if l.sender_fax.is_empty() { back.into() } else { format!("FAX {back}") },
        answers: l
            .answers
            .iter()
            .map(|a| FaxAnswer {
                label: said(i, &a.label),
                hint: if a.ask.is_empty() { a.hint.clone() } else { String::new() },
                ask: a.ask.replace("（わかれば）", ""),
            })
            .collect(),
        astray: match l.sender_phone.is_empty() {
            true => String::new(),
            false => format!(
                "あて先が違うときは、読まずに電話 {} へお知らせのうえ、この紙を処分してください。",
                l.sender_phone
            ),
        },
    }
}

fn lines(i: &Issued) -> Vec<LabelValue> {
    i.letter.lines.iter().map(|x| LabelValue::new(&x.label, said(i, &x.text))).collect()
}

/// One letter to a person or a household: their name, plain words, and no initials of themselves.
pub fn letter(req: &Req, i: &Issued) -> office::print::Letter {
    let l = &i.letter;
    let phone = &l.sender_phone;
    let mut paragraphs = vec![
        format!(
            "「{}」のお手紙です。{}までに、お返事をください。",
            said(i, &l.title),
            wareki::month_day(l.due)
        ),
        "スマートフォンでも電話でも返せます。この紙なら、1つに印をつけて送り主へ渡してください。"
            .into(),
    ];
    paragraphs.extend(l.answers.iter().map(|a| match a.ask.replace("（わかれば）", "") {
        ask if ask.is_empty() => format!("□ {}", said(i, &a.label)),
        ask => format!("□ {}　{ask}（　　　　　　　　　　　　）", said(i, &a.label)),
    }));
    let mut notes = vec![format!(
        "アプリや登録は要りません。{}まで返事ができます。パソコンのときは {}",
        wareki::month_day(l.expires),
        door(req)
    )];
    if !phone.is_empty() {
        notes.push(format!(
            "電話で返すとき、わからないとき、ほかの方あての手紙が届いたときは　{phone}"
        ));
    }
    office::print::Letter {
        to: l.receiver_name.clone(),
        date: wareki::long(req.app.now().date()),
        from: vec![
            l.sender_office.clone(),
            format!("{}　電話 {phone}", l.sender_name).trim_end_matches("　電話 ").into(),
        ],
        paragraphs,
        facts: lines(i),
        code: Some(i.code.clone()),
        code_caption: Some(
            "スマートフォンで右の四角を写し、この番号と、お宅の電話番号の下4けたを入れます".into(),
        ),
        qr: Some(address(req, &i.token)),
        notes,
        large: true,
    }
}

/// The sheets as one PDF. All go to offices, or all to persons: the two are papers of different kinds.
pub fn job(req: &Req, issued: &[Issued]) -> app::Result<PrintJob> {
    let persons = issued.iter().filter(|i| i.letter.to_person()).count();
    let (job, title) = if persons == 0 {
        let letters = issued.iter().map(|i| sheet(req, i)).collect();
        (PrintJob::of(&FaxSheet { letters }), "FAX 送付状")
    } else if persons == issued.len() {
        let letters = issued.iter().map(|i| letter(req, i)).collect();
        (PrintJob::of(&LetterSheet { letters }), "お返事のお願い")
    } else {
        return Err(Error::Rule("お宅への手紙と、事業所への紙は、分けて印刷してください".into()));
    };
    let now = req.app.now();
    let t = now.time();
    Ok(job
        .map_err(|e| Error::Inconsistent(format!("letter: {e}")))?
        .title(title)
        .sender(format!("{} 在宅医療・介護連携", req.app.region().name))
        .demo(
            req.app.region().demo.then(|| "デモ　人・団体・電話番号は、すべて架空です".to_string()),
        )
        .printed_at(format!("{} {}:{:02}", wareki::short(now.date()), t.hour(), t.minute()))
        .build())
}
