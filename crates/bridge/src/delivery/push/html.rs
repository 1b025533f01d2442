//! One's own devices on the page お知らせの届け方.
use slice::{Fail, Req, Resp};

use super::use_cases::{self as act, Subscribe};
use crate::delivery::html::{errors, show, wrong};
use crate::delivery::model;
use crate::store::push::Device;

/// The service worker that shows what arrives; it answers no page.
pub(crate) const WORKER: &str = "notice-worker.js";

/// A device in the list.
pub(crate) struct Line {
    pub name: String,
    pub at: String,
    pub state: String,
    pub action: String,
    pub key: String,
}

/// How a device stands, in words.
pub(crate) fn line(req: &Req, d: &Device) -> Line {
    let moment = crate::html::moment;
    let state = match (d.ended_at, d.sent_at, d.problem.as_str()) {
        (Some(at), _, why) => format!(
            "{} に外れました：{why}。使うときは、その端末でもう一度登録してください",
            moment(at)
        ),
        (None, Some(at), "") => format!("さいごに送れたとき：{}", moment(at)),
        (None, None, "") => "はじめの通知を送っています".into(),
        (None, _, why) => format!("うまくいきませんでした：{why}"),
    };
    Line {
        name: d.name.clone(),
        at: moment(d.at),
        state,
        action: req.url(&format!("/me/delivery/devices/{}/remove", d.id)),
        key: req.new_key(),
    }
}

pub(crate) fn subscribe(req: &Req) -> Result<Resp, Fail> {
    let Some(pusher) = req.app.pusher() else {
        return show(req, wrong("push", "この Yui は、端末への通知を送る設定になっていません"));
    };
    if !req.visitor().shared.is_empty() {
        return show(req, wrong("push", "共用の端末では、通知を受け取れません"));
    }
    let f = &req.form;
    let endpoint = f.get("endpoint").trim().to_string();
    if !pusher.takes(&endpoint) {
        return show(
            req,
            wrong(
                "push",
                "このブラウザーの通知サービスには、送れません。画面かメールで受け取ってください",
            ),
        );
    }
    let new = Subscribe {
        endpoint,
        point: f.get("point").into(),
        auth: f.get("auth").into(),
        name: model::device_name(req.visitor().agent),
    };
    match req.act(move |cx| act::subscribe(cx, &new).map(|()| "/me/delivery".into())) {
        Ok(to) => Ok(Resp::go_saying(to, "この端末を登録しました。はじめの通知を送ります")),
        Err(e) => show(req, errors(e)?),
    }
}

pub(crate) fn remove(req: &Req) -> Result<Resp, Fail> {
    let device: kernel::Id = req.id("device")?;
    let to = req.act(move |cx| act::remove(cx, device).map(|()| "/me/delivery".into()))?;
    Ok(Resp::go_saying(to, "端末を外しました。その端末には、もう届きません"))
}
