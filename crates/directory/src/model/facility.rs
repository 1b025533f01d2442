//! A facility in one service line as the source describes it, which fields a file speaks of, and what changed.

use kernel::{kana, sha256_hex};
use serde::{Deserialize, Serialize};

use super::normalise;

/// The fields an import can bring. A file that lacks a column says nothing about it: the stored value stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// 事業所名.
    Name,
    /// 事業所名カナ.
    Kana,
    /// サービスの種類.
    Service,
    /// 市区町村コード.
    Municipality,
    /// 市区町村名.
    City,
    /// 住所.
    Address,
    /// 方書.
    Building,
    /// 緯度・経度.
    Place,
    /// 電話番号.
    Phone,
    /// FAX番号.
    Fax,
    /// 法人番号.
    CorporateNumber,
    /// 法人の名称.
    Corporation,
    /// 利用可能曜日.
    Days,
    /// 利用可能曜日特記事項.
    DaysNote,
    /// 定員.
    Capacity,
    /// URL.
    Url,
    /// 共生型サービス.
    Inclusive,
    /// 介護保険の指定基準.
    CareStandard,
    /// 障害福祉の指定基準.
    DisabilityStandard,
    /// 備考.
    Notes,
}

impl Field {
    /// All, in the order of the files.
    pub const ALL: [Field; 20] = [
        Field::Name,
        Field::Kana,
        Field::Service,
        Field::Municipality,
        Field::City,
        Field::Address,
        Field::Building,
        Field::Place,
        Field::Phone,
        Field::Fax,
        Field::CorporateNumber,
        Field::Corporation,
        Field::Days,
        Field::DaysNote,
        Field::Capacity,
        Field::Url,
        Field::Inclusive,
        Field::CareStandard,
        Field::DisabilityStandard,
        Field::Notes,
    ];

    /// Word on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Field::Name => "事業所名",
            Field::Kana => "かな",
            Field::Service => "サービスの種類",
            Field::Municipality => "市区町村コード",
            Field::City => "市区町村",
            Field::Address => "住所",
            Field::Building => "建物",
            Field::Place => "地図の位置",
            Field::Phone => "電話",
            Field::Fax => "FAX",
            Field::CorporateNumber => "法人番号",
            Field::Corporation => "法人",
            Field::Days => "利用できる曜日",
            Field::DaysNote => "曜日の補足",
            Field::Capacity => "定員",
            Field::Url => "ホームページ",
            Field::Inclusive => "共生型サービス",
            Field::CareStandard => "介護保険の指定基準",
            Field::DisabilityStandard => "障害福祉の指定基準",
            Field::Notes => "備考",
        }
    }

    /// Code in data files.
    pub const fn code(self) -> &'static str {
        match self {
            Field::Name => "name",
            Field::Kana => "kana",
            Field::Service => "service",
            Field::Municipality => "municipality",
            Field::City => "city",
            Field::Address => "address",
            Field::Building => "building",
            Field::Place => "place",
            Field::Phone => "phone",
            Field::Fax => "fax",
            Field::CorporateNumber => "corporate_number",
            Field::Corporation => "corporation",
            Field::Days => "days",
            Field::DaysNote => "days_note",
            Field::Capacity => "capacity",
            Field::Url => "url",
            Field::Inclusive => "inclusive",
            Field::CareStandard => "care_standard",
            Field::DisabilityStandard => "disability_standard",
            Field::Notes => "notes",
        }
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A set of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fields(u32);

impl Fields {
    /// Every field.
    pub fn all() -> Self {
        Field::ALL.into_iter().fold(Fields(0), Fields::with)
    }

    /// The set as a number, for the store.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// A stored set; bits that are no field are dropped.
    pub fn from_bits(bits: u32) -> Self {
        Fields(bits & Fields::all().0)
    }

    /// With one more.
    #[must_use]
    pub fn with(self, f: Field) -> Self {
        Fields(self.0 | f.bit())
    }

    /// Is it in?
    pub fn has(self, f: Field) -> bool {
        self.0 & f.bit() != 0
    }
}

