//! Municipalities by name: open data outside 介護サービス情報公表 gives addresses without codes. The list is
//! `data/municipalities.csv` (Code for FUKUI, localgovjp, CC0): 全国地方公共団体コード in six digits, name.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::prefecture;

const LIST: &str = include_str!("../../data/municipalities.csv");

/// Names of one prefecture, longest first.
type ByPrefecture = HashMap<&'static str, Vec<(String, &'static str, &'static str)>>;

fn table() -> &'static ByPrefecture {
    static TABLE: OnceLock<ByPrefecture> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut out = ByPrefecture::new();
        for (code, name) in LIST.lines().skip(1).filter_map(|l| l.split_once(',')) {
            let Some(p) = code.get(..2) else { continue };
            out.entry(p).or_default().push((fold(name), code, name));
        }
        for names in out.values_mut() {
            names.sort_by_key(|(key, ..)| std::cmp::Reverse(key.len()));
        }
        out
    })
}

/// Spellings of one place: 金ヶ崎/金ケ崎, 塩竈/塩釜, spaces.
fn fold(text: &str) -> String {
    kernel::kana::search_key(text).replace(['竈', '竃'], "釜").replace('ゖ', "け")
}

/// The municipality an address begins with (its prefecture may be missing, a 郡 may stand before it): code and name.
pub fn of_address(prefecture_code: &str, address: &str) -> Option<(&'static str, &'static str)> {
    let names = table().get(prefecture_code)?;
    let compact: String = address.chars().filter(|c| !c.is_whitespace()).collect();
    let rest = prefecture::split(&compact).map_or(compact.as_str(), |(_, r)| r);
    let key = fold(rest);
    let hit = |key: &str| names.iter().find(|(k, ..)| key.starts_with(k.as_str()));
    let behind_county = || {
        let (head, tail) = key.split_once('郡')?;
        (head.chars().count() <= 4).then(|| hit(tail)).flatten()
    };
    hit(&key).or_else(behind_county).map(|(_, code, name)| (*code, *name))
}

/// Is this a code of the list: a municipality, a ward, or a whole prefecture (ending with 0000)?
pub fn known(code: &str) -> bool {
    if let Some(p) = code.strip_suffix("0000") {
        return prefecture::name(p).is_some();
    }
    code.get(..2)
        .and_then(|p| table().get(p))
        .is_some_and(|names| names.iter().any(|(_, c, _)| *c == code))
}

/// The municipality of an address without a prefecture, when only one in the country fits: code and name.
pub fn anywhere(address: &str) -> Option<(&'static str, &'static str)> {
    let compact: String = address.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some((name, _)) = prefecture::split(&compact) {
        return of_address(&prefecture::code(name)?, address);
    }
    let all: Vec<_> = (1..=47).filter_map(|n| of_address(&format!("{n:02}"), &compact)).collect();
    let longest = all.iter().map(|(_, name)| name.len()).max()?;
    let mut best = all.into_iter().filter(|(_, name)| name.len() == longest);
    let one = best.next()?;
    best.next().is_none().then_some(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_municipality_is_found_with_and_without_prefecture_and_county() {
        for (p, address, want) in [
            ("03", "岩手県北上市本通り1-1", Some("032069")),
            ("03", "北上市本通り1-1", Some("032069")),
            ("03", "岩手県胆沢郡金ヶ崎町西根8", Some("033812")),
            ("04", "宮城県　仙台市　泉区　大沢３－５－１", Some("041050")),
            ("04", "塩釜市玉川1", Some("042030")),
            ("47", "中頭郡北谷町宮城１番", Some("473260")),
            ("13", "東京都目黒区三田１－１１－７", Some("131105")),
            ("07", "福島県郡山市駅前1", Some("072036")),
            ("03", "仙台市青葉区1", None),
            ("99", "北上市", None),
        ] {
            assert_eq!(of_address(p, address).map(|(c, _)| c), want, "{address}");
        }
    }

    #[test]
    fn without_a_prefecture_only_one_of_its_name_counts() {
        assert_eq!(anywhere("熊本市中央区新屋敷1丁目").map(|(c, _)| c), Some("431010"));
        // 府中市 is in 東京都 and in 広島県
        assert_eq!(anywhere("府中市清水が丘3"), None);
        assert_eq!(anywhere("東京都府中市清水が丘3").map(|(c, _)| c), Some("132063"));
    }

    #[test]
    fn every_code_has_its_check_digit() {
        use kernel::checkdigit::{Check, municipality_code};
        let rows: Vec<&str> = LIST.lines().skip(1).collect();
        assert!(rows.len() > 1_700);
        for row in rows {
            let code = row.split(',').next().unwrap();
            assert_eq!(municipality_code(code), Check::Fits, "{row}");
        }
    }
}
