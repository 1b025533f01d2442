//! Two people changed the same thing: what only one of them changed is kept, the rest a person decides. A form
//! carries what stood there when it was opened (`was.FIELD`), so both kinds can be told apart.
use app::Cx;
use app::audit::{self, Filter};
use askama::Template;
use slice::{Fail, Form, Req, Resp};
use ui::{Html, Stale, StaleRow};

/// Fields that mean one thing together, e.g. all hours of a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Name in `keep.NAME`.
    pub(super) name: &'static str,
    /// The question.
    pub(super) label: &'static str,
    /// Its posted fields; blank ones are left out.
    pub(super) fields: Vec<(String, String)>,
    /// The answer in words.
    pub(super) words: String,
}

impl Part {
    /// A part of one field, whose answer reads as it is written.
    pub(super) fn text(name: &'static str, label: &'static str, value: &str) -> Self {
        let fields = Some((name.to_string(), value.to_string())).filter(|(_, v)| !v.is_empty());
        Part { name, label, fields: fields.into_iter().collect(), words: value.to_string() }
    }
}

/// Says that the hidden fields hold everything that stood there, so that an absent one was blank.
const MARK: &str = "_was";

/// What stood there, as hidden fields of a form.
pub(super) fn was(parts: &[Part]) -> Vec<(String, String)> {
    let fields = parts.iter().flat_map(|p| &p.fields);
    std::iter::once((MARK.to_string(), "1".to_string()))
        .chain(fields.map(|(n, v)| (format!("was.{n}"), v.clone())))
        .collect()
}

/// The hidden fields of a form that comes back: what stood there when it was opened first.
pub(super) fn still(form: &Form) -> Vec<(String, String)> {
    let kept = form.map().iter().filter(|(n, _)| n.starts_with("was.") || *n == MARK);
    kept.flat_map(|(n, vs)| vs.iter().map(|v| (n.clone(), v.clone()))).collect()
}

fn was_of(form: &Form, part: &str, part_of: fn(&str) -> &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (name, values) in form.map() {
        if let Some(name) = name.strip_prefix("was.").filter(|n| part_of(n) == part) {
            out.extend(values.iter().map(|v| (name.to_string(), v.clone())));
        }
    }
    out
}

/// The form with the sides taken that the person chose; `false` when something asked was not answered.
/// `part_of` = the part a field belongs to.
pub(super) fn chosen(form: &Form, part_of: fn(&str) -> &str) -> (Form, bool) {
    let theirs = |part: &str| form.get(&format!("keep.{part}")) == "theirs";
    let asked = form.all("_ask");
    let answered = asked.iter().all(|a| form.has(&format!("keep.{a}")));
    let mut out = Form::default();
    for (name, values) in form.map() {
        let taken = name.starts_with("keep.") || name == "_ask" || theirs(part_of(name));
        if !taken {
            values.iter().for_each(|v| out.push(name, v.clone()));
        }
    }
    for part in asked.iter().filter(|a| theirs(a)) {
        for (name, value) in was_of(form, part, part_of) {
            out.push(&name, value);
        }
    }
    (out, answered)
}

/// What a page of two versions shows and posts.
#[derive(Debug, Default)]
struct Merged {
    hidden: Vec<(String, String)>,
    rows: Vec<StaleRow>,
    only_mine: u32,
    only_theirs: u32,
}

fn merge(mine: &[Part], theirs: &[Part], form: &Form, part_of: fn(&str) -> &str) -> Merged {
    let mut m = Merged::default();
    for (mine, theirs) in mine.iter().zip(theirs) {
        let same = |a: &[(String, String)], b: &[(String, String)]| {
            let sorted = |v: &[(String, String)]| {
                let mut v = v.to_vec();
                v.sort();
                v
            };
            sorted(a) == sorted(b)
        };
        let was = form.has(MARK).then(|| was_of(form, mine.name, part_of));
        let take = match &was {
            _ if same(&mine.fields, &theirs.fields) => mine,
            Some(was) if same(was, &mine.fields) => {
                m.only_theirs += 1;
                theirs
            }
            Some(was) if same(was, &theirs.fields) => {
                m.only_mine += 1;
                mine
            }
            _ => {
                m.rows.push(StaleRow {
                    name: mine.name.into(),
                    label: mine.label.into(),
                    mine: mine.words.clone(),
                    theirs: theirs.words.clone(),
                    was: String::new(),
                });
                mine
            }
        };
        m.hidden.extend(take.fields.iter().cloned());
    }
    m.hidden.extend(was(theirs));
    m.hidden.extend(m.rows.iter().map(|r| ("_ask".to_string(), r.name.clone())));
    m
}

#[derive(Template)]
#[template(path = "directory/stale.html")]
struct Page {
    shell: ui::Shell,
    title: String,
    action: String,
    cancel: String,
    version: i64,
    key: String,
    errors: Vec<ui::FieldError>,
    hidden: Vec<(String, String)>,
    stale: Stale,
}

