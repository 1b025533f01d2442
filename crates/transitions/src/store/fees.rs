//! SQL of 聞き取り and the fee guides.
db::statements! { pub(crate) STATEMENTS;
}
