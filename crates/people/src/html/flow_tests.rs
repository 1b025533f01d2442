//! The pages through their handlers on a real store.
use accounts::use_cases::set_up::add_organisation;
use accounts::{NewOrganisation, OrganisationKind};
use kernel::{Actor, BusinessCalendar, Hat, Id, Time};
use slice::{Body, Fail, Req, Resp};
use testkit::TestApp;

use super::testing::{html, req, sound};
use super::{details, edit, list, register};

fn office(app: &TestApp, name: &str) -> Id {
    let t = |h| Time::constant(h, 30, 0, 0);
    let new = NewOrganisation {
        name: name.into(),
        kana: "ゆい".into(),
        kind: OrganisationKind::CareManagement,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-00-0012".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(t(8), t(17)),
        outside: false,
        fictitious: true,
    };
    app.write(&Actor::operator(), move |cx| add_organisation(cx, &new)).unwrap().0
}

fn post(app: &TestApp, office: Id, path: &str, fields: &[(&str, &str)]) -> Req {
    let mut r = req(app, Hat::CareManager, office, path);
    for (name, value) in fields {
        r.form.push(name, *value);
    }
    r
}

const MIYO: &[(&str, &str)] = &[
    ("name", "高橋 ミヨ"),
    ("kana", "たかはし みよ"),
    ("birth.era", "S"),
    ("birth.y", "15"),
    ("birth.m", "5"),
    ("birth.d", "3"),
    ("sex", "female"),
    ("care_level", "22"),
    ("consent_method", "written"),
    ("consent_on", "2026-04-01"),
];

fn to(r: Resp) -> String {
    match r.body {
        Body::Redirect { to, .. } => to,
        other => panic!("not done: {other:?}"),
    }
}

fn registered(app: &TestApp, office: Id) -> String {
    let path = to(register::save(&post(app, office, "/people/new", MIYO)).unwrap());
    path.trim_start_matches("/people/").to_string()
}

fn of(app: &TestApp, office: Id, id: &str, fields: &[(&str, &str)]) -> Req {
    let mut r = post(app, office, "/people/x/edit", fields);
    r.params.insert("resident".into(), id.into());
    r
}

/// The hidden and visible fields of a page's form, as a browser would post them.
fn hidden(page: &str) -> Vec<(String, String)> {
    let value = |tag: &str, name: &str| {
        let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        tag[at..].split('"').next().map(|v| v.replace("&#38;", "&"))
    };
    page.split("<input type=\"hidden\"")
        .skip(1)
        .filter_map(|t| {
            let tag = t.split('>').next()?;
            Some((value(tag, "name")?, value(tag, "value")?))
        })
        .collect()
}

#[test]
fn registering_twice_with_one_key_makes_one_person() {
    let app = TestApp::sqlite();
    let org = office(&app, "結の里");
    let mut fields = MIYO.to_vec();
    fields.push(("_key", "0123456789abcdef"));
    let r = post(&app, org, "/people/new", &fields);
    assert_eq!(to(register::save(&r).unwrap()), to(register::save(&r).unwrap()));
    let mut r = req(&app, Hat::CareManager, org, "/people");
    r.query.push("all", "1");
    let page = html(list::page(&r).unwrap());
    sound(&page);
    assert_eq!(page.matches("高橋 ミヨ さん").count(), 1);
}

#[test]
fn a_reading_typed_in_katakana_is_kept_in_hiragana_and_found_by_both() {
    let app = TestApp::sqlite();
    let org = office(&app, "結の里");
    let typed: Vec<(&str, &str)> =
        MIYO.iter().map(|(n, v)| (*n, if *n == "kana" { "ﾀｶﾊｼ　ミヨ" } else { *v })).collect();
    to(register::save(&post(&app, org, "/people/new", &typed)).unwrap());
    let mut actor = testkit::staff(Hat::CareManager, org);
    actor.account = None;
    for asked in ["たかはし", "タカハシ", "ﾐﾖ", "みよ"] {
        let hits = app.read(&actor, move |cx| crate::search::search(cx, asked)).unwrap();
        assert_eq!(hits.len(), 1, "{asked}");
        assert!(hits[0].meta.starts_with("たかはし みよ・"), "{}", hits[0].meta);
    }
}

