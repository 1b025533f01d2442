//! Every night at four: the file of each organisation that has a pack, made as whoever set it up.
use std::path::Path;

use app::jobs::Job;
use app::{App, Error, Result};
use kernel::{Actor, ActorKind, At, Id, Time};
use ring::rand::SystemRandom;

use super::store::{self, Kept};
use super::{folder, make};
use crate::permissions::PACK_MAKE;

/// From when on, in Japan, a night's file is due.
const FROM: Time = Time::constant(4, 0, 0, 0);
/// Minutes until a try that failed is made again.
const AGAIN_MINUTES: i64 = 60;

/// Is a file due?
pub(super) fn due(k: &Kept, now: At) -> bool {
    let today = At::jst(now.date(), FROM);
    let last = if now >= today { today } else { today.plus_minutes(-24 * 60) };
    let waits = k.tried_at.is_some_and(|t| now < t.plus_minutes(AGAIN_MINUTES));
    // made after the hour, or set up since and not made yet
    (k.problem.is_empty() || !waits) && k.made_at.is_none_or(|m| m < last)
}

/// The job.
pub(crate) fn run(app: &App, _: &Job) -> std::result::Result<(), String> {
    let found = app.read(&Actor::system(), |cx| Ok((folder::named(cx)?, store::all(cx)?)));
    let (folder, all) = found.map_err(|e| e.to_string())?;
    // without a place the pack is taken out by hand only
    let Some(folder) = folder else { return Ok(()) };
    let mut bad = 0;
    for k in all.iter().filter(|k| due(k, app.now())) {
        bad += usize::from(one(app, k, &folder).map_err(|e| e.to_string())?.is_err());
    }
    match bad {
        0 => Ok(()),
        n => Err(format!(
            "{n}か所の控えを作れませんでした。理由はその事業所の設定のページにあります"
        )),
    }
}

/// Makes one and notes how it went: the number of persons, or why there is none, in words for the page.
pub(super) fn one(app: &App, k: &Kept, folder: &Path) -> Result<std::result::Result<i64, String>> {
    let done = attempt(app, k, folder);
    let kept = k.clone();
    match done {
        Ok((at, n)) => {
            app.write(&Actor::system(), move |cx| store::made(cx, &kept, at, n))?;
            Ok(Ok(n))
        }
        Err(why) => {
            let text = why.clone();
            app.write(&Actor::system(), move |cx| store::failed(cx, &kept, &text))?;
            Ok(Err(why))
        }
    }
}

fn attempt(app: &App, k: &Kept, folder: &Path) -> std::result::Result<(At, i64), String> {
    let id = k.account;
    let found = app.read(&Actor::system(), move |cx| {
        let a = accounts::account(cx, id.into())?;
        Ok(a.filter(|a| a.organisation.0 == k.organisation).map(|a| (a.hat, a.name)))
    });
    let Some((hat, name)) = found.map_err(|e| e.to_string())? else {
        return Err("設定した人の登録が終わっています。管理者が、合言葉を作り直してください".into());
    };
    let actor = Actor {
        kind: ActorKind::Staff,
        account: Some(id),
        organisation: Some(k.organisation),
        hat,
        name,
    };
    let words = |e| match e {
        Error::Forbidden(_) => {
            "設定した人の役割では、控えを作れません。管理者が、合言葉を作り直してください"
                .to_string()
        }
        Error::Rule(words) => words,
        e => e.to_string(),
    };
    app.read(&actor, |cx| looked_at(cx, k)).map_err(words)?;
    let made = make(app, &actor, k, &PACK_MAKE, &SystemRandom::new()).map_err(words)?;
    let office = office(app, k.organisation).map_err(|e| e.to_string())?;
    folder::put(folder, &office, k.organisation, made.at, &made.html).map_err(|e| {
        format!("置き場所のフォルダーに書けません（{}）。運用担当に知らせてください", e.kind())
    })?;
    Ok((made.at, i64::try_from(made.persons).unwrap_or(i64::MAX)))
}

/// Very many persons: a second administrator must have looked at such a file since the passphrase was made, because who
/// made it can open every night's file alone.
fn looked_at(cx: &app::Cx<'_>, k: &Kept) -> Result<()> {
    let above = people::exports::above(cx)?;
    let n = super::gather::persons(cx, &PACK_MAKE)?.len();
    let few = i64::try_from(n).unwrap_or(i64::MAX) <= above;
    if few || people::exports::confirmed_since(cx, k.organisation, "home.pack", k.set_at)? {
        return Ok(());
    }
    Err(Error::Rule(format!(
        "{above}人をこえる方が入るため、夜に作るには、もう1人の管理者の確認が要ります。「いま取り出す」を押して、確かめてもらってください"
    )))
}

fn office(app: &App, organisation: Id) -> Result<String> {
    app.read(&Actor::system(), move |cx| Ok(accounts::organisation(cx, organisation.into())?.name))
}
