//! A request as pages see it: who, which region, which fields.
use std::collections::BTreeMap;
use std::sync::Arc;

use app::idempotency::Key;
use app::{App, Cx, Error};
use kernel::{Actor, Hat, sha256_hex};
use ui::Shell;

use crate::{Fail, Form, Method};

/// Said when a form comes without its key.
pub const OLD_PAGE: &str =
    "この画面は古くなっています。まだ何も変わっていません。開き直して、もう一度お試しください";

/// The signed-in member of staff.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who acts.
    pub actor: Actor,
    /// Organisation's name and hat, as shown in the head.
    pub office: String,
    /// Secret of this session for what only its holder may read again (a fresh invitation code); never shown. Form
    /// tokens are made by the server from the session itself.
    pub csrf_key: Vec<u8>,
}

/// What the server knows about the browser that asks, for the pages that let people in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Visitor<'a> {
    /// The network of its address, as far as limits are counted: IPv4 /24, IPv6 /64.
    pub network: &'a str,
    /// What it calls itself.
    pub agent: &'a str,
    /// The token of its session, also of one that is locked; empty without.
    pub token: &'a str,
    /// The form that arrived while the session was locked was meant for this path; empty otherwise.
    pub held: &'a str,
    /// The credential of a device that is registered here; empty without.
    pub device: &'a str,
    /// What the browser was given when it was sent to an identity provider; empty without.
    pub away: &'a str,
    /// The last event of a live answer that it has got (`Last-Event-ID`); empty without.
    pub last: &'a str,
    /// Not empty on a computer that others use too: nothing is kept in its browser.
    pub shared: &'a str,
}

impl Visitor<'_> {
    /// Names in [`Req::params`] under which the server hands these over: no segment of a route can be called so.
    pub const NAMES: [&'static str; 8] =
        ["@network", "@agent", "@token", "@held", "@device", "@away", "@last", "@shared"];
}

/// A request inside a region.
pub struct Req {
    /// The region.
    pub app: Arc<App>,
    /// Method.
    pub method: Method,
    /// Path within the region, as asked for.
    pub path: String,
    /// `{name}` segments of the route.
    pub params: BTreeMap<String, String>,
    /// Query.
    pub query: Form,
    /// Posted fields.
    pub form: Form,
    /// Posted file, when the form carried one: field, file name, bytes.
    pub files: Vec<(String, String, Vec<u8>)>,
    /// Who; none on open routes without login.
    pub session: Option<Session>,
    /// The page frame for this request, filled by the server (region, who, navigation, flash).
    pub shell: Shell,
    /// Public address of this server (`http://127.0.0.1:8080`), for the QR on papers.
    pub origin: String,
}

fn field_error(e: &ui::FieldError) -> app::FieldError {
    app::FieldError { field: e.field.clone(), message: e.message.clone() }
}

impl Req {
    /// Who acts; [`Fail::Login`] when nobody is signed in.
    pub fn actor(&self) -> Result<&Actor, Fail> {
        self.session.as_ref().map(|s| &s.actor).ok_or(Fail::Login)
    }

    /// The hat; anonymous visitors count as the system, which may nothing on pages.
    pub fn hat(&self) -> Hat {
        self.session.as_ref().map_or(Hat::System, |s| s.actor.hat)
    }

    /// A `{name}` segment as an id; what is no id names nothing (404).
    pub fn id<T: From<kernel::Id>>(&self, name: &str) -> Result<T, Fail> {
        let text = self.params.get(name).map_or("", String::as_str);
        text.parse::<kernel::Id>().map(T::from).map_err(|_| Fail::NotFound)
    }

    /// A `{name}` segment as text.
    pub fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }

    /// Runs a reading use case.
    pub fn read<T>(&self, f: impl Fn(&Cx<'_>) -> app::Result<T>) -> Result<T, Fail> {
        Ok(self.app.read(self.actor()?, f)?)
    }

    /// Runs a writing use case once for the form's `_key`. `f` returns the path (within the region) to go to. A form
    /// that came without a usable key (the server marks it by an empty one) writes nothing, because a second press could
    /// not be told from the first: [`Error::Rule`] then, so that the page comes back with what was typed and with a key.
    /// One with characters that were taken out (hidden ones, far too long) writes nothing either: [`Error::Invalid`].
    pub fn act(
        &self,
        f: impl Fn(&Cx<'_>) -> app::Result<String> + Send + 'static,
    ) -> Result<String, Error> {
        let actor = match self.actor() {
            Ok(a) => a.clone(),
            Err(_) => return Err(Error::Forbidden("login")),
        };
        let given = self.form.get("_key");
        if self.form.has("_key") && !(8..=64).contains(&given.len()) {
            return Err(Error::Rule(OLD_PAGE.into()));
        }
        // what could not be kept as it was typed is looked at by who typed it, before anything is written
        let wrong = &self.form.state().errors;
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong.iter().map(field_error).collect()));
        }
        let key = Key {
            key: given.to_string(),
            route: self.path.clone(),
            body: sha256_hex(&self.form.content()),
        };
        self.app.write(&actor, move |cx| app::idempotency::once(cx, &key, || f(cx)))
    }

    /// The browser that asks.
    pub fn visitor(&self) -> Visitor<'_> {
        let [network, agent, token, held, device, away, last, shared] =
            Visitor::NAMES.map(|n| self.param(n));
        Visitor { network, agent, token, held, device, away, last, shared }
    }

    /// Address of a path within the region.
    pub fn url(&self, path: &str) -> String {
        self.shell.url(path)
    }

    /// A fresh key for a form of this page.
    pub fn new_key(&self) -> String {
        let mut b = [0; 16];
        self.app.random(&mut b);
        kernel::hex(&b)
    }

    /// The frame with a title.
    pub fn titled(&self, title: impl Into<String>) -> Shell {
        let mut shell = self.shell.clone();
        shell.title = title.into();
        shell
    }
}
