//! The registration of a slice: routes, jobs, commands and what tier 3 reads through it.
use app::{App, Permission};
use kernel::Hat;

use crate::{
    CountSource, CurrentSource, Fail, FigureSource, FirstStepSource, OverdueSource, Req, Resp,
    SearchSource, TimelineSource, TodoSource, WhoMaySee,
};

/// HTTP methods that routes use. HEAD is answered by the route for GET; everything else is refused by the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads. Beyond the audit log it leaves only what reading itself means: that a document was opened, that a
    /// session was used.
    Get,
    /// Changes something, or reads by words that must not stand in an address (さがす). Behind a permission the
    /// server asks for the form token; [`Req::act`] asks for the form's `_key`.
    Post,
}

/// What a route leaves in the audit log. Listed with the routes, and where it says [`Audit::Person`] a page that is
/// not there looks like a person one may not see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audit {
    /// Touches no person and no protected act.
    None,
    /// One row of the act, by `app::authorise` or by the use case; a page that only asks may leave none.
    Act,
    /// Rows about a resident by `people::authz`, refusals included.
    Person,
    /// One row with filter, count and the ids shown.
    List,
}

impl Audit {
    /// Word in the generated route list.
    pub const fn code(self) -> &'static str {
        match self {
            Audit::None => "none",
            Audit::Act => "act",
            Audit::Person => "person",
            Audit::List => "list",
        }
    }
}

/// One address. Listed in `docs/generated/routes.txt`; a test of the server walks over all of them.
#[derive(Clone)]
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path within the region; `{name}` takes one segment.
    pub path: &'static str,
    /// Outer door, asked by the server before the page runs: hat and capability. None = open to everybody, without a
    /// form token (sign-in, help). About one resident `people::authz` decides further.
    pub permission: Option<&'static Permission>,
    /// What it leaves in the log.
    pub audit: Audit,
    /// The page.
    pub handler: fn(&Req) -> Result<Resp, Fail>,
}

impl Route {
    /// A page.
    pub const fn get(
        path: &'static str,
        permission: &'static Permission,
        audit: Audit,
        handler: fn(&Req) -> Result<Resp, Fail>,
    ) -> Self {
        Route { method: Method::Get, path, permission: Some(permission), audit, handler }
    }

    /// An act.
    pub const fn post(
        path: &'static str,
        permission: &'static Permission,
        audit: Audit,
        handler: fn(&Req) -> Result<Resp, Fail>,
    ) -> Self {
        Route { method: Method::Post, path, permission: Some(permission), audit, handler }
    }
}

/// A kind of job and who does it. Handlers are idempotent: a job can run twice.
#[derive(Clone)]
pub struct JobKind {
    /// `slice.kind`.
    pub kind: &'static str,
    /// Does it; the text of an error goes to the jobs page and holds no personal data.
    pub run: fn(&App, &app::jobs::Job) -> Result<(), String>,
    /// Runs by itself every so many minutes; none = only when asked for.
    pub every_minutes: Option<i64>,
}

/// What a command of the CLI gets.
pub struct CliCx<'a> {
    /// The region.
    pub app: &'a App,
    /// Arguments after the command's own words.
    pub args: &'a [String],
    /// `--persons` was given: names may be printed.
    pub persons: bool,
    /// `--reason`.
    pub reason: &'a str,
    /// Standard output.
    pub out: &'a mut dyn std::io::Write,
    /// Standard error.
    pub err: &'a mut dyn std::io::Write,
}

/// A command: `yui … WORDS`.
#[derive(Clone)]
pub struct CliCommand {
    /// e.g. `["survey", "liaison"]`.
    pub words: &'static [&'static str],
    /// One line for the help, in Japanese.
    pub about: &'static str,
    /// Arguments for the help.
    pub usage: &'static str,
    /// The permission code that its audit row carries.
    pub permission: &'static Permission,
    /// Does it; the exit code (0 done, 2 wrong use).
    pub run: fn(&mut CliCx<'_>) -> app::Result<i32>,
}

