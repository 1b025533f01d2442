//! Is a row of one source the same facility as one that is there already? Name, address, telephone, numbers and place
//! give points; many points are sure, some are for a person to decide. Pure; measured on the pairs of
//! `tests/data/pairs.csv`.

mod address;
mod name;
mod pool;

pub use address::{AddressKey, Likeness};
pub use name::NameKey;
pub use pool::{Found, Pool};

use super::facility::FacilityData;
use super::normalise;

/// From here on two rows are the same facility without asking.
pub const SURE: i32 = 75;
/// From here on a person is asked.
pub const DOUBT: i32 = 52;
/// The best one must be this much better than the second to be sure.
pub const MARGIN: i32 = 8;

/// What a row is compared by.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Features {
    /// Service code.
    pub service: String,
    /// The service in the source's own words, folded.
    pub words: String,
    /// The source guesses the service: 病院 and 診療所 are not told apart.
    pub service_guessed: bool,
    /// Name.
    pub name: NameKey,
    /// Reading, folded.
    pub kana: String,
    /// Address.
    pub address: AddressKey,
    /// Digits of the telephone number.
    pub phone: String,
    /// Numbers with their register: `m:0310110283` 医療機関コード in ten digits, `k:0370107427` 介護保険事業所番号,
    /// `i:03103100001` 医療情報ネット.
    pub codes: Vec<String>,
    /// Latitude, longitude.
    pub place: Option<(f64, f64)>,
}

impl Features {
    /// From what a source says. `codes` as described at the field.
    pub fn of(d: &FacilityData, codes: Vec<String>, service_guessed: bool) -> Self {
        Features {
            service: d.service.clone(),
            words: kernel::kana::search_key(&d.service_label),
            service_guessed,
            name: NameKey::of(&d.name),
            kana: address::kana_key(&d.kana),
            address: AddressKey::of(&d.address, d.prefecture()),
            phone: d.phone.as_deref().map(normalise::digits).unwrap_or_default(),
            codes,
            place: d.place,
        }
    }
}

/// Points with what they are for, in words a coordinator reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// 0 to 100.
    pub points: i32,
    /// 「名前が同じ」「住所が番地まで同じ」 …
    pub reasons: Vec<&'static str>,
    /// Both sources call the service by the same words: decides between two that fit equally well.
    pub same_words: bool,
}

/// What came of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The same facility.
    Sure,
    /// Perhaps.
    Doubtful,
    /// Another one.
    Other,
}

impl Score {
    /// The verdict by points alone.
    pub fn verdict(&self) -> Verdict {
        match self.points {
            p if p >= SURE => Verdict::Sure,
            p if p >= DOUBT => Verdict::Doubtful,
            _ => Verdict::Other,
        }
    }
}

/// Services that sources call by different names.
const ALIKE: [&[&str]; 4] = [
    &["hospital", "clinic"],
    &["150", "155", "780"],
    // 「入所施設」 of a regional map does not say which kind
    &[
        "home", "320", "331", "332", "334", "335", "336", "337", "361", "362", "363", "364", "510",
        "520", "530", "540", "550",
    ],
    &["140", "rehab"],
];

/// Can two services be the same line at all? `Some(false)` = perhaps, one of the two would be wrong.
fn services(a: &Features, b: &Features) -> Option<bool> {
    if a.service == b.service {
        return Some(true);
    }
    let alike =
        ALIKE.iter().any(|g| g.contains(&a.service.as_str()) && g.contains(&b.service.as_str()));
    if !alike {
        return None;
    }
    let vague = a.service == "home" || b.service == "home";
    let two_homes = !vague && ALIKE.get(2).is_some_and(|g| g.contains(&a.service.as_str()));
    // two kinds of homes under one roof are two lines
    if two_homes { None } else { Some(vague || a.service_guessed || b.service_guessed) }
}

