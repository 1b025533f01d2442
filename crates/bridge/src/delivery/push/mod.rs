//! Notices to browsers that are closed (Web Push). docs/adr/0039-web-push.md says why it is built like this.
pub(super) mod html;
pub mod jobs;
pub mod places;
pub mod seal;
pub mod service;
pub mod use_cases;
mod vapid;
