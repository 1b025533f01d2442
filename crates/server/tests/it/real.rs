//! One real thing of every kind that an address may name, made by the forms of the pages, of people with whom only the
//! roles `cm`, `liaison` and their own houses have to do.
use std::collections::BTreeMap;

use db::Stmt;
use kernel::time::add_days;
use kernel::{Clock, Date, SystemClock};

use crate::http::{Served, value};

const OFFICE: &str = "結野みずほ居宅介護支援";

/// A day as it is typed.
fn typed(day: Date) -> String {
    format!("R{}.{}.{}", day.year() - 2018, day.month(), day.day())
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

/// The last id in an address.
fn id_in(path: &str) -> String {
    let mut ids =
        path.split(['/', '?', '#']).filter(|s| s.len() == 36 && s.matches('-').count() == 4);
    ids.next_back().unwrap_or_else(|| panic!("no id in {path}")).to_string()
}

/// The value of the option, or of the input, that these words follow.
fn option(page: &str, words: &str) -> String {
    let before = page.split(words).next().filter(|b| b.len() < page.len());
    let tail = before.unwrap_or_else(|| panic!("no {words}")).rsplit("value=\"").next().unwrap();
    tail.split('"').next().unwrap().to_string()
}

/// Sends the form of a page to `action` with its hidden fields; the address it leads to.
fn sent(y: &Served, who: &str, page: &str, action: &str, fields: &[(&str, &str)]) -> String {
    let html = y.get(&format!("/yuino{page}"), who).body;
    let form = html
        .split("<form")
        .find(|f| f.contains(&format!("action=\"/yuino{action}\"")))
        .unwrap_or_else(|| panic!("{page} has no form to {action}"));
    let mut body = Vec::new();
    for name in ["_csrf", "_key", "_version", "_part", "resident", "a.from", "a.office", "a.to"] {
        let own = fields.iter().all(|(n, _)| *n != name);
        if let Some(v) = value(form.split("</form").next().unwrap(), name).filter(|_| own) {
            body.push(format!("{name}={}", encoded(&v)));
        }
    }
    body.extend(fields.iter().map(|(n, v)| format!("{n}={}", encoded(v))));
    let a = y.post(&format!("/yuino{action}"), who, &body.join("&"));
    assert_eq!(a.status, 303, "{action}: {}", a.body);
    a.head["location"].trim_start_matches("/yuino").to_string()
}

/// The newest id of a table.
fn newest(y: &Served, sql: &'static str) -> String {
    let stmt = Stmt { name: "test.NEWEST", sql };
    let id: kernel::Id = y.place.store("yuino").read(|tx| tx.one(stmt, &[])?.get(0)).unwrap();
    id.to_string()
}

fn registered(y: &Served, cm: &str, name: &str, kana: &str) -> String {
    let today = typed(SystemClock.now().date());
    let fields = [
        ("name", name),
        ("kana", kana),
        ("birth.era", "S"),
        ("birth.y", "S10.8.9"),
        ("sex", "female"),
        ("address", "結野市瀬織99-3"),
        ("care_level", "22"),
        ("consent_method", "written"),
        ("consent_on.y", &today),
    ];
    id_in(&sent(y, cm, "/people/new", "/people/new", &fields))
}

fn admitted(y: &Served, cm: &str, resident: &str, day: Date) -> String {
    let path = format!("/transitions/new?resident={resident}");
    let page = y.get(&format!("/yuino{path}"), cm).body;
    let (hospital, day) = (option(&page, "結野中央病院（架空）"), typed(day));
    let fields = [
        ("a.hospital", hospital.as_str()),
        ("a.admitted_on.y", &day),
        ("a.planned", "no"),
        ("a.learned", "family"),
        ("a.told", "no"),
    ];
    id_in(&sent(y, cm, &path, "/transitions/new", &fields))
}

/// Somebody new in the office of the role `cm`.
fn colleague(y: &Served) -> String {
    let words = ["invite", "--organisation", OFFICE, "--name", "試験 同室", "--kana", "しけん"];
    let said = y.place.at("yuino", &[&words[..], &["--hat", "cm"]].concat()).done().out;
    let code = said.split_whitespace().find(|w| w.len() == 14 && w.matches('-').count() == 2);
    let a = y.post("/yuino/join", "", &format!("code={}", code.unwrap()));
    assert_eq!(a.status, 303, "{}", a.body);
    a.head["set-cookie"].split(';').next().unwrap().to_string()
}

/// Makes everything; the ids by the name in the address.
pub fn things(y: &Served) -> BTreeMap<&'static str, String> {
    let today = SystemClock.now().date();
    let (cm, liaison, other) = (y.sign_in("cm"), y.sign_in("liaison"), colleague(y));
    let resident = registered(y, &cm, "門外 ふみ", "もんがい ふみ");
    let stay = admitted(y, &cm, &resident, add_days(today, -5));
    let at = |tail: &str| format!("/transitions/{stay}{tail}");
    let form = |who: &str, tail: &str, to: &str, fields: &[(&str, &str)]| {
        sent(y, who, &at(tail), &at(to), fields)
    };
    let mut out = BTreeMap::new();

    let fields = [("prepare", "yes"), ("a.method", "ict"), ("a.to", "地域連携室")];
    out.insert("prepared", id_in(&form(&other, "/sheet/check", "/sheet/send", &fields)));
    form(&cm, "/sheet/check", "/sheet/send", &fields[1..]);
    out.insert("record", newest(y, "SELECT record FROM transitions_act WHERE kind = 'sheet_sent' ORDER BY at DESC, id DESC LIMIT 1"));
    let day = typed(add_days(today, 3));
    let fields = [
        ("_do", "invite"),
        ("a.day.y", day.as_str()),
        ("a.time", "14:00"),
        ("a.means", "room"),
        ("a.att.1.org", "結野中央病院"),
        ("a.att.1.name", "小田島 誠"),
        ("a.att.1.job", "nurse"),
    ];
    out.insert(
        "conference",
        id_in(&form(&liaison, "/conferences/new", "/conferences/new", &fields)),
    );

    let came = typed(add_days(today, -5));
    let fields = [
        ("a.consent.given", "true"),
        ("a.person.name", "門外 ふみ"),
        ("a.person.birth.y", "S10.8.9"),
        ("a.person.address", "結野市瀬織99-3"),
        ("a.stay.admitted_on.y", came.as_str()),
        ("a.ask.kinds", "manager"),
        ("a.from.hospital", "結野中央病院"),
        ("a.from.person", "小田島 誠"),
        ("_do", "check"),
    ];
    form(&liaison, "/referral", "/referral", &fields);
    let check = y.get(&format!("/yuino{}?check=1", at("/referral")), &liaison).body;
    let to =
        option(&check[check.find("name=\"to\"").unwrap()..], "結野市中央高齢者相談支援センター");
    let letter = form(&liaison, "/referral?check=1", "/referral", &[("_do", "send"), ("to", &to)]);
    out.insert("referral", id_in(&letter));

    let page = y.get(&format!("/yuino{}", at("/facility")), &liaison).body;
    let home = option(&page, "特別養護老人ホーム ひばり野台苑（架空）");
    let fields = [("facility", home.as_str()), ("procedures", "suction"), ("method", "ict")];
    form(&liaison, "/facility", "/facility", &fields);
    out.insert("act", newest(y, "SELECT id FROM transitions_act WHERE kind = 'facility_asked' ORDER BY at DESC, id DESC LIMIT 1"));

    let day = typed(today);
    let fields = [("day.y", day.as_str()), ("partner", OFFICE), ("channel", "room")];
    sent(y, &liaison, "/transitions/partners", "/transitions/partners", &fields);
    out.insert(
        "meeting",
        newest(y, "SELECT id FROM transitions_meeting ORDER BY at DESC, id DESC LIMIT 1"),
    );

    let second = registered(y, &cm, "門外 たみ", "もんがい たみ");
    let past = admitted(y, &cm, &second, add_days(today, -20));
    let (end, left) = (format!("/transitions/{past}/end"), typed(add_days(today, -8)));
    sent(y, &cm, &end, &end, &[("on.y", &left), ("end_kind", "home")]);
    let mut fields = vec![("a.mark", "7"), ("a.day.y", day.as_str()), ("a.method", "phone")];
    fields.extend(
        ["a.visit", "a.medicines", "a.weight", "a.services", "a.troubles"].map(|q| (q, "no")),
    );
    let asked = format!("/transitions/{past}/follow-up");
    sent(y, &cm, &asked, &asked, &fields);
    out.insert(
        "task",
        newest(y, "SELECT id FROM transitions_task ORDER BY at DESC, id DESC LIMIT 1"),
    );

    let choose = y.get("/yuino/handover", &cm).body;
    let choose = &choose[choose.find("name=\"a.from\"").unwrap()..];
    let (from, to) = (option(choose, ">佐藤 花子<"), option(choose, ">試験 同室<"));
    let preview = format!("/handover/preview?a.from={from}&a.office=same&a.to={to}");
    let fields = [("a.who", resident.as_str()), ("a.reason", "担当替えのため")];
    out.insert("handover", id_in(&sent(y, &cm, &preview, "/handover", &fields)));
    out.extend([("stay", stay), ("resident", resident)]);
    out
}
