//! A paper that the person filled in, keyed in by 市 or 包括. Those see what they type until 確定, afterwards only that it is there and of which
//! day (stronger than an author's right elsewhere): no right to the note comes of it.
use app::{Cx, Error, Result};
use kernel::{At, Date};
use people::ResidentId;
use people::authz::{Read, Register, Write, decide};
use people::use_cases::card_facts::register_line;

use super::save;
use crate::model::{Body, Check, NewVersion, Part, Typed, Whose, shipped};
use crate::store::keyed as kept;
pub use crate::store::keyed::Keyed;
use crate::{permissions, store};

/// The page of keying in.
#[derive(Debug, Clone)]
pub struct Page {
    /// Name of the person, as in the register.
    pub name: String,
    /// What the actor has typed and not settled.
    pub mine: Option<Keyed>,
    /// Papers that were settled: day on the paper, when.
    pub settled: Vec<(Date, At)>,
}

/// Opens it, for who may write the person's line in the register.
pub fn page(cx: &Cx<'_>, id: ResidentId) -> Result<Page> {
    let w = decide::<Write, Register>(cx, &permissions::KEY, id, None)?;
    let permit = decide::<Read, Register>(cx, &permissions::KEY, w.resident(), None)?;
    Ok(Page {
        name: register_line(cx, &permit)?.name,
        mine: kept::mine(cx, id)?,
        settled: kept::settled(cx, id)?,
    })
}

/// Keeps what was typed; with `settle` it becomes a version of the note and is seen here no more.
///
/// # Errors
/// [`Error::NotFound`] without the right; [`Error::Invalid`] beside the questions, `written_on`, `heard`.
pub fn keep(
    cx: &Cx<'_>,
    id: ResidentId,
    (body, written_on, heard): (&Body, Date, &str),
    settle: bool,
) -> Result<()> {
    decide::<Write, Register>(cx, &permissions::KEY, id, None)?;
    let form = shipped()?;
    let mut c = Check::default();
    c.and(form.validate(Part::Wish, body));
    c.past("written_on", written_on, cx.today());
    c.text("heard", heard, 60, "だれから紙を受け取ったかを入力してください");
    if settle && body.is_empty() {
        c.refuse("heard", "答えが1つもありません。紙の答えを入力してください");
    }
    c.done()?;
    let keyed = kept::keep(cx, id, (body, written_on, heard))?;
    if !settle {
        return Ok(());
    }
    let n = NewVersion {
        part: Part::Wish,
        base: None,
        body: body.clone(),
        whose: Whose::Own,
        spoke: "本人（紙）".into(),
        present: heard.trim().to_owned(),
        grounds: String::new(),
        confirmed_on: written_on,
    };
    let before = store::note::newest(cx, &[id], Part::Wish)?;
    save::keep(cx, id, &n, Typed::Paper, before.as_ref())?;
    match kept::settle(cx, keyed)? {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}