#[test]
fn the_summary_tells_the_mistakes_in_the_order_of_the_page() {
    let app = TestApp::sqlite();
    let org = office(&app, "結の里");
    // every way an error comes about: unread date, nothing chosen, nothing typed, consent
    let typed = [("care_to.y", "x"), ("phone", "でんわ"), ("insured", "1")];
    let page = html(register::save(&post(&app, org, "/people/new", &typed)).unwrap());
    sound(&page);
    let list = page.split("<div class=\"errsum\"").nth(1).unwrap();
    let list = list.split("</ul>").next().unwrap();
    let told: Vec<&str> =
        list.split("href=\"#").skip(1).filter_map(|t| t.split('"').next()).collect();
    let places: Vec<usize> = told
        .iter()
        .map(|id| page.find(&format!(" id=\"{id}\"")).unwrap_or_else(|| panic!("{id}")))
        .collect();
    assert!(told.len() >= 7, "{told:?}");
    assert!(places.is_sorted(), "{told:?} {places:?}");
}

#[test]
fn a_mistake_comes_back_beside_its_field_with_what_was_typed() {
    let app = TestApp::sqlite();
    let org = office(&app, "結の里");
    let typed = [
        ("name", "<b>髙橋 𠮷</b>"),
        ("kana", "漢字"),
        ("birth.y", "2"),
        ("birth.m", "13"),
        ("birth.d", "x"),
    ];
    let r = register::save(&post(&app, org, "/people/new", &typed)).unwrap();
    assert_eq!(r.status, 422);
    let page = html(r);
    sound(&page);
    assert!(page.contains("髙橋 𠮷") && !page.contains("<b>髙橋"));
    for message in ["ふりがなを", "性別を選んで", "要介護度を選んで", "同意の取り方を選んで"]
    {
        assert!(
            page.matches(message).count() >= 2,
            "{message} in the summary and beside the field"
        );
    }
    let empty = register::page(&req(&app, Hat::CareManager, org, "/people/new")).unwrap();
    assert_eq!(empty.status, 200);
    sound(&html(empty));
}

#[test]
fn somebody_who_is_there_already_is_named_only_to_those_who_may_know() {
    let app = TestApp::sqlite();
    let (mine, other) = (office(&app, "結の里"), office(&app, "あおぞら"));
    let id = registered(&app, mine);
    let again = register::save(&post(&app, mine, "/people/new", MIYO)).unwrap();
    assert_eq!(again.status, 422);
    let page = html(again);
    sound(&page);
    assert!(page.contains(&format!("/yuino/people/{id}")));
    let page = html(register::save(&post(&app, other, "/people/new", MIYO)).unwrap());
    sound(&page);
    assert!(!page.contains(&id) && page.contains("1人"));
    let mut sure = MIYO.to_vec();
    sure.push(("not_the_same", "1"));
    to(register::save(&post(&app, other, "/people/new", &sure)).unwrap());
}

