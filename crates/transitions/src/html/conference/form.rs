//! The form of a conference: content to inputs and back. Names: `a.day`, `a.att.{n}.org`, `a.dec.{n}.what` …; `n` is the
//! number that the row keeps through all versions.
use std::collections::BTreeMap;

use kernel::Date;
use ui::field::{DatePart, DateValue, Input, Layout, Repeat, Row, Width};
use ui::{Field, FieldKind, FormState, Opt, dates};

use crate::model::conference::{
    Attendee, Content, Decision, Handed, LONG, MAX_ROWS, Means, NAME, Presence, Rules, Said,
};

pub(super) use ui::field::Node;

/// Which part of a conference a form holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// When, where, who.
    Plan,
    /// Everything.
    Record,
}

/// A form as typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    /// Values and errors.
    pub form: FormState,
    bad: BTreeMap<String, DatePart>,
}

impl Typed {
    /// What was posted.
    pub fn of(posted: &slice::Form) -> Self {
        Typed { form: posted.state().clone(), bad: BTreeMap::new() }
    }

    /// As a version would be typed.
    pub fn fill(c: &Content) -> Self {
        let mut f = FormState::default();
        let mut put = |name: String, value: &str| f.put(&name, value.to_owned());
        put("a.day".into(), c.day.as_deref().unwrap_or_default());
        put("a.time".into(), c.time.trim_start_matches('0'));
        for (name, value) in [
            ("a.means", &c.means),
            ("a.place", &c.place),
            ("a.link", &c.link),
            ("a.wish_person", &c.wish_person),
            ("a.wish_family", &c.wish_family),
            ("a.handed", &c.handed),
            ("a.handed_to", &c.handed_to),
        ] {
            put(name.into(), value);
        }
        put("a.handed_on".into(), c.handed_on.as_deref().unwrap_or_default());
        for a in &c.attendees {
            let at = |part: &str| format!("a.att.{}.{part}", a.n);
            put(at("org"), &a.organisation_name);
            put(at("name"), &a.name);
            put(at("job"), &a.profession);
            let known = a.presence() != Presence::Invited;
            put(at("there"), if known { &a.presence } else { "" });
        }
        for s in &c.said {
            put(format!("a.said.{}", s.key), &s.text);
        }
        for d in &c.decisions {
            let at = |part: &str| format!("a.dec.{}.{part}", d.n);
            put(at("what"), &d.what);
            put(at("owner"), &d.owner);
            put(at("until"), d.until.as_deref().unwrap_or_default());
        }
        Typed { form: f, bad: BTreeMap::new() }
    }

    /// Notes what is wrong.
    pub fn error(&mut self, field: &str, message: impl Into<String>) {
        self.form.error(field, message);
    }

    fn day(&mut self, name: &str, today: Date) -> Option<String> {
        match dates::date(&dates::posted(&self.form, name), today) {
            Ok(d) => d.map(|d| d.to_string()),
            Err(p) => {
                self.bad.insert(name.into(), p.part);
                self.form.error(name, p.message);
                None
            }
        }
    }

    /// The content; what the part does not hold is kept from `base`. What cannot be read is noted.
    pub fn read(&mut self, base: &Content, part: Part, today: Date) -> Content {
        let mut c = base.clone();
        let text = |t: &Self, name: &str| t.form.text(name);
        c.day = self.day("a.day", today);
        c.time = match dates::time(&text(self, "a.time")) {
            Ok(t) => t.unwrap_or_default(),
            Err(p) => {
                self.error("a.time", p.message);
                String::new()
            }
        };
        c.means = text(self, "a.means");
        c.place = text(self, "a.place");
        c.link = text(self, "a.link");
        c.attendees = self.attendees(base, part);
        if part == Part::Plan {
            return c;
        }
        c.said = Rules::shipped()
            .ok()
            .and_then(|r| r.agenda(&base.agenda))
            .map(|a| {
                a.items
                    .iter()
                    .map(|t| Said {
                        key: t.key.clone(),
                        text: text(self, &format!("a.said.{}", t.key)),
                    })
                    .filter(|s| !s.text.is_empty())
                    .collect()
            })
            .unwrap_or_default();
        c.wish_person = text(self, "a.wish_person");
        c.wish_family = text(self, "a.wish_family");
        c.decisions = self.decisions(today);
        c.handed = text(self, "a.handed");
        c.handed_to = text(self, "a.handed_to");
        c.handed_on = self.day("a.handed_on", today);
        c
    }

