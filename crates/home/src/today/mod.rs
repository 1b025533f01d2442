//! きょう: one first screen per kind of reader.
mod centre;
mod hospital;
mod mine;
mod place;

use kernel::Hat;
use slice::{Fail, Req, Resp};

use crate::sources::sources;

/// Where a crew looks somebody up, when a slice has it.
const SCENE: &str = "/scene";

/// The first screen.
pub(crate) fn page(req: &Req) -> Result<Resp, Fail> {
    match req.hat() {
        Hat::Crew if req.read(|cx| sources().may_open(cx, SCENE))? => return Ok(Resp::go(SCENE)),
        // no person is theirs to see: their own settings say what is
        Hat::Crew | Hat::Vendor => return Ok(Resp::go("/me")),
        hat if hat.at_home() => return Ok(Resp::go("/my")),
        _ => {}
    }
    if !req.app.region().persons {
        return place::page(req);
    }
    match req.hat() {
        Hat::Coordinator | Hat::City | Hat::Operator => centre::page(req),
        hat => match req.read(|cx| hospital::list_of(cx, hat))? {
            Some(list) => hospital::page(req, list),
            None => mine::page(req),
        },
    }
}
