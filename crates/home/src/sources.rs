//! What the other slices registered, for one region at a time. The list is built by the server (home is itself in
//! it), so it is handed over once after it was built.
use std::sync::OnceLock;

use app::{Cx, Permission, Result, settings};
use kernel::{Date, Id};
use slice::{
    Count, Current, Figure, FirstStep, Hit, Method, Migrates, Overdue, Packed, Slice,
    TimelineEntry, Todo,
};

/// The slice without which nothing is told of persons.
const PERSONS: &str = "people";

static SOURCES: OnceLock<Sources> = OnceLock::new();
static NONE: Sources = Sources(Vec::new());

/// The slices whose sources home reads.
pub(crate) struct Sources(Vec<Slice>);

/// One who may see a person: name, by what right, kinds of what they see.
pub(crate) type Sees = (String, String, Vec<String>);

/// Lines up to this rank are about somebody in danger now: a crew that is on its way, a 緊急閲覧 that nobody has judged.
const URGENT: i64 = 100;

/// Hands over the finished list of slices. Only the first call counts: the list is the program's and never changes.
pub fn set_sources(all: &[Slice]) {
    let _ = SOURCES.set(Sources(all.to_vec()));
}

/// The sources; none before [`set_sources`].
pub(crate) fn sources() -> &'static Sources {
    SOURCES.get().unwrap_or(&NONE)
}