#[test]
fn what_only_one_side_changed_is_kept_without_asking() {
    let app = TestApp::sqlite();
    let org = office(&app, "結の里");
    let id = registered(&app, org);
    let opened = html(edit::page(&of(&app, org, &id, &[])).unwrap());
    sound(&opened);
    let base = hidden(&opened);
    let send = |more: &[(&str, &str)]| {
        let mut fields: Vec<(&str, &str)> =
            base.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        fields.retain(|(n, _)| *n != "_key");
        fields.extend(MIYO[..8].iter().filter(|(n, _)| !more.iter().any(|(m, _)| m == n)));
        fields.extend(more);
        edit::save(&of(&app, org, &id, &fields)).unwrap()
    };
    to(send(&[("phone", "0000-11-1111")]));
    let stale = send(&[("household", "ひとり暮らし")]);
    assert_eq!(stale.status, 409);
    let page = html(stale);
    sound(&page);
    assert!(page.contains("このまま保存できます") && page.contains("佐藤 花子"));
    let fields = hidden(&page);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    to(edit::save(&of(&app, org, &id, &fields)).unwrap());
    let page = html(edit::page(&of(&app, org, &id, &[])).unwrap());
    assert!(page.contains("0000-11-1111") && page.contains("ひとり暮らし"), "both changes stand");
}

#[test]
fn what_both_changed_is_asked_until_a_person_decides() {
    let app = TestApp::sqlite();
    let org = office(&app, "結の里");
    let id = registered(&app, org);
    let base = hidden(&html(edit::page(&of(&app, org, &id, &[])).unwrap()));
    let send = |phone: &'static str| {
        let mut fields: Vec<(&str, &str)> =
            base.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        fields.retain(|(n, _)| *n != "_key");
        fields.extend(&MIYO[..8]);
        fields.push(("phone", phone));
        edit::save(&of(&app, org, &id, &fields)).unwrap()
    };
    to(send("0000-11-1111"));
    let page = html(send("0000-22-2222"));
    sound(&page);
    assert!(page.contains("0000-11-1111") && page.contains("0000-22-2222"));
    let fields = hidden(&page);
    let answer = |keep: Option<&'static str>| {
        let mut all: Vec<(&str, &str)> =
            fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        all.extend(keep.map(|k| ("keep.phone", k)));
        edit::save(&of(&app, org, &id, &all)).unwrap()
    };
    let undecided = answer(None);
    assert_eq!(undecided.status, 409);
    let page = html(undecided);
    sound(&page);
    assert!(page.contains("残すほうを選んでください") && page.contains("name=\"keep.phone\""));
    to(answer(Some("theirs")));
    assert!(html(edit::page(&of(&app, org, &id, &[])).unwrap()).contains("0000-11-1111"));
}

#[test]
fn a_mistake_does_not_make_a_stale_form_fresh() {
    let app = TestApp::sqlite();
    let org = office(&app, "結の里");
    let id = registered(&app, org);
    let base = hidden(&html(edit::page(&of(&app, org, &id, &[])).unwrap()));
    let fields = |more: &[(&'static str, &'static str)]| -> Vec<(String, String)> {
        let mut all = base.clone();
        all.retain(|(n, _)| n != "_key");
        let own = MIYO[..8].iter().filter(|(n, _)| !more.iter().any(|(m, _)| m == n)).chain(more);
        all.extend(own.map(|(n, v)| ((*n).to_string(), (*v).to_string())));
        all
    };
    let send = |all: &[(String, String)]| {
        let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        edit::save(&of(&app, org, &id, &all)).unwrap()
    };
    to(send(&fields(&[("phone", "0000-11-1111")])));
    let wrong = send(&fields(&[("phone", "0000-22-2222"), ("kana", "漢字")]));
    assert_eq!(wrong.status, 422);
    let page = html(wrong);
    sound(&page);
    let mut again = hidden(&page);
    again.retain(|(n, _)| n != "_key");
    again.extend(MIYO[..8].iter().map(|(n, v)| ((*n).to_string(), (*v).to_string())));
    again.push(("phone".into(), "0000-22-2222".into()));
    assert_eq!(send(&again).status, 409, "the other's change is still seen");
}

