//! A hospital finds the care manager of a patient: by kana and birth date, or by insured number. The answer is
//! office, telephone and nothing of the person; every try is logged, also those without a find.
use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise};
use kernel::{Date, Id, kana::search_key};

use crate::{permissions, store};

/// By what the hospital asks.
#[derive(Debug, Clone)]
pub enum Ask {
    /// Full kana and birth date.
    KanaBirth {
        /// Kana.
        kana: String,
        /// Birth date.
        birth: Date,
    },
    /// 被保険者番号 of ten characters.
    Insured(String),
}

/// An office to call. Times to avoid come from the directory's contact windows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The organisation.
    pub organisation: Id,
    /// Office's name.
    pub office: String,
    /// Telephone.
    pub phone: String,
    /// Care manager's name, when the team names one.
    pub person: String,
}

/// Finds the offices; empty when nobody is registered (the page then leads to the 包括 of the address).
pub fn find_cm(cx: &Cx<'_>, ask: &Ask) -> Result<Vec<Found>> {
    authorise(cx, &permissions::FIND_CM)?;
    let rows = match ask {
        Ask::KanaBirth { kana, birth } => {
            let key = search_key(kana);
            if key.chars().count() < 2 {
                return Err(Error::field("kana", "姓と名のかなを入力してください"));
            }
            store::find_cm::by_name(cx, *birth, &key)?
        }
        Ask::Insured(n) => {
            let n = &kernel::kana::half_width(n.trim());
            if !kernel::checkdigit::insured_number_form_ok(n) {
                return Err(Error::field(
                    "insured",
                    "被保険者番号は、数字10けた（またはHと数字9けた）で入力してください",
                ));
            }
            store::find_cm::by_number(cx, n)?
        }
    };
    let mut out: Vec<Found> = Vec::new();
    for (org, account) in rows {
        let o = accounts::organisation(cx, accounts::OrganisationId(org))?;
        let person = match account {
            Some(a) => accounts::account(cx, accounts::AccountId(a))?.map(|a| a.name),
            None => None,
        };
        let found = Found {
            organisation: org,
            office: o.name,
            phone: o.phone,
            person: person.unwrap_or_default(),
        };
        if !out.contains(&found) {
            out.push(found);
        }
    }
    cx.audit(AuditEntry::act(permissions::FIND_CM.code).detail(format!("n={}", out.len())));
    Ok(out)
}
