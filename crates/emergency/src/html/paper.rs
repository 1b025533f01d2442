//! The fridge sheet and the wallet card.
use kernel::wareki;
use office::print::{PrintJob, TemplateId};
use people::ResidentId;
use serde_json::{Value, json};
use slice::{Fail, Req, Resp};

use crate::model::sheet::{Call, Sheet};
use crate::use_cases::token::{PaperKind, print as make, sheet, text};

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

/// The paper's code, 128 bits. From the form's key and the session's secret: the same press makes the same paper, and
/// nobody else can work it out.
fn code(req: &Req) -> Result<String, Fail> {
    let session = req.session.as_ref().ok_or(Fail::Login)?;
    let key = req.form.get("_key");
    if key.len() < 8 {
        let mut random = [0; 16];
        req.app.random(&mut random);
        return Ok(text(&random));
    }
    let whole = [b"emergency paper".as_slice(), &session.csrf_key, key.as_bytes()].concat();
    Ok(kernel::sha256_hex(&whole).chars().take(32).collect())
}

/// POST /people/{resident}/emergency/print
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let kind = PaperKind::from_code(req.form.get("kind")).ok_or(Fail::NotFound)?;
    let token = code(req)?;
    let address = format!("{}{}", req.origin, req.url(&format!("/scene/code/{token}")));
    let to = format!("/people/{id}/emergency");
    let (made, there) = (token.clone(), to.clone());
    req.act(move |cx| make(cx, id, kind, &made).map(|()| there.clone()))?;
    // pressed again after another paper was printed: this one would open nothing
    let Some(made) = req.read(|cx| sheet(cx, id, &token))? else {
        return Ok(Resp::go(to));
    };
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
