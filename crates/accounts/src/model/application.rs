//! An organisation that asks to join: by the web form or on the same paper.
use app::FieldError;
use kernel::{At, Id};

use super::{OrganisationKind, words};
use crate::OrganisationId;

/// What the form asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// 事業所番号 (10) or 医療機関コード (7, or 10 with prefecture and table), as typed, digits and letters only.
    pub number: String,
    /// Name.
    pub name: String,
    /// Kana.
    pub kana: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// The telephone it names. Never called back: the directory's is.
    pub phone: String,
    /// Who will look after its people.
    pub person: String,
    /// Kana.
    pub person_kana: String,
    /// 職種.
    pub profession: String,
    /// Anything else.
    pub note: String,
}

/// An application as kept.
#[derive(Debug, Clone)]
pub struct Applied {
    /// Id.
    pub id: Id,
    /// What it says.
    pub form: Application,
    /// Came on paper and was keyed in.
    pub paper: bool,
    /// Came in.
    pub at: At,
    /// Decided.
    pub decided_at: Option<At>,
    /// By whom.
    pub decided_name: Option<String>,
    /// 確認した／見送った.
    pub accepted: Option<bool>,
    /// Why not.
    pub reason: Option<String>,
    /// The number that was called back.
    pub called: Option<String>,
    /// What it became.
    pub organisation: Option<OrganisationId>,
}

impl Application {
    /// The fields that do not fit.
    pub fn errors(&self) -> Vec<FieldError> {
        let mut out = Vec::new();
        let mut wrong = |field: &str, message: &str| {
            out.push(FieldError { field: field.into(), message: message.into() });
        };
        if !matches!(self.number.len(), 7 | 10)
            || !self.number.bytes().all(|b| b.is_ascii_alphanumeric())
        {
            wrong("number", "事業所番号は10けた、医療機関コードは7けたか10けたで入力してください");
        }
        let digits = self.phone.chars().filter(char::is_ascii_digit).count();
        if !(9..=13).contains(&digits) || self.phone.chars().count() > 30 {
            wrong("phone", "電話番号を市外局番から入力してください");
        }
        if self.note.chars().count() > 500 {
            wrong("note", "連絡は500文字までにしてください");
        } else if self.note.chars().any(|c| kernel::text::is_hidden(c) && !"\r\n\t".contains(c)) {
            wrong("note", "連絡に、使えない文字が入っています。消して、入力しなおしてください");
        }
        out.extend(words::name("name", &self.name, "事業所の名前"));
        out.extend(words::reading("kana", &self.kana, "事業所のかな", true));
        out.extend(words::name("person", &self.person, "管理者になる方のお名前"));
        out.extend(words::reading("person_kana", &self.person_kana, "お名前のかな", false));
        out.extend(words::short("profession", &self.profession, "職種", words::MOST));
        out
    }
}
