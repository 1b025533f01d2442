//! 設定 → 停電・障害のときの控え: beginning, taking a file out, a new passphrase, ending. Everybody at the organisation sees
//! when the last file was made; its administrators act.
use app::audit::AuditEntry;
use app::{Cx, Error};
use askama::Template;
use kernel::Id;
use ring::rand::SystemRandom;
use slice::{ExportSource, Fail, Req, Resp};
use ui::Shell;

use super::store::{self, Kept};
use super::{folder, gather, make, moment, own, seal};
use crate::permissions::{PACK, PACK_TAKE};

#[derive(Template)]
#[template(path = "home/pack.html")]
struct Page {
    shell: Shell,
    office: String,
    admin: bool,
    /// Set up: label and words.
    facts: Vec<(&'static str, String)>,
    set: bool,
    problem: String,
    folder: bool,
    error: String,
    keys: [String; 3],
}

#[derive(Template)]
#[template(path = "home/pack_card.html")]
struct Card {
    shell: Shell,
    office: String,
    made: String,
    passphrase: String,
}

struct Found {
    office: String,
    admin: bool,
    kept: Option<Kept>,
    folder: bool,
}

fn find(cx: &Cx<'_>) -> app::Result<Found> {
    if !app::may(cx, &PACK)? {
        return Err(Error::Forbidden(PACK.code));
    }
    let org = cx.actor().organisation.ok_or(Error::NotFound)?;
    Ok(Found {
        office: accounts::organisation(cx, org.into())?.name,
        admin: accounts::use_cases::staff::looks_after(cx, org.into())?,
        kept: store::of(cx, org)?,
        folder: folder::named(cx)?.is_some(),
    })
}

fn facts(k: &Kept) -> Vec<(&'static str, String)> {
    let never = || "まだありません".to_string();
    vec![
        ("さいごに夜に作ったもの", {
            k.made_at.map_or_else(never, |t| format!("{}・{}人", moment(t), k.persons))
        }),
        ("さいごに手で取り出したとき", k.taken_at.map_or_else(never, moment)),
        ("はじめた人", format!("{}（{}）", k.name, moment(k.set_at))),
    ]
}

fn draw(shell: Shell, f: &Found, error: String, mut key: impl FnMut() -> String) -> Page {
    Page {
        office: f.office.clone(),
        admin: f.admin,
        facts: f.kept.as_ref().map(facts).unwrap_or_default(),
        set: f.kept.is_some(),
        problem: f.kept.as_ref().map(|k| k.problem.clone()).unwrap_or_default(),
        folder: f.folder,
        error,
        keys: std::array::from_fn(|_| key()),
        shell,
    }
}

fn show(req: &Req, error: String) -> Result<Resp, Fail> {
    let found = req.read(find)?;
    let status = if error.is_empty() { 200 } else { 422 };
    let page =
        draw(req.titled("停電・障害のときの控え"), &found, error, || req.new_key());
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(crate) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, String::new())
}

/// Begins, makes the passphrase anew, or ends.
pub(crate) fn change(req: &Req) -> Result<Resp, Fail> {
    match req.form.get("what") {
        "begin" => begin(req),
        "end" => end(req),
        _ => Err(Fail::NotFound),
    }
}

/// A new lock. The passphrase is on this one answer and nowhere else: not in the store, not in the log. It is drawn and
/// not worked out of the form's key, which the store keeps; so a press that arrives twice cannot show it twice.
fn begin(req: &Req) -> Result<Resp, Fail> {
    let account = req.actor()?.account.ok_or(Fail::NotFound)?;
    // stretching takes tenths of a second: nobody but an administrator makes the server do it
    req.read(|cx| own(cx, &PACK))?;
    let random = SystemRandom::new();
    let failed = || Fail::Use(Error::Inconsistent("pack: making a lock".into()));
    let passphrase = seal::passphrase(&random).ok_or_else(failed)?;
    let lock = seal::lock(&random, &passphrase).ok_or_else(failed)?;
    let text = serde_json::to_string(&lock).map_err(|_| failed())?;
    let mine = lock.salt.clone();
    let answer = mine.clone();
    let done = req.act(move |cx| {
        let org = own(cx, &PACK)?;
        store::set(cx, org, account, &text)?;
        cx.audit(AuditEntry::act(PACK.code).object(format!("organisation:{org}")).detail("begin"));
        Ok(answer.clone())
    });
    match done {
        Ok(salt) if salt == mine => {
            let card = Card {
                office: req.read(find)?.office,
                made: moment(req.app.now()),
                passphrase,
                shell: req.titled("停電・障害のときの控えの合言葉"),
            };
            Resp::page(card.render())
        }
        Ok(_) => Ok(Resp::go_saying(
            "/pack",
            "合言葉は、もう作ってあります。見られなかったときは、作り直してください",
        )),
        Err(Error::Rule(text)) => show(req, text),
        Err(e) => Err(e.into()),
    }
}

