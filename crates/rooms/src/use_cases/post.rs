//! Writing a post.
use app::{Cx, Error, FieldError, Result, measures, notices};
use kernel::Id;
use people::ResidentId;
use people::attachments::{About, AttachmentKind, Kept, NewAttachment, OF_ROOM, attach_with};
use people::authz::{Read, Write};

use super::door::{Party, door, parties};
use super::{office, tell};
use crate::model::{
    Asked, NewPost, Post, PostKind, Reply, Waiting, impossible_vitals, settles, shipped, waiting,
};
use crate::{permissions, store};

/// A post with its files.
#[derive(Debug, Clone)]
pub struct NewWords {
    /// In which room.
    pub room: Id,
    /// What.
    pub new: NewPost,
    /// Files that were kept ([`people::attachments::keep_by`]); for the room of a person only.
    pub files: Vec<Kept>,
    /// The reader has answered the question about careful words.
    pub sure: bool,
}

/// What is wrong with what was typed, as far as it can be said without the store.
pub fn check(new: &NewPost, files: usize) -> Result<Vec<FieldError>> {
    let rules = shipped()?;
    let mut errors = Vec::new();
    let n = new.text.trim().chars().count();
    if n == 0 && files == 0 && new.vitals.is_empty() {
        let message = "伝えることを入力してください".into();
        errors.push(FieldError { field: "text".into(), message });
    } else if n > rules.text {
        let message = format!("{}文字以内で入力してください（いま{n}文字）", rules.text);
        errors.push(FieldError { field: "text".into(), message });
    }
    errors.extend(impossible_vitals(rules, &new.vitals));
    Ok(errors)
}

/// Who reads what is about to be written, and who can be asked.
pub fn readers(cx: &Cx<'_>, room: Id) -> Result<Vec<Party>> {
    let d = door::<Read>(cx, &permissions::READ, room)?;
    parties(cx, &d)
}

/// Writes it: everybody who may reads it at once; who is asked gets a notice that names nobody.
pub fn write(cx: &Cx<'_>, cmd: &NewWords) -> Result<Id> {
    let d = door::<Write>(cx, &permissions::WRITE, cmd.room)?;
    if !d.reads(cmd.new.layer) {
        return Err(Error::field("layer", "ここには書けません。書く場所を選び直してください"));
    }
    let errors = check(&cmd.new, cmd.files.len())?;
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if !cmd.sure
        && let Some(word) = shipped()?.careful_word(&cmd.new.text)
    {
        return Err(Error::field("sure", careful(word)));
    }
    let above = match cmd.new.reply_to {
        Some(id) => {
            let p = d.post(cx, id)?;
            if p.layer != cmd.new.layer || p.cancelled_at.is_some() {
                return Err(Error::Rule(
                    "返事は、もとの投稿と同じ場所に書きます。開き直してください".into(),
                ));
            }
            Some(p)
        }
        None => None,
    };
    let asked = asked_of(cx, cmd)?;
    let due = match cmd.new.due_at {
        Some(at) if at <= cx.now() => {
            return Err(Error::field("due", "返事の期限は、いまより後にしてください"));
        }
        Some(at) if cmd.new.kind != PostKind::Report => Some(at),
        _ => shipped()?.due_minutes(cmd.new.kind).map(|m| cx.now().plus_minutes(m)),
    };
    let office = office(cx)?;
    let id = store::add_post(cx, cmd.room, &cmd.new, due, &office, cmd.files.len())?;
    store::marks::add_vitals(cx, id, &cmd.new.vitals)?;
    for p in &asked {
        store::marks::ask(cx, id, p.id, &p.label)?;
    }
    if !cmd.files.is_empty() {
        let Some(permit) = &d.permit else {
            return Err(Error::field("files", "グループには、ファイルを付けられません"));
        };
        let new = NewAttachment {
            kind: AttachmentKind::Photo,
            title: String::new(),
            about: Some(about(id)),
            files: cmd.files.clone(),
        };
        attach_with(cx, permit, &new)?;
    }
    let p = store::post(cx, id)?;
    count(cx, &p, 1)?;
    tell(cx, &p, "new")?;
    if let Some(above) = &above {
        answered(cx, above, None)?;
        tell(cx, above, "answer")?;
    }
    notify(cx, &p, &asked)?;
    if cx.actor().account.is_some() {
        app::drafts::discard(cx, &draft(cmd.room))?;
    }
    Ok(id)
}

