//! Signing in: one tap in a demonstration region, a printed code everywhere.
use app::Error;
use askama::Template;
use kernel::Actor;
use slice::{Body, Fail, Req, Resp};

use crate::use_cases::{invite, look_up};
use crate::{AccountId, model::Account};

struct Choice {
    id: String,
    name: String,
    office: String,
    hat: String,
    role: String,
}

#[derive(Template)]
#[template(path = "accounts/login.html")]
struct Login {
    shell: ui::Shell,
    choices: Vec<Choice>,
    errors: Vec<ui::FieldError>,
    code: ui::field::Field,
    next: String,
}

/// Only a path inside the region may be gone to after signing in.
fn inside(next: &str) -> String {
    let ok =
        next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\n', '\r', ':']);
    if ok { next.to_string() } else { "/".into() }
}

fn choices(req: &Req) -> Result<Vec<Choice>, Fail> {
    let rows = req.app.read(&Actor::system(), |cx| {
        let mut out: Vec<(Account, String)> = Vec::new();
        for a in look_up::demo_accounts(cx)? {
            let office = look_up::organisation(cx, a.organisation)?.name;
            out.push((a, office));
        }
        Ok(out)
    })?;
    Ok(rows
        .into_iter()
        .map(|(a, office)| Choice {
            id: a.id.to_string(),
            name: a.name,
            office,
            hat: a.profession,
            role: a.demo_role.unwrap_or_default(),
        })
        .collect())
}

fn show(req: &Req, typed: &str, errors: Vec<ui::FieldError>, status: u16) -> Result<Resp, Fail> {
    let mut code = ui::field::Field::new("code", "招待コード", ui::field::FieldKind::text(typed))
        .hint("紙に印刷された12文字です。ハイフンは入れなくてもかまいません");
    code = code.error_from(&errors);
    let mut choices = choices(req)?;
    // the address that `make demo` prints names a role: that one comes first
    choices.sort_by_key(|c| c.role != req.query.get("role"));
    let page = Login {
        shell: req.titled("はじめる"),
        choices,
        errors,
        code,
        next: inside(req.query.get("next").to_string().as_str()),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The sign-in page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, "", Vec::new(), 200)
}

/// One tap in a demonstration region.
pub(super) fn enter(req: &Req) -> Result<Resp, Fail> {
    let Ok(id) = req.form.get("account").parse::<AccountId>() else { return Err(Fail::NotFound) };
    let found = req.app.read(&Actor::system(), |cx| {
        // only one-tap accounts, and only where the region was made as a demonstration
        Ok(look_up::demo_accounts(cx)?.into_iter().find(|a| a.id == id))
    })?;
    match found {
        Some(a) => Ok(Resp {
            status: 303,
            body: Body::SignIn { account: a.id.0, to: inside(req.form.get("next")) },
        }),
        None => Err(Fail::NotFound),
    }
}

/// A printed code.
pub(super) fn join(req: &Req) -> Result<Resp, Fail> {
    let typed = req.form.get("code").to_string();
    let code = typed.clone();
    match req.app.write(&Actor::system(), move |cx| invite::accept(cx, &code)) {
        Ok(account) => {
            Ok(Resp { status: 303, body: Body::SignIn { account: account.0, to: "/".into() } })
        }
        Err(Error::Invalid(fields)) => {
            let errors = fields
                .into_iter()
                .map(|f| ui::FieldError { field: f.field, message: f.message })
                .collect();
            show(req, &typed, errors, 422)
        }
        Err(e) => Err(e.into()),
    }
}

/// Ends the session.
pub(super) fn leave(_: &Req) -> Result<Resp, Fail> {
    Ok(Resp { status: 303, body: Body::SignOut })
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn one_stays_inside_the_region() {
        assert_eq!(inside("/transitions/intray"), "/transitions/intray");
        for bad in
            ["", "//evil.example", "https://evil.example", "/\\evil", "/a\nb", "javascript:x"]
        {
            assert_eq!(inside(bad), "/", "{bad}");
        }
    }
}
