//! What was typed into one of the office's small forms: kept as it was typed, with the sentence beside its field.
//! Inputs are named `a.{name}` so that the page's script can show what depends on another answer.
use std::collections::BTreeMap;

use app::Error;
use kernel::{Date, Time};
use slice::{Fail, Form};
use ui::dates;
use ui::field::{DatePart, Input, TextKind, Width};
use ui::{Field, FieldError, FieldKind, FormState, Opt, When};

/// A form as typed.
#[derive(Debug, Clone)]
pub(in crate::html) struct Typed {
    state: FormState,
    bad: BTreeMap<String, DatePart>,
    today: Date,
}

fn input(name: &str) -> String {
    format!("a.{name}")
}

/// Asked only when `question` has this answer; `words` say it to who has no script.
pub(in crate::html) fn when(question: &str, code: &str, words: &str) -> When {
    When {
        conditions: vec![(question.into(), "=".into(), code.into())],
        words: words.into(),
        prefix: "a.".into(),
        ..When::default()
    }
}

impl Typed {
    /// Nothing typed yet.
    pub fn blank(today: Date) -> Self {
        Typed { state: FormState::default(), bad: BTreeMap::new(), today }
    }

    /// What was posted.
    pub fn posted(form: &Form, today: Date) -> Self {
        Typed { state: form.state().clone(), bad: BTreeMap::new(), today }
    }

    /// With a value to begin with.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.state.put(&input(name), value.into());
        self
    }

    /// With a day to begin with.
    #[must_use]
    pub fn with_day(mut self, name: &str, day: Date) -> Self {
        let v = dates::boxes(&day.to_string());
        for (part, text) in [("era", v.era), ("y", v.y), ("m", v.m), ("d", v.d)] {
            self.state.put(&format!("{}.{part}", input(name)), text);
        }
        self
    }

    /// The text of a field.
    pub fn text(&self, name: &str) -> String {
        self.state.text(&input(name))
    }

    /// What is wrong.
    pub fn errors(&self) -> &[FieldError] {
        &self.state.errors
    }

    /// Nothing wrong?
    pub fn ok(&self) -> bool {
        self.state.ok()
    }

    /// Notes what is wrong with a field; an empty name means the form as a whole.
    pub fn error(&mut self, name: &str, message: impl Into<String>) {
        let field = if name.is_empty() { String::new() } else { input(name) };
        self.state.error(field, message);
    }

    /// A day; none when it is empty or wrong (which is noted).
    pub fn day(&mut self, name: &str) -> Option<Date> {
        match dates::date(&dates::posted(&self.state, &input(name)), self.today) {
            Ok(day) => day,
            Err(problem) => {
                self.bad.insert(name.into(), problem.part);
                self.error(name, problem.message);
                None
            }
        }
    }

    /// A day that has to be there.
    pub fn need_day(&mut self, name: &str, ask: &str) -> Option<Date> {
        let before = self.errors().len();
        let day = self.day(name);
        if day.is_none() && self.errors().len() == before {
            self.error(name, ask);
        }
        day
    }

    /// A time of day; none when it is empty or wrong (which is noted).
    pub fn time(&mut self, name: &str) -> Option<Time> {
        match dates::time(&self.text(name)) {
            Ok(t) => t.and_then(|t| format!("{t}:00").parse().ok()),
            Err(problem) => {
                self.error(name, problem.message);
                None
            }
        }
    }

    /// A code; a missing or unknown one is noted with `ask`.
    pub fn code<T>(
        &mut self,
        name: &str,
        read: impl Fn(&str) -> Option<T>,
        ask: &str,
    ) -> Option<T> {
        let found = read(&self.text(name));
        if found.is_none() {
            self.error(name, ask);
        }
        found
    }

    /// Takes over what a use case refused; what the form cannot mend goes on.
    pub fn refused(&mut self, e: Error) -> Result<(), Fail> {
        match e {
            Error::KeyReused { .. } => self.error(
                "",
                "この画面の内容は、すでに一度送られています。送り直すときは、内容をたしかめて、もう一度ボタンを押してください",
            ),
            other => match Fail::fields(&other) {
                Some(fields) => fields.into_iter().for_each(|f| self.error(&f.field, f.message)),
                None => return Err(other.into()),
            },
        }
        Ok(())
    }

    /// A field of any kind.
    pub fn field(&self, name: &str, label: &str, kind: FieldKind) -> Field {
        Field::new(input(name), label, kind).error_from(self.errors())
    }

    /// One line.
    pub fn line(&self, name: &str, label: &str, width: Width) -> Field {
        let kind = FieldKind::Text(Input { value: self.text(name), width, ..Input::default() });
        self.field(name, label, kind)
    }

    /// A time of day.
    pub fn time_field(&self, name: &str, label: &str) -> Field {
        let kind = FieldKind::Text(Input {
            value: self.text(name),
            kind: TextKind::Time,
            width: Width::Short,
            ..Input::default()
        });
        self.field(name, label, kind)
    }

    /// Several lines.
    pub fn long(&self, name: &str, label: &str, max: usize) -> Field {
        let kind = FieldKind::LongText {
            value: self.state.raw(&input(name)).into(),
            rows: 3,
            max: Some(max),
        };
        self.field(name, label, kind)
    }

    /// A day.
    pub fn day_field(&self, name: &str, label: &str) -> Field {
        let mut value = dates::posted(&self.state, &input(name));
        value.bad = self
            .bad
            .get(name)
            .copied()
            .or(self.state.error_of(&input(name)).map(|_| DatePart::Whole));
        self.field(name, label, FieldKind::Date(value))
    }

    /// One of several.
    pub fn radio(&self, name: &str, label: &str, opts: Vec<Opt>) -> Field {
        self.field(name, label, FieldKind::radio(self.text(name), opts))
    }

    /// One of a list.
    pub fn select(&self, name: &str, label: &str, opts: Vec<Opt>) -> Field {
        self.field(name, label, FieldKind::select(self.text(name), opts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(body: &str) -> Typed {
        Typed::posted(&Form::parse(body.as_bytes()).unwrap(), "2026-11-19".parse().unwrap())
    }

    #[test]
    fn days_and_times_are_read_or_told_beside_their_field() {
        let mut t = posted(
            "a.on.y=R8.11.18&a.at=0940&a.bad.era=R&a.bad.y=8&a.bad.m=2&a.bad.d=30&a.late=25:00",
        );
        assert_eq!(t.need_day("on", "?"), Some("2026-11-18".parse().unwrap()));
        assert_eq!(t.time("at"), Some(Time::constant(9, 40, 0, 0)));
        assert!(t.ok());
        assert!(
            t.day("bad").is_none()
                && t.time("late").is_none()
                && t.need_day("none", "入力してください").is_none()
        );
        let fields: Vec<&str> = t.errors().iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["a.bad", "a.late", "a.none"]);
        assert!(t.day_field("bad", "日").error.is_some());
    }

    #[test]
    fn a_refusal_stands_beside_its_field_and_other_failures_go_on() {
        let mut t = posted("");
        t.refused(Error::field("to", "60文字以内で入力してください")).unwrap();
        t.refused(Error::Rule("できません".into())).unwrap();
        t.refused(Error::KeyReused { earlier: "/x".into() }).unwrap();
        let fields: Vec<&str> = t.errors().iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["a.to", "", ""]);
        assert!(t.refused(Error::NotFound).is_err());
    }
}
