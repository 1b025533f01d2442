//! ひとり暮らし高齢者台帳 and 避難行動要支援者名簿 (災害対策基本法 第49条の10〜12: names go to those who help, ahead of a
//! disaster only with the person's consent). Consent stands for each receiver by itself, a refusal with its reason.
use app::FieldError;
use kernel::{At, Date};

macro_rules! coded {
    ($(#[$d:meta])* $list:ident: $($code:literal = $label:literal),*) => {
        $(#[$d])* pub const $list: &[(&str, &str)] = &[$(($code, $label)),*];
    };
}
coded!(
    /// Why somebody stands in it (reference: 二宮, 廿日市, 蔵王, 安曇野).
    KINDS: "alone" = "ひとり暮らし", "old-pair" = "高齢者だけの世帯", "care" = "要介護3〜5", "body" = "身体障害者手帳 1・2級",
    "mind" = "療育手帳・精神障害者保健福祉手帳", "rare" = "難病", "other" = "そのほか"
);
coded!(
    /// Who may be given the list.
    RECEIVERS: "minsei" = "民生委員", "jishubo" = "自主防災組織", "fire" = "消防", "police" = "警察", "shakyo" = "社会福祉協議会"
);
coded!(
    /// 安否.
    STATUSES: "safe" = "無事", "moved" = "避難した", "need" = "助けが要る", "absent" = "不在・分からない"
);

/// The words of a code.
pub fn label(list: &'static [(&'static str, &'static str)], code: &str) -> &'static str {
    list.iter().find(|(c, _)| *c == code).map_or("", |(_, l)| l)
}

/// An entry as it is kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// Number; 0 = none yet.
    pub version: i64,
    /// In the register; otherwise taken out (登録取消).
    pub listed: bool,
    /// Codes of [`KINDS`].
    pub kinds: Vec<String>,
    /// 担当民生委員.
    pub minsei: String,
    /// 自治会.
    pub association: String,
    /// 携行が必要な医薬品・用具.
    pub carry: String,
    /// May be visited even by those to whom the list is not given.
    pub visit_ok: bool,
    /// 調査日.
    pub surveyed_on: Date,
    /// By receiver: given or not, and why not.
    pub consents: Vec<(String, bool, String)>,
}

/// What is wrong with an entry.
pub fn validate(e: &Entry, today: Date) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut refuse = |field: &str, message: &str| {
        errors.push(FieldError { field: field.into(), message: message.into() });
    };
    if e.kinds.is_empty() || e.kinds.iter().any(|k| label(KINDS, k).is_empty()) {
        refuse("kinds", "あてはまるものを選んでください");
    }
    for (field, text, most) in
        [("minsei", &e.minsei, 60), ("association", &e.association, 60), ("carry", &e.carry, 120)]
    {
        if text.chars().count() > most {
            refuse(field, &format!("{most}文字以内で入力してください"));
        }
    }
    if e.surveyed_on > today {
        refuse("surveyed_on", "調査の日は、今日までの日にしてください");
    }
    for (receiver, given, reason) in &e.consents {
        if label(RECEIVERS, receiver).is_empty() {
            refuse("consents", "提供先を選んでください");
        } else if !given && reason.trim().is_empty() {
            refuse(
                &format!("reason.{receiver}"),
                "同意しない理由を入力してください（例 聞けていない）",
            );
        } else if reason.chars().count() > 100 {
            refuse(&format!("reason.{receiver}"), "100文字以内で入力してください");
        }
    }
    errors
}

/// Where somebody stands on the board.
#[derive(Debug, Clone)]
pub struct Safety {
    /// Code of [`STATUSES`].
    pub status: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: At,
}

/// A board.
#[derive(Debug, Clone)]
pub struct Disaster {
    /// Id.
    pub id: kernel::Id,
    /// What it is called.
    pub name: String,
    /// Opened.
    pub opened_at: At,
    /// Closed.
    pub closed_at: Option<At>,
    /// By.
    pub closed_by: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_needs_its_reason_and_an_entry_a_kind() {
        let today: Date = "2026-11-21".parse().unwrap();
        let mut e = Entry {
            surveyed_on: today,
            consents: vec![("police".into(), false, String::new())],
            ..Entry::default()
        };
        let fields: Vec<String> = validate(&e, today).into_iter().map(|f| f.field).collect();
        assert_eq!(fields, ["kinds", "reason.police"]);
        e.kinds = vec!["alone".into()];
        e.consents = vec![
            ("police".into(), false, "望まない".into()),
            ("minsei".into(), true, String::new()),
        ];
        assert!(validate(&e, today).is_empty());
    }
}