/// Compares two rows; none when they cannot be one because their services differ.
pub fn score(a: &Features, b: &Features) -> Option<Score> {
    let service_fits = services(a, b)?;
    let mut reasons = Vec::new();
    let mut points = 0;
    let mut add = |p: i32, why: &'static str| {
        points += p;
        if !why.is_empty() {
            reasons.push(why);
        }
    };
    let same_code = a.codes.iter().any(|c| b.codes.contains(c));
    let register = |f: &Features, r: &str| f.codes.iter().find(|c| c.starts_with(r)).cloned();
    let other_code = !same_code
        && ["m:", "k:", "i:"].iter().any(|r| register(a, r).is_some() && register(b, r).is_some());
    let likeness = a.name.likeness(&b.name);
    let by_kana = a.kana.chars().count() >= 5 && a.kana == b.kana;
    match likeness {
        100 => add(45, "名前が同じ"),
        95 => add(42, "法人名をのぞくと名前が同じ"),
        _ if by_kana => add(42, "かなが同じ"),
        n if n >= 50 => add(i32::try_from(n).unwrap_or(0) * 40 / 100, "名前が似ている"),
        n => add(i32::try_from(n).unwrap_or(0) * 20 / 100, ""),
    }
    let place = a.address.compare(&b.address);
    match place {
        Likeness::Same => add(35, "住所が番地まで同じ"),
        Likeness::Block => add(27, "住所がほぼ同じ"),
        Likeness::Town => add(16, "町丁が同じ"),
        Likeness::Unknown => add(5, ""),
        Likeness::OtherNumber => add(6, "町丁が同じで番地がちがう"),
        Likeness::OtherTown => add(-6, "町丁がちがう"),
        Likeness::Elsewhere => add(-30, "市区町村がちがう"),
    }
    if !a.phone.is_empty() && !b.phone.is_empty() {
        if a.phone == b.phone {
            add(25, "電話番号が同じ");
        } else {
            add(-8, "電話番号がちがう");
        }
    }
    if let (Some(x), Some(y)) = (a.place, b.place) {
        match metres(x, y) {
            m if m < 150.0 => add(8, "地図の位置が近い"),
            m if m > 3_000.0 => add(-12, "地図の位置が離れている"),
            _ => {}
        }
    }
    let mut most = 100;
    if a.name.branches_differ(&b.name) && likeness < 100 {
        most = SURE - 1;
        reasons.push("番号や分院のことばがちがう");
    }
    if !service_fits {
        most = SURE - 1;
        reasons.push("種類がちがう");
    }
    if other_code {
        most = DOUBT + 4;
        reasons.push("番号がちがう");
    }
    if same_code {
        // a number is given again after a closure: the same number with nothing else in common is asked about
        let rest = points;
        points = if rest >= 20 { 100 } else { DOUBT + 10 };
        most = 100;
        reasons.insert(0, "番号が同じ");
    }
    let same_words = !a.words.is_empty() && a.words == b.words;
    Some(Score { points: points.clamp(0, most), reasons, same_words })
}

/// Metres between two places of Japan; flat is good enough for three kilometres.
fn metres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let north = (a.0 - b.0) * 111_000.0;
    let east = (a.1 - b.1) * 111_000.0 * a.0.to_radians().cos();
    north.hypot(east)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, address: &str, phone: &str, service: &str) -> Features {
        let d = FacilityData {
            name: name.into(),
            address: address.into(),
            municipality: "032069".into(),
            service: service.into(),
            phone: (!phone.is_empty()).then(|| phone.to_string()),
            ..FacilityData::default()
        };
        Features::of(&d, Vec::new(), false)
    }

    #[test]
    fn name_and_house_number_are_enough_and_a_telephone_alone_is_not() {
        let a = of("結野中央病院", "岩手県結野市本通り1-2-3", "", "hospital");
        let b = of("医療法人ゆい会　結野中央病院", "結野市本通り一丁目２番３号", "", "hospital");
        assert_eq!(score(&a, &b).unwrap().verdict(), Verdict::Sure);
        let c = of("さくら薬局", "結野市花町9", "0197-65-0001", "pharmacy");
        let d = of("みどり薬局", "結野市森町1", "0197-65-0001", "pharmacy");
        assert_eq!(score(&c, &d).unwrap().verdict(), Verdict::Other);
    }

    #[test]
    fn other_services_are_never_one() {
        let a = of("ゆい", "結野市本通り1-2", "0197-65-0001", "130");
        assert!(score(&a, &of("ゆい", "結野市本通り1-2", "0197-65-0001", "430")).is_none());
        let clinic = of("ゆい", "結野市本通り1-2", "0197-65-0001", "clinic");
        let hospital = of("ゆい", "結野市本通り1-2", "0197-65-0001", "hospital");
        assert_eq!(score(&clinic, &hospital).unwrap().verdict(), Verdict::Doubtful);
    }

    #[test]
    fn the_second_house_at_the_same_address_is_asked_about() {
        let a = of("デイサービスゆい", "結野市本通り1-2", "0197-65-0001", "150");
        let b = of("デイサービスゆい2号館", "結野市本通り1-2", "0197-65-0001", "150");
        assert_eq!(score(&a, &b).unwrap().verdict(), Verdict::Doubtful);
    }

    #[test]
    fn a_number_given_again_is_asked_about() {
        let mut a = of("ひばりクリニック", "結野市本通り1-2", "", "clinic");
        let mut b = of("みさき耳鼻科", "花野市森町8", "", "clinic");
        a.codes = vec!["m:0310110283".into()];
        b.codes = vec!["m:0310110283".into()];
        assert_eq!(score(&a, &b).unwrap().verdict(), Verdict::Doubtful);
        b.name = NameKey::of("医療法人ひばりクリニック");
        b.address = AddressKey::of("結野市本通り1-2", "03");
        assert_eq!(score(&a, &b).unwrap().points, 100);
    }
}
