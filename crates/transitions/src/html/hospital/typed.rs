//! What was typed into one of the small forms: read once, kept as typed, with what is wrong beside each field.
use std::collections::BTreeMap;

use app::Error;
use kernel::Date;
use slice::Fail;
use ui::dates;
use ui::field::{DatePart, DateValue, Input, Width};
use ui::{Field, FieldKind, FormState, Opt, When};

use crate::model::Method;

/// A form as typed.
#[derive(Debug, Clone)]
pub(in crate::html) struct Typed {
    /// Values and errors.
    pub form: FormState,
    /// Somebody else was quicker: say so above the form.
    pub stale: bool,
    /// Of both versions the saved one was chosen throughout: there is nothing left to record.
    pub all_theirs: bool,
    bad: BTreeMap<String, DatePart>,
    today: Date,
}

impl Typed {
    /// An empty form.
    pub fn blank(today: Date) -> Self {
        Typed {
            form: FormState::default(),
            stale: false,
            all_theirs: false,
            bad: BTreeMap::new(),
            today,
        }
    }

    /// What was posted.
    pub fn of(posted: &slice::Form, today: Date) -> Self {
        let mut t = Typed::blank(today);
        for (name, values) in posted.map() {
            for v in values {
                t.form.put(name, v.clone());
            }
        }
        super::stale::settle(&mut t);
        t
    }

    /// With a value to begin with.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.form.put(name, value.into());
        self
    }

    /// With a day to begin with.
    #[must_use]
    pub fn with_day(mut self, name: &str, day: Date) -> Self {
        let v = dates::boxes(&day.to_string());
        for (part, text) in [("era", v.era), ("y", v.y), ("m", v.m), ("d", v.d)] {
            self.form.put(&format!("{name}.{part}"), text);
        }
        self
    }

    /// Today in Japan.
    pub fn today(&self) -> Date {
        self.today
    }

    /// First value of a name.
    pub fn text(&self, name: &str) -> String {
        self.form.text(name)
    }

    /// Nothing wrong so far?
    pub fn ok(&self) -> bool {
        self.form.ok()
    }

    /// Notes what is wrong.
    pub fn error(&mut self, field: &str, message: impl Into<String>) {
        self.form.error(field, message);
    }

    /// A day, when one was typed; notes what cannot be read.
    pub fn maybe_day(&mut self, name: &str) -> Option<Date> {
        match dates::date(&dates::posted(&self.form, name), self.today) {
            Ok(day) => day,
            Err(problem) => {
                self.bad.insert(name.into(), problem.part);
                self.form.error(name, problem.message);
                None
            }
        }
    }

    /// A day that must be there.
    pub fn day(&mut self, name: &str, what: &str) -> Option<Date> {
        let before = self.form.errors.len();
        let day = self.maybe_day(name);
        if day.is_none() && self.form.errors.len() == before {
            self.form.error(name, format!("{what}を入力してください"));
        }
        day
    }

    /// A code out of a list.
    pub fn code<T>(
        &mut self,
        name: &str,
        read: impl Fn(&str) -> Option<T>,
        ask: &str,
    ) -> Option<T> {
        let found = read(&self.text(name));
        if found.is_none() {
            self.form.error(name, ask);
        }
        found
    }

    /// How it was told.
    pub fn method(&mut self, ask: &str) -> Option<Method> {
        self.code("method", Method::from_code, ask)
    }

    /// The day on which something was told, from [`Typed::told_fields`]: the outer none = wrong, the inner = 不明.
    pub fn told_day(&mut self, what: &str) -> Option<Option<Date>> {
        let before = self.form.errors.len();
        let typed = self.maybe_day("day");
        if self.form.errors.len() > before {
            return None;
        }
        match (self.text("day_is").as_str(), typed) {
            ("unknown", None) => Some(None),
            ("unknown", Some(_)) => {
                self.error(
                    "day",
                    format!("{what}は、日付か「わからない」のどちらかにしてください"),
                );
                None
            }
            (_, Some(day)) => Some(Some(day)),
            ("today", None) => Some(Some(self.today)),
            ("other", None) => {
                self.error("day", format!("{what}を入力してください"));
                None
            }
            _ => {
                self.error("day_is", format!("{what}を選んでください"));
                None
            }
        }
    }

    /// Takes over what a use case refused; what cannot be put right in the form goes on as a failure.
    pub fn refused(&mut self, e: Error) -> Result<(), Fail> {
        match &e {
            Error::Stale { .. } => self.stale = true,
            Error::KeyReused { .. } => self.error(
                "",
                "この画面の内容は、前に一度送られています。もう一度送るときは、内容をたしかめてボタンを押してください",
            ),
            other => match Fail::fields(other) {
                Some(fields) => {
                    for f in fields {
                        self.form.error(f.field, f.message);
                    }
                }
                None => return Err(e.into()),
            },
        }
        Ok(())
    }

    /// Status of the page that shows the form again.
    pub fn status(&self) -> u16 {
        if self.stale {
            409
        } else if self.ok() {
            200
        } else {
            422
        }
    }

    fn done(&self, field: Field) -> Field {
        field.error_from(&self.form.errors)
    }

    /// A field of any kind.
    pub fn field(&self, name: &str, label: &str, kind: FieldKind) -> Field {
        self.done(Field::new(name, label, kind))
    }

    /// One line of text.
    pub fn line(&self, name: &str, label: &str, max: usize) -> Field {
        let width = if max <= 20 { Width::Mid } else { Width::Full };
        let input = Input { value: self.text(name), max: Some(max), width, ..Input::default() };
        self.field(name, label, FieldKind::Text(input))
    }

    /// Several lines of text.
    pub fn lines(&self, name: &str, label: &str, max: usize) -> Field {
        let value = self.form.raw(name).to_owned();
        self.field(name, label, FieldKind::LongText { value, rows: 3, max: Some(max) })
    }

    /// A day.
    pub fn date(&self, name: &str, label: &str) -> Field {
        let value =
            DateValue { bad: self.bad.get(name).copied(), ..dates::posted(&self.form, name) };
        self.field(name, label, FieldKind::Date(value))
    }

    /// One of several.
    pub fn radio(&self, name: &str, label: &str, opts: Vec<Opt>) -> Field {
        self.field(name, label, FieldKind::radio(self.text(name), opts))
    }

    /// How it was told.
    pub fn method_field(&self, label: &str) -> Field {
        let opts = Method::ALL.iter().map(|m| Opt::new(m.code(), m.label())).collect();
        self.radio("method", label, opts).required()
    }

    /// When it was told: きょう, another day, わからない.
    pub fn told_fields(&self, label: &str) -> [Field; 2] {
        let opts = vec![
            Opt::new("today", format!("きょう（{}）", kernel::wareki::month_day(self.today))),
            Opt::new("other", "べつの日"),
            Opt::new("unknown", "わからない").unknown(),
        ];
        let when = only_if("day_", "is", "other", "「べつの日」を選んだときに、入力してください");
        let mut day = self.date("day", &format!("{label}（べつの日のとき）"));
        // a date that is wrong stays in sight whatever was chosen
        day.when = Some(when).filter(|_| day.error.is_none());
        [self.radio("day_is", label, opts).required(), day]
    }
}

