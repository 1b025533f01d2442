//! Who was there: each member with 出席・オンライン・代理・欠席, guests beside them, and the counts by profession.
use app::Result;

use super::Wrong;
use super::catalogue::{Catalogue, catalogue, has};
use crate::MemberId;

/// How somebody was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Not noted yet.
    Open,
    /// 出席.
    Here,
    /// オンラインで出席.
    Online,
    /// 代理出席.
    Proxy,
    /// 欠席.
    Away,
}

impl Presence {
    /// All.
    pub const ALL: [Presence; 5] =
        [Presence::Open, Presence::Here, Presence::Online, Presence::Proxy, Presence::Away];

    /// Code as stored.
    pub const fn code(self) -> &'static str {
        match self {
            Presence::Open => "open",
            Presence::Here => "here",
            Presence::Online => "online",
            Presence::Proxy => "proxy",
            Presence::Away => "away",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.code() == code)
    }

    /// Words.
    pub const fn label(self) -> &'static str {
        match self {
            Presence::Open => "未記入",
            Presence::Here => "出席",
            Presence::Online => "オンライン",
            Presence::Proxy => "代理",
            Presence::Away => "欠席",
        }
    }

    /// Was the seat taken?
    pub const fn there(self) -> bool {
        matches!(self, Presence::Here | Presence::Online | Presence::Proxy)
    }
}

/// A seat at a meeting: copied from the member, so that a later change of the member leaves it as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The member; none for a guest.
    pub member: Option<MemberId>,
    /// Organisation.
    pub organisation: String,
    /// Name; may be empty.
    pub name: String,
    /// Code of the profession.
    pub profession: String,
    /// Code of the role; empty for a guest.
    pub role: String,
    /// How.
    pub presence: Presence,
    /// Who came instead.
    pub proxy: String,
}

impl Seat {
    /// 「ひがし薬局　結野 花（代理 東 一郎）」.
    pub fn words(&self) -> String {
        let who = format!("{}　{}", self.organisation, self.name).trim().to_string();
        match self.presence {
            Presence::Proxy if !self.proxy.is_empty() => format!("{who}（代理 {}）", self.proxy),
            Presence::Proxy => format!("{who}（代理）"),
            Presence::Online => format!("{who}（オンライン）"),
            _ => who,
        }
    }
}

/// Checks the seats of one meeting; `n` in the names of fields counts from 1.
pub fn check(seats: &[Seat]) -> Result<()> {
    let c = catalogue()?;
    let mut w = Wrong::default();
    for (i, s) in seats.iter().enumerate() {
        let n = i + 1;
        w.line(&format!("proxy{n}"), "代理の人", &s.proxy, 60);
        if s.member.is_none() {
            w.need(&format!("organisation{n}"), "所属", &s.organisation);
            w.line(&format!("organisation{n}"), "所属", &s.organisation, 80);
            w.line(&format!("name{n}"), "お名前", &s.name, 40);
            if !has(&c.professions, &s.profession) {
                w.say(&format!("profession{n}"), "職種を選んでください");
            }
        }
    }
    if seats.len() > 300 {
        w.say("", "出席は300人までです");
    }
    w.end()
}

/// A line of the counts: profession in words, there, of them online, proxies, away.
pub type Count = (String, i64, i64, i64, i64);

/// Counts by profession in the order of the catalogue; professions nobody has are left out, the sum comes last.
pub fn counts(c: &Catalogue, seats: &[Seat]) -> Vec<Count> {
    let of = |f: &dyn Fn(&Seat) -> bool| {
        i64::try_from(seats.iter().filter(|s| s.presence != Presence::Open && f(s)).count())
            .unwrap_or(0)
    };
    let line = |label: &str, f: &dyn Fn(&Seat) -> bool| {
        (
            label.to_string(),
            of(&|s| f(s) && s.presence.there()),
            of(&|s| f(s) && s.presence == Presence::Online),
            of(&|s| f(s) && s.presence == Presence::Proxy),
            of(&|s| f(s) && s.presence == Presence::Away),
        )
    };
    let mut out: Vec<Count> = c
        .professions
        .iter()
        .map(|p| line(&p.label, &|s| s.profession == p.code))
        .filter(|l| l.1 + l.4 > 0)
        .collect();
    // a profession that a later catalogue no longer knows still counts
    let unknown = line("その他（以前の分類）", &|s| !has(&c.professions, &s.profession));
    if unknown.1 + unknown.4 > 0 {
        out.push(unknown);
    }
    if !out.is_empty() {
        out.push(line("計", &|_| true));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(profession: &str, presence: Presence) -> Seat {
        Seat {
            member: None,
            organisation: "ひがし薬局".into(),
            name: String::new(),
            profession: profession.into(),
            role: String::new(),
            presence,
            proxy: String::new(),
        }
    }

    #[test]
    fn professions_add_up_to_the_sum_whatever_the_seats() {
        let c = catalogue().unwrap();
        let mut seats = Vec::new();
        for (i, p) in c.professions.iter().map(|p| p.code.as_str()).chain(["gone"]).enumerate() {
            for (j, how) in Presence::ALL.into_iter().enumerate() {
                if (i + j) % 3 != 0 {
                    seats.push(seat(p, how));
                }
            }
            let all = counts(c, &seats);
            let Some((sum, parts)) = all.split_last() else { continue };
            let add = |f: fn(&Count) -> i64| parts.iter().map(f).sum::<i64>();
            assert_eq!(
                (add(|c| c.1), add(|c| c.2), add(|c| c.3), add(|c| c.4)),
                (sum.1, sum.2, sum.3, sum.4)
            );
        }
        assert!(
            counts(c, &[seat("doctor", Presence::Open)]).is_empty(),
            "nothing noted, nothing said"
        );
    }

    #[test]
    fn a_guest_without_an_office_is_asked_for_it() {
        let mut s = seat("x", Presence::Here);
        s.organisation.clear();
        let Err(app::Error::Invalid(f)) = check(&[seat("doctor", Presence::Here), s]) else {
            panic!("it was taken")
        };
        assert_eq!(
            f.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(),
            ["organisation2", "profession2"]
        );
        let mut p = seat("doctor", Presence::Proxy);
        p.proxy = "東 一郎".into();
        assert_eq!(p.words(), "ひがし薬局（代理 東 一郎）");
    }
}
