//! The programme's first page and every live indicator over ten fiscal years of a region, against what the issue allows:
//! 50 ms of the server.
use std::collections::BTreeMap;
use std::sync::Arc;

use app::App;
use kernel::{Actor, ActorKind, Hat};
use programme::IndicatorId;
use programme::model::NewIndicator;
use programme::use_cases::{dashboard, indicators, values};
use slice::{Form, Method, Req, Session};

use crate::figure::{Limit, load, print};
use crate::region::{Mix, fill};
use crate::stores::{Store, engines};
use crate::{Done, Fail, Plan};

/// Fiscal years, the present one among them.
const YEARS: i16 = 10;

/// Acts a second when each takes 50 ms.
const ALLOWED: f64 = 20.0;

fn staff(hat: Hat) -> Actor {
    Actor { kind: ActorKind::Staff, account: None, organisation: None, hat, name: "計測".into() }
}

/// On each engine.
pub fn run(plan: &Plan) -> Done {
    slice::set_years(&[
        transitions::slice(),
        desk::slice(),
        events::slice(),
        issues::slice(),
        meetings::slice(),
    ]);
    for engine in engines() {
        let store = Store::fresh(engine)?;
        let app = store.app();
        let mix = Mix::of(plan.pick(1_000, 100_000));
        let begun = std::time::Instant::now();
        let first = kernel::fiscal_year(app.now().date()) - YEARS + 1;
        fill(&app, &staff(Hat::Coordinator), first, mix)?;
        let facts = mix.facts() * YEARS as usize;
        eprintln!("bench: dashboard: {facts} facts in {:.0} s", begun.elapsed().as_secs_f64());
        measure(plan, &app, engine, mix.facts())?;
    }
    Ok(())
}

/// One indicator of everything that can be counted from records.
fn define(app: &App) -> Result<Vec<(String, IndicatorId)>, Fail> {
    let centre = staff(Hat::Coordinator);
    let mut out = Vec::new();
    for (provider, _, choice) in app.read(&centre, indicators::countable)? {
        let name = format!("{provider} {}", choice.code);
        let new = NewIndicator {
            scene: "across".into(),
            name: name.chars().take(60).collect(),
            unit: choice.unit.into(),
            numerator: "計測".into(),
            denominator: if choice.unit == "%" { "計測".into() } else { String::new() },
            source: "記録".into(),
            provider: provider.into(),
            of: choice.code.clone(),
            ..NewIndicator::default()
        };
        out.push((name, app.write(&centre, move |cx| indicators::add(cx, &new))?));
    }
    Ok(out)
}

fn measure(plan: &Plan, app: &Arc<App>, engine: &str, facts: usize) -> Done {
    let all = define(app)?;
    let (centre, rounds) = (staff(Hat::Coordinator), plan.pick(3, 50));
    let allowed =
        || Limit { what: "50 ms of the server (ratio 1 or more: within)", value: ALLOWED };
    let name = |what: &str| format!("{what}, {YEARS} years of {facts} facts");
    for (hat, who) in [(Hat::Coordinator, "the centre"), (Hat::City, "the city")] {
        let who_reads = staff(hat);
        let front = load(1, rounds, |_, _| -> Result<bool, Fail> {
            app.read(&who_reads, dashboard::open)?;
            Ok(true)
        })?;
        print(&name(&format!("dashboard of {who}, use case")), engine, &front, allowed());
        let page = load(1, rounds, |_, _| -> Result<bool, Fail> {
            open_page(app, &who_reads)?;
            Ok(true)
        })?;
        print(&name(&format!("dashboard of {who}, whole page")), engine, &page, allowed());
    }
    let (from, to) = values::usual_years(app.now().date());
    let mut empty = 0;
    for (what, id) in all {
        let seen = app.read(&centre, move |cx| values::open(cx, id, from, to, None))?;
        empty += usize::from(seen.years.iter().all(|y| y.shown.value().is_none()));
        let one = load(1, rounds, |_, _| -> Result<bool, Fail> {
            app.read(&centre, move |cx| values::open(cx, id, from, to, None))?;
            Ok(true)
        })?;
        print(&name(&format!("indicator {what}, three years")), engine, &one, allowed());
    }
    eprintln!("bench: dashboard: {empty} indicators have nothing recorded in this region");
    Ok(())
}

/// GET /programme as the server hands it to the slice, with the page drawn.
fn open_page(app: &Arc<App>, who: &Actor) -> Done {
    let routes = programme::slice().routes;
    let route = routes.iter().find(|r| r.path == "/programme" && r.method == Method::Get);
    let Some(route) = route else { return Err(Fail::Text("no first page".into())) };
    let session =
        Session { actor: who.clone(), office: "連携拠点".into(), csrf_key: Vec::new() };
    let req = Req {
        app: app.clone(),
        method: Method::Get,
        path: "/programme".into(),
        params: BTreeMap::new(),
        query: Form::default(),
        form: Form::default(),
        files: Vec::new(),
        session: Some(session),
        shell: ui::Shell::default(),
        origin: "http://127.0.0.1".into(),
    };
    match (route.handler)(&req) {
        Ok(answer) if answer.status == 200 => Ok(()),
        Ok(answer) => Err(Fail::Text(format!("the first page answered {}", answer.status))),
        Err(_) => Err(Fail::Text("the first page did not open".into())),
    }
}
