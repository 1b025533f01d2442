//! Signed checkpoints of the audit log. The chain of seals alone does not stop somebody who rewrites the whole store;
//! a checkpoint kept where this server cannot write does: it says how many rows were sealed and by which last seal, and
//! whoever cuts the end off, puts an older copy of the store back or writes a log of their own cannot meet it again.
//!
//! | part | question |
//! |---|---|
//! | [`note`] | what a checkpoint says, how it is signed and read (C2SP signed notes) |
//! | [`keep`] | when one is made, and how it reaches the places that keep it |
mod keep;
mod note;

pub use keep::{
    Delivery, EVERY_MINUTES, EVERY_ROWS, Keeper, Kept, Witness, deliveries, due, latest, run,
};
pub use note::{Checkpoint, KeyText, SigningKey, Torn, VerifyingKey, read_all};

pub(crate) use keep::{STATEMENTS, notes_after};