/// What the source says about a facility in one service line. Text is already in our spelling.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FacilityData {
    /// 事業所番号: ten characters, the third may be a letter (介護医療院). Never a number.
    pub number: String,
    /// Service code, see [`super::service`].
    pub service: String,
    /// Name of the service.
    pub service_label: String,
    /// Name.
    pub name: String,
    /// Kana.
    pub kana: String,
    /// 全国地方公共団体コード, six digits; its first two are the prefecture.
    pub municipality: String,
    /// Municipality.
    pub city: String,
    /// Address from the prefecture on, without the building.
    pub address: String,
    /// Building and room.
    pub building: Option<String>,
    /// Latitude and longitude, only inside Japan.
    pub place: Option<(f64, f64)>,
    /// Telephone, `0197-65-0301`.
    pub phone: Option<String>,
    /// FAX.
    pub fax: Option<String>,
    /// 法人番号.
    pub corporate_number: Option<String>,
    /// 法人.
    pub corporation: Option<String>,
    /// Days as in the source, joined by 「・」.
    pub days: Option<String>,
    /// Remarks on the days.
    pub days_note: Option<String>,
    /// Places; none = not stated.
    pub capacity: Option<i64>,
    /// Web address with scheme.
    pub url: Option<String>,
    /// Serves old and disabled people together (共生型); none = not stated.
    pub inclusive: Option<bool>,
    /// Standard of the care insurance that it meets, in the source's words.
    pub care_standard: Option<String>,
    /// Standard of the disability services, in the source's words.
    pub disability_standard: Option<String>,
    /// Remarks.
    pub notes: Option<String>,
}

impl FacilityData {
    /// Two-digit code of the prefecture.
    pub fn prefecture(&self) -> &str {
        self.municipality.get(..2).unwrap_or("")
    }

    /// A field in words, empty when there is nothing.
    pub fn text(&self, f: Field) -> String {
        let o = |v: &Option<String>| v.clone().unwrap_or_default();
        match f {
            Field::Name => self.name.clone(),
            Field::Kana => self.kana.clone(),
            Field::Service => self.service_label.clone(),
            Field::Municipality => self.municipality.clone(),
            Field::City => self.city.clone(),
            Field::Address => self.address.clone(),
            Field::Building => o(&self.building),
            Field::Place => self.place.map(|(a, b)| format!("{a:.6}, {b:.6}")).unwrap_or_default(),
            Field::Phone => o(&self.phone),
            Field::Fax => o(&self.fax),
            Field::CorporateNumber => o(&self.corporate_number),
            Field::Corporation => o(&self.corporation),
            Field::Days => o(&self.days),
            Field::DaysNote => o(&self.days_note),
            Field::Capacity => self.capacity.map(|n| n.to_string()).unwrap_or_default(),
            Field::Url => o(&self.url),
            Field::Inclusive => match self.inclusive {
                Some(true) => "あり".into(),
                Some(false) => "なし".into(),
                None => String::new(),
            },
            Field::CareStandard => o(&self.care_standard),
            Field::DisabilityStandard => o(&self.disability_standard),
            Field::Notes => o(&self.notes),
        }
    }

    /// Takes over from `stored` what the file has no column for.
    #[must_use]
    pub fn completed_by(mut self, stored: &FacilityData, said: Fields) -> Self {
        for f in Field::ALL.into_iter().filter(|f| !said.has(*f)) {
            self.take(f, stored);
        }
        self
    }

    /// Takes one field over from another description.
    pub fn take(&mut self, f: Field, s: &FacilityData) {
        match f {
            Field::Name => self.name.clone_from(&s.name),
            Field::Kana => self.kana.clone_from(&s.kana),
            Field::Service => self.service_label.clone_from(&s.service_label),
            Field::Municipality => self.municipality.clone_from(&s.municipality),
            Field::City => self.city.clone_from(&s.city),
            Field::Address => self.address.clone_from(&s.address),
            Field::Building => self.building.clone_from(&s.building),
            Field::Place => self.place = s.place,
            Field::Phone => self.phone.clone_from(&s.phone),
            Field::Fax => self.fax.clone_from(&s.fax),
            Field::CorporateNumber => self.corporate_number.clone_from(&s.corporate_number),
            Field::Corporation => self.corporation.clone_from(&s.corporation),
            Field::Days => self.days.clone_from(&s.days),
            Field::DaysNote => self.days_note.clone_from(&s.days_note),
            Field::Capacity => self.capacity = s.capacity,
            Field::Url => self.url.clone_from(&s.url),
            Field::Inclusive => self.inclusive = s.inclusive,
            Field::CareStandard => self.care_standard.clone_from(&s.care_standard),
            Field::DisabilityStandard => {
                self.disability_standard.clone_from(&s.disability_standard)
            }
            Field::Notes => self.notes.clone_from(&s.notes),
        }
    }

