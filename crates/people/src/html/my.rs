//! わたしのページ: large type, one thing per screen, plain words. For the person, and less of it for a relative with a card.
use accounts::AccountId;
use askama::Template;
use kernel::time::add_days;
use kernel::{Id, wareki};
use slice::{Audit, Body, Fail, MyLink, Req, Resp, Route};
use ui::{Html, Shell};

use super::cards::{holder, opens};
use crate::authz::What;
use crate::model::consent::Kept;
use crate::permissions::{MY, MY_OWN};
use crate::use_cases::my as act;
use crate::use_cases::who_may_see::kinds_in_words;

/// The addresses.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/my", &MY, Audit::Person, first),
        Route::get("/my/see", &MY_OWN, Audit::Person, see),
        Route::get("/my/seen", &MY_OWN, Audit::Person, seen),
        Route::get("/my/consent", &MY_OWN, Audit::Person, consent),
        Route::post("/my/consent/withdraw", &MY_OWN, Audit::Person, withdraw),
        Route::get("/my/family", &MY_OWN, Audit::Person, family),
        Route::post("/my/family/{account}/end", &MY_OWN, Audit::Person, end_card),
        Route::get("/my/phone", &MY, Audit::Person, phone),
        Route::post("/my/phone/end", &MY, Audit::Person, end_phone),
    ]
}

/// One row of a page: words, and what stands below.
struct Row {
    title: String,
    lines: Vec<String>,
    /// An act: address, its button's words, and the question before it.
    end: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "people/my.html")]
struct First {
    shell: Shell,
    person: String,
    holder: Option<String>,
    links: Vec<MyLink>,
    /// Why something that a relative was named for cannot be opened here.
    without: Vec<String>,
}

#[derive(Template)]
#[template(path = "people/my_list.html")]
struct List {
    shell: Shell,
    back: Html,
    title: &'static str,
    intro: &'static str,
    empty: &'static str,
    rows: Vec<Row>,
    more: Option<String>,
    /// One act for the whole page: address, summary, explanation, button.
    act: Option<(String, &'static str, &'static str, &'static str)>,
    key: String,
}

impl List {
    fn of(req: &Req, title: &'static str) -> List {
        let shell = req.titled(title);
        List {
            back: ui::back("わたしのページ", shell.url("/my")),
            title,
            intro: "",
            empty: "",
            rows: Vec::new(),
            more: None,
            act: None,
            key: req.new_key(),
            shell,
        }
    }