    fn attendees(&self, base: &Content, part: Part) -> Vec<Attendee> {
        let mut out = Vec::new();
        for n in self.form.rows("a.att").into_iter().take(MAX_ROWS + 1) {
            let at = |p: &str| self.form.text(&format!("a.att.{n}.{p}"));
            let n = u32::try_from(n).unwrap_or(0);
            let presence = match part {
                Part::Plan => base.attendee(n).map(|a| a.presence.clone()).unwrap_or_default(),
                Part::Record => Some(at("there"))
                    .filter(|p| !p.is_empty())
                    .unwrap_or_else(|| Presence::Invited.code().into()),
            };
            let a = Attendee {
                n,
                organisation_name: at("org"),
                name: at("name"),
                profession: at("job"),
                presence,
                ..Attendee::default()
            };
            if !(a.organisation_name.is_empty() && a.name.is_empty() && a.profession.is_empty()) {
                out.push(a);
            }
        }
        out
    }

    fn decisions(&mut self, today: Date) -> Vec<Decision> {
        let mut out = Vec::new();
        for n in self.form.rows("a.dec").into_iter().take(MAX_ROWS + 1) {
            let at = |p: &str| format!("a.dec.{n}.{p}");
            let until = self.day(&at("until"), today);
            let d = Decision {
                n: u32::try_from(n).unwrap_or(0),
                what: self.form.text(&at("what")),
                owner: self.form.text(&at("owner")),
                until,
                organisation: None,
            };
            let wrong = self.form.error_of(&at("until")).is_some();
            if wrong || d.until.is_some() || !(d.what.is_empty() && d.owner.is_empty()) {
                out.push(d);
            }
        }
        out
    }

    /// One row more or one less, as the buttons without script ask for; true when one of them was pressed.
    pub fn more_or_less(&mut self) -> bool {
        let add = self.form.text("_add");
        if let Some(group @ ("att" | "dec")) = Some(add.as_str()) {
            let rows = self.form.rows(&format!("a.{group}"));
            let next = rows.last().map_or(1, |n| n + 1);
            let first = if group == "att" { "org" } else { "what" };
            self.form.put(&format!("a.{group}.{next}.{first}"), String::new());
            return true;
        }
        let gone = self.form.text("_remove");
        if gone.starts_with("att.") || gone.starts_with("dec.") {
            let start = format!("a.{gone}.");
            self.form.values.retain(|name, _| !name.starts_with(&start));
            return true;
        }
        false
    }

    fn value(&self, name: &str) -> String {
        self.form.raw(name).to_owned()
    }

    fn field(&self, name: &str, label: &str, kind: FieldKind) -> Field {
        Field::new(name, label, kind).error_from(&self.form.errors)
    }

    fn line(&self, name: &str, label: &str, max: usize, suggest: &[String]) -> Field {
        let input = Input {
            value: self.value(name),
            max: Some(max),
            width: Width::Full,
            suggest: suggest.to_vec(),
            ..Input::default()
        };
        self.field(name, label, FieldKind::Text(input))
    }

    fn long(&self, name: &str, label: &str, rows: usize) -> Field {
        let kind = FieldKind::LongText {
            value: self.value(name),
            rows: rows.try_into().unwrap_or(3),
            max: Some(LONG),
        };
        self.field(name, label, kind)
    }

    fn date(&self, name: &str, label: &str) -> Field {
        let posted = dates::posted(&self.form, name);
        let typed = self.form.has(&format!("{name}.y"));
        let value = if typed { posted } else { dates::boxes(&self.form.text(name)) };
        let value = DateValue { bad: self.bad.get(name).copied(), ..value };
        self.field(name, label, FieldKind::Date(value))
    }

