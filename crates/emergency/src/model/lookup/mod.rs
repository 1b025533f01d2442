//! The look-up of 救急隊 and 指令センター: one box of words, few candidates. Pure: the store hands in what stands under a key.
//!
//! A call gives an address, a telephone, an apparent age, a name as somebody heard it. `query` reads the words, `sound`
//! folds what is misheard, `keys` are what the index holds, `weigh` says how well somebody fits, `pick` does all of it.
pub mod entry;
mod glued;
pub mod pick;
pub mod place;
pub mod query;
pub mod sound;
pub mod weigh;

#[cfg(test)]
mod tablet_tests;
#[cfg(test)]
mod town_tests;

pub use entry::{Entry, key};
pub use pick::{Answer, Candidate, Index, Shown, among, pick};
pub use place::Place;
pub use query::{Kind, Query, Towns};
