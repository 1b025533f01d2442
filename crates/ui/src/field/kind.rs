//! What a field asks for, with its present value as text exactly as it was typed or stored.

/// One answer to choose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opt {
    /// Code that is posted.
    pub value: String,
    /// Words.
    pub label: String,
    /// A smaller second line.
    pub hint: String,
    /// What kind of answer it is.
    pub kind: OptKind,
}

/// Kinds of answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OptKind {
    /// One among others.
    #[default]
    Plain,
    /// 「なし」: clears the others, is cleared by them.
    None,
    /// 「未確認」「不明」: an answer of its own, never taken for no.
    Unknown,
    /// Stands in a group of its own, with room before it: nobody presses it by slipping one line.
    Apart,
}

impl Opt {
    /// A plain answer.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Opt { value: value.into(), label: label.into(), ..Opt::default() }
    }

    /// 「なし」.
    #[must_use]
    pub fn none(mut self) -> Self {
        self.kind = OptKind::None;
        self
    }

    /// In a group of its own.
    #[must_use]
    pub fn apart(mut self) -> Self {
        self.kind = OptKind::Apart;
        self
    }

    /// 「未確認」.
    #[must_use]
    pub fn unknown(mut self) -> Self {
        self.kind = OptKind::Unknown;
        self
    }
}

/// はい／いいえ／未確認 with the codes `true`, `false`, `unknown`.
pub fn tri() -> Vec<Opt> {
    vec![
        Opt::new("true", "はい"),
        Opt::new("false", "いいえ"),
        Opt::new("unknown", "未確認").unknown(),
    ]
}

/// How one answer is chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ChoiceStyle {
    /// Targets of 48 px beside each other; for up to about twelve answers.
    #[default]
    Radio,
    /// A drop-down list.
    Select,
    /// Typing with suggestions: posts what was typed as `{name}.text` and, where a script runs, the code as `{name}`.
    /// The reader of the form takes the text first and looks its code up; the code only where the text is empty.
    Autocomplete,
}

/// What kind of text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TextKind {
    /// Anything.
    #[default]
    Plain,
    /// Telephone: numeric keypad.
    Tel,
    /// Digits (numbers of a card): numeric keypad, leading zeros kept.
    Digits,
    /// Kana.
    Kana,
    /// Mail address.
    Mail,
    /// Address of a page.
    Url,
    /// Time of day `9:40`.
    Time,
}

/// How wide a box is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Width {
    /// As wide as the column.
    #[default]
    Full,
    /// About 20 characters.
    Mid,
    /// About 10 characters.
    Short,
}

/// A box for one line of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    /// Present text.
    pub value: String,
    /// Kind.
    pub kind: TextKind,
    /// Longest text in characters; said in words, judged by the server.
    pub max: Option<usize>,
    /// Width.
    pub width: Width,
    /// Suggestions; anything else may be typed.
    pub suggest: Vec<String>,
    /// Value of `autocomplete`; `off` when empty (others' data must not be kept by a browser).
    pub autocomplete: String,
}

/// The box of a date that is wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DatePart {
    /// The whole date (marks the year).
    #[default]
    Whole,
    /// Year (with era).
    Year,
    /// Month.
    Month,
    /// Day.
    Day,
    /// Time of day.
    Time,
}

/// A date in its boxes, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DateValue {
    /// `R H S T M` or `AD`; empty shows 令和.
    pub era: String,
    /// Year in the era; a whole date may be typed here.
    pub y: String,
    /// Month.
    pub m: String,
    /// Day.
    pub d: String,
    /// `9:40`; only for date and time.
    pub time: String,
    /// Which box is wrong.
    pub bad: Option<DatePart>,
}

impl DateValue {
    /// The boxes of an ISO date `YYYY-MM-DD`; empty boxes for anything else.
    pub fn from_iso(text: &str) -> Self {
        crate::dates::boxes(text)
    }

