//! The fridge sheet and the wallet card.
use kernel::wareki;
use office::print::{PrintJob, TemplateId};
use people::ResidentId;
use serde_json::{Value, json};
use slice::{Fail, Req, Resp};

use crate::model::sheet::{Call, Sheet};
use crate::use_cases::token::{PaperKind, print as make, text};

fn calls(all: &[Call]) -> Value {
    all.iter().map(|c| json!({ "who": c.who, "number": c.number, "note": c.note })).collect()
}

/// What the templates read. By day and by night, whatever the hour of printing.
fn sheet_body(s: &Sheet, address: &str) -> Value {
    let clinics: Value = s
        .clinics
        .iter()
        .map(|c| json!({ "name": c.name, "doctor": c.doctor, "day": c.day, "night": c.night, "number": c.number }))
        .collect();
    let plain = |all: &[Call]| -> Vec<Call> {
        all.iter().map(|c| Call { note: c.note.replace("いまは時間外", ""), ..c.clone() }).collect()
    };
    let doctors: Vec<Call> = if s.clinics.is_empty() { plain(&s.doctors) } else { Vec::new() };
    json!({
        "kana": s.kana, "name": s.name, "sex": s.sex, "birth": s.birth, "address": s.address, "phone": s.phone, "key": s.key,
        "contacts": calls(&s.contacts), "clinics": clinics, "doctors": calls(&doctors),
        "warn": s.warn.iter().map(|(a, b)| json!([a, b])).collect::<Value>(),
        "diagnoses": s.diagnoses.join("　"), "medicines": s.medicines.len(), "medicine_at": s.medicine_at,
        "usual": s.usual.join("　"), "care": s.care, "wanted": s.wanted, "team": calls(&plain(&s.team)),
        "confirmed": s.confirmed, "next": s.next, "qr": address,
    })
}

/// POST /people/{resident}/emergency/print
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let kind = PaperKind::from_code(req.form.get("kind")).ok_or(Fail::NotFound)?;
    let mut random = [0; 16];
    req.app.random(&mut random);
    let token = text(&random);
    let address = format!("{}{}", req.origin, req.url(&format!("/scene/code/{token}")));
    // no key of the form: a paper printed twice has two codes, and only the last one opens
    let made = req.app.write(req.actor()?, move |cx| make(cx, id, kind, &token))?;
    let (template, file) = match kind {
        PaperKind::Fridge => (TemplateId::FRIDGE, "救急医療情報-冷蔵庫"),
        PaperKind::Wallet => (TemplateId::WALLET, "救急医療情報-財布"),
    };
    let demo =
        req.shell.region.demo.then(|| "デモ　人・団体・電話番号はすべて架空です".to_string());
    let job = PrintJob::with_template(template, sheet_body(&made, &address))
        .title("救急医療情報")
        .file_name(file)
        .demo(demo)
        .printed_at(wareki::short(req.app.now().date()))
        .qr(Some(address))
        .build();
    Ok(Resp::print(job))
}
