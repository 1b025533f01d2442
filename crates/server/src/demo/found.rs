//! Putting the invented city into its region: organisations, wards, accounts, directory, windows, towns, names.
use accounts::model::{NewAccount, NewOrganisation, Ward};
use accounts::use_cases::set_up;
use accounts::{AccountId, OrganisationId};
use app::{App, Cx, Result};
use directory::model::facility::FacilityData;
use directory::model::window::{Avoid, Party, Window};
use directory::use_cases::areas::Town;
use directory::use_cases::light::LightData;
use directory::use_cases::{areas, light, names, register, windows};
use kernel::time::{add_days, days_between};
use kernel::{Actor, ActorKind, At, Date, Hours, Id, Weekday};

use super::city::{CITY, City, time, weekday};
use super::table::{Row, rows};

/// The day on which the tables say that windows were confirmed is counted from here.
const WRITTEN_ON: &str = "2026-11-21";

/// The city with the ids it got.
#[derive(Debug, Clone)]
pub(super) struct Founded {
    pub city: City,
    pub orgs: Vec<OrganisationId>,
    /// None for those who never log in.
    pub staff: Vec<Option<AccountId>>,
    pub facilities: usize,
}

impl Founded {
    /// Somebody of the staff as who acts.
    pub(super) fn actor(&self, staff: usize) -> Result<Actor> {
        let s = self.city.who(staff)?;
        let account = self.staff.get(staff).copied().flatten();
        let account = account
            .ok_or_else(|| app::Error::Inconsistent(format!("demo: {} has no account", s.key)))?;
        Ok(Actor {
            kind: ActorKind::Staff,
            account: Some(account.0),
            organisation: Some(self.org_id(s.org)?.0),
            hat: s.hat,
            name: s.name.clone(),
        })
    }

    /// Id of an organisation.
    pub(super) fn org_id(&self, org: usize) -> Result<OrganisationId> {
        self.orgs
            .get(org)
            .copied()
            .ok_or_else(|| app::Error::Inconsistent("demo: organisation".into()))
    }
}

/// Sets the city up at `at`, two years ago; what is kept up to date by hand (windows, receivers, names) as of now.
pub(super) fn found(app: &App, city: City, at: At, today: Date) -> Result<Founded> {
    let mut out = organisations(app, city, at)?;
    let set_up = out.clone();
    let now = app.now();
    out.facilities += app.write_at(&Actor::operator(), now, move |cx| {
        call_windows(cx, &set_up, today)?;
        for r in rows(include_str!("../../../../data/demo/yuino/local_names.csv"))? {
            local_name(cx, &r)?;
        }
        receivers(cx)
    })?;
    Ok(out)
}

fn organisations(app: &App, city: City, at: At) -> Result<Founded> {
    app.write_at(&Actor::operator(), at, move |cx| {
        let mut out =
            Founded { city: city.clone(), orgs: Vec::new(), staff: Vec::new(), facilities: 0 };
        for o in &out.city.orgs {
            let id = set_up::add_organisation(
                cx,
                &NewOrganisation {
                    name: o.name.clone(),
                    kana: o.kana.clone(),
                    kind: o.kind,
                    number: Some(o.number.clone()).filter(|n| !n.is_empty()),
                    corporation: o.corporation.clone(),
                    area: out
                        .city
                        .areas
                        .iter()
                        .find(|a| a.key == o.area)
                        .map_or(String::new(), |a| a.name.clone()),
                    phone: o.phone.clone(),
                    fax: o.fax.clone(),
                    calendar: o.calendar.clone(),
                    outside: o.outside,
                    fictitious: true,
                },
            )?;
            out.orgs.push(id);
        }
        for (i, o) in out.city.orgs.iter().enumerate() {
            let wards: Vec<Ward> = out
                .city
                .wards
                .iter()
                .filter(|w| w.org == i)
                .map(|w| Ward { name: w.name.clone(), kind: w.label.clone() })
                .collect();
            let id = out.org_id(i)?;
            if !wards.is_empty() {
                set_up::add_wards(cx, id, &wards)?;
            }
            facility(cx, o, id)?;
            out.facilities += 1;
        }
        for s in &out.city.staff {
            let account = if out.city.at(s.org)?.account {
                let new = NewAccount {
                    organisation: out.org_id(s.org)?,
                    name: s.name.clone(),
                    kana: s.kana.clone(),
                    hat: s.hat,
                    profession: s.role.clone(),
                    demo_role: s.demo_role.clone(),
                };
                let id = set_up::add_account(cx, &new)?;
                if matches!(s.hat, kernel::Hat::Ward | kernel::Hat::Doctor) {
                    let of = |k: &String| out.city.wards.iter().find(|w| w.key == *k);
                    let wards: Vec<String> =
                        s.wards.iter().filter_map(of).map(|w| w.name.clone()).collect();
                    set_up::put_at_wards(cx, id, &wards)?;
                }
                Some(id)
            } else {
                None
            };
            out.staff.push(account);
        }
        places(cx, &out)?;
        Ok(out)
    })
}

fn facility(cx: &Cx<'_>, o: &super::city::Org, id: OrganisationId) -> Result<()> {
    let data = FacilityData {
        number: o.number.clone(),
        service: o.service.into(),
        name: o.name.clone(),
        kana: o.kana.clone(),
        city: if o.outside { "雪代市".into() } else { CITY.into() },
        address: o.address.clone(),
        phone: Some(o.phone.clone()).filter(|t| !t.is_empty()),
        fax: Some(o.fax.clone()).filter(|t| !t.is_empty()),
        corporation: Some(o.corporation.clone()).filter(|t| !t.is_empty()),
        capacity: o.capacity,
        notes: Some(o.notes.clone()).filter(|t| !t.is_empty()),
        ..FacilityData::default()
    };
    register::register(cx, &data, Some(id)).map(|_| ())
}

