//! The code lists of a consultation: data of the house (`data/rules/desk.json`), with where each word was published.
use std::sync::OnceLock;

use serde::Deserialize;

/// One code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Code {
    /// As it is kept.
    pub code: String,
    /// As it is shown.
    pub label: String,
    /// Other words for it in old files.
    #[serde(default)]
    pub names: Vec<String>,
    /// Shown at once on the page of a new consultation; the rest stands in a fold.
    #[serde(default)]
    pub first: bool,
}

/// All lists.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Lists {
    /// Edition of the lists; a record keeps the one it was made with.
    pub version: String,
    /// 方法: one value; 「電話及びメール」 is one of them.
    pub method: Vec<Code>,
    /// 所在: 圏域内, 圏域外.
    pub place: Vec<Code>,
    /// 所在 more closely; may be left out.
    pub place_detail: Vec<Code>,
    /// 相談者の所属.
    pub affiliation: Vec<Code>,
    /// 内容: several.
    pub content: Vec<Code>,
    /// 福祉4分野, 重層, 身寄りなし: several.
    pub tag: Vec<Code>,
    /// 場面.
    pub scene: Vec<Code>,
    /// 対応: several.
    pub did: Vec<Code>,
    /// 結果.
    pub outcome: Vec<Code>,
    /// 職種: suggestions; anything else may be typed.
    pub profession: Vec<String>,
}

/// The lists that the program carries. They are read once; a test reads them too, so that none is empty.
pub fn lists() -> &'static Lists {
    static ALL: OnceLock<Lists> = OnceLock::new();
    ALL.get_or_init(|| {
        serde_json::from_str(include_str!("../../../../data/rules/desk.json")).unwrap_or_default()
    })
}

/// Is it a code of this list?
pub fn has(list: &[Code], code: &str) -> bool {
    list.iter().any(|c| c.code == code)
}

/// The words of a code; a code that no list knows any more shows itself.
pub fn label<'c>(list: &'c [Code], code: &'c str) -> &'c str {
    list.iter().find(|c| c.code == code).map_or(code, |c| c.label.as_str())
}

/// The words of several codes.
pub fn labels(list: &[Code], codes: &[String]) -> String {
    codes.iter().map(|c| label(list, c)).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_there_and_no_code_or_word_stands_twice() {
        let l = lists();
        assert!(!l.version.is_empty() && l.profession.len() > 10);
        for list in [
            &l.method,
            &l.place,
            &l.place_detail,
            &l.affiliation,
            &l.content,
            &l.tag,
            &l.scene,
            &l.did,
            &l.outcome,
        ] {
            assert!(list.len() >= 2);
            for (n, c) in list.iter().enumerate() {
                for other in &list[n + 1..] {
                    assert!(c.code != other.code && c.label != other.label, "{}", c.label);
                }
            }
        }
        assert_eq!(label(&l.method, "phone_mail"), "電話及びメール");
        assert!(
            l.method.iter().any(|c| c.label == "電話")
                && l.method.iter().any(|c| c.label == "メール")
        );
    }
}
