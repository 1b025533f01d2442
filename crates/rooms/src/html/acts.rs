//! Acts of one press on a post.
use kernel::Id;
use slice::{Fail, Req, Resp};

use crate::model::Reply;
use crate::use_cases::{answer, mark, take_back as back};

fn ids(req: &Req) -> Result<(Id, Id), Fail> {
    Ok((req.id("room")?, req.id("post")?))
}

fn to_post(room: Id, post: Id) -> String {
    format!("/rooms/{room}#p-{post}")
}

/// A refusal in words leads back to the post, where the words stand on top.
fn done(req: &Req, result: Result<String, app::Error>, said: &str) -> Result<Resp, Fail> {
    match result {
        Ok(to) => Ok(Resp::go_saying(to, said)),
        Err(app::Error::Rule(words)) => {
            let (room, post) = ids(req)?;
            Ok(Resp::go_saying(format!("/rooms/{room}/posts/{post}"), words))
        }
        Err(e) => Err(e.into()),
    }
}

/// 了解, 担当ではありません.
pub(super) fn answer(req: &Req) -> Result<Resp, Fail> {
    let (room, post) = ids(req)?;
    let what = Reply::from_code(req.form.get("what")).ok_or(Fail::NotFound)?;
    let give = answer::Give { room, post, what, detail: req.form.get("detail").into() };
    let result = req.act(move |cx| answer::give(cx, &give).map(|()| to_post(room, post)));
    let said = match what {
        Reply::Ack => "「了解」と返事をしました",
        Reply::NotMine => "「担当ではありません」と返事をしました",
    };
    done(req, result, said)
}

/// Pins or unpins.
pub(super) fn pin(req: &Req) -> Result<Resp, Fail> {
    let (room, post) = ids(req)?;
    let on = req.form.get("on") == "1";
    let result = req.act(move |cx| mark::pin(cx, room, post, on).map(|()| to_post(room, post)));
    done(req, result, if on { "ピン留めしました" } else { "ピン留めを外しました" })
}

/// Takes a post back.
pub(super) fn take_back(req: &Req) -> Result<Resp, Fail> {
    let (room, post) = ids(req)?;
    let result = req.act(move |cx| back::take_back(cx, room, post).map(|()| to_post(room, post)));
    done(req, result, "取り消しました")
}
