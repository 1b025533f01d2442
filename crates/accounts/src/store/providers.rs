//! SQL of the identity providers of a region.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, params};
use kernel::{At, Id};

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO accounts_provider(id, name, issuer, client, secret, second, made_by, made_name, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OPEN = "SELECT id, name, issuer, client, secret, second, made_name, made_at FROM accounts_provider WHERE ended_at IS NULL ORDER BY made_at, id";
    GET = "SELECT id, name, issuer, client, secret, second, made_name, made_at FROM accounts_provider WHERE id = $1 AND ended_at IS NULL";
    END = "UPDATE accounts_provider SET ended_at = $1, ended_name = $2, secret = '' WHERE id = $3 AND ended_at IS NULL";
}

/// An identity provider that a region trusts.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Id.
    pub id: Id,
    /// What its button says: 結野市の職員ログイン.
    pub name: String,
    /// Its address and name for itself.
    pub issuer: String,
    /// Our name there.
    pub client: String,
    /// Our secret there; may be empty.
    pub secret: String,
    /// Words of `amr` or `acr` that count as two factors, by spaces; empty = the own second factor is asked for.
    pub second: String,
    /// Added by.
    pub made_name: String,
    /// Added.
    pub made_at: At,
}

impl FromRow for Provider {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Provider {
            id: r.get(0)?,
            name: r.get(1)?,
            issuer: r.get(2)?,
            client: r.get(3)?,
            secret: r.get(4)?,
            second: r.get(5)?,
            made_name: r.get(6)?,
            made_at: r.get(7)?,
        })
    }
}

pub(crate) fn add(cx: &Cx<'_>, p: &Provider) -> Result<()> {
    let (by, name) = (cx.actor().account, cx.actor().name.clone());
    cx.tx().exec(
        ADD,
        params![p.id, &p.name, &p.issuer, &p.client, &p.secret, &p.second, by, &name, cx.now()],
    )?;
    Ok(())
}

pub(crate) fn open(cx: &Cx<'_>) -> Result<Vec<Provider>> {
    Ok(cx.tx().all(OPEN, params![])?)
}

pub(crate) fn get(cx: &Cx<'_>, id: Id) -> Result<Option<Provider>> {
    Ok(cx.tx().find(GET, params![id])?)
}

pub(crate) fn end(cx: &Cx<'_>, id: Id) -> Result<bool> {
    let name = cx.actor().name.clone();
    Ok(cx.tx().exec(END, params![cx.now(), &name, id])? == 1)
}
