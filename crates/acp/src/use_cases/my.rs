//! The person's own note on a phone. Whose note it is comes from the account and never from an address.
use app::{Cx, Error, Result};
use people::ResidentId;
use people::authz::{Act, Addressee, Basis, Read, What, Wish, could, decide};
use people::use_cases::my::whose;

use super::{read, save, share};
use crate::model::{NewVersion, Part, Version};
use crate::permissions;

/// The first page.
#[derive(Debug, Clone)]
pub struct Mine {
    /// The note.
    pub note: read::Note,
    /// The person's own card.
    pub own: bool,
    /// May write: the person, and a proxy.
    pub writes: bool,
    /// What is written and not yet saved, by question.
    pub opened: Option<save::Opened>,
}

/// Whose note, and is it the person's own card?
pub fn mine(cx: &Cx<'_>) -> Result<(ResidentId, bool)> {
    let m = whose(cx)?;
    Ok((m.resident, m.card.basis == Basis::Own))
}

/// Opens it.
pub fn home(cx: &Cx<'_>) -> Result<Mine> {
    let (id, own) = mine(cx)?;
    let permit = decide::<Read, Wish>(cx, &permissions::MY, id, None)?;
    let note = read::of(cx, &permit)?;
    let writes = app::may(cx, &permissions::MY_WRITE)? && could(cx, Act::Write, What::Wish, id)?;
    let opened = match writes {
        true => Some(save::open(cx, &permissions::MY_WRITE, id, Part::Wish)?),
        false => None,
    };
    Ok(Mine { note, own, writes, opened })
}

/// Opens the form of a part.
pub fn form(cx: &Cx<'_>, part: Part) -> Result<(save::Opened, bool)> {
    let (id, own) = mine(cx)?;
    Ok((save::open(cx, &permissions::MY_WRITE, id, part)?, own))
}

/// Keeps one answer beside the others, not yet a version.
pub fn answer(cx: &Cx<'_>, part: Part, code: &str, given: Vec<String>) -> Result<()> {
    let (id, _) = mine(cx)?;
    let mut body = save::open(cx, &permissions::MY_WRITE, id, part)?.body;
    match given.is_empty() {
        true => body.remove(code),
        false => body.insert(code.to_owned(), given),
    };
    let form = crate::model::shipped()?;
    let wrong: Vec<_> =
        form.validate(part, &body).into_iter().filter(|e| e.field == code).collect();
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    save::draft(cx, &permissions::MY_WRITE, id, part, &body)
}

/// One saving, one version.
pub fn keep(cx: &Cx<'_>, n: &NewVersion) -> Result<()> {
    let (id, _) = mine(cx)?;
    save::save(cx, &permissions::MY_WRITE, id, n).map(drop)
}

/// Earlier versions.
pub fn versions(cx: &Cx<'_>) -> Result<Vec<Version>> {
    let (id, _) = mine(cx)?;
    read::versions(cx, &permissions::MY, id)
}

/// Shows it to an addressee or not. The person alone opens; a proxy may close.
pub fn show(cx: &Cx<'_>, to: Addressee, open: bool) -> Result<()> {
    let (id, _) = mine(cx)?;
    if open { share::show(cx, id, to, "") } else { share::hide(cx, id, to) }
}

/// Shows it in parts, or until a day.
pub fn show_in(cx: &Cx<'_>, to: Addressee, how: &share::How) -> Result<()> {
    let (id, _) = mine(cx)?;
    share::show_in(cx, id, to, "", how)
}

/// Names a relative for parts of it, or until a day.
pub fn name_in(cx: &Cx<'_>, account: kernel::Id, how: &share::How) -> Result<()> {
    let (id, _) = mine(cx)?;
    share::name_in(cx, id, account, how)
}

/// Names a relative or takes that back.
pub fn name(cx: &Cx<'_>, account: kernel::Id, open: bool) -> Result<()> {
    let (id, _) = mine(cx)?;
    share::name(cx, id, account, open)
}

/// 撤回.
pub fn withdraw(cx: &Cx<'_>) -> Result<()> {
    let (id, _) = mine(cx)?;
    share::withdraw(cx, id, "ご本人のページから")
}

/// The note for the booklet.
pub fn print(cx: &Cx<'_>) -> Result<read::Note> {
    let (id, _) = mine(cx)?;
    read::print(cx, &permissions::MY, id)
}

/// What わたしのページ offers: nothing to a relative who was not named.
pub fn link(cx: &Cx<'_>, resident: kernel::Id) -> Result<Vec<slice::MyLink>> {
    let id = ResidentId(resident);
    if !app::may(cx, &permissions::MY)? || !could(cx, Act::Read, What::Wish, id)? {
        return Ok(Vec::new());
    }
    Ok(vec![slice::MyLink {
        words: "わたしのきぼうノート".into(),
        href: "/my/wish".into(),
        why: "これからの暮らしや、病気のときに、どうしたいか".into(),
    }])
}
