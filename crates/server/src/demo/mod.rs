//! The demonstration regions. 結野市（架空）: every organisation, town, person and stay is invented, and two years of
//! stays are done through the same use cases as the pages do them. 北上・花巻・釜石: the real directory from open
//! data, without persons.
mod acts;
mod beside;
mod cards;
mod city;
mod clinical;
mod course;
mod desk;
mod dice;
mod events;
mod folk;
mod found;
mod hearings;
mod home;
mod kitakami;
mod life;
mod meetings;
mod names;
mod papers;
mod past;
mod plan;
mod programme;
mod run;
mod steps;
mod story;
mod surveys;
mod table;
mod talk;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_life;
mod wishes;

use app::{App, Result};
use kernel::time::add_days;
use kernel::{At, Date, Region, Time};

pub use kitakami::build_kitakami;

/// (role, region) of the demonstration's entries, printed by `make demo`.
pub const ROLES: &[(&str, &str)] = &[
    ("cm", "yuino"),
    ("hokatsu", "yuino"),
    ("liaison", "yuino"),
    ("coordinator", "yuino"),
    ("ward", "yuino"),
    ("doctor", "yuino"),
    ("visit-nurse", "yuino"),
    ("pharmacy", "yuino"),
    ("dentist", "yuino"),
    ("facility", "yuino"),
    ("city", "yuino"),
    ("crew", "yuino"),
    ("resident", "yuino"),
    ("family", "yuino"),
    ("kitakami-coordinator", "kitakami"),
];

/// How much is invented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoPlan {
    /// Residents, those of the story included; at least [`DemoPlan::LEAST`].
    pub residents: usize,
    /// Stays in all; none = two and a half for each resident.
    pub stays: Option<usize>,
    /// The same seed invents the same people and the same stays.
    pub seed: u64,
}

impl DemoPlan {
    /// The story alone takes so many residents.
    pub const LEAST: usize = 40;
}

impl Default for DemoPlan {
    fn default() -> Self {
        DemoPlan { residents: 600, stays: None, seed: 20_261_121 }
    }
}

/// What a demonstration region was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoReport {
    /// Residents registered.
    pub residents: usize,
    /// Stays that are counted (those entered by mistake and taken back are not).
    pub stays: usize,
    /// Acts done in them.
    pub acts: usize,
    /// Facilities and receivers in the directory.
    pub facilities: usize,
}

/// The two regions.
pub fn regions() -> Vec<Region> {
    let region = |slug: &str, name: &str, fictitious: bool| Region {
        slug: slug.into(),
        name: name.into(),
        demo: true,
        fictitious,
        persons: fictitious,
    };
    vec![region("yuino", city::CITY, true), region("kitakami", "北上・花巻・釜石", false)]
}

/// Fills a new region of [`regions`].
pub fn make(
    app: &App,
    residents: Option<u64>,
    stays: Option<u64>,
    seed: Option<u64>,
    tell: &mut dyn FnMut(&str),
) -> Result<()> {
    // the plans cite and count what other slices give
    crate::slices::know();
    let few = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let usual = DemoPlan::default();
    let plan = DemoPlan {
        residents: residents.map_or(usual.residents, few),
        stays: stays.map(few),
        seed: seed.unwrap_or(usual.seed),
    };
    let today = app.now().date();
    let made = if app.region().persons {
        build(app, &plan, today, tell).and_then(|made| home::cards_of_the_first(app).map(|()| made))
    } else {
        build_kitakami(app, &plan, today, tell).and_then(|made| {
            let mut beside = events::plan(app)?;
            beside.join(meetings::plan(app)?);
            beside.join(surveys::plan(app)?);
            beside::Queue::new(beside).until(app, app.now()).map(|()| made)
        })
    };
    let made = made.inspect_err(|e| tell(&cause(e)))?;
    tell(&format!(
        "利用者さん {}人、入退院 {}件、できごと {}件、事業所 {}件",
        made.residents, made.stays, made.acts, made.facilities
    ));
    Ok(())
}

/// Why it stopped, for who runs the command: the plan and its acts are invented, and the text names no person.
fn cause(e: &app::Error) -> String {
    format!("とちゅうで止まりました: {e}")
}

/// Fills the new region 結野市 with two years before `today`; nothing in it is later than the region's clock.
pub fn build(
    app: &App,
    plan: &DemoPlan,
    today: Date,
    progress: &mut dyn FnMut(&str),
) -> Result<DemoReport> {
    crate::slices::know();
    let residents = plan.residents.max(DemoPlan::LEAST);
    let now = app.now();
    let rates = table::Rates::shipped()?;
    let clinic = clinical::Clinic::read()?;
    let city = city::City::read(today)?;
    let at = At::jst(add_days(folk::begin(today), -45), Time::constant(9, 0, 0, 0));
    let founded = found::found(app, city, at, today)?;
    progress(&format!(
        "事業所 {}件、職員 {}人",
        founded.orgs.len(),
        founded.staff.iter().flatten().count()
    ));

    let course = course::Course { city: &founded.city, rates: &rates, clinic: &clinic, today };
    let papers = papers::Papers::new(clinic.clone(), rates.clone(), plan.seed)?;
    let mut made = plan::Plan::default();
    let mut folk = folk::Folk::new(&founded.city, &rates, &clinic, plan.seed, today, residents)?;
    let teller = story::Teller { course: &course, papers: &papers, now, seed: plan.seed };
    teller.tell(&mut folk, &mut made)?;
    let shown = founded.city.member("s001")?;
    let followed = (residents / 30).min(16);
    let mut left = residents.saturating_sub(made.people.len());
    while left > 0 {
        let wanted = (left <= followed).then_some(shown);
        made.people.push(folk.anybody(wanted)?);
        left -= 1;
    }
    let stays = plan.stays.unwrap_or(residents * 5 / 2).saturating_sub(made.stays.len());
    let tidy = ["kyotaku-01", "kyotaku-12", "hokatsu-kita"];
    let tidy = tidy.iter().map(|k| founded.city.org(k)).collect::<Result<_>>()?;
    let filling = plan::Filling { course: &course, papers: &papers, seed: plan.seed, now, tidy };
    filling.fill(&mut made, stays)?;
    made.region = life::region::region(&course, &made, now)?;
    made.talk = talk::plan(&founded, &made, now);
    made.desk = desk::plan(&founded, now, plan.seed)?;
    progress(&format!(
        "利用者さん {}人、入退院 {}件をつくっています",
        made.people.len(),
        made.stays.len()
    ));
    let (residents, stays) = (made.people.len(), made.stays.len());
    let facilities = founded.facilities;
    past::write(app, &founded, today)?;
    let mut beside = hearings::plan(&founded, today, now)?;
    beside.join(events::plan(app)?);
    beside.join(meetings::plan(app)?);
    beside.join(surveys::plan(app)?);
    beside.join(programme::plan(app)?);
    let acts = run::run(app, founded.clone(), papers, made, beside, progress)?;
    cards::reviewers(app, &founded)?;
    Ok(DemoReport { residents, stays, acts, facilities })
}
