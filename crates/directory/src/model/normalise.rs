//! From the spellings of open data to one spelling. Each rule here answers something found in the real files
//! (介護サービス情報公表, 18,502 rows read); what cannot be made sense of becomes nothing and is warned about.

use unicode_normalization::UnicodeNormalization;

use super::prefecture;

/// A value, and what to tell about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cleaned<T> {
    /// The value; none when there is none or it cannot be used.
    pub value: Option<T>,
    /// A sentence when something was there that could not be used, or was completed.
    pub warning: Option<String>,
}

impl<T> Cleaned<T> {
    fn none() -> Self {
        Cleaned { value: None, warning: None }
    }
    fn ok(value: T) -> Self {
        Cleaned { value: Some(value), warning: None }
    }
    fn refused(warning: String) -> Self {
        Cleaned { value: None, warning: Some(warning) }
    }
}

/// One line of text: control characters and line ends become a space, ends are trimmed (full-width spaces too).
/// Letters stay as they are: ㈱ and 髙 belong to a name.
pub fn line(raw: &str) -> String {
    if !raw.contains(char::is_control) {
        return raw.trim().to_string();
    }
    raw.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_string()
}

/// A line, none when it is empty or only a dash or 「なし」.
pub fn some_line(raw: &str) -> Option<String> {
    let text = line(raw);
    let said_none = text.chars().all(|c| is_hyphen(c) || c.is_whitespace()) || text == "なし";
    (!said_none).then_some(text)
}

/// Is it one of the characters that people type for a hyphen?
fn is_hyphen(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{207B}'
                | '\u{208B}'
                | '\u{30FC}'
                | '\u{FF0D}'
                | '\u{FF70}'
                | '\u{FE63}'
                | '\u{FE58}'
    )
}

/// A telephone or FAX number as `0197-65-0301` (digits and single hyphens; without hyphens when the source had
/// none). Ten digits, or eleven for 050/060/070/080/090 and 0800, beginning with 0. Real files cut the field at
/// 13 characters, so 「（直通）0225-98-4」 has lost digits and is refused.
pub fn phone(raw: &str) -> Cleaned<String> {
    number(raw, "電話番号")
}

/// As [`phone`], with the remark about a FAX.
pub fn fax(raw: &str) -> Cleaned<String> {
    number(raw, "FAX番号")
}

fn number(raw: &str, label: &str) -> Cleaned<String> {
    let text = line(raw);
    if text.is_empty() {
        return Cleaned::none();
    }
    let folded: String = text.nfkc().collect();
    let mut out = String::new();
    for c in folded.chars() {
        if c.is_ascii_digit() {
            out.push(c);
        } else if (is_hyphen(c) || matches!(c, '(' | ')' | ' ' | '/' | '.' | '・'))
            && !out.is_empty()
            && !out.ends_with('-')
        {
            out.push('-');
        }
    }
    let out = out.trim_end_matches('-').to_string();
    let digits: String = out.chars().filter(char::is_ascii_digit).collect();
    let mobile = ["020", "050", "060", "070", "080", "090"].iter().any(|p| digits.starts_with(p));
    let whole = digits.starts_with('0') && (digits.len() == 10 || (digits.len() == 11 && mobile));
    if !whole {
        let nothing = !text.contains(|c: char| c.is_numeric());
        let said_none = matches!(text.as_str(), "なし" | "無し" | "無" | "非公開")
            || text.chars().all(is_hyphen);
        return match nothing && said_none {
            true => Cleaned::none(),
            false => Cleaned::refused(format!("{label}として読めません（{}）", short(&text))),
        };
    }
    if out.contains('-') || digits.len() == 10 {
        return Cleaned::ok(out);
    }
    let group = |a: usize, b: usize| digits.get(a..b).unwrap_or_default();
    Cleaned::ok(format!("{}-{}-{}", group(0, 3), group(3, 7), group(7, 11)))
}

/// Only the digits of a number, for `tel:` links and for finding it.
pub fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

/// Kana: half width becomes full, and a voiced mark written by itself joins its letter (ウ゛ → ヴ).
pub fn kana(raw: &str) -> String {
    let text = line(raw);
    if text.chars().all(|c| matches!(c, 'ァ'..='ヺ' | 'ー' | '・' | '　')) {
        return text;
    }
    // NFKC turns the spacing marks into a space and a mark, so they become combining marks first
    let marks = text.chars().map(|c| match c {
        '\u{309B}' | 'ﾞ' => '\u{3099}',
        '\u{309C}' | 'ﾟ' => '\u{309A}',
        '\u{3094}' => 'ヴ',
        other => other,
    });
    marks.nfkc().map(|c| if c == ' ' { '　' } else { c }).collect()
}

