//! Minutes: a draft made from what was noted, written on by people, confirmed in versions with a seal over the text.
use kernel::{At, sha256_hex};

use super::lines::{Action, Decision, Item};
use super::seats::{Presence, Seat, counts};
use super::{Meeting, catalogue::Catalogue};
use crate::MeetingId;

/// Longest text.
pub const MOST: usize = 20_000;

/// A confirmed version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// 1, 2 …
    pub n: i64,
    /// The text.
    pub content: String,
    /// Why it was corrected; empty for the first.
    pub reason: String,
    /// Seal over meeting, number, reason and text.
    pub hash: String,
    /// Who confirmed it.
    pub by: String,
    /// When.
    pub at: At,
}

/// A draft that is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The text.
    pub content: String,
    /// Why the confirmed minutes are corrected; empty before the first version.
    pub reason: String,
    /// Who wrote last.
    pub by: String,
    /// Version for the stale check; 0 = only made by the program.
    pub version: i64,
}

/// The seal of a version.
pub fn seal(meeting: MeetingId, n: i64, reason: &str, content: &str) -> String {
    let parts = [meeting.to_string(), n.to_string(), reason.to_string(), content.to_string()];
    let mut all = String::from("yui meetings minutes");
    for p in parts {
        all.push_str(&format!("\0{}\0{p}", p.len()));
    }
    sha256_hex(all.as_bytes())
}

/// What is known of a meeting when the draft is made.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Who was there.
    pub seats: Vec<Seat>,
    /// The agenda.
    pub items: Vec<Item>,
    /// What was decided.
    pub decisions: Vec<Decision>,
    /// What follows from it.
    pub actions: Vec<Action>,
    /// 「資料1　…」.
    pub papers: Vec<String>,
}

fn seats(c: &Catalogue, f: &Facts, out: &mut Vec<String>) {
    let noted = counts(c, &f.seats);
    let Some((sum, parts)) = noted.split_last() else { return };
    out.push("■ 出席".into());
    let of: Vec<String> =
        parts.iter().filter(|p| p.1 > 0).map(|p| format!("{} {}人", p.0, p.1)).collect();
    out.push(format!(
        "出席 {}人（うちオンライン {}人、代理 {}人）、欠席 {}人",
        sum.1, sum.2, sum.3, sum.4
    ));
    out.push(of.join("、"));
    for s in f.seats.iter().filter(|s| s.presence.there()) {
        out.push(format!("・{}", s.words()));
    }
    let away: Vec<String> =
        f.seats.iter().filter(|s| s.presence == Presence::Away).map(Seat::words).collect();
    if !away.is_empty() {
        out.push(format!("欠席　{}", away.join("、")));
    }
    out.push(String::new());
}

/// The draft: plain text; lines that begin with 「■」 are headings.
pub fn draft(c: &Catalogue, m: &Meeting, f: &Facts) -> String {
    let mut out = vec!["■ 日時・場所".to_string(), m.when()];
    out.push([c.form(&m.data.form), &m.data.place].join("　").trim().to_string());
    out.push(String::new());
    seats(c, f, &mut out);
    if !f.papers.is_empty() {
        out.push("■ 資料".into());
        out.extend(f.papers.iter().map(|p| format!("・{p}")));
        out.push(String::new());
    }
    let items: Vec<&Item> = f.items.iter().filter(|i| !i.removed).collect();
    if !items.is_empty() {
        out.push("■ 議事".into());
        for (i, item) in items.iter().enumerate() {
            let who = match item.data.who.as_str() {
                "" => String::new(),
                w => format!("（説明　{w}）"),
            };
            out.push(format!("{}．{}{who}", i + 1, item.data.title));
            if !item.data.note.trim().is_empty() {
                out.push(item.data.note.trim().to_string());
            }
        }
        out.push(String::new());
    }
    let decided: Vec<&Decision> = f.decisions.iter().filter(|d| !d.removed).collect();
    if !decided.is_empty() {
        out.push("■ 決まったこと".into());
        for (i, d) in decided.iter().enumerate() {
            out.push(format!("{}．{}", i + 1, d.text));
            for a in f.actions.iter().filter(|a| a.decision == d.id && !a.removed) {
                out.push(format!("　→ {}（{}）", a.data.text, a.by_when()));
            }
        }
    }
    out.join("\n").trim_end().to_string()
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::catalogue;
    use super::super::lines::NewItem;
    use super::super::meeting::tests::meeting;
    use super::*;
    use crate::ItemId;

    #[test]
    fn the_draft_says_what_was_noted_and_nothing_else() {
        let (c, m) = (catalogue().unwrap(), meeting(Some("2026-12-04"), Some(2)));
        let empty = draft(c, &m, &Facts::default());
        assert_eq!(empty, "■ 日時・場所\n令和8年12月4日（金） 18:30から\n参集");
        let id = kernel::Id::from_bytes([5; 16]);
        let item = Item {
            id: ItemId(id),
            meeting: m.id,
            place: 1,
            data: NewItem {
                title: "入院時の連絡".into(),
                note: "FAXが届かない日がある".into(),
                ..NewItem::default()
            },
            action: None,
            removed: false,
        };
        let off = Item { removed: true, ..item.clone() };
        let f = Facts {
            items: vec![off, item],
            decisions: vec![Decision {
                id,
                meeting: m.id,
                place: 1,
                text: "連絡先の一覧を配る".into(),
                removed: false,
            }],
            ..Facts::default()
        };
        let text = draft(c, &m, &f);
        assert!(text.contains("1．入院時の連絡\nFAXが届かない日がある"), "{text}");
        assert!(text.contains("■ 決まったこと\n1．連絡先の一覧を配る"), "{text}");
        assert!(!text.contains("■ 出席"), "nobody noted who was there");
    }

    #[test]
    fn the_seal_moves_with_every_part_of_a_version() {
        let id = MeetingId(kernel::Id::from_bytes([1; 16]));
        let all = [
            seal(id, 1, "", "あい"),
            seal(id, 2, "", "あい"),
            seal(id, 1, "あ", "い"),
            seal(id, 1, "", "あい "),
            seal(MeetingId(kernel::Id::from_bytes([2; 16])), 1, "", "あい"),
        ];
        let once: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(once.len(), all.len());
        assert_eq!(all[0], seal(id, 1, "", "あい"));
    }
}
