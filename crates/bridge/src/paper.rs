//! The paper of a letter: one sheet with QR, code and the answers to tick.
use app::Error;
use kernel::{At, wareki};
use office::print::{FaxAnswer, FaxLetter, FaxSheet, LabelValue, PrintJob};
use slice::Req;

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

/// One sheet.
pub fn sheet(req: &Req, i: &Issued) -> FaxLetter {
    let l = &i.letter;
    let back = if l.sender_fax.is_empty() { "差出人" } else { &l.sender_fax };
    FaxLetter {
        date: moment(req.app.now()),
        to: format!("{}　御中", l.receiver_name),
        to_numbers: numbers(&l.receiver_fax, &l.receiver_phone),
        from: l.sender_office.clone(),
        from_name: l.sender_name.clone(),
        from_numbers: numbers(&l.sender_fax, &l.sender_phone),
        title: l.title.clone(),
        who: l.who.clone(),
        lines: l.lines.iter().map(|x| LabelValue::new(&x.label, &x.text)).collect(),
        due: format!("{}までに、お返事をください", wareki::month_day(l.due)),
        qr: address(req, &i.token),
        door: door(req),
        code: i.code.clone(),
        back: if l.sender_fax.is_empty() { back.into() } else { format!("FAX {back}") },
        answers: l
            .answers
            .iter()
            .map(|a| FaxAnswer {
                label: a.label.clone(),
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

/// The sheets as one PDF.
pub fn job(req: &Req, issued: &[Issued]) -> app::Result<PrintJob> {
    let letters = issued.iter().map(|i| sheet(req, i)).collect();
    let now = req.app.now();
    let t = now.time();
    Ok(PrintJob::of(&FaxSheet { letters })
        .map_err(|e| Error::Inconsistent(format!("letter: {e}")))?
        .title("FAX 送付状")
        .sender(format!("{} 在宅医療・介護連携", req.app.region().name))
        .demo(
            req.app.region().demo.then(|| "デモ　人・団体・電話番号は、すべて架空です".to_string()),
        )
        .printed_at(format!("{} {}:{:02}", wareki::short(now.date()), t.hour(), t.minute()))
        .build())
}