/// A web address with its scheme. Missing and mistyped schemes (`http;//`, `htpp://`, `http:www.`) are put right,
/// mail addresses and what has no host name are refused.
pub fn url(raw: &str) -> Cleaned<String> {
    let text: String = line(raw).nfkc().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() || text.chars().all(is_hyphen) || text == "なし" {
        return Cleaned::none();
    }
    let refused =
        || Cleaned::refused(format!("ホームページの住所として読めません（{}）", short(&text)));
    if text.contains('@') {
        return refused();
    }
    let lower = text.to_ascii_lowercase();
    // the scheme ends at the first "//" or ":" near the front, however it is spelled
    let mut split = lower.find("//").map(|i| (i, 2));
    if split.is_none_or(|(i, _)| i > 8) {
        split = lower.find("http:").map(|_| (5, 0)).or(lower.find("https:").map(|_| (6, 0)));
    }
    let (scheme, rest) = match split {
        Some((i, n)) if i <= 8 => (lower.get(..i).unwrap_or(""), text.get(i + n..).unwrap_or("")),
        _ => ("", text.as_str()),
    };
    let rest = rest.trim_start_matches(['/', ':', '.']);
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    // a full-width hyphen, two dots for one and a dot at the end are slips of the finger
    let host: String =
        host.chars().map(|c| if is_hyphen(c) && c != 'ー' { '-' } else { c }).collect();
    let host = host.replace("..", ".");
    let host = host.trim_end_matches('.');
    let good = host.split('.').count() >= 2
        && host.split('.').all(|label| !label.is_empty())
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':'))
        && path.chars().all(|c| !matches!(c, '"' | '<' | '>' | '\\' | '`'));
    if !good {
        return refused();
    }
    let secure = scheme.contains('s');
    Cleaned::ok(format!("{}://{host}{path}", if secure { "https" } else { "http" }))
}

/// Latitude and longitude inside Japan, rounded to a tenth of a metre. What lies abroad, in the sea off Africa
/// (0, 0) or is no number is refused.
pub fn place(lat: &str, lng: &str) -> Cleaned<(f64, f64)> {
    let (lat, lng) = (line(lat), line(lng));
    if lat.is_empty() && lng.is_empty() {
        return Cleaned::none();
    }
    match (lat.parse::<f64>(), lng.parse::<f64>()) {
        (Ok(a), Ok(b)) if (20.2..=45.8).contains(&a) && (122.8..=154.1).contains(&b) => {
            Cleaned::ok(((a * 1e6).round() / 1e6, (b * 1e6).round() / 1e6))
        }
        (Ok(a), Ok(b)) if a.is_finite() && b.is_finite() => Cleaned::refused(format!(
            "位置が日本の外です（緯度 {a:.4}、経度 {b:.4}）。地図には出しません"
        )),
        _ => Cleaned::refused(format!(
            "緯度・経度が数字ではありません（{}、{}）",
            short(&lat),
            short(&lng)
        )),
    }
}

/// 定員; 0 and empty mean not stated. Above 5,000 it is something else (a date was found in the real files).
pub fn capacity(raw: &str) -> Cleaned<i64> {
    let text: String = line(raw).nfkc().filter(|c| *c != ',').collect();
    let number = text.trim_end_matches('人').trim_end_matches('名');
    match number.parse::<i64>() {
        _ if number.is_empty() || number.chars().all(is_hyphen) => Cleaned::none(),
        Ok(0) => Cleaned::none(),
        Ok(n) if (1..=5_000).contains(&n) => Cleaned::ok(n),
        _ => Cleaned::refused(format!("定員として読めません（{}）", short(&text))),
    }
}

