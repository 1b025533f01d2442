//! SQL of after discharge and handing over.
db::statements! { pub(crate) STATEMENTS;
}
