//! What tier 3 reads through a slice: きょう, the person's column, さがす. Plain data; home draws it.
use app::{Cx, Result};
use kernel::{At, Date, Id};

/// A state in words, colour and icon (screens.md, principle 4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// Kind of `ui` tag: "", "due", "over", "late", "ok", "now", "miss".
    pub kind: &'static str,
    /// Icon name of `ui`.
    pub icon: &'static str,
    /// The words.
    pub text: String,
}

/// A person as a list names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Resident's id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Kana.
    pub kana: String,
    /// Age in years.
    pub age: i64,
}

/// One line of 「きょうの対応」: what waits for me, until when, and the one verb.
#[derive(Debug, Clone)]
pub struct Todo {
    /// Smaller comes first: oldest risk on top.
    pub rank: i64,
    /// About whom; none for lines about no person.
    pub who: Option<Who>,
    /// Heading when it is about nobody.
    pub title: String,
    /// Why it waits.
    pub why: String,
    /// Due clock and states.
    pub chips: Vec<Chip>,
    /// The verb.
    pub action: String,
    /// Path within the region.
    pub href: String,
    /// When it is (or was) due.
    pub due: Option<At>,
}

/// Gives the lines of きょう for the actor.
pub type TodoSource = fn(&Cx<'_>) -> Result<Vec<Todo>>;

/// One entry of a person's column of time.
#[derive(Debug, Clone)]
pub struct TimelineEntry {
    /// The day it belongs to.
    pub day: Date,
    /// Its time, when it matters.
    pub at: Option<At>,
    /// It is what is going on now.
    pub now: bool,
    /// Heading.
    pub title: String,
    /// Sentences.
    pub text: Vec<String>,
    /// States.
    pub chips: Vec<Chip>,
    /// Who and where, small.
    pub meta: String,
    /// Link: words and path within the region.
    pub links: Vec<(String, String)>,
    /// Narrowing: "入退院", "書類" …
    pub group: &'static str,
    /// The one act that is due, for the page's primary button: words and path.
    pub action: Option<(String, String)>,
    /// Where the person is now, for the head (「○○病院に入院中」).
    pub whereabouts: Option<String>,
}

static TIMELINES: std::sync::OnceLock<Vec<TimelineSource>> = std::sync::OnceLock::new();

/// Hands over what the slices registered for a person's column, once after the list of slices was built: a slice that
/// shows what changed elsewhere reads it without knowing whose it is. Only the first call counts.
pub fn set_timelines(all: &[crate::Slice]) {
    let _ = TIMELINES.set(all.iter().filter_map(|s| s.timeline).collect());
}

/// What was handed over; empty before.
pub fn timelines() -> &'static [TimelineSource] {
    TIMELINES.get().map_or(&[], Vec::as_slice)
}

/// Gives a person's entries; the caller holds the permit for the resident, the slice decides per record.
pub type TimelineSource = fn(&Cx<'_>, resident: Id) -> Result<Vec<TimelineEntry>>;

/// What one can begin for a person for whom nothing is going on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstStep {
    /// The verb: 「入院の連絡をする」.
    pub words: String,
    /// Path within the region.
    pub href: String,
}

/// Gives the step that the slice offers the actor on a person's page where no entry is `now`; none where the actor may
/// not. The caller holds the permit to read the person.
pub type FirstStepSource = fn(&Cx<'_>, resident: Id) -> Result<Option<FirstStep>>;

/// A find of さがす.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Group heading: 利用者さん, 事業所 …
    pub group: &'static str,
    /// First line.
    pub title: String,
    /// Second line.
    pub meta: String,
    /// Path within the region.
    pub href: String,
}

/// Finds by what was typed (two characters or more), at most 20; only what the actor may see.
pub type SearchSource = fn(&Cx<'_>, typed: &str) -> Result<Vec<Hit>>;

/// Something that a slice offers the person (or a relative) on わたしのページ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyLink {
    /// The words: 「わたしのきぼうノート」.
    pub words: String,
    /// Path within the region, under `/my`; never an id of a person.
    pub href: String,
    /// One short line below.
    pub why: String,
}

