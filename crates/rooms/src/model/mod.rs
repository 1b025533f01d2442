//! Types, states and rules of this slice. Pure: no database, no clock, no request; what a rule needs
//! comes in as an argument, and the test of a rule stands below it.
mod post;
mod rules;
mod vitals;

pub use post::{
    Answer, Asked, NewPost, Post, PostKind, Read, Reply, Room, To, Version, Waiting, layers_of,
    settles, waiting,
};
pub use post::{Layer, RECALL_OVER, RECALL_READ};
pub use rules::{DueRule, Rules, Template, VitalRule, shipped};
pub use vitals::{
    Typed, Unusual, Vital, impossible as impossible_vitals, read as read_vitals,
    words as vital_words,
};
