//! Sessions: opened by a proof of who one is, found by their token, locked while nobody is there, ended by signing out,
//! by time, and with the account or the identity behind them.
mod store;

pub(crate) use store::STATEMENTS;
pub use store::{
    Device, Found, close, devices, end, end_account, end_device, end_hat, end_identity, end_others,
    find, open, open_on, peek, unlock,
};

use app::Error;
use kernel::{Actor, ActorKind, At, Hat, Id, Region};

use crate::AccountId;
use crate::model::Account;

/// Minutes without a request after which one's own device asks again.
pub const IDLE_MINUTES: i64 = 15;
/// The same on a shared computer.
pub const IDLE_SHARED_MINUTES: i64 = 5;
/// Minutes without a request after which a visit to a demonstration ends.
pub const IDLE_DEMO_MINUTES: i64 = 8 * 60;
/// Minutes after which a session ends in any case (12 hours; NIST SP 800-63B-4 §2.2.3 allows a day at this level).
pub const LIFE_MINUTES: i64 = 12 * 60;

/// How somebody has shown who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// One tap in a demonstration region: no proof at all.
    Demo,
    /// Passkey with user verification.
    Passkey,
    /// Password and one-time number.
    Password,
    /// A code given by a supervisor who knows the person, for hours.
    Temporary,
    /// The city's or hospital's own identity provider.
    Provider,
    /// A registered device of a crew, and the PIN of a person on its list.
    Crew,
    /// The phone that a resident's or relative's printed card made theirs, and its PIN.
    Card,
}

impl Proof {
    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Proof::Demo => "demo",
            Proof::Passkey => "passkey",
            Proof::Password => "password",
            Proof::Temporary => "temporary",
            Proof::Provider => "provider",
            Proof::Crew => "crew",
            Proof::Card => "card",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Self> {
        [
            Self::Demo,
            Self::Passkey,
            Self::Password,
            Self::Temporary,
            Self::Provider,
            Self::Crew,
            Self::Card,
        ]
        .into_iter()
        .find(|p| p.code() == code)
    }
}

/// Who acts in a session of this account. With temporary access the name says by whose code: what is done then stands in
/// the log and on the papers under both names, because only who gave the code knows who typed it.
pub fn actor(account: &Account, given_by: Option<&str>) -> Actor {
    Actor {
        kind: ActorKind::Staff,
        account: Some(account.id.0),
        organisation: Some(account.organisation.0),
        hat: account.hat,
        name: match given_by {
            Some(by) => format!("{}（{by}が出したコードで）", account.name),
            None => account.name.clone(),
        },
    }
}

/// Fresh secrets, drawn by the caller.
#[derive(Clone)]
pub struct Fresh {
    /// The token as the cookie holds it.
    pub token: String,
    /// Id of the session in lists.
    pub id: Id,
    /// Secret for form tokens.
    pub csrf: Vec<u8>,
}

impl Fresh {
    /// Draws them.
    pub fn draw(app: &app::App) -> Fresh {
        let (mut token, mut csrf, mut id) = ([0; 32], vec![0; 32], [0; 16]);
        app.random(&mut token);
        app.random(&mut csrf);
        app.random(&mut id);
        Fresh { token: kernel::hex(&token), id: Id::from_bytes(id), csrf }
    }
}

/// Where a session of a crew, or of a resident's phone, is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnDevice {
    /// The registered device: the session is good nowhere else.
    pub device: Id,
    /// Minutes without a request after which it asks for the PIN.
    pub idle_minutes: i64,
}

/// A session to open.
#[derive(Debug, Clone)]
pub struct Opening {
    /// For which account.
    pub account: AccountId,
    /// In which role: when it changes, the session ends.
    pub hat: Hat,
    /// Whose; none in demonstrations, and where nobody has set up a login for the account yet.
    pub identity: Option<Id>,
    /// By what proof.
    pub proof: Proof,
    /// What the device is called; with temporary access the name of who gave the code.
    pub device: String,
    /// A computer that others use too.
    pub shared: bool,
    /// Ends then at the latest.
    pub until: Option<At>,
}

impl Opening {
    /// Two factors are the rule wherever somebody could be real; a demonstration region, which refuses real residents,
    /// is the only exception, and nothing can switch this off.
    pub fn allowed(&self, region: &Region) -> Result<(), Error> {
        if self.proof == Proof::Demo && !region.demo {
            return Err(Error::Forbidden("accounts.signin"));
        }
        Ok(())
    }
}
