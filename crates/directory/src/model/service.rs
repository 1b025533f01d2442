//! Service lines. The national open data names them by a three-digit code of its own (not the claim codes), which
//! stands only in the file's name (forms.md §6.5); what it does not hold (hospitals, 包括 …) has words as codes.

use kernel::Date;

/// What people look for: the services that one word of everyday work covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Code in addresses of pages.
    pub code: &'static str,
    /// Word on pages.
    pub label: &'static str,
    /// The services it covers.
    pub services: &'static [&'static str],
}

/// The kinds in the order of lists.
pub const KINDS: [Kind; 12] = [
    Kind { code: "cm", label: "居宅介護支援", services: &["430"] },
    Kind { code: "hokatsu", label: "地域包括支援センター", services: &["hokatsu"] },
    Kind { code: "hospital", label: "病院", services: &["hospital"] },
    Kind {
        code: "clinic",
        label: "診療所・歯科・薬局",
        services: &["clinic", "dental", "pharmacy", "maternity"],
    },
    Kind { code: "nursing", label: "訪問看護", services: &["130"] },
    Kind { code: "help", label: "訪問介護", services: &["110", "710", "760"] },
    Kind { code: "visit", label: "訪問入浴・訪問リハビリ", services: &["120", "140"] },
    Kind {
        code: "day",
        label: "通所（デイ・リハビリ）",
        services: &["150", "155", "160", "720", "780"],
    },
    Kind { code: "stay", label: "短期入所", services: &["210", "220", "230", "551"] },
    Kind { code: "multi", label: "小規模多機能", services: &["730", "770"] },
    Kind {
        code: "home",
        label: "施設・住まい",
        services: &[
            "320", "331", "332", "334", "335", "336", "337", "361", "362", "363", "364", "510",
            "520", "530", "540", "550",
        ],
    },
    Kind { code: "tools", label: "福祉用具", services: &["170", "410"] },
];

/// A kind by its code.
pub fn kind(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.code == code)
}

/// The kind a service belongs to.
pub fn kind_of(service: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.services.contains(&service))
}

const SERVICES: [(&str, &str); 46] = [
    ("110", "訪問介護"),
    ("120", "訪問入浴介護"),
    ("130", "訪問看護"),
    ("140", "訪問リハビリテーション"),
    ("150", "通所介護"),
    ("155", "指定療養通所介護"),
    ("160", "通所リハビリテーション"),
    ("170", "福祉用具貸与"),
    ("210", "短期入所生活介護"),
    ("220", "短期入所療養介護（介護老人保健施設）"),
    ("230", "短期入所療養介護(療養病床を有する病院等）"),
    ("320", "認知症対応型共同生活介護"),
    ("331", "特定施設入居者生活介護（有料老人ホーム）"),
    ("332", "特定施設入居者生活介護（軽費老人ホーム）"),
    ("334", "特定施設入居者生活介護（有料老人ホーム（サービス付き高齢者向け住宅））"),
    ("335", "特定施設入居者生活介護（有料老人ホーム（外部サービス利用型））"),
    ("336", "特定施設入居者生活介護（軽費老人ホーム（外部サービス利用型））"),
    (
        "337",
        "特定施設入居者生活介護（有料老人ホーム（サービス付き高齢者向け住宅（外部サービス利用型））)",
    ),
    ("361", "地域密着型特定施設入居者生活介護（有料老人ホーム）"),
    ("362", "地域密着型特定施設入居者生活介護（軽費老人ホーム）"),
    ("363", "地域密着型特定施設入居者生活介護（養護老人ホーム）"),
    ("364", "地域密着型特定施設入居者生活介護（有料老人ホーム（サービス付き高齢者向け住宅））"),
    ("410", "特定福祉用具販売"),
    ("430", "居宅介護支援"),
    ("510", "介護老人福祉施設"),
    ("520", "介護老人保健施設"),
    ("530", "介護療養型医療施設"),
    ("540", "地域密着型介護老人福祉施設入所者生活介護"),
    ("550", "介護医療院"),
    ("551", "短期入所療養介護（介護医療院）"),
    ("710", "夜間対応型訪問介護"),
    ("720", "認知症対応型通所介護"),
    ("730", "小規模多機能型居宅介護"),
    ("760", "定期巡回・随時対応型訪問介護看護"),
    ("770", "看護小規模多機能型居宅介護（複合型サービス）"),
    ("780", "地域密着型通所介護"),
    ("hokatsu", "地域包括支援センター"),
    ("hospital", "病院"),
    ("clinic", "診療所"),
    ("dental", "歯科診療所"),
    ("pharmacy", "薬局"),
    ("maternity", "助産所"),
    ("home", "入所施設"),
    ("city", "市の窓口"),
    ("center", "連携拠点"),
    ("other", "そのほか"),
];

/// Name of a service; none when the code is new to us (the file's own words are used then).
pub fn label(code: &str) -> Option<&'static str> {
    SERVICES.iter().find(|(c, _)| *c == code).map(|(_, l)| *l)
}

/// All services we have words for: code and name.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    SERVICES.into_iter()
}

/// What a file's name tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// Service code.
    pub service: String,
    /// Date of the edition, when the name carries one.
    pub edition: Option<Date>,
}

/// Reads `jigyosho_<code>….csv` (as published), and `<code>_<word>_<yyyymmdd>.csv` (as earlier editions were
/// named). Folders before the name do not matter.
pub fn from_file_name(path: &str) -> Option<FileName> {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
    let stem = name.strip_suffix(".csv")?;
    let (code, rest) = match stem.strip_prefix("jigyosho_") {
        Some(after) => (after.get(..3)?, after.get(3..)?),
        None => {
            let (code, rest) = (stem.get(..3)?, stem.get(3..)?);
            // without the prefix any number could be meant: the date must be there too
            edition(rest)?;
            (code, rest)
        }
    };
    let digits = code.bytes().all(|b| b.is_ascii_digit());
    let ended = !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    (digits && ended).then(|| FileName { service: code.to_string(), edition: edition(rest) })
}

fn edition(rest: &str) -> Option<Date> {
    let d = rest
        .rsplit('_')
        .next()
        .filter(|d| d.len() == 8 && d.bytes().all(|b| b.is_ascii_digit()))?;
    format!("{}-{}-{}", d.get(..4)?, d.get(4..6)?, d.get(6..)?).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_name_carries_the_service_and_sometimes_the_day() {
        let at = |p| from_file_name(p).map(|f| (f.service, f.edition.map(|d| d.to_string())));
        assert_eq!(at("data/03_岩手県/jigyosho_120.csv"), Some(("120".into(), None)));
        assert_eq!(at("JIGYOSHO_170_part.CSV"), Some(("170".into(), None)));
        assert_eq!(
            at("jigyosho_520_20260630.csv"),
            Some(("520".into(), Some("2026-06-30".into())))
        );
        assert_eq!(at("520_rouken_20250601.csv"), Some(("520".into(), Some("2025-06-01".into()))));
        for bad in [
            "120.csv",
            "jigyosho_12.csv",
            "jigyosho_1200.csv",
            "jigyosho_120.xlsx",
            "jigyosho_あ.csv",
            "x",
            "",
            "120_a_20259901.csv",
        ] {
            assert_eq!(at(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_service_belongs_to_at_most_one_kind() {
        for (code, _) in SERVICES {
            assert!(KINDS.iter().filter(|k| k.services.contains(&code)).count() <= 1, "{code}");
        }
        for k in KINDS {
            assert!(k.services.iter().all(|s| label(s).is_some()), "{}", k.code);
        }
    }
}
