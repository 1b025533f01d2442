//! 聞き取り: what an office heard from the hospital about a person, on which day, from whom and how: the rows of
//! 退院・退所情報記録書 §4 (forms.md §1.2). One row is one act; the rules of the fee guide read them.
use kernel::{Date, Id};
use serde::{Deserialize, Serialize};

use super::stay::coded;
use super::{Act, ActKind, Method};

coded! {
    /// How it was heard. Apart from [`Method`]: the survey knows no video, and the fee rule tells it from the rest.
    HearingWay {
        /// 面談.
        Face = "face", "面談";
        /// ビデオ通話.
        Video = "video", "ビデオ通話";
        /// 電話.
        Phone = "phone", "電話";
        /// FAX.
        Fax = "fax", "FAX";
        /// 書類だけ (郵送, Yui など).
        Paper = "paper", "書類だけ（郵送・システム）";
    }
}

impl HearingWay {
    /// The method of the survey's list; none for video, which that list does not know.
    pub const fn method(self) -> Option<Method> {
        match self {
            HearingWay::Face => Some(Method::Visit),
            HearingWay::Video => None,
            HearingWay::Phone => Some(Method::Phone),
            HearingWay::Fax => Some(Method::Fax),
            HearingWay::Paper => Some(Method::Ict),
        }
    }
}

/// The structured content of a hearing (and of a 介護支援等連携指導), as kept in `Detail::data`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Code of [`HearingWay`].
    pub way: String,
    /// Code of forms/codes/profession.json; empty = not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub profession: String,
    /// The profession in words, as chosen or written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub profession_words: String,
    /// Name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub person: String,
    /// Organisation in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub organisation: String,
}

impl Told {
    /// 「看護師 小田島 誠さん」; empty when nothing is known.
    pub fn who(&self) -> String {
        let person =
            if self.person.is_empty() { String::new() } else { format!("{}さん", self.person) };
        [self.profession_words.as_str(), person.as_str()]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// How.
    pub fn way(&self) -> Option<HearingWay> {
        HearingWay::from_code(&self.way)
    }
}

/// Code of [`super::act::Detail`]: heard in a conference.
pub const CONFERENCE: &str = "conference";

/// One hearing, read off its act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hearing {
    /// The act.
    pub id: Id,
    /// On which day.
    pub day: Date,
    /// How.
    pub way: HearingWay,
    /// In a conference.
    pub conference: bool,
    /// From whom.
    pub told: Told,
    /// What was heard, in a few words.
    pub note: String,
    /// The conference, visit or notice it was made from.
    pub from: Option<Id>,
    /// Who recorded it.
    pub by: String,
}

impl Hearing {
    /// Reads an act; none for other acts, for cancelled ones and for content that cannot be read.
    pub fn of(a: &Act) -> Option<Hearing> {
        if a.kind != ActKind::Hearing || a.cancelled {
            return None;
        }
        let told: Told = serde_json::from_value(a.detail.data.clone()).ok()?;
        Some(Hearing {
            id: a.id,
            day: a.day?,
            way: told.way()?,
            conference: a.detail.has(CONFERENCE),
            told,
            note: a.detail.note.clone(),
            from: a.record,
            by: a.name.clone(),
        })
    }

    /// All hearings of a stay by day, then in the order of recording.
    pub fn all(acts: &[Act]) -> Vec<Hearing> {
        let mut all: Vec<Hearing> = acts.iter().filter_map(Hearing::of).collect();
        all.sort_by_key(|h| (h.day, h.id));
        all
    }
}

/// Acts that may have been a hearing and are not recorded as one: who met the hospital face to face, or sat in a
/// conference. Whether what was needed was heard there, only the care manager can say: they are offered, not added.
pub fn offered(acts: &[Act]) -> Vec<&Act> {
    let used: Vec<Id> = acts
        .iter()
        .filter(|a| a.kind == ActKind::Hearing && !a.cancelled)
        .filter_map(|a| a.record)
        .collect();
    acts.iter()
        .filter(|a| !a.cancelled && a.day.is_some() && !used.contains(&a.id))
        .filter(|a| match a.kind {
            // one that was closed here has made its hearing, which names the conference itself
            ActKind::Conference => {
                a.detail.has("held") && !a.record.is_some_and(|c| used.contains(&c))
            }
            // what was given to a relative was no meeting with the office
            ActKind::Papers => a.method == Some(Method::Visit) && a.to_org.is_some(),
            ActKind::AdmissionContact | ActKind::PlanningNotice | ActKind::DischargeNotice => {
                a.method == Some(Method::Visit)
            }
            ActKind::LiaisonGuidance => true,
            _ => false,
        })
        .collect()
}
