//! Tier 0: how Yui looks. One page shell, one component set, the fields every form is drawn with, what a posted form
//! becomes, and the static files. Nothing here knows about care, a database or HTTP; every type is plain data that
//! renders itself. Source of look and wording: the staff and information mock-ups; README.md lists the parts.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

// So that a template means the same path whether this crate or a slice compiles it.
extern crate self as ui;

pub mod assets;
pub mod c;
pub mod csrf;
pub mod dates;
pub mod field;
mod folds;
pub mod formstate;
mod html;
mod icon;
pub mod shell;

pub use c::*;
pub use field::{Field, FieldKind, FieldState, Group, Node, Opt, Repeat, Source, When};
pub use folds::open_where_wrong;
pub use formstate::{FieldError, FormRefused, FormState};
pub use html::{Html, id_of, join, org, spaced};
pub use icon::{Icon, icon};
pub use shell::{Flash, FlashKind, Link, NavItem, PrintHead, RegionBadge, Shell, Who};
