//! Three people of long ago, whose records may be purged by now: registered seven years back and died six years back, so
//! that the purge by two persons can be tried. All invented.
use app::{App, Error, Result};
use kernel::time::{add_days, add_months};
use kernel::{Actor, At, Date, Time};
use people::use_cases::change::note_death;
use people::use_cases::register::{Register, Registered, register};
use people::{CareLevel, Consent, ConsentMethod, NewResident, Sex};

use super::city::{CITY, INSURER};
use super::found::Founded;

/// Name, reading, born, sex, town, days between the three.
const THEM: [(&str, &str, &str, Sex, &str, i64); 3] = [
    ("菅野 ハツヨ", "かんの はつよ", "1929-02-11", Sex::Female, "東町9", 0),
    ("瀬川 留吉", "せがわ とめきち", "1931-07-30", Sex::Male, "繭倉町21", 43),
    ("晴山 フジ", "はれやま ふじ", "1927-12-05", Sex::Female, "ひばり台一丁目4", 97),
];

/// Writes them, before the two years of everybody else.
pub(super) fn write(app: &App, founded: &Founded, today: Date) -> Result<()> {
    let keeper = founded.actor(founded.city.member("s011")?)?;
    let begin = add_months(today, -7 * 12);
    let first = At::jst(begin, Time::constant(10, 0, 0, 0));
    app.write_at(&Actor::operator(), first, move |cx| {
        let mut all = Vec::new();
        for (n, (name, kana, born, sex, town, later)) in (1..).zip(THEM) {
            let day = add_days(begin, later);
            let cmd = Register {
                resident: NewResident {
                    name: name.into(),
                    kana: kana.into(),
                    birth: born.parse().map_err(|_| Error::Inconsistent("demo: born".into()))?,
                    sex,
                    address: format!("{CITY}{town}"),
                    phone: String::new(),
                    insurer: INSURER.into(),
                    insured: format!("00000900{n:02}"),
                    care_level: CareLevel::Care3,
                    care_from: Some(add_months(day, -6)),
                    care_to: Some(add_months(day, 18)),
                    household: "一人暮らし".into(),
                },
                consent: Consent {
                    method: ConsentMethod::Written,
                    heard_by: String::new(),
                    given_on: day,
                    form_version: "1".into(),
                },
                not_the_same: true,
            };
            let at = At::jst(day, Time::constant(10, 20, 0, 0));
            match cx.acting_as(&keeper, at, |cx| register(cx, &cmd))? {
                Registered::Done(id) => all.push((id, add_months(day, 12))),
                Registered::MaybeThere { .. } => {
                    return Err(Error::Inconsistent("demo: a person of long ago".into()));
                }
            }
        }
        for (id, day) in all {
            let at = At::jst(day, Time::constant(16, 40, 0, 0));
            cx.acting_as(&keeper, at, |cx| note_death(cx, id, day))?;
        }
        Ok(())
    })
}
