//! What people do with this slice: one file per verb.
pub mod alert;
pub mod at_scene;
pub mod card;
pub mod figures;
pub mod glass;
pub mod index;
pub mod look_up;
pub mod register;
pub mod registers;
pub mod review;
pub mod token;
pub mod transport;
