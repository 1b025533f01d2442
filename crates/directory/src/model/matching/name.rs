//! The name of a facility without its corporation, in one spelling.

use std::collections::BTreeSet;

use kernel::kana;
use unicode_normalization::UnicodeNormalization;

/// Legal forms that stand before (rarely behind) a name; the longer ones first.
const FORMS: [&str; 34] = [
    "特定医療法人社団",
    "特定医療法人財団",
    "社会医療法人社団",
    "社会医療法人財団",
    "医療法人社団",
    "医療法人財団",
    "特定医療法人",
    "社会医療法人",
    "医療法人",
    "社会福祉法人",
    "社会福祉事業団",
    "公益財団法人",
    "一般財団法人",
    "公益社団法人",
    "一般社団法人",
    "財団法人",
    "社団法人",
    "地方独立行政法人",
    "独立行政法人",
    "国立大学法人",
    "公立大学法人",
    "学校法人",
    "宗教法人",
    "特定非営利活動法人",
    "非営利活動法人",
    "NPO法人",
    "株式会社",
    "有限会社",
    "合同会社",
    "合資会社",
    "(株)",
    "(有)",
    "(医)",
    "(社)",
];

/// Corporations that stand before a name without a legal form, or after one.
const HOUSES: [&str; 12] = [
    "国立病院機構",
    "地域医療機能推進機構",
    "労働者健康安全機構",
    "国家公務員共済組合連合会",
    "公立学校共済組合",
    "全国土木建築国民健康保険組合",
    "国民健康保険団体連合会",
    "日本赤十字社",
    "厚生農業協同組合連合会",
    "医療生活協同組合",
    "厚生連",
    "国民健康保険",
];

/// Endings by which the first word of a name is known to be a corporation.
const ENDS: [&str; 13] = [
    "会",
    "社",
    "団",
    "財団",
    "社団",
    "機構",
    "連合会",
    "法人",
    "組合",
    "協会",
    "学園",
    "事業団",
    "合",
];

/// A name made comparable.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameKey {
    /// All of it.
    pub full: String,
    /// Without the corporation.
    pub core: String,
    /// What tells branches apart: numbers, ordinals, 分院, 南, サテライト …, in order.
    pub marks: BTreeSet<String>,
}

impl NameKey {
    /// From a name as any source writes it.
    pub fn of(raw: &str) -> Self {
        let text = plain(raw);
        let core_text = without_corporation(&text);
        let full = fold(&text);
        let core = fold(&core_text);
        let core = if core.chars().count() < 2 { full.clone() } else { core };
        NameKey { marks: marks(&core_text), full, core }
    }

    /// 0 to 100: the same name, or how alike in pairs of letters.
    pub fn likeness(&self, other: &NameKey) -> u32 {
        if self.core == other.core || self.full == other.full {
            return 100;
        }
        if headed(&self.full, &other.core) || headed(&other.full, &self.core) {
            return 95;
        }
        dice(&self.core, &other.core).max(dice(&self.full, &other.full))
    }

    /// Do the two differ in what tells branches apart?
    pub fn branches_differ(&self, other: &NameKey) -> bool {
        self.marks != other.marks
    }
}

/// Brackets, remarks behind ※, widths.
fn plain(raw: &str) -> String {
    let folded: String = raw.nfkc().collect();
    let before_mark = folded.split('※').next().unwrap_or("");
    let text = if before_mark.trim().is_empty() { &folded } else { before_mark };
    let mut out = String::new();
    let mut rest = text;
    // （財団）, （株）: the legal form in brackets in the middle of a name; other brackets are kept
    while let Some(at) = rest.find('(') {
        let (head, tail) = rest.split_at(at);
        out.push_str(head);
        let Some(end) = tail.find(')') else { break };
        let inside = tail.get(1..end).unwrap_or("");
        if matches!(
            inside,
            "財団" | "社団" | "株" | "有" | "医" | "社" | "福" | "名称変更" | "会員"
        ) {
            out.push(' ');
        } else {
            out.push_str(tail.get(..=end).unwrap_or(""));
        }
        rest = tail.get(end + 1..).unwrap_or("");
    }
    out.push_str(rest);
    out.trim().to_string()
}

/// 「医療法人社団 研裕会 紀尾井町プラザクリニック」 → 「紀尾井町プラザクリニック」; without a space between corporation and name
/// the first 「会」 ends the corporation when at least three letters follow.
fn without_corporation(text: &str) -> String {
    let mut rest = text.trim().to_string();
    let mut named = false;
    for _ in 0..4 {
        let form = FORMS
            .iter()
            .find_map(|f| rest.strip_prefix(&f.to_uppercase()).or(rest.strip_prefix(f)));
        if let Some(after) = form {
            rest = after.trim_start().to_string();
            named = true;
            continue;
        }
        if let Some(after) = HOUSES.iter().find_map(|h| rest.strip_prefix(h)) {
            // 「国立病院機構」 alone before 「釜石病院」; what is left must still be a name
            if after.trim().chars().count() >= 2 {
                rest = after.trim_start().to_string();
                named = true;
                continue;
            }
        }
        break;
    }
    if let Some((head, tail)) = rest.split_once(char::is_whitespace) {
        let corporate = ENDS.iter().any(|e| head.ends_with(e)) && !head.ends_with("センター");
        if corporate && tail.trim().chars().count() >= 2 {
            return tail.trim().to_string();
        }
    }
    if named && let Some(at) = rest.find('会') {
        let (head, tail) = rest.split_at(at + '会'.len_utf8());
        let tail = tail.trim();
        if head.chars().count() >= 2 && tail.chars().count() >= 3 && !tail.starts_with(['館', '堂'])
        {
            return tail.to_string();
        }
    }
    for form in ["株式会社", "有限会社"] {
        if let Some(head) = rest.strip_suffix(form) {
            rest = head.trim_end().to_string();
        }
    }
    rest
}

