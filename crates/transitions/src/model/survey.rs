//! 入退院連絡調査, counted from daily work (forms.md §8.4; the definitions). A case is one stay reduced to
//! its dates; the whole survey is a fold over cases, so that a naive counter can check it.
use std::collections::BTreeMap;

use kernel::Date;
use kernel::time::days_between;

use super::{EndKind, FeeGrade};

mod case;
mod fold;
pub(crate) mod kept;
pub mod months;
mod rates;
pub mod row;
mod tally;

pub use case::{Case, DischargeFee, KEPT_DAYS, More, READMITTED_DAYS};
pub use fold::{case, more};
pub use rates::{R, RATES};
use tally::Tally;

/// When the discharge day was told, early to late. 不明 = entered without its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timing {
    /// 8日以上前.
    Eight,
    /// 5–7日前.
    Five,
    /// 2–4日前.
    Two,
    /// 前日.
    One,
    /// 当日.
    Zero,
    /// 退院後.
    After,
    /// 不明.
    Unknown,
}

impl Timing {
    /// Early to late.
    pub const ALL: [Timing; 7] = [
        Timing::Eight,
        Timing::Five,
        Timing::Two,
        Timing::One,
        Timing::Zero,
        Timing::After,
        Timing::Unknown,
    ];

    /// Key in the JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Timing::Eight => "8+",
            Timing::Five => "5-7",
            Timing::Two => "2-4",
            Timing::One => "1",
            Timing::Zero => "0",
            Timing::After => "after",
            Timing::Unknown => "unknown",
        }
    }

    /// Word on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Timing::Eight => "8日以上前",
            Timing::Five => "5〜7日前",
            Timing::Two => "2〜4日前",
            Timing::One => "前日",
            Timing::Zero => "当日",
            Timing::After => "退院後",
            Timing::Unknown => "不明",
        }
    }

    /// Of a notice on `told` for a discharge on `left`; calendar days.
    pub fn of(told: Option<Date>, left: Date) -> Timing {
        let Some(told) = told else { return Timing::Unknown };
        match days_between(told, left) {
            8.. => Timing::Eight,
            5..=7 => Timing::Five,
            2..=4 => Timing::Two,
            1 => Timing::One,
            0 => Timing::Zero,
            _ => Timing::After,
        }
    }
}

/// A rate with its two counts; never shown without them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rate {
    /// Numerator.
    pub n: i64,
    /// Denominator.
    pub d: i64,
}

impl Rate {
    /// 「86.4」, or none when nothing was counted.
    pub fn percent(self) -> Option<String> {
        (self.d > 0).then(|| {
            // integer arithmetic, rounded half up, so that every engine and reader gets the same digit
            let tenths = (self.n * 2000 + self.d) / (2 * self.d);
            format!("{}.{}", tenths / 10, tenths % 10)
        })
    }
}

/// The figures of a set of cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Admitted in the period.
    pub admissions: i64,
    /// Ended in the period, less excluded.
    pub discharges: i64,
    /// Ended by death.
    pub deaths: i64,
    /// Ended by transfer.
    pub transfers: i64,
    /// By key of [`RATES`].
    pub rates: BTreeMap<&'static str, Rate>,
    /// By key of [`Timing`].
    pub timing: BTreeMap<&'static str, i64>,
    /// Method of the admission contact.
    pub admission_methods: BTreeMap<&'static str, i64>,
    /// Method of the discharge notice.
    pub discharge_methods: BTreeMap<&'static str, i64>,
    /// 医療処置 that a facility was asked about, by code: stays in which it could come / stays with an answer.
    pub facility: BTreeMap<String, Rate>,
    /// 退院できない理由 by code: stays ended in the period in which it was recorded.
    pub stuck: BTreeMap<String, i64>,
    /// Why the discharge day was told late, by code: stays.
    pub late: BTreeMap<String, i64>,
    /// Cases that came from the questionnaire of offices that do not work here.
    pub keyed: i64,
}

