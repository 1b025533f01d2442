//! A sheet for a receiver without an account: FAX or hand, one page, with a QR, a code, and the same answers to tick and
//! send back. Smallest text 13.5 pt: it survives a coarse FAX.

use serde::{Deserialize, Serialize};

use super::{LabelValue, Printed, TemplateId};

/// Sheets, each on a page of its own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FaxSheet {
    /// The sheets.
    pub letters: Vec<FaxLetter>,
}

impl Printed for FaxSheet {
    const TEMPLATE: TemplateId = TemplateId::FAX;
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FaxLetter {
    /// When it was printed, in words.
    pub date: String,
    /// To whom, with 御中.
    pub to: String,
    /// 「FAX 0000-65-0420　電話 0000-65-0421」.
    pub to_numbers: String,
    /// Who sends it: the office.
    pub from: String,
    /// Who there.
    pub from_name: String,
    /// 「電話 …　FAX …」.
    pub from_numbers: String,
    /// What it is.
    pub title: String,
    /// Initials, age, city; empty when it is about nobody.
    pub who: String,
    /// Facts.
    pub lines: Vec<LabelValue>,
    /// 「11月24日（火）までに、お返事をください」.
    pub due: String,
    /// Opaque address for the QR.
    pub qr: String,
    /// The address at which the code alone is typed, without scheme.
    pub door: String,
    /// The code in large type.
    pub code: String,
    /// Where the paper goes back to: 「FAX 0000-64-0014」.
    pub back: String,
    /// What can be ticked.
    pub answers: Vec<FaxAnswer>,
    /// Telephone for a paper that went astray.
    pub astray: String,
}

/// One answer to tick.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FaxAnswer {
    /// The words.
    pub label: String,
    /// What it means; left away where there is a line to write on.
    pub hint: String,
    /// Label of a line to write on; empty = none.
    pub ask: String,
}