/// What the page of two versions is about.
pub(super) struct Two<'a> {
    /// 「連絡窓口を直す」.
    pub(super) title: &'a str,
    /// Path within the region the form posts to.
    pub(super) action: String,
    /// Path within the region to leave to.
    pub(super) cancel: &'a str,
    /// The version that is stored now.
    pub(super) version: i64,
    /// As typed.
    pub(super) mine: Vec<Part>,
    /// As stored, the same parts in the same order.
    pub(super) theirs: Vec<Part>,
    /// The part a field belongs to.
    pub(super) part_of: fn(&str) -> &'static str,
    /// Who stored it, and when.
    pub(super) by: (String, String),
    /// Fields that belong to no part and are posted again.
    pub(super) also: Vec<(String, String)>,
}

/// Both versions, side by side, status 409. `answered` = nothing that was asked is open.
pub(super) fn show(req: &Req, form: &Form, two: Two<'_>, answered: bool) -> Result<Resp, Fail> {
    let m = merge(&two.mine, &two.theirs, form, two.part_of);
    let mut hidden = m.hidden;
    hidden.extend(two.also);
    let page = Page {
        shell: req.titled(two.title),
        title: two.title.to_string(),
        action: req.url(&two.action),
        cancel: req.url(two.cancel),
        version: two.version,
        key: req.new_key(),
        errors: match answered {
            true => Vec::new(),
            false => vec![ui::FieldError {
                field: String::new(),
                message: "残すほうを選んでください".into(),
            }],
        },
        hidden,
        stale: Stale {
            who: Html::text(&two.by.0),
            when: two.by.1,
            rows: m.rows,
            only_mine: m.only_mine,
            only_theirs: m.only_theirs,
            own: false,
        },
    };
    Ok(Resp::page(page.render())?.status(409))
}

/// The form as it came, without what the page of two versions said stood there: asked again with the same words.
pub(super) fn unanswered(form: &Form) -> Form {
    let mut out = Form::default();
    for (name, values) in form.map() {
        if !name.starts_with("was.") && name != MARK {
            values.iter().for_each(|v| out.push(name, v.clone()));
        }
    }
    out
}

/// Who wrote this version, and when, from the log: `object` as it was audited, `act` the beginning of the codes.
pub(super) fn written_by(cx: &Cx<'_>, act: &str, object: &str) -> app::Result<(String, String)> {
    let rows = audit::page(cx, &Filter { act: Some(act.to_string()), ..Filter::default() })?;
    let found = rows.into_iter().find(|r| !r.denied && r.object.as_deref() == Some(object));
    let Some(row) = found else { return Ok(("ほかの人".into(), "少し前".into())) };
    let office = match row.organisation {
        Some(o) => accounts::organisation(cx, accounts::OrganisationId(o))
            .map(|o| format!("（{}）", o.name))
            .unwrap_or_default(),
        None => String::new(),
    };
    let when =
        format!("{} {}", kernel::wareki::month_day(row.at.date()), crate::views::now_words(row.at));
    Ok((format!("{}さん{office}", row.name), when))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part_of(name: &str) -> &'static str {
        match name {
            "a" => "a",
            _ if name.starts_with("b") => "b",
            _ => "",
        }
    }

    fn parts(a: &str, b: &[(&str, &str)]) -> Vec<Part> {
        let fields = b.iter().map(|(n, v)| ((*n).to_string(), (*v).to_string())).collect();
        let words = b.iter().map(|(_, v)| *v).collect::<Vec<_>>().join("、");
        vec![Part::text("a", "甲", a), Part { name: "b", label: "乙", fields, words }]
    }

    fn posted(fields: &[(String, String)]) -> Form {
        let mut f = Form::default();
        fields.iter().for_each(|(n, v)| f.push(n, v.clone()));
        f
    }

    #[test]
    fn what_only_one_side_changed_is_kept_without_a_question() {
        let form = posted(&was(&parts("1", &[("b0", "8:30")])));
        let m = merge(
            &parts("2", &[("b0", "8:30")]),
            &parts("1", &[("b0", "9:00"), ("b1", "9:00")]),
            &form,
            part_of,
        );
        assert_eq!((m.rows.len(), m.only_mine, m.only_theirs), (0, 1, 1));
        let again = posted(&m.hidden);
        assert_eq!((again.get("a"), again.get("b1"), again.get("was.a")), ("2", "9:00", "1"));
    }

    #[test]
    fn what_both_changed_is_asked_and_the_answer_taken() {
        let form = posted(&was(&parts("1", &[])));
        let m = merge(&parts("2", &[("b0", "x")]), &parts("3", &[("b1", "y")]), &form, part_of);
        assert_eq!(m.rows.len(), 2);
        let mut answer = posted(&m.hidden);
        answer.push("keep.a", "mine");
        assert!(!chosen(&answer, part_of).1, "乙 is open");
        answer.push("keep.b", "theirs");
        let (taken, answered) = chosen(&answer, part_of);
        assert!(answered);
        assert_eq!((taken.get("a"), taken.get("b0"), taken.get("b1")), ("2", "", "y"));
    }

    #[test]
    fn a_form_that_says_nothing_of_before_is_asked_about_every_difference() {
        let m = merge(&parts("2", &[]), &parts("3", &[]), &Form::default(), part_of);
        assert_eq!((m.rows.len(), m.rows[0].theirs.as_str()), (1, "3"));
    }
}
