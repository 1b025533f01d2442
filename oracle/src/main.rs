//! The program's own decision (`people::authz::Facts::allows`) against the same rules in Cedar: random situations, every
//! difference printed, every rule decisive at least a thousand times. `oracle [CASES] [SEED]`; one JSON line.
mod world;

use std::collections::BTreeMap;
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityUid, Policy, PolicySet, Request,
    RestrictedExpression as Value,
};
use people::authz::{Act, Covers, Facts, Held, Label, Party, Shield, shipped};
use world::{Case, Dice, case};

/// Least number of times that each rule must have decided by itself.
const DECISIVE: u64 = 1000;

struct Oracle {
    all: PolicySet,
    permits: PolicySet,
    authorizer: Authorizer,
    none: Entities,
    who: EntityUid,
    about: EntityUid,
}

/// What Cedar says of one right and one consent, and which rules said so.
struct Said {
    allowed: bool,
    /// The only rule that decided: a permit that stood alone, or a forbid that alone stopped what was permitted.
    alone: Option<String>,
}

fn strings<'a>(list: impl Iterator<Item = &'a str>) -> Value {
    Value::new_set(list.map(|s| Value::new_string(s.to_string())))
}

impl Oracle {
    fn new() -> Result<Oracle, String> {
        let all = PolicySet::from_str(include_str!("../policy.cedar")).map_err(|e| e.to_string())?;
        let permits: Vec<Policy> = all
            .policies()
            .filter(|p| p.effect() == cedar_policy::Effect::Permit)
            .cloned()
            .collect();
        let uid = |text: &str| EntityUid::from_str(text).map_err(|e| e.to_string());
        Ok(Oracle {
            permits: PolicySet::from_policies(permits).map_err(|e| e.to_string())?,
            all,
            authorizer: Authorizer::new(),
            none: Entities::empty(),
            who: uid("Actor::\"me\"")?,
            about: uid("Resident::\"one\"")?,
        })
    }

    fn rules(&self) -> Vec<String> {
        self.all.policies().filter_map(|p| p.annotation("id").map(str::to_string)).collect()
    }

    fn ask(&self, c: &Case, row: &Held, consent: Option<&Covers>) -> Result<Said, String> {
        let s = |t: &str| Value::new_string(t.to_string());
        let id = |r: Option<kernel::Id>| Value::new_string(r.map(|r| r.to_string()).unwrap_or_default());
        let level = |l: Label| Value::new_long(Label::ALL.iter().position(|x| *x == l).unwrap_or(2) as i64);
        // closing the seeing of something closes its writing
        let shut: Vec<String> = c
            .closed
            .iter()
            .filter(|x| x.basis == row.basis && (x.act == c.act || x.act == Act::Read))
            .map(|x| x.group.path())
            .collect();
        let kinds = consent.map(|x| x.kinds.as_slice()).unwrap_or_default();
        let hats = consent.map(|x| x.hats.as_slice()).unwrap_or_default();
        let pairs = [
            ("hat", s(c.hat.code())),
            ("basis", s(row.basis.code())),
            ("kind", s(c.what.code())),
            ("rightKind", s(row.kind.map_or("", |k| k.code()))),
            ("rightRecord", id(row.record)),
            ("record", id(c.record)),
            ("label", level(c.label)),
            ("own", Value::new_bool(c.own)),
            ("account", Value::new_bool(matches!(row.party, Party::Account(_)))),
            ("released", strings(c.released.iter().map(|a| a.code()))),
            ("hidden", Value::new_bool(c.shield == Shield::Hidden)),
            ("consent", Value::new_bool(consent.is_some())),
            ("consentReaches", Value::new_bool(consent.is_some_and(|x| x.reaches))),
            ("consentKinds", strings(kinds.iter().map(|k| k.code()))),
            ("consentHats", strings(hats.iter().map(|h| h.code()))),
            ("consentClearance", level(consent.map_or(Label::Normal, |x| x.clearance))),
            ("closed", strings(shut.iter().map(String::as_str))),
        ];
        let context = Context::from_pairs(pairs.map(|(k, v)| (k.to_string(), v)))
            .map_err(|e| e.to_string())?;
        let action = match c.act {
            Act::Read => "Action::\"read\"",
            Act::Write => "Action::\"write\"",
        };
        let action = EntityUid::from_str(action).map_err(|e| e.to_string())?;
        let request = Request::new(self.who.clone(), action, self.about.clone(), context, None)
            .map_err(|e| e.to_string())?;
        let answer = self.authorizer.is_authorized(&request, &self.all, &self.none);
        if let Some(e) = answer.diagnostics().errors().next() {
            return Err(e.to_string());
        }
        let mut reasons = answer.diagnostics().reason();
        let first = match (reasons.next(), reasons.next()) {
            (Some(one), None) => self.all.policy(one).and_then(|p| p.annotation("id")),
            _ => None,
        };
        let allowed = answer.decision() == Decision::Allow;
        let decided = allowed || {
            // a forbid decided only what would have been permitted
            first.is_some()
                && self.authorizer.is_authorized(&request, &self.permits, &self.none).decision()
                    == Decision::Allow
        };
        Ok(Said { allowed, alone: first.filter(|_| decided).map(str::to_string) })
    }
}

