//! 「ケアマネジャーをさがす」: by kana and birth date, or by insured number; the answer is office, telephone and times to
//! avoid, nothing of the person. Everything typed is posted, never in an address; every try is logged.
use accounts::{Organisation, OrganisationId};
use app::Cx;
use directory::model::window::Window;
use directory::use_cases::{areas::hokatsu_of_address, windows::windows_of};
use kernel::At;
use people::use_cases::find_cm::{Ask, find_cm};
use slice::{Fail, Req, Resp};
use ui::field::{Input, TextKind, Width};
use ui::{Button, ErrorSummary, Field, FieldKind, FormOpen, Html, Opt, Shell};

use super::typed::{Typed, only_if};
use super::window;

/// An office to call.
#[derive(Debug, Clone)]
struct Place {
    org: Organisation,
    windows: Vec<Window>,
}

/// What a search found.
#[derive(Debug, Clone, Default)]
enum Found {
    /// Nothing was asked yet.
    #[default]
    NotAsked,
    /// The offices of the care managers.
    Offices(Vec<Place>),
    /// Nobody is registered: the 包括 of the address is the way.
    Nobody,
    /// The 包括 of an address (one); none = not known from what was typed.
    Hokatsu(Vec<Place>),
}

/// The empty form.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let now = req.app.now();
    let typed = Typed::blank(now.date()).with("by_is", "name");
    Resp::page(askama::Template::render(&page(req.shell.clone(), &typed, &Found::NotAsked, now)))
}

/// Searches.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let now = req.app.now();
    let mut typed = Typed::of(&req.form, now.date());
    let found = if typed.text("_do") == "address" {
        // the other form of the page begins anew
        typed = typed.with("by_is", "name");
        by_address(req, &mut typed)?
    } else {
        by_person(req, &mut typed)?
    };
    let page = page(req.shell.clone(), &typed, &found, now);
    Ok(Resp::page(askama::Template::render(&page))?.status(typed.status()))
}

fn by_person(req: &Req, typed: &mut Typed) -> Result<Found, Fail> {
    let Some(ask) = read(typed) else { return Ok(Found::NotAsked) };
    let found = req.read(|cx| {
        let mut out: Vec<Place> = Vec::new();
        for f in find_cm(cx, &ask)? {
            if out.iter().all(|p| p.org.id.0 != f.organisation) {
                out.push(place(cx, OrganisationId(f.organisation))?);
            }
        }
        Ok(out)
    });
    match found {
        Ok(places) if places.is_empty() => Ok(Found::Nobody),
        Ok(places) => Ok(Found::Offices(places)),
        Err(Fail::Use(e)) => {
            typed.refused(e)?;
            Ok(Found::NotAsked)
        }
        Err(other) => Err(other),
    }
}

fn by_address(req: &Req, typed: &mut Typed) -> Result<Found, Fail> {
    let address = typed.text("address");
    let length = address.chars().count();
    if length == 0 {
        typed.error("address", "患者さんの住所を入力してください（例 ひばり台二丁目）");
    } else if length > 200 {
        typed.error("address", "住所は200文字以内で入力してください");
    }
    if !typed.ok() {
        return Ok(Found::Nobody);
    }
    let place =
        req.read(|cx| hokatsu_of_address(cx, &address)?.map(|o| place(cx, o)).transpose())?;
    Ok(Found::Hokatsu(place.into_iter().collect()))
}

fn place(cx: &Cx<'_>, id: OrganisationId) -> app::Result<Place> {
    Ok(Place { org: accounts::organisation(cx, id)?, windows: windows_of(cx, id)? })
}

fn read(t: &mut Typed) -> Option<Ask> {
    match t.text("by_is").as_str() {
        "number" => use_digits(t).map(Ask::Insured),
        "name" => {
            let kana = t.text("kana");
            if kana.is_empty() {
                t.error("kana", "姓と名のかなを入力してください");
            } else if kana.chars().count() > 60 {
                t.error("kana", "かなは60文字以内で入力してください");
            }
            let birth = t.day("birth", "生年月日");
            t.ok().then_some(())?;
            Some(Ask::KanaBirth { kana, birth: birth? })
        }
        _ => {
            t.error("by_is", "さがしかたを選んでください");
            None
        }
    }
}

