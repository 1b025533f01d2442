//! Two wrote on one conference: both versions, field by field. What only one changed is taken; what both changed a
//! person decides. Rows that both added get numbers of their own, so that none lies on the other.
use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{Button, ErrorSummary, FormOpen, Html, Shell, Stale, StaleRow};

use super::draw::{self, href};
use super::edit::Work;
use super::form::{Part, Typed};
use crate::model::conference::{Content, Rules};
use crate::use_cases::conferences::{content, read::Edition};

type Flat = BTreeMap<String, String>;

fn flat(t: &Typed) -> Flat {
    t.form
        .values
        .iter()
        .filter(|(n, _)| n.starts_with("a.") && *n != "a.reason")
        .map(|(n, v)| (n.clone(), v.first().cloned().unwrap_or_default()))
        .collect()
}

/// The rows that were added are moved behind the last number of the other side.
fn renumber(mine: &mut Content, was: &Content, theirs: &Content) {
    let mut next = theirs.attendees.iter().chain(&mine.attendees).map(|a| a.n).max().unwrap_or(0);
    for a in &mut mine.attendees {
        if was.attendee(a.n).is_none() && theirs.attendee(a.n).is_some() {
            next += 1;
            a.n = next;
        }
    }
    let mut next = theirs.decisions.iter().chain(&mine.decisions).map(|d| d.n).max().unwrap_or(0);
    for d in &mut mine.decisions {
        if was.decision(d.n).is_none() && theirs.decision(d.n).is_some() {
            next += 1;
            d.n = next;
        }
    }
}

/// What three versions come to: the merged values, what a person has to decide, how many were taken of each side.
struct Merged {
    values: Flat,
    rows: Vec<(String, String, String, String)>,
    only_mine: u32,
    only_theirs: u32,
}

fn merge(was: &Flat, mine: &Flat, theirs: &Flat) -> Merged {
    let mut out = Merged { values: Flat::new(), rows: Vec::new(), only_mine: 0, only_theirs: 0 };
    let names: BTreeSet<&String> = was.keys().chain(mine.keys()).chain(theirs.keys()).collect();
    for name in names {
        let get = |m: &Flat| m.get(name).map(|v| v.trim().to_owned()).unwrap_or_default();
        let (w, m, t) = (get(was), get(mine), get(theirs));
        let value = if m == t {
            m
        } else if t == w {
            out.only_mine += 1;
            m
        } else if m == w {
            out.only_theirs += 1;
            t
        } else {
            out.rows.push((name.clone(), m.clone(), t, w));
            m
        };
        out.values.insert(name.clone(), value);
    }
    out
}

