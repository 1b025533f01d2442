//! Drafts of the 実施結果報告 and of the newsletter, made from what was recorded and ticked. Only a beginning: people write on.
use kernel::small;

use super::event::Event;
use super::share::{Share, percent, public};

/// Which text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// 実施結果報告.
    Report,
    /// 連携だより.
    Newsletter,
}

impl TextKind {
    /// Both.
    pub const ALL: [TextKind; 2] = [TextKind::Report, TextKind::Newsletter];

    /// Code as stored and in the address.
    pub const fn code(self) -> &'static str {
        match self {
            TextKind::Report => "report",
            TextKind::Newsletter => "newsletter",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<TextKind> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }

    /// Words.
    pub const fn label(self) -> &'static str {
        match self {
            TextKind::Report => "実施結果報告",
            TextKind::Newsletter => "連携だよりの原稿",
        }
    }
}

/// A question, how many answered it, and (answer, how many).
pub type Tally = (String, i64, Vec<(String, i64)>);

/// What is known of an event when the draft is made. No name of a participant.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The event.
    pub event: Option<Event>,
    /// Words of its kind.
    pub kind: String,
    /// Words of its money.
    pub funding: String,
    /// Present.
    pub present: i64,
    /// By profession.
    pub shares: Vec<Share>,
    /// Tasks done: phase in words, task, who.
    pub done: Vec<(String, String, String)>,
    /// Tasks left.
    pub left: Vec<String>,
    /// Questionnaire: answers, and for each question with choices its rows.
    pub answers: i64,
    /// Question, how many answered it, (answer, how many).
    pub tallies: Vec<Tally>,
    /// Free text, grouped by hand: words of the group and how many. Not the texts themselves.
    pub groups: Vec<(String, i64)>,
}

/// The draft: plain text; lines that begin with 「■」 are headings.
pub fn draft(kind: TextKind, f: &Facts) -> String {
    let Some(e) = &f.event else { return String::new() };
    match kind {
        TextKind::Report => report(e, f),
        TextKind::Newsletter => newsletter(e, f),
    }
}

fn report(e: &Event, f: &Facts) -> String {
    let d = &e.data;
    let mut out = vec!["■ 概要".to_string()];
    let mut add = |label: &str, text: &str| {
        if !text.is_empty() {
            out.push(format!("{label}　{text}"));
        }
    };
    add("事業名", &d.title);
    add("種類", &f.kind);
    add("日時", &e.when());
    add("会場", &d.place);
    add("主催", &d.hosts);
    add("共催・後援", &d.cosponsors);
    add("目的", &d.aim);
    add("財源", &f.funding);
    add("参加者", &format!("{}人", f.present));
    out.push(String::new());
    if f.present > 0 {
        out.push("■ 参加者の職種".into());
        for s in &f.shares {
            let target = match s.target {
                0 => String::new(),
                t => format!("（目標{t}人）"),
            };
            out.push(format!(
                "・{}　{}人　{}{target}",
                s.label,
                s.present,
                percent(s.present, f.present)
            ));
        }
        out.push(String::new());
    }
    if !f.done.is_empty() {
        out.push("■ 行ったこと".into());
        let mut phase = "";
        for (p, text, who) in &f.done {
            if p != phase {
                out.push(format!("【{p}】"));
                phase = p;
            }
            out.push(format!("・{text}（{who}）"));
        }
        out.push(String::new());
    }
    if f.answers > 0 {
        out.push(format!("■ アンケート（{}枚）", f.answers));
        for (question, answered, rows) in &f.tallies {
            out.push(format!("{question}（{answered}人が回答）"));
            for (words, n) in rows.iter().filter(|r| r.1 > 0) {
                out.push(format!("・{words}　{n}人　{}", percent(*n, *answered)));
            }
        }
        if !f.groups.is_empty() {
            let all: Vec<String> = f.groups.iter().map(|(g, n)| format!("{g}（{n}件）")).collect();
            out.push(format!("自由記載：{}", all.join("、")));
        }
        out.push(String::new());
    }
    if !f.left.is_empty() {
        out.push("■ これから行うこと".into());
        out.extend(f.left.iter().map(|t| format!("・{t}")));
        out.push(String::new());
    }
    out.push("■ 成果と課題".into());
    out.push("（ここに書いてください）".into());
    out.join("\n")
}