/// An entry of the main navigation.
#[derive(Clone)]
pub struct NavItem {
    /// Words, by hat: わたしの担当 / 患者さん.
    pub label: fn(Hat) -> &'static str,
    /// Path within the region.
    pub href: &'static str,
    /// Order, from the left.
    pub rank: u8,
    /// Who sees it.
    pub permission: &'static Permission,
}

/// Which regions have a slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Migrates {
    /// Every region.
    Base,
    /// Only regions that hold persons.
    Persons,
}

/// A slice's registration.
#[derive(Clone)]
pub struct Slice {
    /// Crate name = capability = table prefix.
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Which regions have it.
    pub needs: Migrates,
    /// Its addresses.
    pub routes: Vec<Route>,
    /// Its navigation.
    pub nav: Vec<NavItem>,
    /// Its permission table.
    pub permissions: &'static [&'static Permission],
    /// Words of the log for acts that are no permission of their own: code and label.
    pub acts: &'static [(&'static str, &'static str)],
    /// Its statements.
    pub statements: &'static [&'static [db::Stmt]],
    /// Its jobs.
    pub jobs: Vec<JobKind>,
    /// Its commands.
    pub cli: Vec<CliCommand>,
    /// きょう.
    pub todo: Option<TodoSource>,
    /// A person's column and head.
    pub timeline: Option<TimelineSource>,
    /// What can be begun on a person's page while nothing is going on.
    pub first_step: Option<FirstStepSource>,
    /// さがす.
    pub search: Option<SearchSource>,
    /// 「誰に見えるか」, given by the one slice that knows rights.
    pub who_may_see: Option<WhoMaySee>,
    /// 今月の数字.
    pub figures: Option<FigureSource>,
    /// 期限を過ぎたもの, as counts.
    pub overdue: Option<OverdueSource>,
    /// Who is in hospital now.
    pub current: Option<CurrentSource>,
    /// How many are in each list.
    pub counts: Option<CountSource>,
    /// What it keeps about a resident, and how that is erased at the end.
    pub retained: Option<crate::Retained>,
    /// What of it belongs in the 停電・障害のときの控え.
    pub pack: Option<crate::PackSource>,
    /// Letters it sends to receivers without an account.
    pub letters: Vec<crate::LetterKind>,
    /// What it does when somebody's basic facts or contacts changed, in the same transaction.
    pub person_changed: Option<crate::PersonChanged>,
    /// What it offers on わたしのページ.
    pub my: Option<crate::MySource>,
    /// Files it makes that can hold many persons.
    pub exports: Vec<crate::ExportSource>,
    /// What other slices may cite of it.
    pub evidence: Vec<crate::EvidenceSource>,
    /// Figures of a fiscal year that it counts from its records.
    pub years: Vec<crate::YearSource>,
    /// Which of those figures papers must not print: code of the source, and who says so.
    pub year_hides: Option<(&'static str, crate::HidesSource)>,
    /// What was done in a fiscal year.
    pub deeds: Option<crate::DeedSource>,
    /// What was done in a fiscal year, record by record, for the 実績報告.
    pub facts: Option<crate::FactSource>,
    /// What its meetings decided.
    pub decided: Option<crate::DecidedSource>,
    /// Plan values that it keeps for the figures of all slices.
    pub planned: Option<crate::PlannedSource>,
    /// Where records of any slice are put on an agenda of its meetings.
    pub agenda: Option<crate::AgendaDoor>,
}

impl Slice {
    /// An empty registration to fill.
    pub fn new(name: &'static str, label: &'static str, needs: Migrates) -> Self {
        Slice {
            name,
            label,
            needs,
            routes: Vec::new(),
            nav: Vec::new(),
            permissions: &[],
            acts: &[],
            statements: &[],
            jobs: Vec::new(),
            cli: Vec::new(),
            todo: None,
            timeline: None,
            first_step: None,
            search: None,
            who_may_see: None,
            figures: None,
            overdue: None,
            current: None,
            counts: None,
            retained: None,
            pack: None,
            letters: Vec::new(),
            person_changed: None,
            my: None,
            exports: Vec::new(),
            evidence: Vec::new(),
            years: Vec::new(),
            year_hides: None,
            deeds: None,
            facts: None,
            decided: None,
            agenda: None,
            planned: None,
        }
    }
}
