//! Commands about regions, organisations and invitations.
use std::io::Write;
use std::sync::Arc;

use accounts::{NewAccount, NewOrganisation, OrganisationKind};
use app::App;
use app::audit::AuditEntry;
use kernel::{Actor, BusinessCalendar, Entropy, Hat, OsEntropy, Region, SystemClock, Time, wareki};

use crate::cli::{DONE, flag, no_more, take};
use crate::demo;
use crate::http::problem::sentence;
use crate::place::Place;

fn say(out: &mut dyn Write, text: &str) {
    let _ = writeln!(out, "{text}");
}

/// `region add`.
pub fn add(place: &Place, mut words: Vec<String>, out: &mut dyn Write) -> Result<u8, String> {
    let name = take(&mut words, "--name")?.ok_or("--name NAME で、地域の名前を書いてください")?;
    let demo = flag(&mut words, "--demo");
    let persons = !flag(&mut words, "--no-persons");
    let slug = words.first().cloned().ok_or("地域の短い名前（SLUG）を書いてください")?;
    no_more(&words, 1)?;
    if !Region::slug_ok(&slug) {
        return Err(format!(
            "{slug} は使えません。英小文字ではじめ、英小文字・数字・ハイフンで2〜31文字にしてください"
        ));
    }
    if name.trim().is_empty() || name.chars().count() > 40 {
        return Err("地域の名前は、40文字以内で書いてください".into());
    }
    let region = Region { slug, name: name.trim().into(), demo, fictitious: false, persons };
    let control = place.control()?;
    if app::control::region(&control, &region.slug).map_err(|e| e.to_string())?.is_some() {
        // before its store is touched: adding again must not switch persons on
        return Err(format!("{} はもうあります", region.slug));
    }
    // the store first: a region that is listed is always complete
    place.begin_region(&region).map_err(|e| e.to_string())?;
    crate::audit_cli::key(&control, &region.slug)?;
    match app::control::add_region(&control, &region) {
        Ok(()) => {
            noted(&open(place, &region)?, "region add", "")?;
            say(out, &format!("{}（{}）を加えました", region.name, region.slug));
            Ok(DONE)
        }
        Err(db::DbError::Unique(_)) => Err(format!("{} はもうあります", region.slug)),
        Err(e) => Err(e.to_string()),
    }
}

/// `region list`.
pub fn list(place: &Place, out: &mut dyn Write) -> Result<u8, String> {
    let control = place.control()?;
    for r in app::control::regions(&control).map_err(|e| e.to_string())? {
        let kind = match (r.demo, r.persons) {
            (true, true) => "デモ",
            (true, false) => "デモ・個人情報を扱わない構成",
            (false, true) => "個人情報を扱う構成",
            (false, false) => "個人情報を扱わない構成",
        };
        say(out, &format!("{}\t{}\t{kind}", r.slug, r.name));
    }
    Ok(DONE)
}

/// `region persons-on`: cannot be undone, so it asks for a plain yes, for a reason outside demonstrations, and is written into
/// the region's log.
pub fn persons_on(
    place: &Place,
    mut words: Vec<String>,
    reason: impl FnOnce(&Region) -> Result<String, String>,
    out: &mut dyn Write,
) -> Result<u8, String> {
    let sure = flag(&mut words, "--yes");
    let slug = words.first().cloned().ok_or("地域の短い名前（SLUG）を書いてください")?;
    no_more(&words, 1)?;
    let control = place.control()?;
    let Some(mut region) = app::control::region(&control, &slug).map_err(|e| e.to_string())? else {
        return Err(format!("{slug} という地域はありません"));
    };
    if region.persons {
        say(out, &format!("{} は、もう個人情報を扱う構成です。何も変えていません", region.name));
        return Ok(DONE);
    }
    if !sure {
        return Err(format!(
            "{} を、個人情報を扱う構成に切りかえます。もとにはもどせません。よければ --yes を付けて、もう一度動かしてください",
            region.name
        ));
    }
    let because = reason(&region)?;
    region.persons = true;
    let app = open(place, &region)?;
    noted(&app, "region persons-on", &because)?;
    app::control::persons_on(&control, &slug).map_err(|e| e.to_string())?;
    say(
        out,
        &format!(
            "{} は、個人情報を扱う構成になりました。画面を出しているプログラム（yui serve）を、いちど止めて動かし直してください",
            region.name
        ),
    );
    Ok(DONE)
}

