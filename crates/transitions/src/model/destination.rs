//! Where somebody went at the end of a stay: an organisation here, or a name with its prefecture.
use accounts::OrganisationId;
use serde::{Deserialize, Serialize};

use super::{Act, ActKind};

/// Where to. Kept in the data of the act 退院.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Destination {
    /// The organisation, when it has one here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<kernel::Id>,
    /// Its name.
    pub name: String,
    /// Prefecture, of one in another region.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub prefecture: String,
}

impl Destination {
    /// 「雪代市立病院（宮城県）」.
    pub fn words(&self) -> String {
        match (self.name.trim(), self.prefecture.trim()) {
            ("", p) => p.to_owned(),
            (n, "") => n.to_owned(),
            (n, p) => format!("{n}（{p}）"),
        }
    }

    /// As an organisation.
    pub fn known(&self) -> Option<OrganisationId> {
        self.organisation.map(OrganisationId)
    }
}

/// The destination entered with the end that stands.
pub fn destination<'a>(acts: impl DoubleEndedIterator<Item = &'a Act>) -> Option<Destination> {
    let ended = acts.rev().find(|a| a.kind == ActKind::Ended && !a.cancelled)?;
    let data = ended.detail.data.get("to").cloned();
    match data.and_then(|d| serde_json::from_value::<Destination>(d).ok()) {
        Some(d) => Some(d),
        None => Some(Destination { name: ended.detail.note.clone(), ..Destination::default() })
            .filter(|d| !d.name.is_empty()),
    }
}

/// The 47 prefectures, north to south.
pub const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];
