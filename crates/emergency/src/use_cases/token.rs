//! The printed code on the fridge sheet and the wallet card: 128 bits that open nothing without a crew's login.
use app::{Cx, Error, Result};
use kernel::{Id, hex, sha256_hex};
use people::ResidentId;
use people::authz::{Emergency, Read, Write, decide};
use people::use_cases::card_facts::card_facts;

use crate::model::call::incident;
use crate::model::sheet::Sheet;
use crate::{permissions, store};

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    /// A4, in the fridge.
    Fridge,
    /// 財布に入れるカード.
    Wallet,
}

impl PaperKind {
    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            PaperKind::Fridge => "fridge",
            PaperKind::Wallet => "wallet",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<PaperKind> {
        [PaperKind::Fridge, PaperKind::Wallet].into_iter().find(|k| k.code() == code)
    }
}

/// The token of sixteen random bytes, as it stands in the address.
pub fn text(random: &[u8; 16]) -> String {
    hex(random)
}

/// A new paper of this kind; the code of the one before opens nothing any more. Only for a registered card.
pub fn print(cx: &Cx<'_>, id: ResidentId, kind: PaperKind, token: &str) -> Result<()> {
    decide::<Write, Emergency>(cx, &permissions::WRITE, id, None)?;
    if store::card::running(cx, id.0)?.is_none() {
        return Err(Error::Rule("登録してから印刷してください".into()));
    }
    store::card::token(cx, id.0, kind.code(), &sha256_hex(token.as_bytes()))
}

/// What stands on the paper with this code; none when its code opens nothing any more.
pub fn sheet(cx: &Cx<'_>, id: ResidentId, token: &str) -> Result<Option<Sheet>> {
    let permit = decide::<Read, Emergency>(cx, &permissions::WRITE, id, None)?;
    if store::card::of_token(cx, &sha256_hex(token.as_bytes()))? != Some(id.0) {
        return Ok(None);
    }
    let facts = card_facts(cx, &permit)?;
    let card = store::card::newest(cx, id.0)?;
    Ok(Some(Sheet::of(&facts, card.as_ref(), cx.now())))
}

/// Opens the card of a printed code, for a crew with an incident.
pub fn open(cx: &Cx<'_>, token: &str, number: &str) -> Result<Id> {
    app::authorise(cx, &permissions::LOOKUP)?;
    let number =
        incident(number).ok_or_else(|| Error::field("incident", super::look_up::NO_INCIDENT))?;
    let id = store::card::of_token(cx, &sha256_hex(token.as_bytes()))?.ok_or(Error::NotFound)?;
    let permit = decide::<Read, Emergency>(cx, &permissions::OPEN, ResidentId(id), None)?;
    super::at_scene::begin(cx, &permit, None, &number)
}