/// The operator's row in the region's log.
fn noted(app: &App, what: &'static str, reason: &str) -> Result<(), String> {
    let because = reason.to_string();
    app.write(&Actor::operator(), move |cx| {
        cx.audit(AuditEntry::act("cli").object(what).detail(because.clone()));
        Ok(())
    })
    .map_err(|e| sentence(&e))
}

fn open(place: &Place, region: &Region) -> Result<App, String> {
    place.open(region).map_err(|e| e.to_string())
}

/// Who can be invited with a code of the operator; crews sign in by their device.
const INVITED: [Hat; 9] = [
    Hat::CareManager,
    Hat::Hokatsu,
    Hat::Liaison,
    Hat::Ward,
    Hat::Doctor,
    Hat::Provider,
    Hat::Coordinator,
    Hat::City,
    Hat::Vendor,
];

fn one_of(option: &str, all: impl Iterator<Item = (&'static str, &'static str)>) -> String {
    let lines: Vec<String> = all.map(|(code, label)| format!("  {code}  {label}")).collect();
    format!(
        "{option} は次のどれかです（左の文字でも、右のことばでも書けます）\n{}",
        lines.join("\n")
    )
}

fn kinds() -> String {
    one_of("--kind", OrganisationKind::ALL.iter().map(|k| (k.code(), k.label())))
}

fn hats() -> String {
    one_of("--hat", INVITED.iter().map(|h| (h.code(), h.label())))
}

/// `organisation add`.
pub fn organisation(
    place: &Place,
    region: &Region,
    mut words: Vec<String>,
    reason: &str,
    out: &mut dyn Write,
) -> Result<u8, String> {
    let name = take(&mut words, "--name")?.ok_or("--name NAME を書いてください")?;
    let kana = take(&mut words, "--kana")?.ok_or("--kana KANA を書いてください")?;
    let kind = take(&mut words, "--kind")?.ok_or_else(kinds)?;
    let phone = take(&mut words, "--phone")?.unwrap_or_default();
    let fax = take(&mut words, "--fax")?.unwrap_or_default();
    no_more(&words, 0)?;
    let known = |k: &&OrganisationKind| k.code() == kind || k.label() == kind;
    let kind = *OrganisationKind::ALL.iter().find(known).ok_or_else(kinds)?;
    let new = NewOrganisation {
        name: name.clone(),
        kana,
        kind,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone,
        fax,
        calendar: BusinessCalendar::weekdays(
            Time::constant(8, 30, 0, 0),
            Time::constant(17, 30, 0, 0),
        ),
        outside: false,
        fictitious: false,
    };
    let because = reason.to_string();
    let app = open(place, region)?;
    let there = app.read(&Actor::operator(), accounts::organisations).map_err(|e| sentence(&e))?;
    if there.iter().any(|o| o.name == name) {
        return Err(format!("{name} はもうあります。同じ名前では、招待のときに見分けられません"));
    }
    let done = app.write(&Actor::operator(), move |cx| {
        cx.audit(AuditEntry::act("cli").object("organisation add").detail(because.clone()));
        accounts::use_cases::set_up::add_organisation(cx, &new)
    });
    match done {
        Ok(_) => {
            say(
                out,
                &format!("{name} を加えました（営業は平日 8:30〜17:30。自分の設定で変えられます）"),
            );
            Ok(DONE)
        }
        Err(e) => Err(sentence(&e)),
    }
}

/// `invite`.
pub fn invite(
    place: &Place,
    region: &Region,
    mut words: Vec<String>,
    reason: &str,
    out: &mut dyn Write,
) -> Result<u8, String> {
    let office =
        take(&mut words, "--organisation")?.ok_or("--organisation NAME を書いてください")?;
    let name = take(&mut words, "--name")?.ok_or("--name NAME を書いてください")?;
    let kana = take(&mut words, "--kana")?.ok_or("--kana KANA を書いてください")?;
    let hat = take(&mut words, "--hat")?.ok_or_else(hats)?;
    let admin = flag(&mut words, "--admin");
    no_more(&words, 0)?;
    let known = |h: &Hat| h.code() == hat || h.label() == hat;
    let hat = INVITED.into_iter().find(known).ok_or_else(hats)?;
    let app = open(place, region)?;
    let actor = Actor::operator();
    let orgs = app.read(&actor, accounts::organisations).map_err(|e| sentence(&e))?;
    let Some(org) = orgs.into_iter().find(|o| o.name == office) else {
        return Err(format!("{office} という事業所はありません"));
    };
    let account = NewAccount {
        organisation: org.id,
        name,
        kana,
        hat,
        profession: hat.label().into(),
        demo_role: None,
    };
    let mut random = [0; 12];
    OsEntropy.fill(&mut random);
    let because = reason.to_string();
    let made = app.write(&actor, move |cx| {
        cx.audit(AuditEntry::act("cli").object("invite").detail(because.clone()));
        if admin {
            accounts::use_cases::invite::invite_member(cx, &account, &random, true, None)
        } else {
            accounts::use_cases::invite::invite(cx, &account, &random)
        }
    });
    match made {
        Ok((_, code)) => {
            let until = app.now().plus_minutes(accounts::model::CODE_DAYS * 24 * 60).date();
            say(
                out,
                &format!(
                    "招待コード {code} （{}まで、1回だけ使えます）",
                    wareki::long_weekday(until)
                ),
            );
            Ok(DONE)
        }
        Err(e) => Err(sentence(&e)),
    }
}

