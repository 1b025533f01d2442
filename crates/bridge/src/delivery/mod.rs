//! Notices that leave the program: mail to an address the account has confirmed, and browsers it has let in. The in-tray
//! stays the place where everything is; a mail or push only says that something is there. No text names a person, and no link holds anything.
pub mod html;
pub mod jobs;
pub mod model;
pub mod push;
pub mod smtp;
pub mod use_cases;
