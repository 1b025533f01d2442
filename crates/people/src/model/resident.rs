//! A resident, relatives, health facts, team and consent, as the program holds them.
use app::FieldError;
use kernel::checkdigit::{self, Check};
use kernel::{At, Date, Id, time};

use super::CareLevel;
use crate::ResidentId;
use crate::authz::{Group, Mask};

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $label:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),* }
        impl $name {
            /// All, in the order of lists.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// Stored code.
            pub const fn code(self) -> &'static str { match self { $($name::$variant => $code),* } }
            /// Word on pages.
            pub const fn label(self) -> &'static str { match self { $($name::$variant => $label),* } }
            /// From the code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.code() == code)
            }
        }
    };
}

coded! {
    /// 性別 as in the insurance record.
    Sex {
        /// 男.
        Male = "male", "男";
        /// 女.
        Female = "female", "女";
        /// Not stated.
        Unknown = "unknown", "不明";
    }
}
coded! {
    /// What a health fact speaks of.
    FactKind {
        /// 病名.
        Diagnosis = "diagnosis", "病名";
        /// お薬.
        Medicine = "medicine", "お薬";
        /// アレルギー.
        Allergy = "allergy", "アレルギー";
        /// 医療機器.
        Device = "device", "医療機器";
        /// 医療処置.
        Procedure = "procedure", "医療処置";
        /// ADL.
        Adl = "adl", "ADL";
    }
}
coded! {
    /// How loudly the head of the page says it.
    AlertLevel {
        /// Not in the head.
        None = "", "";
        /// May harm when overlooked (allergy).
        Harm = "harm", "危険";
        /// To be minded (anticoagulant, no relatives).
        Caution = "caution", "注意";
    }
}
coded! {
    /// A place in the support team.
    TeamRole {
        /// ケアマネジャー.
        CareManager = "care_manager", "ケアマネジャー";
        /// 地域包括支援センター.
        Hokatsu = "hokatsu", "地域包括";
        /// 主治医.
        Doctor = "doctor", "主治医";
        /// 訪問看護.
        VisitNursing = "visit_nursing", "訪問看護";
        /// 歯科.
        Dental = "dental", "歯科";
        /// 薬局.
        Pharmacy = "pharmacy", "薬局";
        /// 通所・訪問などのサービス.
        Service = "service", "サービス";
    }
}
coded! {
    /// How consent was given.
    ConsentMethod {
        /// 書面 at contract.
        Written = "written", "書面";
        /// 口頭, with the name of who heard it.
        Oral = "oral", "口頭";
        /// On a screen, by the person.
        Electronic = "electronic", "電子（画面で）";
    }
}

/// A resident.
#[derive(Debug, Clone)]
pub struct Resident {
    /// Id.
    pub id: ResidentId,
    /// 氏名.
    pub name: String,
    /// ふりがな in hiragana.
    pub kana: String,
    /// 生年月日.
    pub birth: Date,
    /// 性別.
    pub sex: Sex,
    /// 住所.
    pub address: String,
    /// 電話.
    pub phone: String,
    /// 保険者番号 (介護保険).
    pub insurer: String,
    /// 被保険者番号.
    pub insured: String,
    /// 要介護度.
    pub care_level: CareLevel,
    /// 有効期間 from.
    pub care_from: Option<Date>,
    /// 有効期間 to.
    pub care_to: Option<Date>,
    /// 世帯 in words.
    pub household: String,
    /// 死亡日.
    pub died_on: Option<Date>,
    /// For the optimistic lock.
    pub version: i64,
}

impl Resident {
    /// The person as somebody sees who sees these groups: the rest is as if it had never been entered.
    #[must_use]
    pub(crate) fn seen_by(mut self, mask: Mask) -> Resident {
        if !mask.has(Group::Place) {
            self.address.clear();
            self.phone.clear();
            self.household.clear();
        }
        if !mask.has(Group::Insurance) {
            self.insurer.clear();
            self.insured.clear();
        }
        self
    }

    /// Age in full years.
    pub fn age(&self, on: Date) -> i64 {
        time::age_on(self.birth, self.died_on.unwrap_or(on))
    }
}

/// A resident to register or change.
#[derive(Debug, Clone)]
pub struct NewResident {
    /// 氏名.
    pub name: String,
    /// ふりがな.
    pub kana: String,
    /// 生年月日.
    pub birth: Date,
    /// 性別.
    pub sex: Sex,
    /// 住所.
    pub address: String,
    /// 電話.
    pub phone: String,
    /// 保険者番号.
    pub insurer: String,
    /// 被保険者番号.
    pub insured: String,
    /// 要介護度.
    pub care_level: CareLevel,
    /// 有効期間 from.
    pub care_from: Option<Date>,
    /// 有効期間 to.
    pub care_to: Option<Date>,
    /// 世帯.
    pub household: String,
}