/// The search key, with letters folded that only names of places confuse.
pub(super) fn fold(text: &str) -> String {
    kana::search_key(text)
        .replace(['竈', '竃'], "釜")
        .replace(['藪', '薮'], "薮")
        .replace(['ゖ', 'ヶ'], "け")
        .replace("が丘", "け丘")
        .replace("ろ月", "月")
}

/// Numbers and words that tell one branch from another.
fn marks(text: &str) -> BTreeSet<String> {
    const WORDS: [&str; 16] = [
        "第一",
        "第二",
        "第三",
        "第四",
        "第五",
        "分院",
        "本院",
        "別館",
        "新館",
        "サテライト",
        "北館",
        "南館",
        "東館",
        "西館",
        "分室",
        "附属",
    ];
    let mut out: BTreeSet<String> =
        WORDS.iter().filter(|w| text.contains(*w)).map(|w| (*w).to_string()).collect();
    let mut number = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_digit() {
            number.push(c);
        } else if !number.is_empty() {
            out.insert(std::mem::take(&mut number));
        }
    }
    // Ⅱ became II by folding widths; a letter that stands alone counts too (A棟, B館)
    for roman in ["III", "II", "IV"] {
        if text.contains(roman) {
            out.insert(roman.to_string());
            break;
        }
    }
    out
}

/// Is `full` the same core behind a corporation (or 県立, 市立)?
fn headed(full: &str, core: &str) -> bool {
    if core.chars().count() < 3 {
        return false;
    }
    let Some(head) = full.strip_suffix(core) else { return false };
    !head.is_empty() && (ENDS.iter().any(|e| head.ends_with(e)) || head.ends_with('立'))
}

/// Twice the common pairs of letters over all pairs, in percent.
pub(super) fn dice(a: &str, b: &str) -> u32 {
    let (x, y) = (kana::bigrams(a), kana::bigrams(b));
    if x.is_empty() || y.is_empty() {
        return 0;
    }
    let common = x.intersection(&y).count();
    u32::try_from(200 * common / (x.len() + y.len())).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corporation_is_taken_off_however_it_is_written() {
        for (raw, core) in [
            ("医療法人社団 研裕会 みずほプラザクリニック", "みずほプラザクリニック"),
            ("医療法人仁結会（財団）結野厚生病院", "結野厚生病院"),
            ("医療法人社団常結会　東野病院", "東野病院"),
            ("独立行政法人国立病院機構 結野医療センター", "結野医療センター"),
            ("㈱ゆいの　訪問看護ステーションあかり", "ゆいの　訪問看護ステーションあかり"),
            ("社会福祉法人 結の里 特別養護老人ホーム みのり", "結の里 特別養護老人ホーム みのり"),
            ("みなと歯科医院 ※会員施設", "みなと歯科医院"),
            ("医療法人美野クリニック", "美野クリニック"),
            ("厚生連　豊野病院", "豊野病院"),
        ] {
            assert_eq!(NameKey::of(raw).core, fold(core), "{raw}");
        }
    }

    #[test]
    fn old_letters_widths_and_small_kana_do_not_matter() {
        for (a, b) in [
            ("髙橋内科", "高橋内科"),
            ("ﾃﾞｲｻｰﾋﾞｽゆい", "デイサービス ゆい"),
            ("塩竈クリニック", "塩釜クリニック"),
            ("自由ヶ丘医院", "自由ケ丘医院"),
        ] {
            assert_eq!(NameKey::of(a).likeness(&NameKey::of(b)), 100, "{a} {b}");
        }
        assert_eq!(NameKey::of("岩手県立結野病院").likeness(&NameKey::of("結野病院")), 95);
    }

    #[test]
    fn second_houses_are_other_houses() {
        let a = NameKey::of("デイサービスゆい");
        assert!(a.branches_differ(&NameKey::of("デイサービスゆいⅡ")));
        assert!(a.branches_differ(&NameKey::of("第二デイサービスゆい")));
        assert!(a.branches_differ(&NameKey::of("デイサービスゆい2号館")));
        assert!(!a.branches_differ(&NameKey::of("デイサービス　ゆい")));
        assert!(NameKey::of("第二結野病院").likeness(&NameKey::of("結野病院")) < 95);
    }
}
