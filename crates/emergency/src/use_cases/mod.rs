//! What people do with this slice: one file per verb.
pub mod alert;
pub mod ask;
pub mod at_scene;
pub mod card;
pub mod figures;
pub mod glass;
pub mod index;
pub mod look_up;
pub mod register;
pub mod register_file;
pub mod registers;
pub mod review;
pub mod subset;
pub mod tablet;
pub mod tell;
pub mod token;
pub mod transport;
