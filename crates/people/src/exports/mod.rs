//! Files with more persons in them than the region's number: asked for with a reason, confirmed by another person of the
//! same organisation who may have such a file too, made only then and as of then. See docs/adr/0035-large-exports.md.
mod html;
mod model;
mod sources;
mod store;
mod use_cases;

pub use html::ask_first;
pub(crate) use html::own;
pub(crate) use html::routes;
pub use model::{Export, Rules, Stand};
pub use sources::set_sources;
pub(crate) use store::{STATEMENTS, forget};
pub use use_cases::{
    Ask, Overview, above, ask, confirm, confirmed_since, overview, refuse, set_above, take,
};

/// The act of the log when somebody confirmed their own request, because nobody else could: `home` raises an alarm on it.
pub const ALONE: &str = "people.export.alone";