impl Sources {
    /// The slices this region has.
    fn of<'a>(&'a self, cx: &Cx<'_>) -> impl Iterator<Item = &'a Slice> + use<'a> {
        let persons = cx.region().persons;
        self.0.iter().filter(move |s| persons || s.needs == Migrates::Base)
    }

    /// The capabilities of this region's slices: code, name of the slice, and its acts in words.
    pub fn capabilities(
        &self,
        cx: &Cx<'_>,
    ) -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
        let mut out: Vec<(&'static str, &'static str, Vec<&'static str>)> = Vec::new();
        for s in self.of(cx) {
            for p in s.permissions {
                match out.iter_mut().find(|c| c.0 == p.capability) {
                    Some(c) => c.2.push(p.label),
                    None => out.push((p.capability, s.label, vec![p.label])),
                }
            }
        }
        out
    }

    fn gather<'a, T, S: Copy + 'a>(
        &'a self,
        cx: &Cx<'_>,
        pick: impl Fn(&'a Slice) -> Option<S>,
        run: impl Fn(S) -> Result<Vec<T>>,
    ) -> Result<Vec<T>> {
        let mut out = Vec::new();
        let persons = settings::capability_on(cx, PERSONS)?;
        for slice in self.of(cx) {
            let Some(source) = pick(slice) else { continue };
            // what the region has switched off gives nothing, and nothing of persons is given without their slice
            let on = settings::capability_on(cx, slice.name)?;
            if on && (persons || slice.needs == Migrates::Base) {
                out.extend(run(source)?);
            }
        }
        Ok(out)
    }

    /// Labels of the slices that the region has switched off.
    pub fn switched_off(&self, cx: &Cx<'_>) -> Result<Vec<&'static str>> {
        let mut out = Vec::new();
        for s in self.of(cx) {
            if !settings::capability_on(cx, s.name)? {
                out.push(s.label);
            }
        }
        Ok(out)
    }

    /// Is the list there, and is what it tells of persons switched on?
    pub fn persons_on(&self, cx: &Cx<'_>) -> Result<bool> {
        if self.0.is_empty() {
            return Err(app::Error::Inconsistent("home does not know the slices".into()));
        }
        settings::capability_on(cx, PERSONS)
    }

    /// What waits for the actor, oldest risk first.
    pub fn todo(&self, cx: &Cx<'_>) -> Result<Vec<Todo>> {
        let mut all = self.gather(cx, |s| s.todo, |f| f(cx))?;
        all.sort_by_key(|t| t.rank);
        Ok(all)
    }

    /// What cannot wait ([`URGENT`]) without the slice that has this page: its own list says what waits there, for who begins the
    /// day with it, and is not pushed aside by anything less.
    pub fn urgent_beside(&self, cx: &Cx<'_>, path: &str) -> Result<Vec<Todo>> {
        let has = |s: &Slice| s.routes.iter().any(|r| r.method == Method::Get && r.path == path);
        let mut all = self.gather(cx, |s| s.todo.filter(|_| !has(s)), |f| f(cx))?;
        all.retain(|t| t.rank <= URGENT);
        all.sort_by_key(|t| t.rank);
        Ok(all)
    }

    /// What waits for the centre and the city: only of the slices that hold no persons, and only lines about nobody. What the
    /// others have to do about persons is never told there, not even in words.
    pub fn todo_about_nobody(&self, cx: &Cx<'_>) -> Result<Vec<Todo>> {
        let pick = |s: &Slice| s.todo.filter(|_| s.needs == Migrates::Base);
        let mut all = self.gather(cx, pick, |f| f(cx))?;
        all.retain(|t| t.who.is_none());
        all.sort_by_key(|t| t.rank);
        Ok(all)
    }

    /// Who is in hospital.
    pub fn current(&self, cx: &Cx<'_>) -> Result<Vec<Current>> {
        self.gather(cx, |s| s.current, |f| f(cx))
    }

    /// How many are in the actor's lists, as the lists themselves say it.
    pub fn counts(&self, cx: &Cx<'_>) -> Result<Vec<Count>> {
        self.gather(cx, |s| s.counts, |f| f(cx))
    }

    /// 今月の数字.
    pub fn figures(&self, cx: &Cx<'_>, from: Date, to: Date) -> Result<Vec<Figure>> {
        self.gather(cx, |s| s.figures, |f| f(cx, from, to))
    }

    /// 期限を過ぎたもの.
    pub fn overdue(&self, cx: &Cx<'_>) -> Result<Vec<Overdue>> {
        self.gather(cx, |s| s.overdue, |f| f(cx))
    }

    /// A person's column, newest first. The caller holds a permit for the person.
    pub fn timeline(&self, cx: &Cx<'_>, resident: Id) -> Result<Vec<TimelineEntry>> {
        let ask = |f: slice::TimelineSource| match f(cx, resident) {
            // A slice that has nothing to say to this reader refuses (and has logged it); the page goes on.
            Err(app::Error::NotFound | app::Error::Forbidden(_)) => Ok(Vec::new()),
            other => other,
        };
        let mut all = self.gather(cx, |s| s.timeline, ask)?;
        all.sort_by_key(|e| std::cmp::Reverse((e.day, e.at, e.now)));
        Ok(all)
    }

    /// What the actor may begin for a person about whom nothing is written. The caller holds a permit for the person.
    pub fn first_steps(&self, cx: &Cx<'_>, resident: Id) -> Result<Vec<FirstStep>> {
        self.gather(cx, |s| s.first_step, |f| Ok(f(cx, resident)?.into_iter().collect()))
    }

    /// 「誰に見えるか」.
    pub fn who_may_see(&self, cx: &Cx<'_>, resident: Id) -> Result<Vec<Sees>> {
        self.gather(cx, |s| s.who_may_see, |f| f(cx, resident))
    }

    /// What is going on for everybody in the actor's scope, for the pack.
    pub fn packed(&self, cx: &Cx<'_>, permission: &'static Permission) -> Result<Vec<Packed>> {
        self.gather(cx, |s| s.pack, |f| f(cx, permission))
    }

    /// さがす.
    pub fn search(&self, cx: &Cx<'_>, typed: &str) -> Result<Vec<Hit>> {
        self.gather(cx, |s| s.search, |f| f(cx, typed))
    }

    /// May the actor open this page, in this region, with what is switched on? False when no slice has it.
    pub fn may_open(&self, cx: &Cx<'_>, path: &str) -> Result<bool> {
        let route =
            self.of(cx).flat_map(|s| &s.routes).find(|r| r.method == Method::Get && r.path == path);
        match route.map(|r| r.permission) {
            Some(Some(p)) => app::may(cx, p),
            Some(None) => Ok(true),
            None => Ok(false),
        }
    }

    /// The page behind a permission, when it needs no id: for links to pages of slices home does not know.
    pub fn page_of(&self, permission: &str) -> Option<(&'static str, &'static Permission)> {
        let mut routes = self.0.iter().flat_map(|s| &s.routes);
        routes.find_map(|r| match r.permission {
            Some(p) if p.code == permission && r.method == Method::Get && !r.path.contains('{') => {
                Some((r.path, p))
            }
            _ => None,
        })
    }

    /// Is everything behind a permission a page that is read? False too for a code that no page has.
    pub fn only_read(&self, code: &str) -> bool {
        let routes = self.0.iter().flat_map(|s| &s.routes);
        let mut of = routes.filter(|r| r.permission.is_some_and(|p| p.code == code)).peekable();
        of.peek().is_some() && of.all(|r| r.method == Method::Get)
    }

    /// What a permission code is called.
    pub fn label_of(&self, code: &str) -> Option<&'static str> {
        let mut all = self.0.iter().flat_map(|s| s.permissions);
        let own = || self.0.iter().flat_map(|s| s.acts).find(|(c, _)| *c == code).map(|(_, l)| *l);
        all.find(|p| p.code == code).map(|p| p.label).or_else(own)
    }

    /// Names and labels of the slices.
    pub fn names(&self) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
        self.0.iter().map(|s| (s.name, s.label))
    }
}
