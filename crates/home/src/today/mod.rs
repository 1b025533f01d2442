//! きょう: one first screen per kind of reader.
mod centre;
mod mine;
mod place;

use kernel::Hat;
use slice::{Fail, Req, Resp};

use crate::sources::sources;

/// The in-tray of a hospital's 地域連携室, when a slice has one.
const INTRAY: &str = "/transitions/intray";

/// The list of a ward and of a doctor at a hospital, when a slice has them.
const WARD: &str = "/transitions/ward";
const DOCTOR: &str = "/transitions/doctor";

/// Does the actor belong to a hospital? A doctor of a clinic is one of the support team and reads きょう like it.
fn at_hospital(cx: &app::Cx<'_>) -> app::Result<bool> {
    let Some(org) = cx.actor().organisation else { return Ok(false) };
    let org = accounts::organisation(cx, accounts::OrganisationId(org))?;
    Ok(org.kind == accounts::OrganisationKind::Hospital)
}

/// The first screen.
pub(crate) fn page(req: &Req) -> Result<Resp, Fail> {
    if matches!(req.hat(), Hat::Crew | Hat::Vendor) {
        // no person is theirs to see: their own settings say what is
        return Ok(Resp::go("/me"));
    }
    if req.hat().at_home() {
        return Ok(Resp::go("/my"));
    }
    if !req.app.region().persons {
        return place::page(req);
    }
    match req.hat() {
        Hat::Coordinator | Hat::City | Hat::Operator => centre::page(req),
        Hat::Liaison if req.read(|cx| sources().may_open(cx, INTRAY))? => Ok(Resp::go(INTRAY)),
        Hat::Ward if req.read(|cx| sources().may_open(cx, WARD))? => Ok(Resp::go(WARD)),
        Hat::Doctor
            if req.read(|cx| Ok(at_hospital(cx)? && sources().may_open(cx, DOCTOR)?))? =>
        {
            Ok(Resp::go(DOCTOR))
        }
        _ => mine::page(req),
    }
}
