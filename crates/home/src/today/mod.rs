//! きょう: one first screen per kind of reader.
mod centre;
mod mine;
mod place;

use kernel::Hat;
use slice::{Fail, Req, Resp};

use crate::sources::sources;

/// The in-tray of a hospital's 地域連携室, when a slice has one.
const INTRAY: &str = "/transitions/intray";

/// The first screen.
pub(crate) fn page(req: &Req) -> Result<Resp, Fail> {
    if !req.app.region().persons {
        return place::page(req);
    }
    match req.hat() {
        Hat::Coordinator | Hat::City | Hat::Operator => centre::page(req),
        Hat::Liaison if req.read(|cx| sources().may_open(cx, INTRAY))? => Ok(Resp::go(INTRAY)),
        _ => mine::page(req),
    }
}