/// Full-width digits and blanks are fine; what is still no number the use case refuses.
fn use_digits(t: &mut Typed) -> Option<String> {
    let typed = t.text("insured");
    if typed.is_empty() {
        t.error("insured", "被保険者番号を入力してください");
        return None;
    }
    let narrow = |c: char| match c {
        '０'..='９' => {
            char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c)
        }
        'Ｈ' | 'h' | 'ｈ' => 'H',
        c => c,
    };
    Some(typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(narrow).take(60).collect())
}

#[derive(askama::Template)]
#[template(path = "hospital/find_cm.html")]
struct Page {
    shell: Shell,
    back: Html,
    errors: ErrorSummary,
    open: FormOpen,
    fields: Vec<Field>,
    button: Button,
    result: Option<String>,
    boxes: Vec<Html>,
    address: Option<(FormOpen, Field, Button)>,
}

fn page(mut shell: Shell, t: &Typed, found: &Found, now: At) -> Page {
    shell.title = "ケアマネジャーをさがす".into();
    let open = |id: &str| FormOpen {
        id: id.into(),
        action: shell.url("/transitions/find-cm"),
        csrf: shell.csrf.clone(),
        today: t.today().to_string(),
        ..FormOpen::default()
    };
    let places: &[Place] = match found {
        Found::Offices(all) | Found::Hokatsu(all) => all,
        Found::NotAsked | Found::Nobody => &[],
    };
    // several boxes on one page: each heading and bar needs ids of its own
    let boxes = places.iter().enumerate().map(|(i, p)| contact(i, p, now)).collect();
    let result = match found {
        Found::NotAsked => None,
        Found::Offices(_) => Some("担当の事業所が見つかりました".to_string()),
        Found::Nobody => Some("担当の事業所は見つかりませんでした".to_string()),
        Found::Hokatsu(one) if !one.is_empty() => Some("住所の地域包括支援センター".to_string()),
        Found::Hokatsu(_) => Some("住所から地域包括支援センターがわかりませんでした".to_string()),
    };
    let ask_address = matches!(found, Found::Nobody | Found::Hokatsu(_));
    let address = ask_address.then(|| {
        let field = t
            .line("address", "患者さんの住所", 200)
            .hint("町の名前まででかまいません。入力した住所は残しません");
        let button = Button::submit("住所の包括をさがす").posting("_do", "address");
        (
            open("address-form"),
            field,
            if matches!(found, Found::Nobody) { button.primary() } else { button },
        )
    });
    let search = Button::submit("さがす").posting("_do", "find");
    Page {
        back: ui::back("届いたもの", shell.url("/transitions/intray")),
        errors: ErrorSummary::of(&t.form.errors),
        open: open("find"),
        fields: fields(t),
        button: if address.is_some() { search } else { search.primary() },
        result,
        boxes,
        address,
        shell,
    }
}

fn contact(i: usize, p: &Place, now: At) -> Html {
    let mut c = window::contact(&p.org, &p.windows, "", now, true);
    if let Some(h) = &mut c.hours {
        h.id = format!("window{i}");
    }
    let html = c.html().to_string();
    Html::trusted(html.replace("\"cw\"", &format!("\"cw{i}\"")))
}

