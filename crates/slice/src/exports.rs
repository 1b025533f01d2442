//! Files with many persons in them. The slice that makes one registers it here; people asks for a reason and a second
//! person above the region's number, and only then has it made (docs/adr/0035).
use app::{Cx, Permission, Result};
use kernel::Id;

use crate::{Fail, Req, Resp};

/// A file that can hold many persons.
#[derive(Clone, Copy)]
pub struct ExportSource {
    /// `slice.thing`: stays in the log for ever.
    pub what: &'static str,
    /// In words: 「見守りの名簿」.
    pub label: &'static str,
    /// Who may have it made at all, and who may confirm it.
    pub permission: &'static Permission,
    /// Only the administrators of the organisation may.
    pub administrators: bool,
    /// The persons in it now, under the actor's own rights. `of` narrows it (a receiver); it names nobody.
    pub persons: fn(&Cx<'_>, of: &str) -> Result<Vec<Id>>,
    /// `of` in words, for who confirms; empty for none. [`app::Error::NotFound`] for what is no such thing.
    pub of_words: fn(&str) -> Result<&'static str>,
    /// Makes it, as the actor, at this moment.
    pub make: fn(&Req, of: &str) -> std::result::Result<Resp, Fail>,
}