/// The address from its prefecture on, without the building's name at its end (方書 is given twice in the files).
/// A missing prefecture is added silently; a missing municipality is added with a warning.
pub fn address(prefecture: &str, city: &str, raw: &str, building: Option<&str>) -> Cleaned<String> {
    let mut text = line(raw);
    if text.is_empty() {
        return Cleaned::none();
    }
    // 「茨　城　県　小…」 and 「い岩手県…」: look for the prefecture behind spaces and one stray letter
    let packed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if !text.starts_with(prefecture) && packed.starts_with(prefecture) {
        text = packed;
    } else if let Some(at) = text.find(prefecture).filter(|at| *at > 0 && *at <= 3) {
        text = text.get(at..).unwrap_or(&text).to_string();
    }
    if let Some(b) = building
        && let Some(head) = text.strip_suffix(b)
        && !head.is_empty()
    {
        text = head.trim_end().to_string();
    }
    if text.starts_with(prefecture) {
        return Cleaned::ok(text);
    }
    if prefecture::split(&text).is_some() {
        let warning =
            Some(format!("住所の都道府県が{prefecture}ではありません（{}）", short(&text)));
        return Cleaned { value: Some(text), warning };
    }
    if names_city(&text, city) {
        return Cleaned::ok(format!("{prefecture}{text}"));
    }
    if text.chars().take(7).skip(1).any(|c| c == '市') {
        let warning = Some(format!("住所の市区町村が{city}ではありません（{}）", short(&text)));
        return Cleaned { value: Some(format!("{prefecture}{text}")), warning };
    }
    Cleaned {
        value: Some(format!("{prefecture}{city}{text}")),
        warning: Some(format!(
            "住所に市区町村名がないため、{city}を補いました（{}）",
            short(&text)
        )),
    }
}

/// Does the text name the municipality, or the city of its ward (仙台市 of 仙台市青葉区), in any spelling?
fn names_city(text: &str, city: &str) -> bool {
    // 塩竈市 is written 塩釜市 by half of its offices
    let fold = |t: &str| kernel::kana::search_key(t).replace(['竈', '竃'], "釜");
    let key = fold(text);
    let whole = fold(city);
    let above = city.split_once('市').map(|(head, _)| fold(&format!("{head}市")));
    key.contains(&whole) || above.is_some_and(|c| key.starts_with(&c))
}

/// The address up to its first number, without the prefecture: what people search by.
pub fn town_of(address: &str) -> String {
    let rest = prefecture::split(address).map_or(address, |(_, rest)| rest);
    rest.chars().take_while(|c| !c.is_numeric()).collect()
}