/// A relative or other contact.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Id.
    pub id: Id,
    /// Order of calling.
    pub rank: i64,
    /// 氏名.
    pub name: String,
    /// 続柄.
    pub relation: String,
    /// Age, when known.
    pub age: Option<i64>,
    /// 電話.
    pub phone: String,
    /// 同居.
    pub lives_with: bool,
    /// 主介護者.
    pub carer: bool,
    /// キーパーソン.
    pub key_person: bool,
    /// From where it is known.
    pub source: String,
    /// As of.
    pub as_of: Date,
}

/// A contact to add.
#[derive(Debug, Clone)]
pub struct NewContact {
    /// 氏名.
    pub name: String,
    /// 続柄.
    pub relation: String,
    /// Age.
    pub age: Option<i64>,
    /// 電話.
    pub phone: String,
    /// 同居.
    pub lives_with: bool,
    /// 主介護者.
    pub carer: bool,
    /// キーパーソン.
    pub key_person: bool,
    /// From where it is known.
    pub source: String,
}

/// A health fact with its source and date.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Id.
    pub id: Id,
    /// What it speaks of.
    pub kind: FactKind,
    /// The words.
    pub text: String,
    /// Code of a list, when there is one.
    pub code: String,
    /// In the head of the page?
    pub alert: AlertLevel,
    /// From where it is known.
    pub source: String,
    /// As of.
    pub as_of: Date,
}

/// A fact to add.
#[derive(Debug, Clone)]
pub struct NewFact {
    /// What it speaks of.
    pub kind: FactKind,
    /// The words.
    pub text: String,
    /// Code.
    pub code: String,
    /// In the head?
    pub alert: AlertLevel,
    /// From where it is known.
    pub source: String,
    /// As of.
    pub as_of: Date,
}

/// A member of the support team.
#[derive(Debug, Clone)]
pub struct TeamMember {
    /// Id.
    pub id: Id,
    /// Role.
    pub role: TeamRole,
    /// Organisation, when it has an account here.
    pub organisation: Option<Id>,
    /// The person there, when known.
    pub account: Option<Id>,
    /// Name as shown: 事業所 and, behind a blank, the person where one is known.
    pub label: String,
    /// The person there; empty when none is known. The end of `label`.
    pub person: String,
    /// 電話.
    pub phone: String,
    /// Since.
    pub from: Date,
}

impl TeamMember {
    /// The 事業所 alone, without the person: papers have a line for each.
    pub fn office(&self) -> &str {
        match self.label.strip_suffix(&self.person) {
            Some(office) if !self.person.is_empty() && !office.trim().is_empty() => office.trim(),
            _ => &self.label,
        }
    }
}

/// 事業所 and person as a team shows them. Says the person once, also where somebody typed both as the 事業所.
pub fn member_label(office: &str, person: &str) -> String {
    let (office, person) = (office.trim(), person.trim());
    if person.is_empty() || office.ends_with(person) {
        return office.to_owned();
    }
    if office.is_empty() { person.to_owned() } else { format!("{office} {person}") }
}

/// A member to add.
#[derive(Debug, Clone)]
pub struct NewTeamMember {
    /// Role.
    pub role: TeamRole,
    /// Organisation.
    pub organisation: Option<Id>,
    /// Person.
    pub account: Option<Id>,
    /// Name as shown: 事業所 and person ([`member_label`]).
    pub label: String,
    /// The person there; empty when none is known.
    pub person: String,
    /// 電話.
    pub phone: String,
    /// Since.
    pub from: Date,
}

/// 契約時の包括同意: consent at contract to give information on admission and discharge.
#[derive(Debug, Clone)]
pub struct Consent {
    /// How.
    pub method: ConsentMethod,
    /// Who heard it (oral) or received the paper.
    pub heard_by: String,
    /// When.
    pub given_on: Date,
    /// Edition of the paper shown.
    pub form_version: String,
}

/// A reading as it is kept and shown: ひらがな, whichever kana it was typed in (カタカナ, half-width, full-width blanks).
/// What has no hiragana (ヷ, 漢字) stays, for [`validate`] to judge. Idempotent.
pub fn hiragana_reading(typed: &str) -> String {
    // The long mark would become a hyphen with the numbers' folding: it is kept apart.
    let parts: Vec<String> =
        typed.trim().split(['ー', 'ｰ']).map(kernel::kana::half_width).collect();
    parts.join("ー").chars().map(kernel::kana::hiragana).collect()
}

impl NewResident {
    /// The same with its reading in hiragana.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        self.kana = hiragana_reading(&self.kana);
        self
    }
}

