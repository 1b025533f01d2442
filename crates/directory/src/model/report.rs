//! What an import tells: counts, refused rows, remarks. Its JSON has exactly the keys that operators' scripts read.

use serde_json::{Value, json};

/// A row or a whole file that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The file as it was named by the caller.
    pub file: String,
    /// 1-based line; 0 = the file as a whole.
    pub line: u64,
    /// Short English code: `duplicate`, `number`, `name`, `columns`, `length`, `municipality`, `address`, `service`,
    /// `facility` (an answer of no facility), `unpublished`, `file`.
    pub code: &'static str,
    /// What is wrong and what to do, in Japanese.
    pub text: String,
}

/// A remark about a row that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The file.
    pub file: String,
    /// 1-based line; 0 = the file as a whole.
    pub line: u64,
    /// Short English code, see [`warning_label`].
    pub kind: &'static str,
    /// The remark, in Japanese.
    pub text: String,
}

/// Kinds of warnings with their headings.
const KINDS: [(&str, &str); 27] = [
    ("number_check", "事業所番号の検査数字が合わない"),
    ("number_zero", "事業所番号の先頭の0を補った"),
    ("corporate_check", "法人番号の検査数字が合わない"),
    ("corporate_form", "法人番号の形がちがう"),
    ("municipality_check", "市区町村コードの検査数字が合わない"),
    ("coordinates", "地図の位置が使えない"),
    ("phone", "電話番号が読めない"),
    ("fax", "FAX番号が読めない"),
    ("address", "住所を補った・合わない"),
    ("capacity", "定員が読めない"),
    ("url", "ホームページの住所が読めない"),
    ("formula", "数式のような文字"),
    ("length", "長すぎる欄を短くした"),
    ("service", "サービスの名前がファイル名と合わない"),
    ("closing", "閉じるのを見合わせた"),
    ("older", "前に取り込んだものより古い"),
    ("review", "同じ施設かもしれない"),
    ("matched", "すでにある施設と合わせた"),
    ("still_listed", "ほかの資料にあるため閉じない"),
    ("tel_is_id", "電話番号の欄に番号（ID）がある"),
    ("phone_empty", "電話番号が空"),
    ("city", "市区町村の欄に町名がある"),
    ("grouped", "何行かを1つの施設にまとめた"),
    ("companion", "施設の一覧とあわせて読んだ"),
    ("hours", "受付時間の読みとり"),
    ("date", "日付が読めない"),
    ("edition", "いつのデータかわからない"),
];

/// Heading of a kind of warning.
pub fn warning_label(kind: &str) -> &'static str {
    KINDS.iter().find(|(k, _)| *k == kind).map_or("そのほか", |(_, label)| label)
}

/// The kind as this program writes it; `other` when a stored report has one that is no longer known.
pub fn known_kind(kind: &str) -> &'static str {
    KINDS.iter().find(|(k, _)| *k == kind).map_or("other", |(k, _)| k)
}

/// The outcome of an import or of its rehearsal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// New facilities.
    pub created: usize,
    /// Facilities whose data changed, or that are open again.
    pub updated: usize,
    /// Facilities that are as they were.
    pub unchanged: usize,
    /// Facilities closed because the source no longer lists them.
    pub closed: usize,
    /// What was not taken.
    pub rejected: Vec<Rejected>,
    /// Remarks.
    pub warnings: Vec<Warning>,
}

impl Report {
    /// Rows of all files: what was taken and what was refused.
    pub fn rows(&self) -> usize {
        self.created + self.updated + self.unchanged + self.rejected.len()
    }

    /// Was no row taken at all? Then there was nothing that could be read.
    pub fn nothing_read(&self) -> bool {
        self.created + self.updated + self.unchanged == 0
    }

    /// `{"rows","created","updated","unchanged","closed","rejected":[{"file","line","reason"}],
    /// "warnings":[{"file","line","kind","text"}]}`; a reason begins with its code.
    pub fn json(&self) -> Value {
        json!({
            "rows": self.rows(),
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "closed": self.closed,
            "rejected": self.rejected.iter().map(|r| json!({
                "file": r.file, "line": r.line, "reason": format!("{}: {}", r.code, r.text),
            })).collect::<Vec<_>>(),
            "warnings": self.warnings.iter().map(|w| json!({
                "file": w.file, "line": w.line, "kind": w.kind, "text": w.text,
            })).collect::<Vec<_>>(),
        })
    }

    /// Warnings by kind with their number, most frequent first.
    pub fn warning_counts(&self) -> Vec<(&'static str, usize)> {
        let mut counts: Vec<(&'static str, usize)> = Vec::new();
        for w in &self.warnings {
            match counts.iter_mut().find(|(k, _)| *k == w.kind) {
                Some((_, n)) => *n += 1,
                None => counts.push((w.kind, 1)),
            }
        }
        counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_has_exactly_the_agreed_keys() {
        let r = Report {
            created: 1,
            updated: 2,
            unchanged: 3,
            closed: 4,
            rejected: vec![Rejected {
                file: "a".into(),
                line: 9,
                code: "duplicate",
                text: "x".into(),
            }],
            warnings: vec![Warning { file: "a".into(), line: 2, kind: "phone", text: "y".into() }],
        };
        assert_eq!(
            r.json().to_string(),
            r#"{"rows":7,"created":1,"updated":2,"unchanged":3,"closed":4,"rejected":[{"file":"a","line":9,"reason":"duplicate: x"}],"warnings":[{"file":"a","line":2,"kind":"phone","text":"y"}]}"#
        );
        assert!(!r.nothing_read());
        assert!(Report::default().nothing_read());
    }
}
