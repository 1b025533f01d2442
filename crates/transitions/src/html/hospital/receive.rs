//! 「受け取りました」 and taking it back: single buttons on the stay's page, for both sides.
use app::Error;
use kernel::Id;
use slice::{Fail, Req, Resp};

use super::frame;
use crate::use_cases::{documents, undo};

/// 「受け取りました」.
pub(super) fn receive(req: &Req) -> Result<Resp, Fail> {
    let act = req.id::<Id>("act")?;
    let done = req.act(move |cx| Ok(format!("/transitions/{}", documents::receive(cx, act)?)));
    said_or_problem(req, done, "受け取りましたと伝えました", "/transitions")
}

/// Takes it back within five minutes.
pub(super) fn unreceive(req: &Req) -> Result<Resp, Fail> {
    let act = req.id::<Id>("act")?;
    let done = req.act(move |cx| Ok(format!("/transitions/{}", undo::unreceive(cx, act)?)));
    said_or_problem(req, done, "「受け取りました」を取り消しました", "/transitions")
}

/// Goes on, or says on a page of its own why the act did not happen.
pub(super) fn said_or_problem(
    req: &Req,
    done: Result<String, Error>,
    said: &str,
    back: &str,
) -> Result<Resp, Fail> {
    let e = match done {
        Ok(path) => return Ok(Resp::go_saying(path, said)),
        // the same button was pressed before: what it did stands on the page it led to
        Err(Error::KeyReused { earlier }) => return Ok(Resp::go(earlier)),
        Err(e) => e,
    };
    let Some(fields) = Fail::fields(&e) else { return Err(e.into()) };
    let lead: Vec<&str> = fields.iter().map(|f| f.message.as_str()).collect();
    let way = ui::Link::new("入退院のようすに戻る", req.url(back));
    let page = frame::problem(
        req.shell.clone(),
        "取り消しや受け取りができませんでした",
        &lead.join("。"),
        way,
    );
    Ok(Resp::page(askama::Template::render(&page))?.status(422))
}

#[cfg(test)]
mod tests {
    use super::super::frame::{problem, tests::sound};
    use super::super::samples::{LONG, shell};
    use askama::Template;

    #[test]
    fn the_page_says_why_and_leads_back() {
        for lead in ["5分をすぎたため、取り消せません", LONG, ""] {
            let way = ui::Link::new("入退院のようすに戻る", "/yuino/transitions");
            let html = problem(shell(), "取り消しや受け取りができませんでした", lead, way)
                .render()
                .unwrap();
            sound(&html);
            assert!(html.contains("/yuino/transitions"));
        }
    }
}