#[test]
fn contacts_facts_and_team_come_and_go() {
    let app = TestApp::sqlite();
    let (org, other) = (office(&app, "結の里"), office(&app, "あおぞら"));
    let id = registered(&app, org);
    let org_text = other.to_string();
    to(details::add_contact(&of(
        &app,
        org,
        &id,
        &[("name", "高橋 健一"), ("relation", "長男"), ("is", "key_person"), ("is", "carer")],
    ))
    .unwrap());
    to(details::add_fact(&of(
        &app,
        org,
        &id,
        &[("kind", "allergy"), ("text", "ペニシリン"), ("alert", "harm")],
    ))
    .unwrap());
    to(details::add_member(&of(
        &app,
        org,
        &id,
        &[("role", "visit_nursing"), ("organisation", &org_text)],
    ))
    .unwrap());
    let page = html(details::page(&of(&app, org, &id, &[])).unwrap());
    sound(&page);
    assert!(
        page.contains("キーパーソン") && page.contains("ペニシリン") && page.contains("あおぞら")
    );
    // the nurse's office now has the person in reach
    let mut r = req(&app, Hat::Provider, other, "/people");
    r.query.push("all", "1");
    assert!(html(list::page(&r).unwrap()).contains("高橋 ミヨ さん"));
    // …and reads, but gets no form to change with
    let mut r = req(&app, Hat::Provider, other, "/people/x/edit");
    r.params.insert("resident".into(), id.clone());
    assert!(matches!(edit::page(&r), Err(Fail::NotFound)));
    assert!(matches!(details::page(&r), Err(Fail::NotFound)));
    let thing = |what: &str| {
        let at = page.find(&format!("/remove/{what}/")).unwrap() + format!("/remove/{what}/").len();
        page[at..at + 36].to_string()
    };
    for what in ["contacts", "facts"] {
        let mut r = of(&app, org, &id, &[]);
        r.params.insert("what".into(), what.into());
        r.params.insert("thing".into(), thing(what));
        to(details::remove(&r).unwrap());
        if what == "contacts" {
            assert!(matches!(details::remove(&r), Err(Fail::NotFound)), "gone is gone");
        }
    }
    let page = html(details::page(&of(&app, org, &id, &[])).unwrap());
    assert!(!page.contains("ペニシリン") && !page.contains("高橋 健一"));
}

#[test]
fn the_person_of_a_member_is_kept_apart_from_the_office() {
    let app = TestApp::sqlite();
    let org = office(&app, "結の里");
    let id = registered(&app, org);
    let other = office(&app, "南結野薬局");
    let other_text = other.to_string();
    let doctor =
        [("role", "doctor"), ("label", "南結野整形外科医院"), ("member_person", "吉野 智子")];
    to(details::add_member(&of(&app, org, &id, &doctor)).unwrap());
    // as rows were written before: both in one, the office being one of ours
    let before = [
        ("role", "pharmacy"),
        ("organisation", other_text.as_str()),
        ("label", "南結野薬局 及川 透"),
    ];
    to(details::add_member(&of(&app, org, &id, &before)).unwrap());
    let r = of(&app, org, &id, &[]);
    let who: crate::ResidentId = id.parse().unwrap();
    let team = r.read(|cx| crate::use_cases::view::view(cx, who)).unwrap().team;
    let of = |label: &str| {
        let m = team.iter().find(|m| m.label == label).unwrap();
        (m.office().to_owned(), m.person.clone())
    };
    let two = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(of("南結野整形外科医院 吉野 智子"), two("南結野整形外科医院", "吉野 智子"));
    assert_eq!(of("南結野薬局 及川 透"), two("南結野薬局", "及川 透"));
    let long = "あ".repeat(61);
    let r =
        self::of(&app, org, &id, &[("role", "doctor"), ("label", "x"), ("member_person", &long)]);
    let page = html(details::add_member(&r).unwrap());
    assert!(page.contains("60文字以内"));
}

