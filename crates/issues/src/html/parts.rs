//! What several pages of this slice share.
use app::Error;
use kernel::{Date, fiscal_year};
pub(super) use slice::parts::errors as field_errors;
use slice::{Fail, Form, Req};
use ui::{Button, Chip, Filter, Opt, Tag, TagKind, tag};

use crate::model::{Issue, Profession, Stage, State, fiscal};

/// Said beside every field for free text.
pub(super) const NO_PERSON: &str = "住民・患者さん個人が分かることは書かないでください";

/// The pages of this slice, on top of each of them.
pub(super) fn tabs(req: &Req, here: &str) -> Filter {
    let all = [
        ("/issues", "課題"),
        ("/issues/board", "ボード"),
        ("/issues/hearings", "打ち合わせ"),
        ("/issues/matches", "マッチング"),
        ("/issues/platforms", "共有の場"),
        ("/issues/feedback", "フィードバック"),
        ("/issues/silent", "聞いていない相手"),
        ("/issues/tables", "表"),
        ("/issues/figures", "数字"),
    ];
    Filter {
        label: String::new(),
        spoken: "連携課題のページ".into(),
        chips: all
            .iter()
            .map(|(href, label)| Chip {
                label: (*label).into(),
                href: req.url(href),
                on: *href == here,
            })
            .collect(),
    }
}

/// A refused press that has no form of its own: said on the page it came from.
pub(super) fn pressed(
    done: Result<String, Error>,
    back: &str,
    words: &str,
) -> Result<slice::Resp, Fail> {
    match done {
        Ok(to) => Ok(slice::Resp::go_saying(to, words)),
        Err(Error::Rule(say)) => Ok(slice::Resp::go_saying(back, say)),
        Err(Error::Stale { .. }) => Ok(slice::Resp::go_saying(
            back,
            "ほかの人が先に直しました。いまの内容をたしかめて、もう一度押してください",
        )),
        Err(e) => Err(e.into()),
    }
}

/// 年度 to choose from: those there are, this one and the next, newest first.
pub(super) fn years(there_are: &[i16], today: Date) -> Vec<i16> {
    let this = fiscal_year(today);
    let mut all: Vec<i16> = there_are.to_vec();
    all.extend([this, this + 1]);
    all.sort_unstable_by(|a, b| b.cmp(a));
    all.dedup();
    all
}

/// All 年度 that can be written, newest first.
pub(super) fn year_opts(today: Date) -> Vec<Opt> {
    let last = fiscal_year(today) + 1;
    (fiscal::FIRST..=last).rev().map(|fy| Opt::new(fy.to_string(), fiscal::long(fy))).collect()
}

/// The 年度 of a query: `fy=2026`, `fy=all` (none), or `usual` where it says nothing that can be read.
pub(super) fn year_of(q: &Form, usual: Option<i16>) -> Option<i16> {
    match q.get("fy") {
        "all" => None,
        text => text.parse().ok().filter(|fy| (1900..=2200).contains(fy)).or(usual),
    }
}

/// A query of pairs, those without a value left out.
pub(super) fn query(pairs: &[(&str, &str)]) -> String {
    let set: Vec<String> = pairs
        .iter()
        .filter(|(_, v)| !v.is_empty())
        .map(|(k, v)| format!("{k}={}", slice::parts::in_query(v)))
        .collect();
    if set.is_empty() { String::new() } else { format!("?{}", set.join("&")) }
}

/// Professions as options.
pub(super) fn profession_opts() -> Vec<Opt> {
    Profession::ALL.iter().map(|p| Opt::new(p.code(), p.label())).collect()
}

/// Where an issue stands, as a tag.
pub(super) fn stage_tag(i: &Issue) -> Tag {
    // waiting is no alarm here: only what is under way and what is done gets a colour
    let kind = match i.stage {
        _ if i.merged_into.is_some() => TagKind::Plain,
        Stage::Solved => TagKind::Ok,
        Stage::Project => TagKind::Now,
        _ => TagKind::Plain,
    };
    let icon = match i.stage {
        Stage::Solved => "check",
        Stage::Found => "eye",
        Stage::Talk => "people",
        Stage::Project => "forward",
        Stage::Dropped | Stage::Withdrawn => "dash",
    };
    tag(kind, crate::sheets::stage(i)).icon(icon)
}

/// How far an act is, as a tag.
pub(super) fn state_tag(words: &str, state: State) -> Tag {
    match state {
        State::Idea => tag(TagKind::Plain, words).icon("pencil"),
        State::Arranging => tag(TagKind::Now, words),
        State::Done => tag(TagKind::Ok, words),
        State::Stopped => tag(TagKind::Plain, words).icon("dash"),
    }
}

/// The buttons 印刷 and Excel of a table.
pub(super) fn files(req: &Req, path: &str, pairs: &[(&str, &str)]) -> Vec<Button> {
    let link = |label: &str, format: &'static str| {
        let mut all = pairs.to_vec();
        all.push(("format", format));
        Button::link(label, req.url(&format!("{path}{}", query(&all)))).compact()
    };
    vec![
        link("印刷", "print").icon("print").about("（PDF）"),
        link("Excel", "xlsx").icon("download").about("で書き出す"),
    ]
}
