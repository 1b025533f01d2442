//! Drafts of the 実施結果報告 and of the newsletter, made from what was recorded and ticked. Only a beginning: people write on.
use super::event::Event;
use super::share::{Share, percent};

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
    out.push(format!("{}{place}「{}」を開きました。", e.when(), d.title));
    if !d.aim.is_empty() {
        out.push(d.aim.clone());
    }
    if f.present > 0 {
        let mut by: Vec<&Share> = f.shares.iter().filter(|s| s.present > 0).collect();
        by.sort_by_key(|s| std::cmp::Reverse(s.present));
        let words: Vec<&str> = by.iter().take(3).map(|s| s.label.as_str()).collect();
        let more = if by.len() > 3 { "など" } else { "" };
        out.push(format!("{}{more}、{}人が参加しました。", words.join("、"), f.present));
    }
    if let Some((question, answered, rows)) = f.tallies.iter().find(|t| t.2.iter().any(|r| r.1 > 0))
        && let Some((words, n)) = rows.iter().max_by_key(|r| r.1)
    {
        out.push(format!(
            "アンケート（{}枚）では、「{question}」に「{words}」と答えた方が{}でした。",
            f.answers,
            percent(*n, *answered)
        ));
    }
    if !f.groups.is_empty() {
        let all: Vec<&str> = f.groups.iter().take(3).map(|g| g.0.as_str()).collect();
        out.push(format!("感想では、{}についての声がありました。", all.join("、")));
    }
    out.push("（写真と、当日のようすを足してください）".into());
    out.join("\n")
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
}
