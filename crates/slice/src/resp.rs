//! What a page answers.
use app::{Error, FieldError};
use office::print::PrintJob;

/// The answer of a handler.
#[derive(Debug)]
pub struct Resp {
    /// HTTP status.
    pub status: u16,
    /// Content.
    pub body: Body,
}

/// Kinds of content. Pages with personal data are never stored by browsers: the server adds the headers.
#[derive(Debug)]
pub enum Body {
    /// A page.
    Html(String),
    /// JSON text.
    Json(String),
    /// Go to this path within the region (303), with a sentence to show there.
    Redirect {
        /// Path within the region.
        to: String,
        /// Said once on the next page; no personal data.
        flash: Option<String>,
    },
    /// A sheet; the server makes the PDF.
    Print(Box<PrintJob>),
    /// A file to keep.
    File {
        /// File name, with extension.
        name: String,
        /// MIME type.
        mime: &'static str,
        /// Content.
        bytes: Vec<u8>,
    },
    /// What somebody sent in (a picture, a PDF): shown or handed over in a sandbox, never run.
    FromOutside {
        /// File name, with extension.
        name: String,
        /// MIME type found by its bytes; browsers may not guess another.
        mime: &'static str,
        /// Content.
        bytes: Vec<u8>,
        /// Shown in the page; otherwise handed over as a file.
        inline: bool,
    },
    /// Nothing (204), for drafts kept in the background.
    Empty,
    /// Sends the browser to an identity provider, and has it keep something by which it is known when it comes back.
    Away {
        /// The whole address outside.
        to: String,
        /// What it keeps for minutes.
        keep: String,
        /// A page with a link to the address; with an empty text it is sent there at once.
        html: String,
    },
    /// Makes the browser a registered device; goes on.
    Device {
        /// Its credential; an empty one takes it away.
        credential: String,
        /// Path within the region.
        to: String,
        /// Said once on the next page; no personal data.
        flash: String,
    },
    /// Gives the browser the token of a session that the handler has opened; a session it had before is ended.
    SignIn {
        /// The token.
        token: String,
        /// A page, or with an empty text a path.
        html: String,
        /// Path within the region; used when there is no page.
        to: String,
    },
    /// The same on a phone or device that keeps a credential of its own: both are given together.
    SignInOn {
        /// The token.
        token: String,
        /// The credential of the device.
        credential: String,
        /// Path within the region.
        to: String,
    },
    /// Ends the session and goes to the sign-in page.
    SignOut,
    /// Stays open and tells what happens, event by event (`text/event-stream`). The server does it; the page only says
    /// about what, and who may.
    Live(Live),
}

/// A live answer: the events about one thing, or about several that are read as one, in the order of their position.
#[derive(Debug, Clone)]
pub struct Live {
    /// What the events are about ([`app::outbox::publish_about`]).
    pub subjects: Vec<kernel::Id>,
    /// The last position that the reader has; none = from now on.
    pub after: Option<i64>,
    /// May the actor still hear of all of them? Asked when rights moved and every few seconds; leaves no row in the log.
    pub still: fn(&app::Cx<'_>, &[kernel::Id]) -> app::Result<bool>,
    /// The line for this reader: ids only; none when the event is not theirs.
    pub shows: fn(&kernel::Actor, &app::outbox::Event) -> Option<String>,
}

impl Resp {
    /// A page with status 200.
    pub fn html(html: String) -> Self {
        Resp { status: 200, body: Body::Html(html) }
    }

    /// A page from a template, `Resp::page(template.render())`. A fold with an error in it is open.
    pub fn page<E: std::fmt::Display>(rendered: Result<String, E>) -> Result<Self, Fail> {
        match rendered {
            Ok(html) => Ok(Resp::html(ui::open_where_wrong(html))),
            Err(e) => Err(Fail::Use(Error::Inconsistent(format!("template: {e}")))),
        }
    }

    /// The same with another status (422 for a form that comes back).
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Go elsewhere after an act.
    pub fn go(to: impl Into<String>) -> Self {
        Resp { status: 303, body: Body::Redirect { to: to.into(), flash: None } }
    }

    /// Go elsewhere and say there what was done.
    pub fn go_saying(to: impl Into<String>, flash: impl Into<String>) -> Self {
        Resp { status: 303, body: Body::Redirect { to: to.into(), flash: Some(flash.into()) } }
    }

    /// A live answer.
    pub fn live(live: Live) -> Self {
        Resp { status: 200, body: Body::Live(live) }
    }

    /// JSON.
    pub fn json(value: &serde_json::Value) -> Self {
        Resp { status: 200, body: Body::Json(value.to_string()) }
    }

    /// A sheet.
    pub fn print(job: PrintJob) -> Self {
        Resp { status: 200, body: Body::Print(Box::new(job)) }
    }

    /// A file.
    pub fn file(name: impl Into<String>, mime: &'static str, bytes: Vec<u8>) -> Self {
        Resp { status: 200, body: Body::File { name: name.into(), mime, bytes } }
    }

    /// A file that came from outside.
    pub fn from_outside(
        name: impl Into<String>,
        mime: &'static str,
        bytes: Vec<u8>,
        inline: bool,
    ) -> Self {
        let body = Body::FromOutside { name: name.into(), mime, bytes, inline };
        Resp { status: 200, body }
    }
}

/// Why there is no page. The server draws the matching plain page.
#[derive(Debug)]
pub enum Fail {
    /// Nobody is signed in: to the sign-in page.
    Login,
    /// Nothing there for this reader.
    NotFound,
    /// A use case refused.
    Use(Error),
}

impl From<Error> for Fail {
    fn from(e: Error) -> Self {
        match e {
            Error::NotFound => Fail::NotFound,
            other => Fail::Use(other),
        }
    }
}

impl Fail {
    /// The field errors, when the form can be shown again with them.
    pub fn fields(e: &Error) -> Option<Vec<FieldError>> {
        match e {
            Error::Invalid(f) => Some(f.clone()),
            Error::Rule(text) => {
                Some(vec![FieldError { field: String::new(), message: text.clone() }])
            }
            _ => None,
        }
    }
}
