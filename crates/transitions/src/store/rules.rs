//! SQL of criteria of 退院支援の要否: both rule sets, re-judging, the editor.
db::statements! { pub(crate) STATEMENTS;
}