#[test]
fn a_small_form_with_a_mistake_stands_open_and_marks_only_itself() {
    let app = TestApp::sqlite();
    let org = office(&app, "結の里");
    let id = registered(&app, org);
    let long = "あ".repeat(61);
    for (r, field) in [
        (details::add_contact(&of(&app, org, &id, &[("name", &long)])), "文字以内"),
        (details::add_contact(&of(&app, org, &id, &[("name", "a"), ("age", "百")])), "年齢は数字"),
        (
            details::add_fact(&of(&app, org, &id, &[("kind", "allergy"), ("text", " ")])),
            "内容を入力",
        ),
        (
            details::add_fact(&of(
                &app,
                org,
                &id,
                &[("kind", "allergy"), ("text", "x"), ("as_of", "2026-02-31")],
            )),
            "カレンダー",
        ),
        (
            details::add_fact(&of(
                &app,
                org,
                &id,
                &[("kind", "allergy"), ("text", "x"), ("as_of", "2027-01-01")],
            )),
            "今日まで",
        ),
        (details::add_member(&of(&app, org, &id, &[("role", "doctor")])), "名前を入力するか"),
        (details::add_member(&of(&app, org, &id, &[("role", "nobody")])), "役割を選んで"),
    ] {
        let r = r.unwrap();
        assert_eq!(r.status, 422);
        let page = html(r);
        sound(&page);
        assert_eq!(page.matches("<details class=\"mt3\" open>").count(), 1, "{field}");
        assert!(page.matches(field).count() >= 2, "{field}");
    }
}

#[test]
fn a_name_with_hidden_characters_comes_back_clean_with_a_sentence_beside_it() {
    let app = TestApp::sqlite();
    let org = office(&app, "結の里");
    for (field, typed, clean) in [
        ("name", "高\u{202e}橋 ミヨ", "高橋 ミヨ"),
        ("name", "高橋\u{200b} ミヨ", "高橋 ミヨ"),
        ("address", "結野市\u{2066}ひばり台", "結野市ひばり台"),
    ] {
        let mut form: Vec<(&str, &str)> =
            MIYO.iter().filter(|(n, _)| *n != field).copied().collect();
        form.push((field, typed));
        let r = register::save(&post(&app, org, "/people/new", &form)).unwrap();
        assert_eq!(r.status, 422, "{typed:?}");
        let page = html(r);
        assert!(page.contains("見えない文字か、並びを変える文字が入っていました"), "{typed:?}");
        assert!(page.contains(&format!("value=\"{clean}\"")), "{typed:?}");
    }
    // a form of a character (異体字) is part of the name
    let mut form: Vec<(&str, &str)> = MIYO.iter().filter(|(n, _)| *n != "name").copied().collect();
    form.push(("name", "渡邉\u{e0100} ミヨ"));
    let path = to(register::save(&post(&app, org, "/people/new", &form)).unwrap());
    assert!(path.starts_with("/people/"));
}

/// Behind the forms (imports, the command line, another slice) the same rule holds.
#[test]
fn the_use_cases_refuse_hidden_characters_too() {
    let new = |name: &str| crate::NewResident {
        name: name.into(),
        kana: "たかはし みよ".into(),
        birth: "1940-05-03".parse().unwrap(),
        sex: crate::Sex::Female,
        address: String::new(),
        phone: String::new(),
        insurer: String::new(),
        insured: String::new(),
        care_level: crate::CareLevel::Care2,
        care_from: None,
        care_to: None,
        household: String::new(),
    };
    let wrong = |r: &crate::NewResident| crate::model::validate(r, testkit::noon_before());
    assert!(wrong(&new("渡邉\u{e0100} ミヨ")).is_empty());
    for bad in ["高\u{202e}橋", "高橋\u{200b}", "\u{2060}\u{2060}"] {
        assert!(wrong(&new(bad)).iter().any(|e| e.field == "name"), "{bad:?}");
    }
    let mut r = new("高橋 ミヨ");
    r.address = "結野市\u{200f}1".into();
    assert!(wrong(&r).iter().any(|e| e.field == "address"));
}
