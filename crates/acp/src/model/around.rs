//! What stands beside the note: who is to talk in the person's place, talks that professionals wrote down, papers that a doctor signed,
//! and with whom the person's wishes were shared.
use kernel::{At, Date, Id};

use super::Check;

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident: $($(#[$d:meta])* $v:ident = $code:literal, $label:literal;)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$d])* $v),* }
        impl $name {
            /// All, in the order of the form.
            pub const ALL: [$name; [$($code),*].len()] = [$($name::$v),*];
            /// Stored code.
            pub const fn code(self) -> &'static str { match self { $($name::$v => $code),* } }
            /// From the code.
            pub fn from_code(code: &str) -> Option<$name> { $name::ALL.into_iter().find(|x| x.code() == code) }
            /// Words on pages.
            pub const fn label(self) -> &'static str { match self { $($name::$v => $label),* } }
        }
    };
}

codes! {
    /// How freely somebody may speak in the person's place.
    Discretion:
    /// 本人の希望どおり.
    AsWritten = "as-written", "わたしの希望のとおりに話してほしい";
    /// 状況で変えてよい.
    May = "may", "そのときの様子で、変えてもよい";
    /// Not said.
    Open = "open", "まだ決めていない";
}
codes! {
    /// What became of the question to the proxy themself.
    Step:
    /// お願いした.
    Asked = "asked", "お願いしました（お返事はまだです）";
    /// 引き受けた.
    Agreed = "agreed", "引き受けてくれました";
    /// 断った.
    Declined = "declined", "引き受けられないとのことでした";
}
codes! {
    /// A paper that a doctor signed: where it is, never what it orders.
    PaperKind:
    /// 事前指示書など.
    Directive = "directive", "事前指示書・意思表示の書面";
    /// 医師との話し合いの記録.
    Record = "record", "医師が書いた話し合いの記録";
    /// DNAR・POLST.
    Dnar = "dnar", "心肺蘇生などについての医師の書面（DNAR・POLSTなど）";
    /// その他.
    Other = "other", "そのほかの、医師の署名のある書面";
}

/// わたしの代わりに話し合ってほしい人. No legal power, nothing about property.
#[derive(Debug, Clone)]
pub struct NewProxy {
    /// Name.
    pub name: String,
    /// 続柄.
    pub relation: String,
    /// Telephone; may be empty.
    pub phone: String,
    /// How freely.
    pub discretion: Discretion,
    /// Why this person; may be empty.
    pub why: String,
}

impl NewProxy {
    pub(crate) fn check(&self) -> app::Result<()> {
        let mut c = Check::default();
        c.text("proxy_name", &self.name, 60, "お名前を入力してください");
        c.text("relation", &self.relation, 20, "続柄や間柄を入力してください");
        c.phone("phone", &self.phone);
        c.most("why", &self.why, 200);
        c.done()
    }
}

/// A proxy as kept.
#[derive(Debug, Clone)]
pub struct Proxy {
    /// Id.
    pub id: Id,
    /// The record of the person.
    pub resident: Id,
    /// What was said.
    pub who: NewProxy,
    /// What became of the question to them: the newest step, its day and who heard it; none = not asked yet.
    pub step: Option<(Step, Date, String)>,
    /// Who wrote it down.
    pub by: String,
    /// When.
    pub at: At,
}

impl Proxy {
    /// The person's own consent in words, with its day.
    pub fn consent(&self) -> String {
        match &self.step {
            None => "まだお願いしていません".into(),
            Some((s, day, _)) => format!("{}（{}）", s.label(), kernel::wareki::short(*day)),
        }
    }
}

/// 話し合い記録, by professionals.
#[derive(Debug, Clone)]
pub struct NewTalk {
    /// Day.
    pub held_on: Date,
    /// Where.
    pub place: String,
    /// Who was there, with their work.
    pub present: String,
    /// About what.
    pub topic: String,
    /// 本人の言葉, word for word.
    pub own_words: String,
    /// 家族の言葉.
    pub family_words: String,
    /// What the professionals explained.
    pub explained: String,
    /// What was agreed, what stayed open.
    pub agreed: String,
    /// What comes next.
    pub next: String,
    /// The doctor to ask.
    pub doctor: String,
    /// Telephone by day.
    pub phone_day: String,
    /// By night.
    pub phone_night: String,
}

impl NewTalk {
    pub(crate) fn check(&self, today: Date) -> app::Result<()> {
        let mut c = Check::default();
        c.past("held_on", self.held_on, today);
        c.text("place", &self.place, 60, "どこで話したかを入力してください");
        c.text(
            "present",
            &self.present,
            200,
            "だれがいたかを入力してください（例 本人、長男、伊藤医師）",
        );
        c.text("topic", &self.topic, 60, "何について話したかを入力してください");
        for (field, text) in [
            ("own_words", &self.own_words),
            ("family_words", &self.family_words),
            ("explained", &self.explained),
            ("agreed", &self.agreed),
            ("next", &self.next),
        ] {
            c.most(field, text, 1000);
        }
        if [&self.own_words, &self.family_words, &self.explained, &self.agreed]
            .iter()
            .all(|t| t.trim().is_empty())
        {
            c.refuse("own_words", "話したことを、どこか1つに書いてください");
        }
        c.most("doctor", &self.doctor, 60);
        c.phone("phone_day", &self.phone_day);
        c.phone("phone_night", &self.phone_night);
        c.done()
    }
}