/// At most forty characters, for messages.
pub fn short(text: &str) -> String {
    let mut out: String = text.chars().take(40).collect();
    if text.chars().count() > 40 {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephones_of_the_real_files_read_as_one_form() {
        for (raw, want) in [
            ("019-661-1266", "019-661-1266"),
            ("０１９７－６５－０３０１", "0197-65-0301"),
            ("03ｰ1234ｰ5678", "03-1234-5678"),
            ("03ー1234ー5678", "03-1234-5678"),
            ("03₋1234₋5678", "03-1234-5678"),
            ("022⁻123⁻4567", "022-123-4567"),
            ("03−1234–5678", "03-1234-5678"),
            ("（0197）65-0301", "0197-65-0301"),
            ("076（123）4567", "076-123-4567"),
            ("0197--65-0301", "0197-65-0301"),
            ("㈹0197-65-0301", "0197-65-0301"),
            ("0197-65/0301", "0197-65-0301"),
            ("0197　65　0301", "0197-65-0301"),
            ("022-123-4567（", "022-123-4567"),
            ("0197650301", "0197650301"),
            ("08012345678", "080-1234-5678"),
        ] {
            assert_eq!(phone(raw), Cleaned::ok(want.to_string()), "{raw}");
        }
        for nothing in ["", "－", "なし", "非公開", " "] {
            assert_eq!(phone(nothing), Cleaned::none(), "{nothing}");
        }
        for cut in [
            "（直通）0225-98-4",
            "945-9253",
            "０",
            "休止中",
            "04-572-4557",
            "019766512660",
            "5902-7179",
        ] {
            let got = phone(cut);
            assert!(got.value.is_none() && got.warning.is_some(), "{cut}");
        }
    }

    #[test]
    fn web_addresses_get_their_scheme_and_mail_addresses_are_told_apart() {
        for (raw, want) in [
            ("https://www.tsukui.net/a/?b=1", "https://www.tsukui.net/a/?b=1"),
            ("www.tokinoen.com", "http://www.tokinoen.com"),
            ("http://care-net.biz./13/a/", "http://care-net.biz/13/a/"),
            ("https://www.nerimatakanodai‐hp.jp/", "https://www.nerimatakanodai-hp.jp/"),
            ("https://keirouen..com", "https://keirouen.com"),
            ("http//kouwakai.biz/", "http://kouwakai.biz/"),
            ("http：//www.watarihome.jp", "http://www.watarihome.jp"),
            ("http;//www.minamitohoku.jp", "http://www.minamitohoku.jp"),
            ("http:www.welcome.or.jp/", "http://www.welcome.or.jp/"),
            ("https:/yasuragi-care.site/", "https://yasuragi-care.site/"),
            ("htpps://www.sengakukai.com/", "https://www.sengakukai.com/"),
            ("hrrpps://shibasaki-clinic.net", "https://shibasaki-clinic.net"),
            ("Http://sengicare.info/index.html", "http://sengicare.info/index.html"),
            ("http.//www.miurahp.jp", "http://www.miurahp.jp"),
            ("http：//ｗｗｗ.yonezawa-hospital.ｊｐ/", "http://www.yonezawa-hospital.jp/"),
        ] {
            assert_eq!(url(raw).value.as_deref(), Some(want), "{raw}");
        }
        for bad in [
            "sakura7888@wonder.ocn.ne.jp",
            "contact＠tenchi-kantaki.jp",
            "http://",
            "なにか",
            "javascript:alert(1)",
            "javascript://x.y",
            "http://a\"b.jp",
        ] {
            assert!(url(bad).value.is_none() && url(bad).warning.is_some(), "{bad}");
        }
        assert_eq!(url("-"), Cleaned::none());
    }

    #[test]
    fn a_place_abroad_is_told_and_not_kept() {
        assert_eq!(
            place("39.748358800000000", "141.152812000000000").value,
            Some((39.748359, 141.152812))
        );
        for (a, b) in [
            ("53.41291", "-8.24389"),
            ("0.0", "0.0"),
            ("22.97", "120.19"),
            ("x", "1"),
            ("NaN", "141"),
            ("39.7", ""),
        ] {
            assert!(place(a, b).value.is_none() && place(a, b).warning.is_some(), "{a} {b}");
        }
        assert_eq!(place("", ""), Cleaned::none());
    }

    #[test]
    fn addresses_begin_with_their_prefecture_and_end_before_the_building() {
        let at = |raw, b| address("岩手県", "一関市", raw, b);
        assert_eq!(at("岩手県一関市山目1-2", None), Cleaned::ok("岩手県一関市山目1-2".into()));
        assert_eq!(at("一関市山目1-2", None), Cleaned::ok("岩手県一関市山目1-2".into()));
        assert_eq!(at("い岩手県一関市山目1", None), Cleaned::ok("岩手県一関市山目1".into()));
        assert_eq!(at("岩　手　県　一関市　山目", None), Cleaned::ok("岩手県一関市山目".into()));
        assert_eq!(
            at("岩手県一関市山目1ノーブル101号", Some("ノーブル101号")).value.as_deref(),
            Some("岩手県一関市山目1")
        );
        let without = at("山目1-2", None);
        assert_eq!(without.value.as_deref(), Some("岩手県一関市山目1-2"));
        assert!(without.warning.is_some());
        assert!(at("宮城県仙台市青葉区1", None).warning.is_some());
        let kama = address("宮城県", "塩竈市", "塩釜市玉川1丁目5-12", None);
        assert_eq!(kama, Cleaned::ok("宮城県塩釜市玉川1丁目5-12".into()));
        let other = address("岩手県", "一関市", "北上市本通り1", None);
        assert_eq!(other.value.as_deref(), Some("岩手県北上市本通り1"));
        assert!(other.warning.is_some());
        let ward = address("宮城県", "仙台市青葉区", "仙台市愛子1", None);
        assert_eq!(ward, Cleaned::ok("宮城県仙台市愛子1".into()));
        let town = address("岩手県", "金ヶ崎町", "胆沢郡金ケ崎町西根8", None);
        assert_eq!(town, Cleaned::ok("岩手県胆沢郡金ケ崎町西根8".into()));
        assert_eq!(town_of("岩手県北上市本通り２丁目1"), "北上市本通り");
    }

    #[test]
    fn kana_and_numbers_are_made_plain() {
        assert_eq!(kana("ラウ゛ィーレ"), "ラヴィーレ");
        assert_eq!(kana("ﾃﾞｲｻｰﾋﾞｽ ﾕｲ"), "デイサービス　ユイ");
        assert_eq!(kana("ケアサポート　・ツクイ"), "ケアサポート　・ツクイ");
        assert_eq!(capacity("０"), Cleaned::none());
        assert_eq!(capacity("29"), Cleaned::ok(29));
        assert_eq!(capacity("２９名"), Cleaned::ok(29));
        assert!(capacity("20141219").warning.is_some());
        assert_eq!(some_line("－"), None);
        assert_eq!(line("a\tb\r\n"), "a b");
    }
}
