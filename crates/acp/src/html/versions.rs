//! Earlier versions, and what each changed.
use askama::Template;
use kernel::{Id, wareki};
use people::ResidentId;
use slice::{Fail, Req, Resp};
use ui::{Html, Shell};

use super::note::{Chapter, chapters};
use super::parts::at;
use crate::model::note::Change;
use crate::permissions::READ;
use crate::use_cases::read;

#[derive(Template)]
#[template(path = "acp/versions.html")]
struct List {
    shell: Shell,
    back: Html,
    rows: Vec<(String, String, String)>,
}

/// GET /people/{resident}/wish/versions
pub(super) fn list(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let all = req.read(|cx| read::versions(cx, &READ, id))?;
    let shell = req.titled("きぼうノートの版");
    let rows = all
        .iter()
        .map(|v| {
            (
                shell.url(&format!("{}/versions/{}", at(id), v.id)),
                format!("第{}版　{}に確認", v.number, wareki::long(v.confirmed_on)),
                format!("{}（{}）・{}：{}", v.whose.short(), v.spoke, v.typed.label(), v.by),
            )
        })
        .collect();
    let page =
        List { back: ui::back("わたしのきぼうノート", shell.url(&at(id))), rows, shell };
    Resp::page(page.render())
}

#[derive(Template)]
#[template(path = "acp/version.html")]
struct One {
    shell: Shell,
    back: Html,
    name: String,
    title: String,
    meta: Vec<String>,
    before: Option<String>,
    changes: Vec<Change>,
    chapters: Vec<Chapter>,
}

/// GET /people/{resident}/wish/versions/{version}
pub(super) fn one(req: &Req) -> Result<Resp, Fail> {
    let (id, version): (ResidentId, Id) = (req.id("resident")?, req.id("version")?);
    let s = req.read(|cx| read::version(cx, &READ, id, version))?;
    let v = &s.version;
    let shell = req.titled("きぼうノートの版");
    let mut meta = vec![
        format!("{}（{}）", v.whose.label(), v.spoke),
        format!("{}に確かめました", wareki::long(v.confirmed_on)),
        format!("{}：{}", v.typed.label(), v.by),
    ];
    if !v.present.is_empty() {
        meta.push(format!("いた人：{}", v.present));
    }
    if !v.grounds.is_empty() {
        meta.push(format!("そう考えるわけ：{}", v.grounds));
    }
    let page = One {
        back: ui::back("版の一覧", shell.url(&format!("{}/versions", at(id)))),
        name: s.person.name,
        title: format!("第{}版", v.number),
        before: s.before.map(|b| format!("第{}版", b.number)),
        chapters: chapters(&v.body).map_err(Fail::Use)?,
        changes: s.changes,
        meta,
        shell,
    };
    Resp::page(page.render())
}