/// Where what is being written is kept as a draft.
pub fn draft(room: Id) -> String {
    format!("rooms.post:{room}")
}

/// On what the files of a post hang.
pub(crate) fn about(post: Id) -> About {
    About { kind: OF_ROOM.into(), id: post }
}

/// The question about a word that should rather stand elsewhere.
pub fn careful(word: &str) -> String {
    format!(
        "「{word}」という言葉があります。やりとりは、支援チームの全員が読みます。特に慎重に扱うことは、ここに書かず、電話などで伝えてください。このまま書くときは、下の「たしかめました」を選んでください"
    )
}

fn asked_of(cx: &Cx<'_>, cmd: &NewWords) -> Result<Vec<Party>> {
    if cmd.new.to.is_empty() {
        return Ok(Vec::new());
    }
    let all = readers(cx, cmd.room)?;
    let family_too = cmd.new.layer == crate::model::Layer::Family;
    cmd.new
        .to
        .iter()
        .map(|id| {
            all.iter().find(|p| p.id == *id && (family_too || !p.family)).cloned().ok_or_else(
                || Error::field("to", "知らせる相手を選び直してください（チームが変わりました）"),
            )
        })
        .collect()
}

/// Counts a post; `-1` takes it out again.
pub(crate) fn count(cx: &Cx<'_>, p: &Post, n: i64) -> Result<()> {
    let dims = format!("kind={};layer={}", p.kind.code(), p.layer.code());
    measures::measure(cx, "rooms.posts", &dims, n, p.id)?;
    if p.due_at.is_some() {
        measures::measure(cx, "rooms.asked", &format!("kind={}", p.kind.code()), n, p.id)?;
    }
    Ok(())
}

/// Notes an answer to a post that waits for one; the first that settles it is counted, within its time or not.
pub(crate) fn answered(cx: &Cx<'_>, p: &Post, what: Option<Reply>) -> Result<()> {
    let Some(due) = p.due_at else { return Ok(()) };
    if p.account == cx.actor().account || !settles(p.kind, what) || !store::settle(cx, p.id)? {
        return Ok(());
    }
    let within = if cx.now() <= due { "yes" } else { "no" };
    let dims = format!("kind={};within={within}", p.kind.code());
    measures::measure(cx, "rooms.answered", &dims, 1, p.id)
}

fn notify(cx: &Cx<'_>, p: &Post, asked: &[Party]) -> Result<()> {
    let text = match p.kind {
        PostKind::Urgent => "やりとりに、至急の投稿があります",
        PostKind::Report => "やりとりに、あなたの事業所あての投稿があります",
        _ => "やりとりに、返事を待っている投稿があります",
    };
    let link = format!("/rooms/{}", p.room);
    for party in asked.iter().filter(|x| !x.mine) {
        // a relative is asked as the one person they are
        let to = match party.family {
            false => notices::To { organisation: party.id, account: None },
            true => match accounts::account(cx, accounts::AccountId(party.id))? {
                Some(a) => notices::To { organisation: a.organisation.0, account: Some(party.id) },
                None => continue,
            },
        };
        notices::send(cx, to, "rooms.asked", text, &link)?;
    }
    Ok(())
}

/// Whose answer to these posts is missing.
pub(crate) fn missing(cx: &Cx<'_>, posts: &[Post]) -> Result<Vec<(Id, Waiting)>> {
    let ids: Vec<Id> = posts.iter().map(|p| p.id).collect();
    let to = store::marks::to(cx, &ids)?;
    let answers: Vec<(Id, Asked)> = store::marks::asked(cx, &ids)?;
    Ok(posts
        .iter()
        .map(|p| {
            let to = store::marks::of(&to, p);
            (p.id, waiting(p, &to, &store::marks::of(&answers, p)))
        })
        .collect())
}

/// The resident of a room, for keeping files before the post is written.
pub fn resident_of(cx: &Cx<'_>, room: Id) -> Result<Option<ResidentId>> {
    let d = door::<Write>(cx, &permissions::WRITE, room)?;
    Ok(d.room.resident.map(ResidentId))
}