fn places(cx: &Cx<'_>, f: &Founded) -> Result<()> {
    for a in &f.city.areas {
        let area = areas::add_area(cx, &a.name, &a.kana, Some(f.org_id(a.hokatsu)?))?;
        let towns: Vec<Town> = f
            .city
            .towns
            .iter()
            .filter(|t| t.area == a.key)
            .map(|t| Town { city: CITY.into(), name: t.name.clone(), kana: t.kana.clone(), area })
            .collect();
        areas::put_towns(cx, &towns)?;
    }
    Ok(())
}

fn call_windows(cx: &Cx<'_>, f: &Founded, today: Date) -> Result<()> {
    let avoid = rows(include_str!("../../../../data/demo/yuino/contact_avoid.csv"))?;
    let written: Date = WRITTEN_ON.parse().unwrap_or(today);
    let mut rank = std::collections::BTreeMap::new();
    for r in rows(include_str!("../../../../data/demo/yuino/contact_windows.csv"))? {
        let org = f.city.org(r.get("org"))?;
        let n: &mut i64 = rank.entry(org).or_default();
        let days: Vec<usize> = r.get("weekdays").split(',').filter_map(weekday).collect();
        let (Some(from), Some(to)) = (time(r.get("from")), time(r.get("to"))) else { continue };
        // over midnight: the evening belongs to the day, the morning is said in words
        let over = from > to;
        let close = if over { time("24:00").unwrap_or(to) } else { to };
        let mut week = [None; 7];
        for d in &days {
            if let Some(slot) = week.get_mut(*d) {
                *slot = Some(Hours { open: from, close });
            }
        }
        let mut note = r.get("note").to_string();
        if over {
            let morning = format!("翌朝{}:{:02}まで", to.hour(), to.minute());
            note = if note.is_empty() { morning } else { format!("{morning}。{note}") };
        }
        let confirmed =
            r.get("confirmed_on").parse().map(|d: Date| add_days(today, -days_between(d, written)));
        let own = avoid.iter().filter(|a| a.get("window") == r.get("key"));
        let window = Window {
            id: directory::WindowId(Id::from_bytes([0; 16])),
            party: Party::Organisation(f.org_id(org)?),
            rank: *n,
            name: r.get("window").into(),
            person: r.get("person").into(),
            stand_in: r.get("when_absent").into(),
            phone: r.get("phone").into(),
            fax: r.get("fax").into(),
            best_way: r.get("best_way").into(),
            note,
            week,
            holidays_closed: days.len() < 7 && f.city.at(org)?.calendar.closed_on_holidays,
            avoid: own.flat_map(|a| avoid_rows(a, &days)).collect(),
            confirmed_on: confirmed.ok().map(|d| d.min(cx.today())),
            version: 0,
        };
        windows::save(cx, &window)?;
        *n += 1;
    }
    Ok(())
}

/// A row of times to avoid: one entry when it holds on all of the window's days, else one a weekday.
fn avoid_rows(r: &Row, window_days: &[usize]) -> Vec<Avoid> {
    let (Some(from), Some(to)) = (time(r.get("from")), time(r.get("to"))) else {
        return Vec::new();
    };
    let days: Vec<usize> = r.get("weekdays").split(',').filter_map(weekday).collect();
    let month_days = r
        .get("month_days")
        .split_once('-')
        .and_then(|(a, b)| Some((a.parse::<i8>().ok()?, b.parse::<i8>().ok()?)));
    let one = |weekday| Avoid { weekday, month_days, from, to, reason: r.get("reason").into() };
    if window_days.iter().all(|d| days.contains(d)) {
        return vec![one(None)];
    }
    days.iter()
        .filter_map(|d| i8::try_from(*d).ok())
        .filter_map(|d| Weekday::from_monday_zero_offset(d).ok())
        .map(|d| one(Some(d)))
        .collect()
}

fn receivers(cx: &Cx<'_>) -> Result<usize> {
    let mut n = 0;
    for r in rows(include_str!("../../../../data/demo/yuino/light_recipients.csv"))? {
        let kind = match r.get("kind") {
            "home_help" => "110",
            "equipment" => "170",
            "home_bath" => "120",
            "short_stay" => "210",
            "visiting_nurse" => "130",
            _ => "other",
        };
        let way = match r.get("reply_by") {
            "fax" => "返事はFAX",
            "phone" => "返事は電話",
            "letter" => "返事は手紙",
            _ => "返事は紙のQRコードから",
        };
        let notes = [r.get("window"), way, r.get("notes")];
        let note: Vec<&str> = notes.into_iter().filter(|t| !t.is_empty()).collect();
        let data = LightData {
            name: r.get("name").into(),
            kana: r.get("kana").into(),
            kind: kind.into(),
            phone: r.get("phone").into(),
            fax: r.get("fax").into(),
            address: format!("{CITY}{}", r.get("town")),
            note: note.join("。"),
        };
        light::save(cx, None, &data)?;
        n += 1;
    }
    Ok(n)
}

/// Names the region gives to things; the table also holds names of parts that are not here yet.
fn local_name(cx: &Cx<'_>, r: &Row) -> Result<()> {
    let key = match r.get("key") {
        "liaison_centre" => "center",
        "liaison_office" => "liaison",
        key => key,
    };
    match names::set_label(cx, key, r.get("local")) {
        Err(app::Error::NotFound) => Ok(()),
        other => other,
    }
}