    fn page(self) -> Result<Resp, Fail> {
        Resp::page(self.render())
    }
}

fn link(words: &str, why: &str, href: &str) -> MyLink {
    MyLink { words: words.into(), why: why.into(), href: href.into() }
}

/// What a relative reads of a kind that was named for them and has no page here.
fn not_here(what: What) -> String {
    let why = match what {
        What::Room => {
            "支援チームは、ご家族とのやりとりを、まだはじめていません。はじまると、ここから開けます。"
        }
        What::Emergency => {
            "救急のときに、救急隊が見るものです。このページからは開けません。中身を知りたいときは、担当のケアマネジャーに聞いてください。"
        }
        _ => "いまは、見ることができません。",
    };
    format!("{}　{why}", what.label())
}

fn first(req: &Req) -> Result<Resp, Fail> {
    let found = req.read(act::read)?;
    let mut links = found.links;
    if found.own {
        links.push(link("誰に見えるか", "わたしのことを見ることができる人", "/my/see"));
        links.push(link("誰が見たか", "いつ、どこの人が見たか", "/my/seen"));
        links.push(link("同意", "見てもよいと言ったこと。やめることもできます", "/my/consent"));
        links.push(link(
            "家族のカード",
            "カードを持っている家族。止めることもできます",
            "/my/family",
        ));
    }
    links.push(link("この電話", "この電話で使うのをやめる", "/my/phone"));
    let shell = req.titled("わたしのページ");
    let links = links.into_iter().map(|l| MyLink { href: shell.url(&l.href), ..l }).collect();
    let mut without: Vec<String> = found.without.into_iter().map(not_here).collect();
    if found.nothing {
        without.push(format!(
            "まだ、何も見ることができません。{}さんが「見せる」と決めたものが、ここに出ます。",
            found.person
        ));
    }
    let page = First { person: found.person, holder: found.holder, links, without, shell };
    Resp::page(page.render())
}

fn see(req: &Req) -> Result<Resp, Fail> {
    let lines = req.read(act::may_see)?;
    let rows = lines.into_iter().map(|(who, why, kinds)| {
        let what = match kinds.is_empty() {
            true => Vec::new(),
            false => vec![kinds_in_words(&kinds).join("・")],
        };
        Row { title: who, lines: std::iter::once(why).chain(what).collect(), end: None }
    });
    List {
        intro: "いま、あなたのことを見ることができる人です。その下は、わけと、見えるものです。",
        rows: rows.collect(),
        ..List::of(req, "誰に見えるか")
    }
    .page()
}

fn seen(req: &Req) -> Result<Resp, Fail> {
    let tomorrow = add_days(req.app.now().date(), 1);
    let before = req.query.get("before").parse().unwrap_or(tomorrow);
    let found = req.read(|cx| act::has_seen(cx, before))?;
    let rows = found.lines.into_iter().map(|l| {
        let what = act::label_of(&l.act).map_or_else(|| l.act.clone(), str::to_string);
        let who = match l.organisation.as_str() {
            "" => l.hat.label().to_string(),
            o => format!("{o}（{}）", l.hat.label()),
        };
        Row { title: wareki::long(l.day), lines: vec![who, what], end: None }
    });
    let shell = req.titled("誰が見たか");
    List {
        intro: "あなたのことを見た人です。新しい日から、ならんでいます。",
        empty: "まだ、だれも見ていません。",
        rows: rows.collect(),
        more: found.before.map(|d| shell.url(&format!("/my/seen?before={d}"))),
        ..List::of(req, "誰が見たか")
    }
    .page()
}

fn agreed(k: &Kept) -> Row {
    let w = &k.what;
    let kinds: Vec<&str> = w.kinds.iter().map(|k| k.label()).collect();
    let what = if kinds.is_empty() { "すべて".to_string() } else { kinds.join("・") };
    let mut lines = vec![w.mode.label().to_string(), format!("見てもよいもの　{what}")];
    if let Some(to) = w.to {
        lines.push(format!("{}まで", wareki::long(to)));
    }
    Row { title: format!("{}の同意", wareki::long(w.given_on)), lines, end: None }
}

fn consent(req: &Req) -> Result<Resp, Fail> {
    let all = req.read(act::consents_of)?;
    let shell = req.titled("同意");
    let some = !all.is_empty();
    List {
        intro: "「見てもよい」とあなたが言ったことです。いつでも、やめることができます。",
        empty: "いま、同意はありません。",
        rows: all.iter().map(agreed).collect(),
        act: some.then(|| {
            (
                shell.url("/my/consent/withdraw"),
                "同意をやめる",
                "やめると、支援チームと病院は、すぐに見られなくなります。もう送った書類は、相手に残ります。担当の事業所に知らせます。",
                "同意をやめます",
            )
        }),
        ..List::of(req, "同意")
    }
    .page()
}

fn withdraw(req: &Req) -> Result<Resp, Fail> {
    req.act(|cx| act::withdraw(cx).map(|_| "/my/consent".to_string()))?;
    Ok(Resp::go_saying("/my/consent", "同意をやめました"))
}

fn family(req: &Req) -> Result<Resp, Fail> {
    let all = req.read(act::family)?;
    let shell = req.titled("家族のカード");
    let rows = all.iter().map(|(c, looked)| {
        let used = match (c.used_at, looked) {
            (Some(at), _) => format!("{}から使っています", wareki::long(at.date())),
            (None, Some(day)) => format!("{}に、あなたのページを見ました", wareki::long(*day)),
            (None, None) => "まだ使っていません".into(),
        };
        let end = (
            shell.url(&format!("/my/family/{}/end", c.account)),
            format!("{}のカードを止める", c.name),
        );
        Row { title: holder(c), lines: vec![opens(c), used], end: Some(end) }
    });
    List {
        intro: "あなたのページのカードを持っている人です。いつでも、止めることができます。新しく渡したいときは、担当のケアマネジャーに言ってください。",
        empty: "カードを持っている人は、いません。",
        rows: rows.collect(),
        ..List::of(req, "家族のカード")
    }
    .page()
}

fn end_card(req: &Req) -> Result<Resp, Fail> {
    let account: Id = req.id("account")?;
    req.act(move |cx| {
        crate::use_cases::cards::end_mine(cx, account).map(|()| "/my/family".to_string())
    })?;
    accounts::door::end_sessions(req, &[AccountId(account)])?;
    Ok(Resp::go_saying("/my/family", "カードを止めました"))
}

fn phone(req: &Req) -> Result<Resp, Fail> {
    req.read(act::read)?;
    let shell = req.titled("この電話");
    List {
        intro: "この電話で、あなたのページを開いています。しばらく使わないと、番号を聞きます。",
        act: Some((
            shell.url("/my/phone/end"),
            "この電話で使うのをやめる",
            "やめると、この電話では開けなくなります。また使うには、新しいカードがいります。",
            "この電話で使うのをやめます",
        )),
        ..List::of(req, "この電話")
    }
    .page()
}

fn end_phone(req: &Req) -> Result<Resp, Fail> {
    let account = req.actor()?.account.ok_or(Fail::NotFound)?;
    req.act(|cx| act::end_phone(cx).map(|_| "/my".to_string()))?;
    accounts::door::end_sessions(req, &[AccountId(account)])?;
    Ok(Resp { status: 303, body: Body::SignOut })
}