    /// When, where, who.
    pub fn plan(&self, names: &Names, part: Part) -> Vec<Node> {
        let means = Means::ALL.iter().map(|m| Opt::new(m.code(), m.label())).collect();
        let time = Input {
            value: self.value("a.time"),
            kind: ui::field::TextKind::Time,
            width: Width::Short,
            ..Input::default()
        };
        let held = part == Part::Record;
        let day = if held { "開いた日" } else { "開く日" };
        vec![
            self.date("a.day", day).into(),
            self.field("a.time", "始まる時刻", FieldKind::Text(time)).hint("例：14:00").into(),
            self.field("a.means", "開き方", FieldKind::radio(self.form.text("a.means"), means))
                .required()
                .into(),
            self.line("a.place", "場所", 100, &[]).hint("例：3階 面談室").into(),
            self.line("a.link", "オンラインのつなぎ先", 200, &[])
                .hint("会議のアドレスか番号。案内を受けた人だけに見えます")
                .into(),
            self.attendees_field(names, part).into(),
        ]
    }

    fn attendee_row(&self, n: &str, names: &Names, part: Part) -> Vec<Node> {
        let at = |p: &str| format!("a.att.{n}.{p}");
        let mut jobs = Vec::new();
        if let Ok(r) = Rules::shipped() {
            jobs.extend(r.professions.iter().map(|p| Opt::new(&p.code, &p.label)));
        }
        let mut out: Vec<Node> = vec![
            self.line(&at("org"), "事業所・所属（ご家族は続柄）", NAME, &names.organisations)
                .into(),
            self.line(&at("name"), "お名前", NAME, &names.people).into(),
            self.field(&at("job"), "職種", FieldKind::select(self.form.text(&at("job")), jobs))
                .into(),
        ];
        if part == Part::Record {
            // 「選んでください」 is what is not yet known
            let known = Presence::ALL.iter().filter(|p| **p != Presence::Invited);
            let opts = known.map(|p| Opt::new(p.code(), p.label())).collect();
            let there = self.form.text(&at("there"));
            out.push(
                self.field(&at("there"), "出席のようす", FieldKind::select(there, opts)).into(),
            );
        }
        out
    }

    fn attendees_field(&self, names: &Names, part: Part) -> Repeat {
        let rows = self.form.rows("a.att");
        Repeat {
            link_id: "att".into(),
            name: "a.att".into(),
            label: if part == Part::Record { "出席した人" } else { "出席する人" }.into(),
            hint: "名簿にある事業所とお名前なら、この画面で知らせます。ない方には、電話・FAXで伝えます".into(),
            row_label: "出席する人".into(),
            add_label: "人を追加する".into(),
            rows: rows
                .into_iter()
                .map(|n| Row { n, nodes: self.attendee_row(&n.to_string(), names, part) })
                .collect(),
            blank: Typed::default().attendee_row("__n__", names, part),
            layout: Layout::Two,
            max: MAX_ROWS,
            when: None,
            error: self.form.error_of("a.att"),
        }
    }

    /// What was said, point by point.
    pub fn said(&self, edition: &str) -> Vec<Node> {
        let Some(agenda) = Rules::shipped().ok().and_then(|r| r.agenda(edition)) else {
            return Vec::new();
        };
        let mut out: Vec<Node> = Vec::new();
        for t in &agenda.items {
            let minutes = t.minutes.map(|m| format!("（{m}分）")).unwrap_or_default();
            let name = format!("a.said.{}", t.key);
            let mut f = self.long(&name, &format!("{}{minutes}", t.title), 2);
            if !t.prompts.is_empty() {
                f = f.hint(t.prompts.join("・"));
            }
            out.push(f.into());
        }
        out.push(self.long("a.wish_person", "ご本人の希望", 2).into());
        out.push(self.long("a.wish_family", "ご家族の希望", 2).into());
        out
    }

    fn decision_row(&self, n: &str, owners: &[String]) -> Vec<Node> {
        let at = |p: &str| format!("a.dec.{n}.{p}");
        vec![
            self.long(&at("what"), "決まったこと", 2).into(),
            self.line(&at("owner"), "だれがするか", NAME, owners).hint("事業所か、お名前").into(),
            self.date(&at("until"), "いつまで").into(),
        ]
    }