    /// Nothing typed?
    pub fn is_empty(&self) -> bool {
        [&self.y, &self.m, &self.d, &self.time].iter().all(|s| s.trim().is_empty())
    }
}

/// The control of a field with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Text(Input),
    /// Several lines.
    LongText {
        /// Present text.
        value: String,
        /// Lines shown; 0 = 4.
        rows: u8,
        /// Longest text in characters.
        max: Option<usize>,
    },
    /// 元号 + 年 月 日.
    Date(DateValue),
    /// The same with a time of day.
    DateTime(DateValue),
    /// はい／いいえ; values `true`, `false` or empty.
    Boolean(String),
    /// はい／いいえ／未確認; values `true`, `false`, `unknown` or empty.
    Tri(String),
    /// One answer.
    Choice {
        /// Chosen code.
        value: String,
        /// Answers.
        opts: Vec<Opt>,
        /// How it is chosen.
        style: ChoiceStyle,
        /// Text beside 「その他」, posted as `{name}.open`; none where only the answers are allowed.
        open: Option<String>,
    },
    /// Several answers; 「なし」 excludes the others.
    Multi {
        /// Chosen codes.
        values: Vec<String>,
        /// Answers.
        opts: Vec<Opt>,
        /// Text beside 「その他」.
        open: Option<String>,
    },
    /// A whole number, with its unit.
    Integer {
        /// As typed.
        value: String,
        /// 回, 日 …; may be empty.
        unit: String,
    },
    /// A number with decimals, with its unit.
    Decimal {
        /// As typed.
        value: String,
        /// kg …; may be empty.
        unit: String,
    },
    /// A number whose unit is chosen: posts `{name}` and `{name}.unit`.
    Quantity {
        /// As typed.
        value: String,
        /// Chosen unit.
        unit: String,
        /// Units.
        units: Vec<Opt>,
    },
    /// Posted, not shown.
    Hidden(String),
    /// A file to send; `accept` as in HTML.
    File {
        /// `.csv,.xlsx`.
        accept: String,
        /// Several files.
        many: bool,
    },
    /// Secret (code, password): never filled in again.
    Secret {
        /// `one-time-code`, `current-password` …
        autocomplete: String,
    },
}

impl Default for FieldKind {
    fn default() -> Self {
        FieldKind::Text(Input::default())
    }
}

impl FieldKind {
    /// One line with a value.
    pub fn text(value: impl Into<String>) -> Self {
        FieldKind::Text(Input { value: value.into(), ..Input::default() })
    }

    /// One answer from targets beside each other.
    pub fn radio(value: impl Into<String>, opts: Vec<Opt>) -> Self {
        FieldKind::Choice { value: value.into(), opts, style: ChoiceStyle::Radio, open: None }
    }

    /// One answer from a drop-down list.
    pub fn select(value: impl Into<String>, opts: Vec<Opt>) -> Self {
        FieldKind::Choice { value: value.into(), opts, style: ChoiceStyle::Select, open: None }
    }

    /// Several answers.
    pub fn checks(values: Vec<String>, opts: Vec<Opt>) -> Self {
        FieldKind::Multi { values, opts, open: None }
    }

    /// Made of several controls under one legend?
    pub(super) fn grouped(&self) -> bool {
        matches!(
            self,
            FieldKind::Date(_)
                | FieldKind::DateTime(_)
                | FieldKind::Boolean(_)
                | FieldKind::Tri(_)
                | FieldKind::Multi { .. }
                | FieldKind::Quantity { .. }
                | FieldKind::Choice { style: ChoiceStyle::Radio, .. }
        )
    }

    pub(super) fn limit_words(&self) -> Option<String> {
        match self {
            FieldKind::Text(Input { max: Some(n), .. })
            | FieldKind::LongText { max: Some(n), .. }
                if *n < 1000 =>
            {
                Some(format!("{n}字まで"))
            }
            _ => None,
        }
    }
}