/// Gives the links of わたしのページ for the actor, who is at home with this resident; only what the actor may open. The
/// caller holds the permit to read the person.
pub type MySource = fn(&Cx<'_>, resident: Id) -> Result<Vec<MyLink>>;

/// Gives, for a resident, who can see what and why, in words.
pub type WhoMaySee = fn(&Cx<'_>, resident: Id) -> Result<Vec<(String, String, Vec<String>)>>;

/// A figure of 「今月の数字」: never a naked rate.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Name.
    pub title: String,
    /// Numerator.
    pub n: i64,
    /// Denominator.
    pub d: i64,
    /// One line of definition.
    pub definition: String,
    /// Path within the region that opens its records.
    pub href: String,
    /// The period before: words, n, d.
    pub before: Option<(String, i64, i64)>,
    /// The period is not over: as of when, in words.
    pub partial: Option<String>,
}

/// Gives the figures of a period.
pub type FigureSource = fn(&Cx<'_>, from: Date, to: Date) -> Result<Vec<Figure>>;

/// Steps past due, as counts without names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overdue {
    /// Which step.
    pub step: String,
    /// With whom it lies, as a kind of organisation.
    pub with: String,
    /// How many.
    pub n: i64,
}

/// Gives what is past due.
pub type OverdueSource = fn(&Cx<'_>) -> Result<Vec<Overdue>>;

/// Somebody followed by the actor's office who is in hospital now.
#[derive(Debug, Clone)]
pub struct Current {
    /// Who.
    pub who: Who,
    /// Where.
    pub place: String,
    /// Day of stay, the day of admission being 1.
    pub day: i64,
    /// The step reached, in words.
    pub step: String,
    /// Who moves next: 「あなた」 or an organisation.
    pub next_by: String,
    /// The discharge day, when it is told.
    pub leaves_on: Option<Date>,
    /// Path within the region.
    pub href: String,
}

/// Gives who is in hospital.
pub type CurrentSource = fn(&Cx<'_>) -> Result<Vec<Current>>;

/// How many are in one of the lists of a slice: the list's own words and its own count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What the list is called.
    pub label: &'static str,
    /// How many.
    pub n: u64,
    /// 「人」 「件」.
    pub unit: &'static str,
    /// Path of the list within the region.
    pub href: String,
}

/// Gives the counts of the actor's lists, in the order in which their page shows them.
pub type CountSource = fn(&Cx<'_>) -> Result<Vec<Count>>;

/// A paper that goes into the 停電・障害のときの控え, as question and answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedPaper {
    /// What it is and of which day.
    pub title: String,
    /// Question and answer, in the order of the form; a chapter's heading has an empty answer.
    pub rows: Vec<(String, String)>,
}

/// Something that is going on for a resident, for the 停電・障害のときの控え.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// About whom.
    pub resident: Id,
    /// Where it stands, in a few words: 「入院中」「入院の予定」.
    pub state: String,
    /// Where.
    pub place: String,
    /// Who acts next and what; empty where nobody is waited for, or the reader is not told.
    pub next: String,
    /// Label and words: days, ward, who is in charge and how to reach them.
    pub facts: Vec<(String, String)>,
    /// The newest papers.
    pub papers: Vec<PackedPaper>,
}

/// Gives what is going on for all residents that the actor may see under this permission: exactly those of its scope, each
/// paper behind a permit of its own. Leaves no other rows in the log than those of this permission.
pub type PackSource = fn(&Cx<'_>, &'static app::Permission) -> Result<Vec<Packed>>;

/// Told in the transaction in which the basic facts or the contacts of a resident changed, or the resident was registered.
/// For what a slice derives from them (an index); it decides nothing and shows nothing.
pub type PersonChanged = fn(&Cx<'_>, Id) -> Result<()>;

/// What a slice keeps about a resident, of one kind (a code of data/rules/retention.json).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptKind {
    /// The kind.
    pub kind: &'static str,
    /// How many.
    pub n: i64,
    /// The last day on which anything happened; none when nothing is kept.
    pub last: Option<Date>,
    /// Something of it is still going on.
    pub open: bool,
}

/// How many of each kind were erased.
pub type Erased = Vec<(&'static str, i64)>;

/// How people asks a slice what it keeps about a resident, and erases it when retention is over. `erase` leaves nothing
/// that names the resident or what was written about them, and says how many of each kind went; a slice of a higher tier
/// is asked first. Both run inside one transaction, behind the permit of people::retention.
#[derive(Clone, Copy)]
pub struct Retained {
    /// What is kept.
    pub kept: fn(&Cx<'_>, Id) -> Result<Vec<KeptKind>>,
    /// Erases it.
    pub erase: fn(&Cx<'_>, Id) -> Result<Erased>,
}