/// A talk as kept.
#[derive(Debug, Clone)]
pub struct Talk {
    /// Id.
    pub id: Id,
    /// The record of the person.
    pub resident: Id,
    /// What was written.
    pub what: NewTalk,
    /// Account that wrote it.
    pub account: Option<Id>,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: At,
}

/// A paper that a doctor signed.
#[derive(Debug, Clone)]
pub struct NewPaper {
    /// What.
    pub kind: PaperKind,
    /// Its date.
    pub made_on: Date,
    /// Who signed.
    pub signed_by: String,
    /// Where it is kept.
    pub kept_at: String,
    /// By whom it is kept; may be empty.
    pub kept_by: String,
}

impl NewPaper {
    pub(crate) fn check(&self, today: Date) -> app::Result<()> {
        let mut c = Check::default();
        c.past("made_on", self.made_on, today);
        c.text("signed_by", &self.signed_by, 40, "署名した医師の名前を入力してください");
        c.text("kept_at", &self.kept_at, 100, "書面がどこにあるかを入力してください");
        c.most("kept_by", &self.kept_by, 40);
        c.done()
    }
}

/// A paper as kept.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Id.
    pub id: Id,
    /// The record of the person.
    pub resident: Id,
    /// What was written.
    pub what: NewPaper,
    /// Who wrote it down.
    pub by: String,
}

/// 「家族と共有した（誰と・いつ）」.
#[derive(Debug, Clone)]
pub struct NewShared {
    /// With whom.
    pub who: String,
    /// When.
    pub on: Date,
    /// How: 読み合わせた, 冊子を渡した …; may be empty.
    pub how: String,
}

impl NewShared {
    pub(crate) fn check(&self, today: Date) -> app::Result<()> {
        let mut c = Check::default();
        c.text("who", &self.who, 60, "だれと共有したかを入力してください（例 長男 高橋 正）");
        c.past("shared_on", self.on, today);
        c.most("how", &self.how, 100);
        c.done()
    }
}

/// As kept.
#[derive(Debug, Clone)]
pub struct Shared {
    /// What was written.
    pub what: NewShared,
    /// Who wrote it down.
    pub by: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(r: app::Result<()>) -> Vec<String> {
        match r {
            Ok(()) => Vec::new(),
            Err(app::Error::Invalid(f)) => f.into_iter().map(|e| e.field).collect(),
            Err(e) => panic!("{e:?}"),
        }
    }

    #[test]
    fn who_talks_in_the_persons_place_has_a_name_and_a_relation_and_no_legal_power() {
        let p = NewProxy {
            name: "高橋 正".into(),
            relation: "長男".into(),
            phone: "090-0000-0001".into(),
            discretion: Discretion::May,
            why: String::new(),
        };
        assert!(fields(p.check()).is_empty());
        let bad =
            NewProxy { name: " ".into(), relation: "あ".repeat(21), phone: "携帯".into(), ..p };
        assert_eq!(fields(bad.check()), ["proxy_name", "relation", "phone"]);
    }

    #[test]
    fn a_talk_says_where_who_and_what() {
        let today: Date = "2026-11-21".parse().unwrap();
        let t = NewTalk {
            held_on: today,
            place: String::new(),
            present: String::new(),
            topic: String::new(),
            own_words: String::new(),
            family_words: String::new(),
            explained: String::new(),
            agreed: String::new(),
            next: String::new(),
            doctor: String::new(),
            phone_day: "x".into(),
            phone_night: String::new(),
        };
        assert_eq!(fields(t.check(today)), ["place", "present", "topic", "own_words", "phone_day"]);
        let paper = NewPaper {
            kind: PaperKind::Dnar,
            made_on: kernel::time::add_days(today, 1),
            signed_by: String::new(),
            kept_at: "冷蔵庫".into(),
            kept_by: String::new(),
        };
        assert_eq!(fields(paper.check(today)), ["made_on", "signed_by"]);
        let s = NewShared { who: String::new(), on: today, how: "あ".repeat(101) };
        assert_eq!(fields(s.check(today)), ["who", "how"]);
    }

    #[test]
    fn codes_lead_back() {
        assert!(Step::ALL.iter().all(|s| Step::from_code(s.code()) == Some(*s)));
        assert!(PaperKind::ALL.iter().all(|s| PaperKind::from_code(s.code()) == Some(*s)));
        assert!(Discretion::ALL.iter().all(|s| Discretion::from_code(s.code()) == Some(*s)));
    }
}