/// The survey of a period with its breakdowns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// From, this day included.
    pub from: Date,
    /// To, this day included.
    pub to: Date,
    /// All.
    pub all: Figures,
    /// By hospital: id, name, figures; by name.
    pub hospitals: Vec<(String, String, Figures)>,
    /// By office.
    pub offices: Vec<(String, String, Figures)>,
    /// By care level code: code, label.
    pub care_levels: Vec<(String, String, Figures)>,
}

/// In which number a case counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key<'a> {
    /// A rate; `true` = in its numerator too.
    Rate(R, bool),
    /// When the discharge day was told.
    Timing(Timing),
    /// Admitted in the period.
    Admission,
    /// Ended in the period, less excluded.
    Discharge,
    /// By death or transfer.
    Excluded(EndKind),
    /// A 医療処置 asked about; `true` = the person could come.
    Facility(&'a str, bool),
    /// 退院できない理由.
    Stuck(&'a str),
    /// Why told late.
    Late(&'a str),
}

/// Tells every number in which a case counts.
pub(crate) fn visit<'a>(c: &'a Case, from: Date, to: Date, mut to_number: impl FnMut(Key<'a>)) {
    let within = |d: Date| (from..=to).contains(&d);
    if within(c.admitted) {
        visit_admission(c, &mut to_number);
    }
    if c.ended.is_some_and(within) {
        visit_end(c, &mut to_number);
    }
}

/// The numbers in which a case counts on the day of admission.
pub(crate) fn visit_admission<'a>(c: &'a Case, to_number: &mut impl FnMut(Key<'a>)) {
    to_number(Key::Admission);
    to_number(Key::Rate(R::AdmissionContact, c.contact.is_some()));
    to_number(Key::Rate(R::SheetSent, c.sheet.is_some()));
    if !c.more.keyed && c.sheet.is_some() {
        to_number(Key::Rate(R::SheetReceived, c.more.sheet_received));
    }
    to_number(Key::Rate(R::FeeAdmission1, c.fee == Some(FeeGrade::First)));
    to_number(Key::Rate(R::FeeAdmission2, c.fee == Some(FeeGrade::Second)));
}

/// The numbers in which a case counts on the day it ended; none while it goes on.
pub(crate) fn visit_end<'a>(c: &'a Case, to_number: &mut impl FnMut(Key<'a>)) {
    let Some((left, end)) = c.ended.zip(c.end) else { return };
    let daily = !c.more.keyed;
    let more = &c.more;
    if let Some(accepted) = more.facility_accepted() {
        to_number(Key::Rate(R::FacilityAccepted, accepted));
    }
    more.facility.iter().for_each(|(code, yes)| to_number(Key::Facility(code, *yes)));
    more.stuck.iter().for_each(|code| to_number(Key::Stuck(code)));
    if end.excluded() {
        return to_number(Key::Excluded(end));
    }
    to_number(Key::Discharge);
    let told_in_time = c.notice.is_some_and(|(day, _)| day.is_some_and(|d| d <= left));
    to_number(Key::Rate(R::DischargeContact, told_in_time));
    if let Some((told, _)) = c.notice {
        let t = Timing::of(told, left);
        let early = matches!(t, Timing::Eight | Timing::Five);
        to_number(Key::Rate(R::FiveDaysBefore, early));
        if told.is_some() {
            to_number(Key::Rate(R::FiveDaysBeforeKnown, early));
        }
        to_number(Key::Rate(R::DayBeforeOrSame, matches!(t, Timing::One | Timing::Zero)));
        to_number(Key::Timing(t));
        if !early {
            more.late.iter().for_each(|code| to_number(Key::Late(code)));
        }
    }
    if daily || more.conference.is_some() {
        to_number(Key::Rate(R::ConferenceHeld, more.conference == Some(true)));
    }
    if let Some(handed) = more.papers {
        to_number(Key::Rate(R::PapersHanded, handed));
    }
    for (grade, rate) in DischargeFee::ALL.iter().zip(R::DISCHARGE_FEES) {
        to_number(Key::Rate(rate, more.discharge_fee == Some(*grade)));
    }
    if !daily {
        return;
    }
    to_number(Key::Rate(R::PlanningContact, c.planning.is_some()));
    to_number(Key::Rate(R::RecordReceived, c.record.is_some()));
    to_number(Key::Rate(R::ConferenceDecided, more.conference.is_some()));
    to_number(Key::Rate(R::PapersReceived, more.papers_received));
    to_number(Key::Rate(R::WishTold, more.wish_told));
    if let Some(wish) = &more.wish {
        to_number(Key::Rate(R::WishMet, wish == end.code()));
    }
    if let Some(stopped) = more.dental_stopped {
        to_number(Key::Rate(R::DentalStopped, stopped));
        if stopped {
            to_number(Key::Rate(R::DentalResumed, more.dental_resumed));
        }
    }
    let again = more.readmitted_after.is_some_and(|days| days <= READMITTED_DAYS);
    to_number(Key::Rate(R::Readmitted30, again));
}

/// In which figures a case counts: for opening the records behind a number. The key is a rate's with `.n` or
/// `.d`, `timing.CODE`, `admissions`, `discharges`, `excluded.death`, `excluded.transfer`, `facility.CODE.n` or `.d`,
/// `stuck.CODE`, `late.CODE`.
pub fn counts_in(c: &Case, from: Date, to: Date) -> Vec<String> {
    let mut keys = Vec::new();
    visit(c, from, to, |key| match key {
        Key::Rate(r, n) => both_parts(&mut keys, r.code(), n),
        Key::Facility(code, n) => both_parts(&mut keys, &format!("facility.{code}"), n),
        Key::Timing(t) => keys.push(format!("timing.{}", t.code())),
        Key::Admission => keys.push("admissions".into()),
        Key::Discharge => keys.push("discharges".into()),
        Key::Excluded(EndKind::Death) => keys.push("excluded.death".into()),
        Key::Excluded(_) => keys.push("excluded.transfer".into()),
        Key::Stuck(code) => keys.push(format!("stuck.{code}")),
        Key::Late(code) => keys.push(format!("late.{code}")),
    });
    keys
}

fn both_parts(keys: &mut Vec<String>, key: &str, n: bool) {
    keys.push(format!("{key}.d"));
    if n {
        keys.push(format!("{key}.n"));
    }
}

/// The figures of some cases together.
pub fn figures(cases: &[Case], from: Date, to: Date) -> Figures {
    let mut all = Tally::default();
    cases.iter().for_each(|c| all.add(c, from, to));
    all.done()
}

type Groups<'a> = BTreeMap<&'a str, (String, Tally)>;

fn rows(groups: Groups<'_>) -> Vec<(String, String, Figures)> {
    groups
        .into_iter()
        .map(|(id, (name, t))| (id.to_string(), name, t.done()))
        .filter(|(_, _, f)| f.admissions + f.discharges + f.deaths + f.transfers > 0)
        .collect()
}

/// Counts the survey of a period.
pub fn count(cases: &[Case], from: Date, to: Date, care_label: impl Fn(&str) -> String) -> Survey {
    let mut all = Tally::default();
    let (mut hospitals, mut offices, mut levels) = (Groups::new(), Groups::new(), Groups::new());
    for c in cases {
        all.add(c, from, to);
        let named = |name: &str| (name.to_string(), Tally::default());
        hospitals.entry(&c.hospital.0).or_insert_with(|| named(&c.hospital.1)).1.add(c, from, to);
        offices.entry(&c.office.0).or_insert_with(|| named(&c.office.1)).1.add(c, from, to);
        let level = || named(&care_label(c.care_level));
        levels.entry(c.care_level).or_insert_with(level).1.add(c, from, to);
    }
    let by_name = |groups: Groups<'_>| {
        let mut v = rows(groups);
        v.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
        v
    };
    Survey {
        from,
        to,
        all: all.done(),
        hospitals: by_name(hospitals),
        offices: by_name(offices),
        care_levels: rows(levels),
    }
}

#[cfg(test)]
mod tests;