fn newsletter(e: &Event, f: &Facts) -> String {
    let d = &e.data;
    let place = if d.place.is_empty() { String::new() } else { format!("、{}で", d.place) };
    let mut out = vec![format!("■ {}を開きました", d.title)];
    out.push(format!("{}{place}開きました。", e.when()));
    if !d.aim.is_empty() {
        out.push(d.aim.clone());
    }
    // a newsletter is published: it tells nothing that the published tables hide (`share::public`)
    let shown = public(&f.shares);
    let all_shown = shown.last().copied().flatten().is_some_and(|n| !few(f.present - n));
    if f.present > 0 {
        let seen = f.shares.iter().zip(&shown).filter(|(s, n)| s.present > 0 && n.is_some());
        let mut by: Vec<&Share> = seen.map(|(s, _)| s).collect();
        by.sort_by_key(|s| std::cmp::Reverse(s.present));
        let words: Vec<&str> = by.iter().take(3).map(|s| s.label.as_str()).collect();
        let came = f.shares.iter().filter(|s| s.present > 0).count();
        let who = match words.is_empty() {
            true => String::new(),
            false => {
                format!("{}{}、", words.join("、"), if came > words.len() { "など" } else { "" })
            }
        };
        match (all_shown, words.is_empty()) {
            (true, _) => out.push(format!("{who}{}人が参加しました。", f.present)),
            (false, false) => {
                out.push(format!("{}の方が参加しました。", who.trim_end_matches('、')))
            }
            (false, true) => {}
        }
    }
    if let Some((question, answered, words, n)) = told(&f.tallies) {
        out.push(format!(
            "アンケートでは、「{question}」に「{words}」と答えた方が{}でした。",
            percent(n, answered)
        ));
    }
    if !f.groups.is_empty() {
        let all: Vec<&str> = f.groups.iter().take(3).map(|g| g.0.as_str()).collect();
        out.push(format!("感想では、{}についての声がありました。", all.join("、")));
    }
    out.push("（写真と、当日のようすを足してください）".into());
    out.join("\n")
}

/// So few that somebody could be recognised.
fn few(n: i64) -> bool {
    (1..small::LEAST).contains(&n)
}

/// The first question of which the commonest answer may be told in public: neither those who gave it nor those who did not
/// are so few that somebody could be recognised.
fn told(tallies: &[Tally]) -> Option<(&str, i64, &str, i64)> {
    tallies.iter().find_map(|(question, answered, rows)| {
        let (words, n) = rows.iter().filter(|r| r.1 > 0).max_by_key(|r| r.1)?;
        let fine = !few(*answered) && !few(*n) && !few(answered - n);
        fine.then_some((question.as_str(), *answered, words.as_str(), *n))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EventId;
    use crate::model::State;
    use crate::model::event::tests::sample;

    fn facts() -> Facts {
        let event = Event {
            id: EventId(kernel::Id::from_bytes([1; 16])),
            data: sample(&["2026-10-16"]),
            state: State::Held,
            why: String::new(),
            slug: "abcd1234".into(),
            keep_days: 180,
            year: 2026,
            template: String::new(),
            version: 1,
        };
        Facts {
            event: Some(event),
            kind: "研修".into(),
            present: 40,
            shares: vec![Share {
                code: "nurse".into(),
                label: "看護師・保健師".into(),
                target: 20,
                present: 30,
            }],
            done: vec![("当日".into(), "写真撮影と記録".into(), "拠点".into())],
            left: vec!["反省会".into()],
            ..Facts::default()
        }
    }

    #[test]
    fn the_report_says_what_was_ticked_and_what_is_left() {
        let text = draft(TextKind::Report, &facts());
        for want in [
            "参加者　40人",
            "看護師・保健師　30人　75.0%（目標20人）",
            "【当日】",
            "写真撮影と記録（拠点）",
            "■ これから行うこと",
            "・反省会",
        ] {
            assert!(text.contains(want), "{want}\n{text}");
        }
        assert!(!text.contains("アンケート"), "nothing is said of what was not asked");
    }

    #[test]
    fn the_newsletter_is_short_and_names_nobody() {
        let text = draft(TextKind::Newsletter, &facts());
        assert!(text.contains("看護師・保健師、40人が参加しました"), "{text}");
        assert!(draft(TextKind::Report, &Facts::default()).is_empty());
    }

    fn share(label: &str, present: i64) -> Share {
        Share { code: label.into(), label: label.into(), target: 0, present }
    }

    #[test]
    fn the_newsletter_tells_nothing_that_the_published_table_hides() {
        let mut f = facts();
        f.shares = vec![share("医師", 2), share("看護師", 20), share("介護支援専門員", 9)];
        f.present = 31;
        let rows = |n: i64| vec![("満足".to_string(), n), ("不満".to_string(), 20 - n)];
        f.tallies = vec![
            ("内容はいかがでしたか".into(), 20, rows(17)),
            ("また参加しますか".into(), 20, rows(15)),
        ];
        f.answers = 23;
        let text = draft(TextKind::Newsletter, &f);
        assert!(!text.contains("医師") && !text.contains("介護支援専門員"), "{text}");
        assert!(text.contains("看護師など、31人が参加しました"), "{text}");
        assert!(!text.contains("内容はいかがでしたか"), "three said otherwise: {text}");
        assert!(text.contains("「また参加しますか」に「満足」と答えた方が75.0%"), "{text}");
        assert!(!text.contains("23"), "sheets less answers would tell who left it empty: {text}");
        f.shares = vec![share("医師", 3)];
        f.present = 3;
        f.tallies = vec![("内容はいかがでしたか".into(), 3, vec![("満足".into(), 3)])];
        let text = draft(TextKind::Newsletter, &f);
        assert!(!text.contains("3人") && !text.contains("100"), "{text}");
    }
}