/// Ends it: the lock is gone, and the files in the server's folder.
fn end(req: &Req) -> Result<Resp, Fail> {
    let org: Id = req.actor()?.organisation.ok_or(Fail::NotFound)?;
    let place = req.read(|cx| {
        own(cx, &PACK)?;
        folder::named(cx)
    })?;
    let done = req.act(move |cx| {
        let org = own(cx, &PACK)?;
        if store::end(cx, org)? {
            let object = format!("organisation:{org}");
            cx.audit(AuditEntry::act(PACK.code).object(object).detail("end"));
        }
        Ok("/pack".into())
    });
    let to = match done {
        Ok(to) => to,
        Err(Error::Rule(text)) => return show(req, text),
        Err(e) => return Err(e.into()),
    };
    let gone = place.is_none_or(|p| folder::clear(&p, org).is_ok());
    Ok(Resp::go_saying(
        to,
        match gone {
            true => {
                "やめました。サーバーのフォルダーの控えも消しました。USBメモリーなどに写したものは、消してください"
            }
            false => {
                "やめました。フォルダーの控えを消せませんでした。運用担当に、消すように伝えてください"
            }
        },
    ))
}

/// The file, which can hold very many persons.
pub(crate) const EXPORT: ExportSource = ExportSource {
    what: "home.pack",
    label: "停電・障害のときの控え",
    permission: &PACK_TAKE,
    administrators: true,
    persons: |cx, _| {
        own(cx, &PACK_TAKE)?;
        gather::persons(cx, &PACK_TAKE)
    },
    of_words: |_| Ok(""),
    make: |req, _| file(req),
};

/// Takes a file out; a second administrator is asked first when it holds very many.
pub(crate) fn take(req: &Req) -> Result<Resp, Fail> {
    if kept(req)?.is_none() {
        return show(req, NOT_YET.into());
    }
    let n = req.read(|cx| Ok((EXPORT.persons)(cx, "")?.len()))?;
    match people::exports::ask_first(req, EXPORT.what, "", n)? {
        Some(ask) => Ok(ask),
        None => file(req),
    }
}

const NOT_YET: &str = "まだはじめていません。「はじめる」を押して、合言葉を作ってください";

fn kept(req: &Req) -> Result<Option<Kept>, Fail> {
    let org: Id = req.actor()?.organisation.ok_or(Fail::NotFound)?;
    req.read(|cx| {
        own(cx, &PACK_TAKE)?;
        store::of(cx, org)
    })
}

/// Made at this moment as the administrator who asks: what was withdrawn is not in it.
fn file(req: &Req) -> Result<Resp, Fail> {
    let actor = req.actor()?.clone();
    let org: Id = actor.organisation.ok_or(Fail::NotFound)?;
    let Some(kept) = kept(req)? else { return show(req, NOT_YET.into()) };
    let made = make(&req.app, &actor, &kept, &PACK_TAKE, &SystemRandom::new())?;
    req.app.write(&actor, move |cx| store::taken(cx, org))?;
    Ok(Resp::file(folder::file_name(made.at), "text/html; charset=utf-8", made.html.into_bytes()))
}

#[cfg(test)]
pub(super) fn drawn(f: (bool, Option<Kept>, bool), error: &str) -> String {
    let (admin, kept, folder) = f;
    let found = Found { office: "居宅介護支援 結の里".into(), admin, kept, folder };
    let mut n = 0;
    let key = || {
        n += 1;
        format!("key-{n:08}")
    };
    draw(crate::testing::shell(), &found, error.into(), key).render().unwrap()
}
