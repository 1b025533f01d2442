//! How often may be guessed. A letter stands five tries, whoever makes them; a network twenty in a quarter of an hour; and
//! when a region sees very many misses, it raises an alarm and closes the door at which a code alone is typed.

/// Tries of one letter: then it is closed and its sender is told (issue 5, A).
pub const TRIES: i64 = 5;
/// Misses of one network in [`NETWORK_MINUTES`].
pub const PER_NETWORK: i64 = 20;
/// Length of that window.
pub const NETWORK_MINUTES: i64 = 15;
/// Misses in the whole region in [`ALARM_MINUTES`] that raise the alarm: forty offices that mistype once each on one
/// morning do not.
pub const ALARM_MISSES: i64 = 60;
/// Length of that window.
pub const ALARM_MINUTES: i64 = 10;
/// Minutes during which no second alarm is raised, and the door without a QR is closed.
pub const ALARM_QUIET: i64 = 60;
/// Hours after which a noted try is forgotten.
pub const FORGET_HOURS: i64 = 48;
/// Minutes in which an answer can be corrected.
pub const CORRECT_MINUTES: i64 = 5;
/// Minutes that an opened letter stays open on that phone.
pub const PASS_MINUTES: i64 = 30;
/// Days a letter can be opened, unless its sender says otherwise.
pub const EXPIRES_DAYS: i64 = 28;
/// Longest time a letter can be opened.
pub const EXPIRES_MOST: i64 = 120;
/// Photos and PDFs of one letter at most, from whoever: an open page takes no more.
pub const FILES: i64 = 10;
