//! Prints a letter: each paper gets a token and a code of its own, of which only hashes are kept. Printing again makes
//! another pair; the papers before still open the letter (a FAX may be on its way).
use app::{Cx, Error, Result};

use super::own;
use crate::model::Letter;
use crate::model::code::Fresh;
use crate::{LetterId, permissions, store};

/// Papers of one letter at most.
const MOST: i64 = 20;

/// A letter with the numbers of one paper. They exist nowhere else.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The letter.
    pub letter: Letter,
    /// For the QR.
    pub token: String,
    /// For the eye: `K7QD-M4X2`.
    pub code: String,
}

/// Chance for one paper: its numbers, and the secret of the passes if it is the first.
#[derive(Debug, Clone)]
pub struct Chance {
    fresh: Fresh,
    seal: [u8; 32],
}

impl Chance {
    /// Draws it, before the transaction.
    pub fn draw(app: &app::App) -> Self {
        let mut seal = [0; 32];
        app.random(&mut seal);
        Chance { fresh: Fresh::draw(app), seal }
    }
}

/// Gives a letter of one's own organisation the numbers of a new paper.
pub fn issue(cx: &Cx<'_>, id: LetterId, chance: &Chance) -> Result<Issued> {
    let letter = own(cx, &permissions::SEND, id)?;
    put(cx, letter, chance)
}

/// Letters that are printed at once, at most: what a FAX machine takes in one go.
pub const TOGETHER: usize = 50;

/// As [`issue`] for several letters, each once, in the order given; all or none. A chance for each.
pub fn together(cx: &Cx<'_>, ids: &[LetterId], chances: &[Chance]) -> Result<Vec<Issued>> {
    let mut seen: Vec<LetterId> = Vec::new();
    for id in ids {
        if !seen.contains(id) {
            seen.push(*id);
        }
    }
    if seen.is_empty() {
        return Err(Error::field("letter", "印刷する書類を選んでください"));
    }
    if seen.len() > TOGETHER {
        return Err(Error::field(
            "letter",
            format!("1度に印刷できるのは{TOGETHER}件までです。分けて印刷してください"),
        ));
    }
    let mut persons = Vec::new();
    for id in &seen {
        persons.push(own(cx, &permissions::SEND, *id)?.to_person());
    }
    if persons.contains(&true) && persons.contains(&false) {
        return Err(Error::field(
            "letter",
            "お宅への手紙と、事業所への紙は、分けて印刷してください",
        ));
    }
    let one = |(id, chance): (&LetterId, &Chance)| {
        let letter = own(cx, &permissions::SEND, *id)?;
        let which = format!("{} — {}", letter.title, letter.receiver_name);
        put(cx, letter, chance).map_err(|e| match e {
            Error::Rule(why) => Error::Rule(format!("「{which}」：{why}")),
            other => other,
        })
    };
    seen.iter().zip(chances).map(one).collect()
}

/// As [`issue`], for a letter that the caller has just sent or found by its own permit.
pub(crate) fn put(cx: &Cx<'_>, letter: Letter, chance: &Chance) -> Result<Issued> {
    if !letter.alive(cx.today()) {
        return Err(Error::Rule(
            "この書類は、もう番号では開けません。「もう一度送る」を押してから印刷してください"
                .into(),
        ));
    }
    if store::letters::issues(cx, letter.id)? >= MOST {
        return Err(Error::Rule(format!(
            "この書類は、もう{MOST}回印刷しています。「もう一度送る」を押すと、前の紙の番号を止めて、新しく印刷できます"
        )));
    }
    store::letters::issue(cx, letter.id, &chance.fresh, &chance.seal)?;
    Ok(Issued { letter, token: chance.fresh.token(), code: chance.fresh.code() })
}