impl FactKind {
    /// The group of fields that a fact of this kind belongs to.
    pub const fn group(self) -> Group {
        match self {
            FactKind::Diagnosis => Group::Diagnosis,
            FactKind::Medicine => Group::Medicine,
            FactKind::Allergy => Group::Allergy,
            FactKind::Device => Group::Device,
            FactKind::Procedure => Group::Procedure,
            FactKind::Adl => Group::Adl,
        }
    }
}

/// Checks what was typed about a resident.
pub fn validate(r: &NewResident, now: At) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut refuse = |field: &str, message: &str| {
        errors.push(FieldError { field: field.into(), message: message.into() });
    };
    let len = |s: &str| s.trim().chars().count();
    if len(&r.name) == 0 {
        refuse("name", "お名前を入力してください");
    } else if len(&r.name) > 60 {
        refuse("name", "お名前を60文字以内で入力してください");
    } else if !kernel::text::is_plain_line(&r.name) {
        refuse(
            "name",
            "お名前に、見えない文字や使えない文字が入っています。消して入れ直してください",
        );
    }
    let kana_ok =
        r.kana.chars().all(|c| matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | ' ' | '　' | '・'));
    if len(&r.kana) == 0 {
        refuse("kana", "ふりがなを入力してください");
    } else if len(&r.kana) > 60 || !kana_ok {
        refuse("kana", "ふりがなを、ひらがなかカタカナで入力してください");
    }
    if r.birth > now.date() {
        refuse("birth", "生年月日は、今日より前の日にしてください");
    } else if time::age_on(r.birth, now.date()) > 125 {
        refuse("birth", "生年月日の年をたしかめてください（125歳をこえています）");
    }
    for (field, text) in [("address", &r.address), ("household", &r.household)] {
        if text.chars().any(kernel::text::is_hidden) {
            refuse(field, "見えない文字が入っています。消して入れ直してください");
        }
    }
    if len(&r.address) > 200 {
        refuse("address", "住所は200文字以内で入力してください");
    }
    if len(&r.phone) > 30
        || r.phone.chars().any(|c| !(c.is_ascii_digit() || "-+()（）－ 　".contains(c)))
    {
        refuse("phone", "電話番号は、数字とハイフンで入力してください（例 0000-12-3456）");
    }
    match checkdigit::insurer_number(r.insurer.trim()) {
        _ if r.insurer.trim().is_empty() => {}
        Check::Fits => {}
        Check::Misfit => refuse(
            "insurer",
            "保険者番号の最後の数字が合いません。被保険者証の番号をたしかめてください",
        ),
        Check::WrongForm => {
            refuse("insurer", "保険者番号は、数字6けた（医療保険は8けた）で入力してください");
        }
    }
    if !r.insured.is_empty() && !checkdigit::insured_number_form_ok(&r.insured) {
        refuse("insured", "被保険者番号は、数字10けた（またはHと数字9けた）で入力してください");
    }
    if len(&r.household) > 100 {
        refuse("household", "世帯は100文字以内で入力してください");
    }
    if let (Some(from), Some(to)) = (r.care_from, r.care_to)
        && to < from
    {
        errors.push(FieldError {
            field: "care_to".into(),
            message: format!(
                "終わりは、はじまり（{}）より後の日にしてください",
                kernel::wareki::long(from)
            ),
        });
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::{hiragana_reading, member_label};

    #[test]
    fn a_member_is_named_once_however_it_was_typed() {
        for (office, person, label) in [
            ("南結野医院", "吉野 智子", "南結野医院 吉野 智子"),
            ("南結野医院 吉野 智子", "吉野 智子", "南結野医院 吉野 智子"),
            ("南結野医院", "", "南結野医院"),
            ("", " 吉野 智子 ", "吉野 智子"),
        ] {
            assert_eq!(member_label(office, person), label);
        }
    }

    #[test]
    fn a_reading_is_kept_in_hiragana_however_it_was_typed() {
        for typed in ["たかはし みよ", "タカハシ　ミヨ", "ﾀｶﾊｼ ﾐﾖ", " タカハシ みよ "]
        {
            assert_eq!(hiragana_reading(typed), "たかはし みよ", "{typed}");
        }
        assert_eq!(hiragana_reading("ｶﾞｰﾄﾞﾅｰ・ヴィッキー"), "がーどなー・ゔぃっきー");
        assert_eq!(hiragana_reading("ジョージ"), "じょーじ");
        assert_eq!(hiragana_reading("漢字"), "漢字");
        assert_eq!(hiragana_reading(&hiragana_reading("ヷーヶ")), hiragana_reading("ヷーヶ"));
        assert_eq!(hiragana_reading(""), "");
    }
}