fn label(name: &str, agenda: &str) -> String {
    let fixed = match name {
        "a.day" => "日",
        "a.time" => "時刻",
        "a.means" => "開き方",
        "a.place" => "場所",
        "a.link" => "オンラインのつなぎ先",
        "a.wish_person" => "ご本人の希望",
        "a.wish_family" => "ご家族の希望",
        "a.handed" => "渡した紙",
        "a.handed_to" => "渡した相手",
        "a.handed_on" => "渡した日",
        _ => "",
    };
    if !fixed.is_empty() {
        return fixed.into();
    }
    let mut parts = name.split('.').skip(1);
    let (group, row, field) =
        (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    if group == "said" {
        let title = Rules::shipped()
            .ok()
            .and_then(|r| r.agenda(agenda))
            .and_then(|a| a.items.iter().find(|t| t.key == row));
        return title.map_or_else(|| row.to_owned(), |t| t.title.clone());
    }
    let (what, field) = match (group, field) {
        ("att", "org") => ("出席する人", "所属"),
        ("att", "name") => ("出席する人", "お名前"),
        ("att", "job") => ("出席する人", "職種"),
        ("att", _) => ("出席する人", "出席のようす"),
        (_, "what") => ("決まったこと", "内容"),
        (_, "owner") => ("決まったこと", "だれがするか"),
        _ => ("決まったこと", "いつまで"),
    };
    format!("{what} {row}の{field}")
}

#[derive(Template)]
#[template(path = "conference/stale.html")]
struct StalePage {
    shell: Shell,
    back: Html,
    who: Html,
    errors: ErrorSummary,
    open: FormOpen,
    hidden: Vec<(String, String)>,
    stale: Stale,
    button: Button,
}

/// What was typed with dates in one piece, as they are stored.
fn mine_of(t: &Typed, w: &Work, base: &Content, part: Part) -> Content {
    let mut copy = t.clone();
    copy.form.errors.clear();
    copy.read(base, part, w.today())
}

fn posted_part(req: &Req) -> (Part, &'static str) {
    if req.form.get("_part") == "plan" { (Part::Plan, "plan") } else { (Part::Record, "record") }
}

/// Both versions. `base` is the version the form began from.
pub(super) fn show(req: &Req, w: &Work, t: &Typed, base: i64) -> Result<Resp, Fail> {
    let (id, newest) = (w.entered.head.id, w.entered.head.version);
    let (was, theirs) = req.read(move |cx| {
        // opening the form has permitted the record; this is an earlier version of the same one
        let was = if base > 0 { content(cx, id, base)?.0 } else { Content::default() };
        let (now, v) = content(cx, id, newest)?;
        Ok((was, (now, Edition { version: v.version, at: v.at, name: v.name, reason: v.reason })))
    })?;
    let (part, word) = posted_part(req);
    let mut mine = mine_of(t, w, &was, part);
    renumber(&mut mine, &was, &theirs.0);
    let merged = merge(
        &flat(&Typed::fill(&was)),
        &flat(&Typed::fill(&mine)),
        &flat(&Typed::fill(&theirs.0)),
    );
    let mut hidden: Vec<(String, String)> = merged.values.into_iter().collect();
    for name in ["a.reason", "_do"] {
        hidden.push((name.into(), req.form.get(name).to_owned()));
    }
    hidden.push(("_part".into(), word.into()));
    hidden.push(("_merge".into(), "1".into()));
    let rows = merged
        .rows
        .into_iter()
        .map(|(name, mine, theirs, was)| StaleRow {
            label: label(&name, &w.content.agenda),
            name,
            mine,
            theirs,
            was,
        })
        .collect();
    let stale = Stale {
        who: format!("{}さん", theirs.1.name).into(),
        when: draw::day_moment(theirs.1.at),
        rows,
        only_mine: merged.only_mine,
        only_theirs: merged.only_theirs,
        own: false,
    };
    let page = draw_page(req.shell.clone(), req.new_key(), w, hidden, stale, 0);
    Ok(Resp::page(page.render())?.status(409))
}

fn draw_page(
    mut shell: Shell,
    key: String,
    w: &Work,
    hidden: Vec<(String, String)>,
    stale: Stale,
    open: usize,
) -> StalePage {
    shell.title = "内容が変わりました".into();
    let mut errors = ErrorSummary::default();
    if open > 0 {
        errors = ErrorSummary::of(&[ui::FieldError {
            field: String::new(),
            message: format!("まだ選んでいないところが {open}つあります"),
        }]);
        errors.title = "残すほうを選んでください".into();
    }
    StalePage {
        back: ui::back("退院前カンファ", href(&shell, w.entered.head.id, "")),
        who: draw::who(&w.entered.resident, &w.entered.stay, w.hospital.clone(), w.now),
        errors,
        open: FormOpen {
            id: "merge".into(),
            action: href(&shell, w.entered.head.id, "/edit"),
            csrf: shell.csrf.clone(),
            key,
            version: w.entered.head.version.to_string(),
            today: w.today().to_string(),
            ..FormOpen::default()
        },
        hidden,
        stale,
        button: Button::submit("選んだ内容で保存する").primary(),
        shell,
    }
}

/// Fields on which the posted values and what stands now differ, with the choice that came with them.
fn choices(req: &Req, t: &Typed) -> Vec<(String, Option<bool>)> {
    let asked = req.form.all("_asked");
    asked
        .iter()
        .filter(|n| t.form.has(n.as_str()))
        .map(|n| {
            let keep = match req.form.get(&format!("keep.{n}")) {
                "mine" => Some(true),
                "theirs" => Some(false),
                _ => None,
            };
            (n.clone(), keep)
        })
        .collect()
}

/// Takes the choices; the form itself back when one is missing.
pub(super) fn settle(req: &Req, w: &Work, mut t: Typed) -> Result<Typed, Typed> {
    let choices = choices(req, &t);
    if choices.iter().any(|(_, keep)| keep.is_none()) {
        return Err(t);
    }
    let theirs = flat(&Typed::fill(&w.content));
    for (name, keep) in choices {
        if keep == Some(false) {
            let value = theirs.get(&name).cloned().unwrap_or_default();
            t.form.values.insert(name, vec![value]);
        }
    }
    Ok(t)
}

/// The choices again, with what is still open.
pub(super) fn unanswered(req: &Req, w: &Work, t: &Typed) -> Result<Resp, Fail> {
    let choices = choices(req, t);
    let theirs = flat(&Typed::fill(&w.content));
    let mut hidden: Vec<(String, String)> = flat(t).into_iter().collect();
    for name in ["a.reason", "_do", "_part"] {
        hidden.push((name.into(), req.form.get(name).to_owned()));
    }
    hidden.push(("_merge".into(), "1".into()));
    let rows = choices
        .iter()
        .map(|(name, _)| StaleRow {
            name: name.clone(),
            label: label(name, &w.content.agenda),
            mine: t.form.text(name),
            theirs: theirs.get(name).cloned().unwrap_or_default(),
            was: String::new(),
        })
        .collect();
    let open = choices.iter().filter(|(_, k)| k.is_none()).count();
    let stale = Stale {
        who: "ほかの人".into(),
        when: String::new(),
        rows,
        only_mine: 0,
        only_theirs: 0,
        own: false,
    };
    let page = draw_page(req.shell.clone(), req.new_key(), w, hidden, stale, open);
    Ok(Resp::page(page.render())?.status(422))
}

#[cfg(test)]
mod tests {
    use super::super::edit::tests::work;
    use super::super::samples;
    use super::*;
    use crate::model::conference::Decision;

    #[test]
    fn what_one_changed_is_taken_what_both_changed_is_asked_and_added_rows_stand_beside_each_other()
    {
        let was = samples::content();
        let (mut mine, mut theirs) = (was.clone(), was.clone());
        let new = |n, what: &str| Decision { n, what: what.into(), ..Decision::default() };
        mine.decisions[0].until = Some("2026-11-24".into());
        mine.place = "講堂".into();
        mine.decisions.push(new(4, "わたしの行"));
        theirs.decisions[0].until = Some("2026-11-26".into());
        theirs.wish_person = "施設も考える".into();
        theirs.decisions.push(new(4, "相手の行"));
        renumber(&mut mine, &was, &theirs);
        assert_eq!(mine.decisions.last().unwrap().n, 5);
        let f = |c: &Content| flat(&Typed::fill(c));
        let m = merge(&f(&was), &f(&mine), &f(&theirs));
        let asked: Vec<&str> = m.rows.iter().map(|r| r.0.as_str()).collect();
        assert_eq!(asked, ["a.dec.1.until"]);
        assert_eq!(m.values["a.place"], "講堂");
        assert_eq!(m.values["a.wish_person"], "施設も考える");
        assert_eq!(
            (m.values["a.dec.4.what"].as_str(), m.values["a.dec.5.what"].as_str()),
            ("相手の行", "わたしの行")
        );
        assert_eq!(label("a.dec.1.until", ""), "決まったこと 1のいつまで");
    }

    #[test]
    fn the_page_shows_both_and_what_is_still_open() {
        let w = work(samples::changed(true), false);
        let stale = Stale {
            who: "及川さん".into(),
            rows: vec![StaleRow {
                name: "a.dec.1.until".into(),
                label: "決まったこと 1のいつまで".into(),
                mine: samples::LONG.into(),
                theirs: "2026-11-26".into(),
                was: String::new(),
            }],
            ..Stale::default()
        };
        let hidden = vec![("a.place".to_string(), samples::LONG.to_string())];
        let html =
            draw_page(samples::shell(), "key".into(), &w, hidden, stale, 1).render().unwrap();
        samples::sound(&html);
        assert!(html.contains("keep.a.dec.1.until") && html.contains("残すほうを選んでください"));
        assert!(html.contains("name=\"_asked\" value=\"a.dec.1.until\""));
    }
}
