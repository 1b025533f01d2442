//! ご本人 and ご家族 of the demonstration: two one-tap entries, so that わたしのページ can be looked at without a printed card.
use accounts::model::password;
use app::{App, Error, Result};
use kernel::{Actor, ActorKind};
use people::ResidentId;
use people::authz::{Basis, What};
use people::cards::{self, NewCard, Paper};
use people::model::card::{SIGNS, Secrets, TOKEN, proof, token_hash};

/// A paper that nobody has: its secrets are drawn and forgotten.
fn forgotten(app: &App) -> Result<Paper> {
    let (mut bytes, mut salt) = ([0; TOKEN + SIGNS], [0; password::SALT_BYTES]);
    app.random(&mut bytes);
    app.random(&mut salt);
    let s = Secrets::from_bytes(&bytes);
    let kept = password::keep(&proof(&s.token(), &s.code(), "-"), &salt)
        .ok_or_else(|| Error::Inconsistent("argon2".into()))?;
    let until = cards::last_day(app.now().date());
    Ok(Paper { token_hash: token_hash(&s.token()), proof: kept, until })
}

/// Makes the two cards for the first person of the demonstration's care manager.
pub fn cards_of_the_first(app: &App) -> Result<()> {
    let cm = app.read(&Actor::system(), |cx| {
        let all = accounts::demo_accounts(cx)?;
        Ok(all.into_iter().find(|a| a.demo_role.as_deref() == Some("cm")))
    })?;
    let Some(cm) = cm else { return Ok(()) };
    let actor = Actor {
        kind: ActorKind::Staff,
        account: Some(cm.id.0),
        organisation: Some(cm.organisation.0),
        hat: cm.hat,
        name: cm.name,
    };
    let mine = app.read(&actor, |cx| people::use_cases::view::list(cx, None, false))?;
    let Some(first) = mine.0.first() else { return Ok(()) };
    let family = first.name.split([' ', '　']).next().unwrap_or_default();
    let own = NewCard {
        basis: Basis::Own,
        name: String::new(),
        relation: String::new(),
        kinds: Vec::new(),
        proxy: None,
        heard_by: String::new(),
    };
    let relative = NewCard {
        basis: Basis::Relative,
        name: format!("{family} 一郎"),
        relation: "長男".into(),
        kinds: vec![What::Emergency, What::Room],
        heard_by: actor.name.clone(),
        ..own.clone()
    };
    for (card, role) in [(own, "resident"), (relative, "family")] {
        one(app, &actor, first.id, card, role)?;
    }
    Ok(())
}

fn one(app: &App, cm: &Actor, id: ResidentId, card: NewCard, role: &'static str) -> Result<()> {
    let paper = forgotten(app)?;
    app.write(cm, move |cx| cards::make_for(cx, id, &card, &paper, Some(role)).map(drop))
}
