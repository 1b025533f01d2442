//! 緊急閲覧 for people without a card.
use askama::Template;
use people::ResidentId;
use slice::{Fail, Req, Resp};

use super::crew::{Page, only_fills, posted};
use crate::use_cases::glass::{self, Why};
use crate::use_cases::look_up::LookUp;

fn why(req: &Req) -> Why {
    Why { reason: req.form.get("reason").into(), note: req.form.get("note").into() }
}

/// GET /scene/glass
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let mut page = Page::new(req, Some(&why(req)));
    page.paused = req.read(glass::pause)?;
    Resp::page(page.render())
}

/// The page when a rule says no: paused, with the telephone.
fn refused(req: &Req, words: String) -> Result<Resp, Fail> {
    let mut page = Page::new(req, Some(&why(req)));
    page.paused = Some(words);
    Ok(Resp::page(page.render())?.status(422))
}

/// POST /scene/glass/find
pub(super) fn find(req: &Req) -> Result<Resp, Fail> {
    if only_fills(req) {
        return page(req);
    }
    let cmd = LookUp { incident: req.form.get("incident").into(), typed: req.form.get("q").into() };
    let because = why(req);
    let found = req.app.write(req.actor()?, move |cx| glass::find(cx, &cmd, &because));
    match found {
        Err(app::Error::Rule(words)) => refused(req, words),
        found => Page::new(req, Some(&why(req))).answer(req, found),
    }
}

/// POST /scene/glass/open
pub(super) fn open(req: &Req) -> Result<Resp, Fail> {
    let (lookup, resident) = (posted(req, "lookup")?, ResidentId(posted(req, "resident")?));
    let because = why(req);
    let done = req.act(move |cx| {
        glass::open(cx, lookup, resident, &because).map(|id| format!("/scene/card/{id}"))
    });
    match done {
        Ok(to) => Ok(Resp::go(to)),
        Err(app::Error::Rule(words)) => refused(req, words),
        Err(e) => Err(e.into()),
    }
}
