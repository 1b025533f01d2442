//! SQL of 退院前カンファ: agenda, attendees, decisions, changes after closing.
db::statements! { pub(crate) STATEMENTS;
}