fn fields(t: &Typed) -> Vec<Field> {
    let by = vec![
        Opt::new("name", "お名前のかなと生年月日"),
        Opt::new("number", "介護保険の被保険者番号"),
    ];
    let only = |f: &mut Field, code: &str, words: &str| {
        f.when = Some(only_if("by_", "is", code, words)).filter(|_| f.error.is_none());
    };
    let kana =
        Input { value: t.text("kana"), kind: TextKind::Kana, max: Some(60), ..Input::default() };
    let mut kana =
        t.field("kana", "お名前のかな", FieldKind::Text(kana)).hint("姓と名（例 あべ はる）");
    only(&mut kana, "name", "「かなと生年月日」でさがすときに、入力してください");
    let mut birth = t.date("birth", "生年月日");
    only(&mut birth, "name", "「かなと生年月日」でさがすときに、入力してください");
    let number = Input {
        value: t.text("insured"),
        kind: TextKind::Digits,
        max: Some(10),
        width: Width::Mid,
        ..Input::default()
    };
    let mut number = t
        .field("insured", "被保険者番号", FieldKind::Text(number))
        .hint("数字10けた（またはHと数字9けた）");
    only(&mut number, "number", "「被保険者番号」でさがすときに、入力してください");
    vec![t.radio("by_is", "さがしかた", by).required(), kana, birth, number]
}

#[cfg(test)]
mod tests {
    use super::super::frame::tests::sound;
    use super::super::samples::{self, LONG, shell, today};
    use super::*;
    use askama::Template;

    fn html(t: &Typed, found: &Found) -> String {
        page(shell(), t, found, samples::now()).render().unwrap()
    }

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        pairs.iter().fold(Typed::blank(today()), |t, (n, v)| t.with(n, *v))
    }

    fn place(name: &str) -> Place {
        let mut org = samples::office();
        org.name = name.into();
        Place { org, windows: vec![samples::window()] }
    }

    #[test]
    fn nothing_typed_gets_into_an_address() {
        let page = html(&typed(&[("by_is", "name"), ("kana", "あべ はる")]), &Found::NotAsked);
        sound(&page);
        assert!(page.contains("method=\"post\"") && !page.contains("method=\"get\""));
        assert!(!page.contains("href=\"/yuino/transitions/find-cm?"));
    }

    #[test]
    fn a_find_shows_office_telephone_and_times_to_avoid_but_no_names() {
        let found = Found::Offices(vec![place("居宅介護支援 結の里"), place(LONG)]);
        let page = html(&typed(&[("by_is", "name"), ("kana", "あべ はる")]), &found);
        sound(&page);
        assert!(page.contains("0000-65-0012") && page.contains("12:00〜13:00"));
        assert!(!page.contains("佐藤 花子") && !page.contains("高橋 美奈"));
        assert!(page.contains("あべ はる"), "what was typed stays");
    }

    #[test]
    fn nobody_found_asks_for_the_address_and_the_address_leads_to_the_hokatsu() {
        let t = typed(&[("by_is", "number"), ("insured", "0012345678")]);
        let page = html(&t, &Found::Nobody);
        sound(&page);
        assert!(page.contains("見つかりませんでした") && page.contains("住所の包括をさがす"));
        let mut hokatsu = place("地域包括支援センター ひばり");
        hokatsu.org.kind = accounts::OrganisationKind::Hokatsu;
        let page = html(&typed(&[("address", "ひばり台二丁目")]), &Found::Hokatsu(vec![hokatsu]));
        sound(&page);
        assert!(page.contains("地域包括支援センターの連絡窓口") && page.contains("ひばり台二丁目"));
        sound(&html(&typed(&[("address", LONG)]), &Found::Hokatsu(Vec::new())));
    }

    #[test]
    fn what_cannot_be_searched_is_told_beside_its_field() {
        for (pairs, field) in [
            (vec![], "by_is"),
            (vec![("by_is", "name")], "kana"),
            (vec![("by_is", "name"), ("kana", "あべ")], "birth"),
            (vec![("by_is", "name"), ("kana", "あべ"), ("birth.y", "S18.13.3")], "birth"),
            (vec![("by_is", "number")], "insured"),
        ] {
            let mut t = typed(&pairs);
            assert!(read(&mut t).is_none() && t.form.error_of(field).is_some(), "{pairs:?}");
            sound(&html(&t, &Found::NotAsked));
        }
        let mut t = typed(&[("by_is", "number"), ("insured", "００１２ ３４５６７８")]);
        assert!(matches!(read(&mut t), Some(Ask::Insured(n)) if n == "0012345678"));
    }
}