/// `login off` and `login on`: one person, in all regions at once.
pub fn login(
    place: &Place,
    region: &Region,
    mut words: Vec<String>,
    on: bool,
    reason: &str,
    out: &mut dyn Write,
) -> Result<u8, String> {
    let office =
        take(&mut words, "--organisation")?.ok_or("--organisation NAME を書いてください")?;
    let name = take(&mut words, "--name")?.ok_or("--name NAME を書いてください")?;
    no_more(&words, 0)?;
    let app = open(place, region)?;
    let actor = Actor::operator();
    let found = app
        .read(&actor, |cx| {
            let mut out = Vec::new();
            for o in accounts::organisations(cx)?.into_iter().filter(|o| o.name == office) {
                out.extend(accounts::any_accounts_of(cx, o.id)?);
            }
            Ok(out)
        })
        .map_err(|e| sentence(&e))?;
    let control = place.control()?;
    let mut people = Vec::new();
    for a in found.into_iter().filter(|a| a.name == name) {
        let owner = accounts::identities::of_account(&control, &region.slug, a.id);
        people.extend(owner.map_err(|e| e.to_string())?.map(|identity| (a.id, identity)));
    }
    let [(account, identity)] = people.as_slice() else {
        return Err(match people.len() {
            0 => format!("{office} に、ログインを決めた {name} さんはいません"),
            _ => format!(
                "{office} に、{name} さんが2人以上います。画面の「職員」で、1人ずつ登録を終わらせてください"
            ),
        });
    };
    let (object, because) = (format!("account:{account}"), reason.to_string());
    app.write(&actor, move |cx| {
        let act = if on { "accounts.login.on" } else { "accounts.login.off" };
        cx.audit(AuditEntry::act(act).object(object.clone()).detail(because.clone()));
        Ok(())
    })
    .map_err(|e| sentence(&e))?;
    let done = if on {
        accounts::identities::enable(&control, *identity)
    } else {
        accounts::identities::disable(&control, *identity, app.now()).map(|_| ())
    };
    done.map_err(|e| e.to_string())?;
    say(
        out,
        if on {
            "また入れるようになりました"
        } else {
            "すべての地域で、入れなくなりました"
        },
    );
    Ok(DONE)
}

/// Makes the two demonstration regions when they are not there.
pub fn demo(
    place: &Place,
    residents: Option<u64>,
    stays: Option<u64>,
    seed: Option<u64>,
    err: &mut dyn Write,
) -> Result<(), String> {
    let control = place.control()?;
    for region in demo::regions() {
        if app::control::region(&control, &region.slug).map_err(|e| e.to_string())?.is_some() {
            say(err, &format!("{} はもうあります", region.name));
            continue;
        }
        // what an interrupted earlier try has left is started anew
        place.forget_unfinished(&region.slug);
        say(err, &format!("{} をつくっています", region.name));
        let db = place.begin_region(&region).map_err(|e| e.to_string())?;
        db.bulk();
        let app = App::new(db, region.clone(), Arc::new(SystemClock), Arc::new(OsEntropy));
        let mut tell = |text: &str| say(err, &format!("  {text}"));
        demo::make(&app, residents, stays, seed, &mut tell).map_err(|e| sentence(&e))?;
        if region.persons {
            // the daily job has not run in the invented two years
            app.write(&Actor::system(), transitions::use_cases::close_old::close_old)
                .map_err(|e| sentence(&e))?;
        }
        app::control::add_region(&control, &region).map_err(|e| e.to_string())?;
    }
    Ok(())
}