fn main() -> std::process::ExitCode {
    let mut args = std::env::args().skip(1);
    let cases: u64 = args.next().and_then(|a| a.parse().ok()).unwrap_or(1_000_000);
    let seed: u64 = args.next().and_then(|a| a.parse().ok()).unwrap_or(20_261_119);
    match run(cases, seed) {
        Ok(true) => std::process::ExitCode::SUCCESS,
        Ok(false) => std::process::ExitCode::FAILURE,
        Err(e) => {
            eprintln!("oracle: {e}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn run(cases: u64, seed: u64) -> Result<bool, String> {
    let oracle = Oracle::new()?;
    let mut decisive: BTreeMap<String, u64> =
        oracle.rules().into_iter().map(|r| (r, 0)).collect();
    let (mut requests, mut allow, mut different) = (0_u64, 0_u64, 0_u64);
    let mut d = Dice::new(seed);
    for n in 0..cases {
        let c = case(&mut d);
        let rules = shipped().narrowed(&c.closed);
        let ours = Facts {
            rules: &rules,
            hat: c.hat,
            rows: &c.rows,
            consents: &c.consents,
            released: &c.released,
            shield: c.shield,
            record: c.record,
            label: c.label,
            own: c.own,
        }
        .allows(c.act, c.what);
        let mut theirs = false;
        for row in &c.rows {
            let pairs: Vec<Option<&Covers>> = match c.consents.is_empty() {
                true => vec![None],
                false => c.consents.iter().map(Some).collect(),
            };
            for consent in pairs {
                let said = oracle.ask(&c, row, consent)?;
                requests += 1;
                theirs |= said.allowed;
                if let Some(rule) = said.alone
                    && let Some(n) = decisive.get_mut(&rule)
                {
                    *n += 1;
                }
            }
        }
        allow += u64::from(ours);
        if ours != theirs {
            different += 1;
            if different <= 5 {
                eprintln!(
                    "case {n}: ours {ours}, Cedar {theirs}: {:?} {:?} {:?} released {:?} rows {:?} consents {:?} {:?} record {:?} {:?} own {} closed {}",
                    c.hat, c.act, c.what, c.released, c.rows, c.consents, c.shield, c.record, c.label, c.own, c.closed.len()
                );
            }
        }
    }
    let least = decisive.values().min().copied().unwrap_or(0);
    let share = allow * 100 / cases.max(1);
    let enough = least >= DECISIVE.min(cases / 1000) && share >= 20;
    let each: Vec<String> = decisive.iter().map(|(r, n)| format!("\"{r}\":{n}")).collect();
    println!(
        "{{\"oracle\":\"cedar\",\"cases\":{cases},\"seed\":{seed},\"requests\":{requests},\"allowed\":{allow},\"allowed_percent\":{share},\"different\":{different},\"rules\":{},\"least_decisive\":{least},\"decisive\":{{{}}}}}",
        decisive.len(),
        each.join(",")
    );
    Ok(different == 0 && enough)
}
