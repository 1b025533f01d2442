//! The 47 prefectures by their two-digit code (JIS X 0401).

/// Names, north to south; the place in the list is the code less one.
pub const NAMES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

/// Name of a prefecture by its code, `"03"` → 岩手県.
pub fn name(code: &str) -> Option<&'static str> {
    let digits = code.len() == 2 && code.bytes().all(|b| b.is_ascii_digit());
    let n: usize = code.parse().ok().filter(|_| digits)?;
    NAMES.get(n.checked_sub(1)?).copied()
}

/// Code of a prefecture by its name, 岩手県 → `"03"`.
pub fn code(name: &str) -> Option<String> {
    NAMES.iter().position(|n| *n == name).map(|at| format!("{:02}", at + 1))
}

/// The prefecture a text begins with, and what follows it.
pub fn split(text: &str) -> Option<(&'static str, &str)> {
    NAMES.iter().find_map(|name| text.strip_prefix(name).map(|rest| (*name, rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_name_prefectures_and_nothing_else() {
        assert_eq!(name("03"), Some("岩手県"));
        assert_eq!(name("47"), Some("沖縄県"));
        for bad in ["00", "48", "3", "", "+3", "岩"] {
            assert_eq!(name(bad), None, "{bad}");
        }
        assert_eq!(split("岩手県北上市"), Some(("岩手県", "北上市")));
        assert_eq!(split("北上市"), None);
    }
}
