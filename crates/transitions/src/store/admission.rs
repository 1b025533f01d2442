//! SQL of before and at admission: planned stays, replies keyed in, several offices told at once.
db::statements! { pub(crate) STATEMENTS;
}
