//! Hearings and guidances for the tests of these pages.
use crate::html::office::samples;
use crate::model::hearing::HearingWay;
use crate::model::{Act, ActKind, Method};
use crate::use_cases::view::View;

fn told(way: HearingWay, profession: &str, words: &str, person: &str) -> serde_json::Value {
    serde_json::json!({
        "way": way.code(), "profession": profession, "profession_words": words,
        "person": person, "organisation": "みどり総合病院"
    })
}

/// One hearing.
pub(super) fn hearing(n: u8, day: &str, way: HearingWay, conference: bool, person: &str) -> Act {
    let mut a = samples::act(n, ActKind::Hearing, day);
    a.method = way.method();
    a.detail.data = told(way, "nurse", "看護師", person);
    a.to_name = format!("看護師 {person}さん");
    if conference {
        a.detail.codes.push("conference".into());
    }
    a.detail.note = "夜間のトイレの見守りが要ります".into();
    a
}

/// In person, by telephone on the next day, and in a conference.
pub(super) fn hearings() -> Vec<Act> {
    vec![
        hearing(60, "2026-11-18", HearingWay::Face, false, "小田島 誠"),
        hearing(61, "2026-11-19", HearingWay::Phone, false, "小田島 誠"),
        hearing(62, "2026-11-19", HearingWay::Video, true, "大﨑 隆"),
    ]
}

/// A guidance of the hospital.
pub(super) fn guidance(n: u8, day: &str, consent: bool) -> Act {
    let mut a = samples::act(n, ActKind::LiaisonGuidance, day);
    a.organisation = Some(samples::hospital().id);
    a.name = "小田島 誠".into();
    a.method = Some(Method::Visit);
    a.to_name = "佐藤 花子".into();
    let mut data = told(HearingWay::Face, "nurse", "看護師", "小田島 誠");
    data["consent"] = consent.into();
    data["plan_copy"] = false.into();
    data["joint"] = false.into();
    a.detail.data = data;
    a
}

/// A stay with hearings.
pub(super) fn view() -> View {
    let mut v = samples::view();
    v.acts.extend(hearings());
    v
}