    /// The fields in which the two differ.
    pub fn changed(&self, newer: &FacilityData) -> Vec<Field> {
        Field::ALL.into_iter().filter(|f| self.text(*f) != newer.text(*f)).collect()
    }

    /// SHA-256 over everything, so that a row can be compared and quoted.
    pub fn hash(&self) -> String {
        let mut bytes = Vec::with_capacity(512);
        let mut add = |text: &str| {
            bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
            bytes.extend_from_slice(text.as_bytes());
        };
        add(&self.number);
        add(&self.service);
        for f in Field::ALL {
            add(&self.text(f));
        }
        sha256_hex(&bytes)
    }

    /// The keys that lists and searches use.
    pub fn keys(&self) -> SearchKeys {
        let name = kana::search_key(&self.name);
        let kana_key = kana::search_key(&self.kana);
        let town = kana::search_key(&normalise::town_of(&self.address));
        // a line end between the keys: nothing typed can match across two of them
        let search = format!("{name}\n{kana_key}\n{town}");
        SearchKeys { sort: if kana_key.is_empty() { name.clone() } else { kana_key }, name, search }
    }
}

/// Folded texts, never shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchKeys {
    /// The name.
    pub name: String,
    /// Order of lists: kana, else the name.
    pub sort: String,
    /// Name, kana and town on lines of their own.
    pub search: String,
}

impl SearchKeys {
    /// The bigrams of all lines, put together two characters each (a key of one letter is skipped: it is found by
    /// reading the text).
    pub fn grams(search: &str) -> String {
        let mut set = std::collections::BTreeSet::new();
        for line in search.lines() {
            set.extend(kana::bigrams(line).into_iter().filter(|g| g.chars().count() == 2));
        }
        set.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tsukui() -> FacilityData {
        FacilityData {
            number: "0370107427".into(),
            service: "120".into(),
            name: "ツクイ盛岡".into(),
            kana: "ツクイモリオカ".into(),
            municipality: "032018".into(),
            address: "岩手県盛岡市東黒石野2丁目1番5号".into(),
            phone: Some("019-661-1266".into()),
            ..FacilityData::default()
        }
    }

    #[test]
    fn a_missing_column_keeps_what_is_known() {
        let stored = FacilityData { fax: Some("019-665-3212".into()), ..tsukui() };
        let newer = FacilityData { phone: None, ..tsukui() };
        let said = Fields::default().with(Field::Name).with(Field::Phone);
        let merged = newer.completed_by(&stored, said);
        assert_eq!(merged.fax.as_deref(), Some("019-665-3212"));
        assert_eq!(merged.phone, None);
        assert_eq!(stored.changed(&merged), [Field::Phone]);
    }

    #[test]
    fn every_field_is_part_of_the_hash() {
        let base = tsukui();
        let mut seen = std::collections::BTreeSet::from([base.hash()]);
        let full = FacilityData {
            name: "x".into(),
            kana: "x".into(),
            service_label: "x".into(),
            municipality: "x".into(),
            city: "x".into(),
            address: "x".into(),
            building: Some("x".into()),
            place: Some((35.0, 139.0)),
            phone: Some("x".into()),
            fax: Some("x".into()),
            corporate_number: Some("x".into()),
            corporation: Some("x".into()),
            days: Some("x".into()),
            days_note: Some("x".into()),
            capacity: Some(9),
            url: Some("x".into()),
            inclusive: Some(true),
            care_standard: Some("x".into()),
            disability_standard: Some("x".into()),
            notes: Some("x".into()),
            ..tsukui()
        };
        for f in Field::ALL {
            let one = full.clone().completed_by(&base, Fields::default().with(f));
            assert_eq!(base.changed(&one), [f]);
            assert!(seen.insert(one.hash()), "{f:?}");
        }
    }

    #[test]
    fn two_letters_of_name_kana_or_town_find_it() {
        let k = tsukui().keys();
        assert_eq!(k.sort, "つくいもりおか");
        let grams = SearchKeys::grams(&k.search);
        let grams: Vec<char> = grams.chars().collect();
        let pairs: Vec<String> = grams.chunks(2).map(|c| c.iter().collect()).collect();
        for want in ["つく", "盛岡", "黒石"] {
            assert!(pairs.contains(&want.to_string()), "{want}");
        }
        assert!(!pairs.iter().any(|p| p.contains('2')));
    }
}
