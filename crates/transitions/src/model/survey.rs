//! 入退院連絡調査, counted from daily work (forms.md §8.4; the definitions). A case is one stay reduced to
//! its dates; the whole survey is a fold over cases, so that a naive counter can check it.
use std::collections::BTreeMap;

use kernel::Date;
use kernel::time::days_between;

use super::{EndKind, FeeGrade, Method};

/// One stay, without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Stay.
    pub id: String,
    /// Hospital: id (or its name when it has none) and name.
    pub hospital: (String, String),
    /// Office: id and name.
    pub office: (String, String),
    /// Care level code at admission.
    pub care_level: &'static str,
    /// Admitted on.
    pub admitted: Date,
    /// Ended on.
    pub ended: Option<Date>,
    /// How.
    pub end: Option<EndKind>,
    /// 入院の連絡 (or the sheet that counts as one): day and method.
    pub contact: Option<(Option<Date>, Option<Method>)>,
    /// Sheet sent on.
    pub sheet: Option<Option<Date>>,
    /// 調整開始の連絡 on.
    pub planning: Option<Option<Date>>,
    /// 退院日の連絡: day (none = 不明) and method.
    pub notice: Option<(Option<Date>, Option<Method>)>,
    /// 退院・退所情報記録書 confirmed on.
    pub record: Option<Option<Date>>,
    /// Fee grade by the guide.
    pub fee: Option<FeeGrade>,
}

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

/// The rates, in the order of the JSON.
pub const RATES: [(&str, &str); 9] = [
    ("admission_contact", "入院連絡率"),
    ("sheet_sent", "入院時情報提供書を送った割合"),
    ("planning_contact", "退院調整開始の連絡があった割合"),
    ("discharge_contact", "退院連絡率"),
    ("five_days_before", "退院5日以上前連絡割合"),
    ("five_days_before_known", "退院5日以上前連絡割合（不明を除く）"),
    ("record_received", "退院・退所情報記録書がある割合"),
    ("fee_admission_1", "加算(Ⅰ)のめやす"),
    ("fee_admission_2", "加算(Ⅱ)のめやす"),
];

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

/// In which figure a case counts: for opening the records behind a number. The key is a rate's with `.n` or
/// `.d`, `timing.CODE`, `admissions`, `discharges`, `excluded.death`, `excluded.transfer`.
pub fn counts_in(c: &Case, from: Date, to: Date) -> Vec<String> {
    let mut keys = Vec::new();
    let mut rate = |key: &str, counted: bool| {
        keys.push(format!("{key}.d"));
        if counted {
            keys.push(format!("{key}.n"));
        }
    };
    let within = |d: Date| (from..=to).contains(&d);
    let admitted = within(c.admitted);
    if admitted {
        rate("admission_contact", c.contact.is_some());
        rate("sheet_sent", c.sheet.is_some());
        rate("fee_admission_1", c.fee == Some(FeeGrade::First));
        rate("fee_admission_2", c.fee == Some(FeeGrade::Second));
    }
    let ended = c.ended.filter(|d| within(*d)).zip(c.end);
    if let Some((left, end)) = ended
        && !end.excluded()
    {
        rate("planning_contact", c.planning.is_some());
        rate("discharge_contact", c.notice.is_some_and(|(day, _)| day.is_some_and(|d| d <= left)));
        rate("record_received", c.record.is_some());
        if let Some((told, _)) = c.notice {
            let t = Timing::of(told, left);
            let early = matches!(t, Timing::Eight | Timing::Five);
            rate("five_days_before", early);
            if told.is_some() {
                rate("five_days_before_known", early);
            }
            keys.push(format!("timing.{}", t.code()));
        }
        keys.push("discharges".into());
    }
    match ended {
        Some((_, EndKind::Death)) => keys.push("excluded.death".into()),
        Some((_, EndKind::Transfer)) => keys.push("excluded.transfer".into()),
        _ => {}
    }
    if admitted {
        keys.push("admissions".into());
    }
    keys
}

fn add(f: &mut Figures, c: &Case, keys: &[String], from: Date, to: Date) {
    for (key, _) in RATES {
        f.rates.entry(key).or_default();
    }
    for t in Timing::ALL {
        f.timing.entry(t.code()).or_default();
    }
    for k in keys {
        match k.as_str() {
            "admissions" => f.admissions += 1,
            "discharges" => f.discharges += 1,
            "excluded.death" => f.deaths += 1,
            "excluded.transfer" => f.transfers += 1,
            other => {
                if let Some(code) = other.strip_prefix("timing.") {
                    if let Some(n) = f.timing.get_mut(code) {
                        *n += 1;
                    }
                } else if let Some((key, part)) = other.rsplit_once('.')
                    && let Some(r) = f.rates.get_mut(key)
                {
                    *(if part == "n" { &mut r.n } else { &mut r.d }) += 1;
                }
            }
        }
    }
    let within = |d: Date| (from..=to).contains(&d);
    if let Some((_, Some(m))) = c.contact
        && within(c.admitted)
    {
        *f.admission_methods.entry(m.code()).or_default() += 1;
    }
    let counted = c.ended.is_some_and(within) && c.end.is_some_and(|e| !e.excluded());
    if let Some((_, Some(m))) = c.notice
        && counted
    {
        *f.discharge_methods.entry(m.code()).or_default() += 1;
    }
}

type Groups = BTreeMap<String, (String, Figures)>;

fn rows(groups: Groups) -> Vec<(String, String, Figures)> {
    groups
        .into_iter()
        .filter(|(_, (_, f))| f.admissions + f.discharges + f.deaths + f.transfers > 0)
        .map(|(id, (name, f))| (id, name, f))
        .collect()
}

/// Counts the survey of a period.
pub fn count(cases: &[Case], from: Date, to: Date, care_label: impl Fn(&str) -> String) -> Survey {
    let mut all = Figures::default();
    let (mut hospitals, mut offices, mut levels) = (Groups::new(), Groups::new(), Groups::new());
    for c in cases {
        let keys = counts_in(c, from, to);
        add(&mut all, c, &keys, from, to);
        let by = [
            (&mut hospitals, &c.hospital.0, c.hospital.1.clone()),
            (&mut offices, &c.office.0, c.office.1.clone()),
            (&mut levels, &c.care_level.to_string(), care_label(c.care_level)),
        ];
        for (groups, id, name) in by {
            let entry = groups.entry(id.clone()).or_insert_with(|| (name, Figures::default()));
            add(&mut entry.1, c, &keys, from, to);
        }
    }
    if cases.is_empty() {
        for (key, _) in RATES {
            all.rates.entry(key).or_default();
        }
        for t in Timing::ALL {
            all.timing.entry(t.code()).or_default();
        }
    }
    let by_name = |groups: Groups| {
        let mut v = rows(groups);
        v.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
        v
    };
    Survey {
        from,
        to,
        all,
        hospitals: by_name(hospitals),
        offices: by_name(offices),
        care_levels: rows(levels),
    }
}

#[cfg(test)]
mod tests;
