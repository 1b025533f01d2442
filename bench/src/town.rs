//! An invented town to measure in: offices, a hospital, residents from the shipped tables of names, and stays.
use std::sync::OnceLock;

use accounts::use_cases::set_up;
use accounts::{NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use app::{App, Cx, Result};
use kernel::time::add_days;
use kernel::{Actor, ActorKind, BusinessCalendar, Hat, Time};
use people::use_cases::register::{Register, Registered, register};
use people::{CareLevel, Consent, ConsentMethod, NewResident, ResidentId, Sex};
use transitions::model::{Learned, StayId};
use transitions::use_cases::report::{Report, Where, report};

/// Residents of one transaction while the town is filled.
const BATCH: usize = 200;

/// Who and where.
pub struct Town {
    /// Care managers, each at the one office.
    pub cms: Vec<Actor>,
    /// The hospital.
    pub hospital: OrganisationId,
}

fn organisation(app: &App, name: &str, kind: OrganisationKind) -> Result<OrganisationId> {
    let (open, close) = (Time::constant(8, 30, 0, 0), Time::constant(17, 30, 0, 0));
    let new = NewOrganisation {
        name: name.into(),
        kana: "けいそく".into(),
        kind,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-99-0001".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(open, close),
        outside: false,
        fictitious: true,
    };
    app.write(&Actor::operator(), move |cx| set_up::add_organisation(cx, &new))
}

impl Town {
    /// A town with so many care managers.
    pub fn new(app: &App, cms: usize) -> Result<Town> {
        let office = organisation(app, "計測居宅", OrganisationKind::CareManagement)?;
        let hospital = organisation(app, "計測病院", OrganisationKind::Hospital)?;
        let cms = (0..cms)
            .map(|n| {
                let new = NewAccount {
                    organisation: office,
                    name: format!("担当 {n}"),
                    kana: "たんとう".into(),
                    hat: Hat::CareManager,
                    profession: "介護支援専門員".into(),
                    demo_role: None,
                };
                let name = new.name.clone();
                let id = app.write(&Actor::operator(), move |cx| set_up::add_account(cx, &new))?;
                Ok(Actor {
                    kind: ActorKind::Staff,
                    account: Some(id.0),
                    organisation: Some(office.0),
                    hat: Hat::CareManager,
                    name,
                })
            })
            .collect::<Result<_>>()?;
        Ok(Town { cms, hospital })
    }

    /// Registers residents `from..from + n` through the use case; `stay` = each is also admitted.
    pub fn fill(
        &self,
        app: &App,
        from: usize,
        n: usize,
        stay: bool,
    ) -> Result<Vec<(ResidentId, Option<StayId>)>> {
        let Some(cm) = self.cms.first() else { return Ok(Vec::new()) };
        let mut all = Vec::with_capacity(n);
        for batch in (from..from + n).collect::<Vec<_>>().chunks(BATCH) {
            let (batch, hospital) = (batch.to_vec(), self.hospital);
            let made: Vec<_> = app.write(cm, move |cx| {
                batch.iter().map(|i| one(cx, *i, stay.then_some(hospital))).collect()
            })?;
            all.extend(made);
        }
        Ok(all)
    }
}

fn one(
    cx: &Cx<'_>,
    i: usize,
    hospital: Option<OrganisationId>,
) -> Result<(ResidentId, Option<StayId>)> {
    let cmd = Register { resident: person(cx, i), consent: consent(cx), not_the_same: true };
    let Registered::Done(id) = register(cx, &cmd)? else {
        return Err(app::Error::Inconsistent("bench: taken for a duplicate".into()));
    };
    let Some(hospital) = hospital else { return Ok((id, None)) };
    let admission = Report {
        resident: id,
        hospital: Where::Known(hospital),
        admitted_on: add_days(cx.today(), -1),
        admitted_time: None,
        planned: false,
        reason: "肺炎".into(),
        learned: Learned::Family,
        ward: String::new(),
        care_level: None,
    };
    Ok((id, Some(report(cx, &admission)?)))
}

fn consent(cx: &Cx<'_>) -> Consent {
    Consent {
        method: ConsentMethod::Written,
        heard_by: String::new(),
        given_on: cx.today(),
        form_version: "1".into(),
    }
}

/// (written, kana, how frequent up to and with this one).
type Names = Vec<(&'static str, &'static str, u64)>;

/// One of the shipped tables; `weight` = the column of the frequency.
fn names(table: &'static str, weight: usize) -> Names {
    let mut sum = 0;
    table
        .lines()
        .skip(1)
        .filter_map(|l| {
            let cells: Vec<&str> = l.split(',').collect();
            sum += cells.get(weight)?.parse::<u64>().ok()?;
            Some((*cells.first()?, *cells.get(1)?, sum))
        })
        .collect()
}

/// One of a table, as often as its weight says; the same for the same `draw`.
fn drawn(names: &Names, draw: u64) -> (&'static str, &'static str) {
    let total = names.last().map_or(1, |n| n.2.max(1));
    let at = names.partition_point(|n| n.2 <= draw % total);
    names.get(at).map_or(("", ""), |n| (n.0, n.1))
}

/// The n-th of a fixed series of numbers that look drawn (splitmix64).
fn mixed(n: u64) -> u64 {
    let mut z = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The n-th person. Names are as frequent as in the country: what makes searching hard is 佐藤, not the number of
/// residents.
fn person(cx: &Cx<'_>, i: usize) -> NewResident {
    static TABLES: OnceLock<[Names; 2]> = OnceLock::new();
    let [families, givens] = TABLES.get_or_init(|| {
        [
            names(include_str!("../../data/names/surnames.csv"), 3),
            names(include_str!("../../data/names/given_names.csv"), 5),
        ]
    });
    let draw = mixed(i as u64);
    let (family, given) = (drawn(families, draw >> 32), drawn(givens, draw & 0xffff_ffff));
    NewResident {
        name: format!("{} {}", family.0, given.0),
        kana: format!("{} {}", family.1, given.1),
        birth: add_days(cx.today(), -(65 * 365 + (i as i64 * 7) % (35 * 365))),
        sex: Sex::Female,
        address: format!("計測市{}丁目{}番地", i % 30 + 1, i),
        phone: "0000-99-0002".into(),
        insurer: "032995".into(),
        insured: format!("{:010}", 9_000_000_000 + i as u64),
        care_level: CareLevel::Care2,
        care_from: None,
        care_to: None,
        household: String::new(),
    }
}
