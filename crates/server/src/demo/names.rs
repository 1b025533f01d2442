//! Invented names in the proportions of real surnames and of given names of each generation.
use people::Sex;

use super::dice::Dice;
use super::table::{Row, rows};

/// The name tables.
#[derive(Debug, Clone)]
pub(super) struct Names {
    surnames: Vec<(String, String, f64)>,
    given: Vec<Given>,
}

#[derive(Debug, Clone)]
struct Given {
    name: String,
    kana: String,
    sex: Sex,
    from: i64,
    to: i64,
    weight: f64,
}

/// A name and its kana, family name first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub family: (String, String),
    pub given: (String, String),
}

impl Name {
    /// 髙橋 ミヨ.
    pub(super) fn full(&self) -> String {
        format!("{} {}", self.family.0, self.given.0)
    }

    /// たかはし みよ.
    pub(super) fn kana(&self) -> String {
        format!("{} {}", self.family.1, self.given.1)
    }

    /// From `髙橋 ミヨ` and `たかはし みよ`.
    pub(super) fn of(name: &str, kana: &str) -> Name {
        let halves = |t: &str| {
            let (a, b) = t.split_once(' ').unwrap_or((t, ""));
            (a.to_string(), b.to_string())
        };
        let ((f, g), (fk, gk)) = (halves(name), halves(kana));
        Name { family: (f, fk), given: (g, gk) }
    }
}

impl Names {
    /// The shipped tables.
    pub(super) fn read() -> app::Result<Names> {
        let surname =
            |r: &Row| (r.get("surname").to_string(), r.get("kana").to_string(), r.number("weight"));
        let given = |r: &Row| Given {
            name: r.get("given").into(),
            kana: r.get("kana").into(),
            sex: if r.get("sex") == "m" { Sex::Male } else { Sex::Female },
            from: r.number("born_from") as i64,
            to: r.number("born_to") as i64,
            weight: r.number("weight"),
        };
        Ok(Names {
            surnames: rows(include_str!("../../../../data/names/surnames.csv"))?
                .iter()
                .map(surname)
                .collect(),
            given: rows(include_str!("../../../../data/names/given_names.csv"))?
                .iter()
                .map(given)
                .collect(),
        })
    }

    /// A family name.
    pub(super) fn family(&self, dice: &mut Dice) -> (String, String) {
        let s = dice.weighted(&self.surnames, |s| s.2);
        s.map_or_else(|| ("結野".into(), "ゆいの".into()), |s| (s.0.clone(), s.1.clone()))
    }

    /// A given name for a year of birth; years before and after the tables count as their first and last.
    pub(super) fn given(&self, dice: &mut Dice, sex: Sex, born: i64) -> (String, String) {
        let born = born.clamp(1924, 2001);
        let fits = |g: &Given| g.sex == sex && (g.from..=g.to).contains(&born);
        let g = dice.weighted(&self.given, |g| if fits(g) { g.weight } else { 0.0 });
        g.map_or_else(|| ("ゆい".into(), "ゆい".into()), |g| (g.name.clone(), g.kana.clone()))
    }

    /// A whole name.
    pub(super) fn name(&self, dice: &mut Dice, sex: Sex, born: i64) -> Name {
        Name { family: self.family(dice), given: self.given(dice, sex, born) }
    }
}
