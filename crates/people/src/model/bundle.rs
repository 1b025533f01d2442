//! What goes to another region about a person: basic facts, contacts, health facts, consent, team in words and the newest
//! sheets. No ids, no audit, no files. Codes as stored, days as `YYYY-MM-DD`.
use kernel::Date;
use serde::{Deserialize, Serialize};

use super::{
    AlertLevel, CareLevel, Fact, FactKind, NewContact, NewFact, NewResident, Resident, Sex,
};
use crate::model::{Consent, Contact, TeamMember};

/// Most contacts, facts, members and sheets of a bundle that is taken in.
pub const MOST: usize = 200;

/// The bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// Edition of this shape.
    pub edition: u32,
    /// Office and person who made it.
    pub made_by: String,
    /// Why.
    pub reason: String,
    /// The person agreed to the hand-over on.
    pub consent_on: String,
    /// The person.
    pub person: Person,
    /// Contacts in order of calling.
    pub contacts: Vec<BundleContact>,
    /// Health facts.
    pub facts: Vec<BundleFact>,
    /// Consents that were in force.
    pub consents: Vec<BundleConsent>,
    /// The team in words: role and name.
    pub team: Vec<(String, String)>,
    /// The newest sheet of each kind.
    pub sheets: Vec<Sheet>,
}

/// Basic facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    name: String,
    kana: String,
    birth: String,
    sex: String,
    address: String,
    phone: String,
    insurer: String,
    insured: String,
    care_level: String,
    care_from: Option<String>,
    care_to: Option<String>,
    household: String,
}

/// A contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleContact {
    name: String,
    relation: String,
    age: Option<i64>,
    phone: String,
    lives_with: bool,
    carer: bool,
    key_person: bool,
    source: String,
}

/// A health fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleFact {
    kind: String,
    text: String,
    code: String,
    alert: String,
    source: String,
    as_of: String,
}

/// A consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleConsent {
    method: String,
    heard_by: String,
    given_on: String,
    form_version: String,
}

/// A sheet as it was confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// `slice.kind`.
    pub kind: String,
    /// Form code.
    pub form: String,
    /// Form version.
    pub form_version: String,
    /// Canonical JSON.
    pub body: String,
    /// Who wrote it, in words.
    pub by: String,
    /// Confirmed on.
    pub on: String,
}

/// What does not fit: in words for the page.
fn unfit(what: &str) -> String {
    format!("ファイルの中の{what}が読めません。送った人に、作り直してもらってください")
}

fn day(text: &str, what: &str) -> Result<Date, String> {
    text.parse().map_err(|_| unfit(what))
}

impl Person {
    /// Of a resident.
    pub fn of(r: &Resident) -> Person {
        let text = |d: Option<Date>| d.map(|d| d.to_string());
        Person {
            name: r.name.clone(),
            kana: r.kana.clone(),
            birth: r.birth.to_string(),
            sex: r.sex.code().into(),
            address: r.address.clone(),
            phone: r.phone.clone(),
            insurer: r.insurer.clone(),
            insured: r.insured.clone(),
            care_level: r.care_level.code().into(),
            care_from: text(r.care_from),
            care_to: text(r.care_to),
            household: r.household.clone(),
        }
    }

    /// As a resident to register.
    pub fn read(&self) -> Result<NewResident, String> {
        let opt = |d: &Option<String>, what| d.as_deref().map(|d| day(d, what)).transpose();
        Ok(NewResident {
            name: self.name.clone(),
            kana: self.kana.clone(),
            birth: day(&self.birth, "生年月日")?,
            sex: Sex::from_code(&self.sex).ok_or_else(|| unfit("性別"))?,
            address: self.address.clone(),
            phone: self.phone.clone(),
            insurer: self.insurer.clone(),
            insured: self.insured.clone(),
            care_level: CareLevel::from_code(&self.care_level).ok_or_else(|| unfit("要介護度"))?,
            care_from: opt(&self.care_from, "認定の期間")?,
            care_to: opt(&self.care_to, "認定の期間")?,
            household: self.household.clone(),
        })
    }
}

impl BundleContact {
    /// Of a contact.
    pub fn of(c: &Contact) -> BundleContact {
        BundleContact {
            name: c.name.clone(),
            relation: c.relation.clone(),
            age: c.age,
            phone: c.phone.clone(),
            lives_with: c.lives_with,
            carer: c.carer,
            key_person: c.key_person,
            source: c.source.clone(),
        }
    }

    /// As a contact to add.
    pub fn read(&self, region: &str) -> NewContact {
        NewContact {
            name: self.name.clone(),
            relation: self.relation.clone(),
            age: self.age,
            phone: self.phone.clone(),
            lives_with: self.lives_with,
            carer: self.carer,
            key_person: self.key_person,
            source: from(region, &self.source),
        }
    }
}

/// 「結野市から（お薬手帳）」.
fn from(region: &str, source: &str) -> String {
    let text = match source {
        "" => format!("{region}から"),
        s => format!("{region}から（{s}）"),
    };
    text.chars().take(60).collect()
}

impl BundleFact {
    /// Of a fact.
    pub fn of(f: &Fact) -> BundleFact {
        BundleFact {
            kind: f.kind.code().into(),
            text: f.text.clone(),
            code: f.code.clone(),
            alert: f.alert.code().into(),
            source: f.source.clone(),
            as_of: f.as_of.to_string(),
        }
    }

    /// The words of it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// As a fact to add.
    pub fn read(&self, region: &str) -> Result<NewFact, String> {
        Ok(NewFact {
            kind: FactKind::from_code(&self.kind).ok_or_else(|| unfit("病気・お薬"))?,
            text: self.text.clone(),
            code: self.code.clone(),
            alert: AlertLevel::from_code(&self.alert).ok_or_else(|| unfit("病気・お薬"))?,
            source: from(region, &self.source),
            as_of: day(&self.as_of, "病気・お薬の日付")?,
        })
    }
}

impl BundleConsent {
    /// Of a consent.
    pub fn of(c: &Consent) -> BundleConsent {
        BundleConsent {
            method: c.method.code().into(),
            heard_by: c.heard_by.clone(),
            given_on: c.given_on.to_string(),
            form_version: c.form_version.clone(),
        }
    }
}

/// The team in words.
pub fn team(members: &[TeamMember]) -> Vec<(String, String)> {
    members.iter().map(|m| (m.role.label().to_string(), m.label.clone())).collect()
}

/// A text somewhere in it holds characters that nobody sees. No deeper than the reader of JSON goes.
fn hidden(v: &serde_json::Value) -> bool {
    use serde_json::Value as V;
    match v {
        V::String(t) => t.chars().any(kernel::text::is_hidden_in_lines),
        V::Array(all) => all.iter().any(hidden),
        V::Object(all) => all.values().any(hidden),
        _ => false,
    }
}

impl Bundle {
    /// Reads what a file held; refuses what is larger than any bundle.
    pub fn read(json: &str) -> Result<Bundle, String> {
        let b: Bundle = serde_json::from_str(json).map_err(|_| unfit("内容"))?;
        let plain: serde_json::Value = serde_json::from_str(json).map_err(|_| unfit("内容"))?;
        if hidden(&plain) {
            return Err(unfit("文字（見えない文字が入っています）"));
        }
        if b.edition != 1 {
            return Err(unfit("形式"));
        }
        if [b.contacts.len(), b.facts.len(), b.team.len(), b.sheets.len()].iter().any(|n| *n > MOST)
        {
            return Err(unfit("件数"));
        }
        b.person.read()?;
        for f in &b.facts {
            f.read("")?;
        }
        Ok(b)
    }
}
