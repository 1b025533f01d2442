//! 北上・花巻・釜石: the real directory of the open data (data/NOTICE.md), towns, and the demonstration's own login.
//! Nothing is invented here but that login, which says so in its name.
use std::collections::BTreeMap;

use accounts::OrganisationKind;
use accounts::model::{NewAccount, NewOrganisation};
use accounts::use_cases::set_up;
use app::{App, Result};
use directory::model::kouhyou;
use directory::use_cases::areas::Town;
use directory::use_cases::{areas, import};
use kernel::{Actor, BusinessCalendar, Date, Hat, Time};
use office::csv::Limits;

use super::table::rows;
use super::{DemoPlan, DemoReport};

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_bytes!(concat!("../../../../data/demo/kitakami/kaigo_kouhyou/", $name)).as_slice())),*]
    };
}

/// The files as published: rows of the three cities.
const FILES: [(&str, &[u8]); 18] = files![
    "jigyosho_120.csv",
    "jigyosho_140.csv",
    "jigyosho_160.csv",
    "jigyosho_170.csv",
    "jigyosho_220.csv",
    "jigyosho_331.csv",
    "jigyosho_332.csv",
    "jigyosho_361.csv",
    "jigyosho_362.csv",
    "jigyosho_410.csv",
    "jigyosho_520.csv",
    "jigyosho_540.csv",
    "jigyosho_550.csv",
    "jigyosho_551.csv",
    "jigyosho_720.csv",
    "jigyosho_730.csv",
    "jigyosho_760.csv",
    "jigyosho_770.csv",
];

/// Fills the new region without persons. `plan` speaks of persons and is not used.
pub fn build_kitakami(
    app: &App,
    _plan: &DemoPlan,
    _today: Date,
    progress: &mut dyn FnMut(&str),
) -> Result<DemoReport> {
    let limits = Limits::default();
    let parsed: Vec<kouhyou::ParsedFile> =
        FILES.iter().map(|(name, bytes)| kouhyou::parse(name, bytes, &limits)).collect();
    let imported = app.write(&Actor::operator(), move |cx| import::import(cx, &parsed, None))?;
    if imported.report.nothing_read() {
        return Err(app::Error::Inconsistent("demo: the shipped directory cannot be read".into()));
    }
    progress(&format!("事業所 {}件を取り込みました", imported.report.created));
    let towns = rows(include_str!("../../../../data/demo/kitakami/towns.csv"))?;
    let centre = rows(include_str!("../../../../data/demo/kitakami/centre.csv"))?;
    let placed = app.write(&Actor::operator(), move |cx| {
        // 圏域 of these cities are not in the open data: one for each city, without 包括, until somebody enters them
        let mut cities: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for r in &towns {
            let of = cities.entry(r.get("city").to_string()).or_default();
            if of.last().is_none_or(|t| t != r.get("town"))
                && !of.iter().any(|t| t == r.get("town"))
            {
                of.push(r.get("town").to_string());
            }
        }
        let mut n = 0;
        for (city, names) in &cities {
            let area = areas::add_area(cx, city, "", None)?;
            let towns: Vec<Town> = names
                .iter()
                .map(|t| Town { city: city.clone(), name: t.clone(), kana: String::new(), area })
                .collect();
            areas::put_towns(cx, &towns)?;
            n += towns.len();
        }
        for r in &centre {
            let hours = (Time::constant(8, 30, 0, 0), Time::constant(17, 15, 0, 0));
            let organisation = set_up::add_organisation(
                cx,
                &NewOrganisation {
                    name: r.get("name").into(),
                    kana: r.get("kana").into(),
                    kind: OrganisationKind::Centre,
                    number: None,
                    corporation: String::new(),
                    area: String::new(),
                    phone: String::new(),
                    fax: String::new(),
                    calendar: BusinessCalendar::weekdays(hours.0, hours.1),
                    outside: false,
                    fictitious: false,
                },
            )?;
            let hat = Hat::from_code(r.get("hat")).unwrap_or(Hat::Coordinator);
            set_up::add_account(
                cx,
                &NewAccount {
                    organisation,
                    name: r.get("staff_name").into(),
                    kana: r.get("staff_kana").into(),
                    hat,
                    profession: hat.label().into(),
                    demo_role: Some(r.get("demo_login").into()),
                },
            )?;
        }
        Ok(n)
    })?;
    progress(&format!("町丁 {placed}件"));
    Ok(DemoReport { residents: 0, stays: 0, acts: 0, facilities: imported.report.created })
}