/// A condition on another field of the same small form. The script puts `prefix` and `rest` together to the name.
pub(in crate::html) fn only_if(prefix: &str, rest: &str, value: &str, words: &str) -> When {
    When {
        conditions: vec![(rest.into(), "=".into(), value.into())],
        any: false,
        words: words.into(),
        prefix: prefix.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        let today: Date = "2026-11-19".parse().unwrap();
        pairs.iter().fold(Typed::blank(today), |t, (n, v)| t.with(n, *v))
    }

    #[test]
    fn a_told_day_is_today_another_day_or_not_known() {
        let day = |s: &str| Some(Some(s.parse::<Date>().unwrap()));
        assert_eq!(typed(&[("day_is", "today")]).told_day("連絡した日"), day("2026-11-19"));
        assert_eq!(typed(&[("day_is", "unknown")]).told_day("連絡した日"), Some(None));
        let other = [("day_is", "other"), ("day.y", "R8.11.17")];
        assert_eq!(typed(&other).told_day("連絡した日"), day("2026-11-17"));
        // a typed date counts also when the choice above was not moved
        let lazy = [
            ("day_is", "today"),
            ("day.era", "R"),
            ("day.y", "8"),
            ("day.m", "11"),
            ("day.d", "16"),
        ];
        assert_eq!(typed(&lazy).told_day("連絡した日"), day("2026-11-16"));
    }

    #[test]
    fn a_told_day_that_contradicts_itself_is_asked_again() {
        for pairs in [
            vec![],
            vec![("day_is", "other")],
            vec![("day_is", "nonsense")],
            vec![("day_is", "unknown"), ("day.y", "R8.11.17")],
            vec![
                ("day_is", "other"),
                ("day.era", "R"),
                ("day.y", "8"),
                ("day.m", "2"),
                ("day.d", "30"),
            ],
        ] {
            let mut t = typed(&pairs);
            assert_eq!(t.told_day("連絡した日"), None, "{pairs:?}");
            assert!(!t.ok() && t.status() == 422);
        }
    }

    #[test]
    fn what_a_use_case_refuses_stands_beside_its_field() {
        let mut t = typed(&[("day", "x")]);
        t.refused(Error::field("day", "連絡した日は、今日までの日にしてください")).unwrap();
        assert_eq!(
            t.date("day", "日").error.as_deref(),
            Some("連絡した日は、今日までの日にしてください")
        );
        assert!(typed(&[]).refused(Error::NotFound).is_err());
        let mut stale = typed(&[]);
        stale.refused(Error::Stale { mine: 0, theirs: 1 }).unwrap();
        assert_eq!(stale.status(), 409);
    }
}