    /// What was decided.
    pub fn decided(&self) -> Vec<Node> {
        let owners: Vec<String> = self
            .form
            .rows("a.att")
            .into_iter()
            .map(|n| self.form.text(&format!("a.att.{n}.org")))
            .filter(|t| !t.is_empty())
            .collect();
        let rows = self
            .form
            .rows("a.dec")
            .into_iter()
            .map(|n| Row { n, nodes: self.decision_row(&n.to_string(), &owners) })
            .collect();
        let repeat = Repeat {
            link_id: "dec".into(),
            name: "a.dec".into(),
            label: "決まったこと".into(),
            hint: "退院予定日のように、日が変わるかもしれないものは1つずつ分けて書きます".into(),
            row_label: "決まったこと".into(),
            add_label: "決まったことを追加する".into(),
            rows,
            blank: Typed::default().decision_row("__n__", &owners),
            layout: Layout::Cards,
            max: MAX_ROWS,
            when: None,
            error: self.form.error_of("a.dec"),
        };
        vec![repeat.into()]
    }

    /// The paper that the person or the family was given.
    pub fn handed(&self) -> Vec<Node> {
        let opts = Handed::ALL.iter().map(|h| Opt::new(h.code(), h.label())).collect();
        let kind = FieldKind::radio(self.form.text("a.handed"), opts);
        vec![
            self.field("a.handed", "ご本人・ご家族に渡した紙", kind).into(),
            self.line("a.handed_to", "だれに", NAME, &[]).into(),
            self.date("a.handed_on", "いつ").into(),
        ]
    }

    /// Why it was changed.
    pub fn reason(&self) -> Vec<Node> {
        vec![
            self.line("a.reason", "変えた理由", 200, &[])
                .required()
                .hint("出席した人みんなに、変わったところといっしょに見えます")
                .into(),
        ]
    }
}

/// Names to choose from while typing.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    /// Organisations.
    pub organisations: Vec<String>,
    /// Staff of those that sit there.
    pub people: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn today() -> Date {
        "2026-11-19".parse().unwrap()
    }

    #[test]
    fn a_version_reads_back_as_it_was() {
        let c = samples::content();
        let mut t = Typed::fill(&c);
        let mut back = t.read(
            &Content { agenda: c.agenda.clone(), ..Content::default() },
            Part::Record,
            today(),
        );
        for (b, a) in back.attendees.iter_mut().zip(&c.attendees) {
            (b.organisation, b.account) = (a.organisation, a.account);
            b.side.clone_from(&a.side);
        }
        for (b, a) in back.decisions.iter_mut().zip(&c.decisions) {
            b.organisation = a.organisation;
        }
        assert!(t.form.ok(), "{:?}", t.form.errors);
        assert_eq!(back, c);
    }

    #[test]
    fn rows_come_and_go_without_script_and_empty_rows_are_dropped() {
        let mut t = Typed::fill(&samples::content());
        let before = t.form.rows("a.dec");
        t.form.put("_add", "dec".into());
        assert!(t.more_or_less());
        assert_eq!(t.form.rows("a.dec").len(), before.len() + 1);
        let c = t.read(&samples::content(), Part::Record, today());
        assert_eq!(c.decisions.len(), before.len());
        let mut t = Typed::fill(&samples::content());
        t.form.put("_remove", format!("dec.{}", before[0]));
        assert!(t.more_or_less());
        assert_eq!(t.form.rows("a.dec").len(), before.len() - 1);
        assert!(!Typed::default().more_or_less());
    }

    #[test]
    fn a_plan_keeps_what_its_form_does_not_hold() {
        let c = samples::content();
        let mut t = Typed::fill(&c);
        t.form
            .values
            .retain(|n, _| !n.contains(".dec.") && !n.contains(".said.") && !n.ends_with(".there"));
        let back = t.read(&c, Part::Plan, today());
        assert_eq!((back.decisions, back.said), (c.decisions.clone(), c.said.clone()));
        assert_eq!(back.attendees[0].presence, c.attendees[0].presence);
    }

    #[test]
    fn what_cannot_be_read_stays_and_is_said() {
        let mut t = Typed::fill(&samples::content());
        for (name, value) in [("a.time", "あさ"), ("a.dec.1.until", "いつか"), ("a.day", "13月")]
        {
            t.form.values.insert(name.into(), vec![value.into()]);
        }
        let c = t.read(&samples::content(), Part::Record, today());
        for name in ["a.time", "a.dec.1.until", "a.day"] {
            assert!(t.form.error_of(name).is_some(), "{name}");
        }
        assert_eq!(c.decisions.len(), samples::content().decisions.len());
        assert!(t.form.text("a.time") == "あさ");
    }
}
