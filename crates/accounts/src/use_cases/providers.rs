//! The identity providers that a region trusts: a city's, a hospital's.
use app::audit::AuditEntry;
use app::{Cx, Error, FieldError, Result, authorise};
use kernel::Id;

use crate::model::oidc::address_ok;
use crate::permissions;
use crate::store::providers as store;

pub use crate::store::providers::Provider;

/// What is typed to add one.
#[derive(Debug, Clone)]
pub struct NewProvider {
    /// What its button says.
    pub name: String,
    /// Its address.
    pub issuer: String,
    /// Our name there.
    pub client: String,
    /// Our secret there; may be empty.
    pub secret: String,
    /// Words of `amr` or `acr` that count as two factors.
    pub second: String,
}

/// Adds one. Whether it answers, the page has asked before.
pub fn add(cx: &Cx<'_>, n: &NewProvider) -> Result<Id> {
    authorise(cx, &permissions::PROVIDERS)?;
    let mut errors = Vec::new();
    let mut need = |ok: bool, field: &str, message: &str| {
        if !ok {
            errors.push(FieldError { field: field.into(), message: message.into() });
        }
    };
    let long = |t: &str, most: usize| t.chars().count() > most;
    let issuer = n.issuer.trim();
    need(
        !n.name.trim().is_empty() && !long(&n.name, 40),
        "name",
        "名前を40文字以内で入力してください",
    );
    need(
        address_ok(issuer) && !long(issuer, 300) && !issuer.contains(['?', '#']),
        "issuer",
        "https:// で始まるアドレスを入力してください",
    );
    need(
        !n.client.trim().is_empty() && !long(&n.client, 200),
        "client",
        "クライアントIDを200文字以内で入力してください",
    );
    need(!long(&n.secret, 500), "secret", "500文字までにしてください");
    need(!long(&n.second, 200), "second", "200文字までにしてください");
    if store::open(cx)?.iter().any(|p| p.issuer == issuer) {
        need(false, "issuer", "このアドレスは、もう登録されています");
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let p = Provider {
        id: cx.new_id(),
        name: n.name.trim().into(),
        issuer: issuer.into(),
        client: n.client.trim().into(),
        secret: n.secret.trim().into(),
        second: n.second.trim().into(),
        made_name: cx.actor().name.clone(),
        made_at: cx.now(),
    };
    store::add(cx, &p)?;
    let row = AuditEntry::act("accounts.provider.add").object(format!("provider:{}", p.id));
    cx.audit(row.detail(p.issuer));
    Ok(p.id)
}

/// Trusts it no longer. Who came in by it keeps the account, and needs another way.
pub fn end(cx: &Cx<'_>, id: Id) -> Result<()> {
    authorise(cx, &permissions::PROVIDERS)?;
    if !store::end(cx, id)? {
        return Err(Error::NotFound);
    }
    cx.audit(AuditEntry::act("accounts.provider.end").object(format!("provider:{id}")));
    Ok(())
}

/// Those that are trusted now, for the page that lets people in.
pub fn all(cx: &Cx<'_>) -> Result<Vec<Provider>> {
    store::open(cx)
}

/// One of them.
pub fn one(cx: &Cx<'_>, id: Id) -> Result<Option<Provider>> {
    store::get(cx, id)
}
