//! 番号つきの送付状: the page that goes before a sheet on the FAX, with initials, a QR and a code, so that a hospital without
//! accounts answers from a telephone. Each press prints numbers of their own; only their hashes are kept.
use app::Error;
use bridge::Chance;
use slice::{Fail, Req, Resp};

use crate::model::StayId;
use crate::use_cases::letter::paper;

/// Prints it, or says what is missing.
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    bridge::prepare(&req.app)?;
    let chance = Chance::draw(&req.app);
    let back = format!("/transitions/{id}/paper");
    match req.app.write(req.actor()?, move |cx| paper(cx, id, &chance)) {
        Ok(Some(issued)) => Ok(Resp::print(bridge::paper::job(req, &[issued])?)),
        Ok(None) => Ok(Resp::go_saying(
            back,
            "番号をつけられません。連絡か提供書を先に送り、病院の電話番号を名簿（アカウントのない送り先）に入れてください",
        )),
        Err(Error::Rule(why)) => Ok(Resp::go_saying(back, why)),
        Err(e) => Err(e.into()),
    }
}
