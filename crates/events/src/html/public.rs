//! Public pages: what is open, signing up, the own sign-up. Nothing here needs a login or a script.
use app::Error;
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, Html, Kv, PlainRow, Rows};

use super::parts::{self, buttons, drawn, h2, hint, p, public_form, who, who_fields};
use super::reception::promise;
use crate::model::catalogue::catalogue;
use crate::model::entry::{CODE, EntryState, NewEntry, code_words};
use crate::use_cases::public::{self as act, Mine, Shown, visitor};

fn left_words(s: &Shown) -> String {
    match s.left {
        None => "申し込み受付中".into(),
        Some(0) => "満員（キャンセル待ちで受け付けます）".into(),
        Some(n) if n <= 5 => format!("あと{n}人"),
        Some(_) => "申し込み受付中".into(),
    }
}

/// GET /e
pub(super) fn list(req: &Req) -> Result<Resp, Fail> {
    let all = req.app.read(&visitor(), act::all)?;
    let c = catalogue()?;
    let rows: Vec<PlainRow> = all
        .iter()
        .map(|s| PlainRow {
            title: s.event.data.title.as_str().into(),
            href: Some(req.url(&format!("/e/{}", s.event.slug))),
            tag: None,
            meta: ui::spaced(
                [
                    c.kind_label(&s.event.data.kind).to_string(),
                    s.event.when(),
                    s.event.data.place.clone(),
                    left_words(s),
                ]
                .iter()
                .filter(|t| !t.is_empty())
                .map(|t| t.as_str().into()),
            ),
        })
        .collect();
    let list = match rows.is_empty() {
        true => p("いま申し込みを受け付けている催しはありません。"),
        false => Rows { rows, small: false }.html(),
    };
    let links = buttons(&[
        Button::link("出前講座を申し込む", req.url("/e/ask")),
        Button::link("自分の申し込みを見る・取り消す", req.url("/e/mine")),
    ]);
    parts::public(req, "研修・催しのご案内", false, vec![], vec![list, links])
}

fn facts(s: &Shown) -> Html {
    let d = &s.event.data;
    let fee = if d.fee == 0 { "なし".to_string() } else { format!("{}円", d.fee) };
    let all = [
        ("日時", s.event.when()),
        ("会場", d.place.clone()),
        ("内容", d.aim.clone()),
        ("主催", d.hosts.clone()),
        ("共催・後援", d.cosponsors.clone()),
        ("定員", d.capacity.map(|n| format!("{n}人　{}", left_words(s))).unwrap_or_default()),
        ("参加費", fee),
        ("問い合わせ先", d.contact.clone()),
    ];
    let rows = all
        .into_iter()
        .filter(|r| !r.1.is_empty())
        .map(|(l, t)| (Html::from(l), Html::from(t)))
        .collect();
    Kv { rows, ..Kv::default() }.html()
}

fn event_page(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let slug = req.param("slug").to_owned();
    let s = req.app.read(&visitor(), |cx| act::page(cx, &slug))?;
    let fields = drawn(who_fields(req, &NewEntry::default(), true)?, &errors);
    let mut all = vec![facts(&s), h2("申し込み")];
    if s.left == Some(0) {
        all.push(p("定員になりました。申し込むと、空きが出たときに順に繰り上がります。"));
    }
    all.push(promise(&s.event));
    all.push(public_form(req, &format!("/e/{slug}"), &fields, "申し込む"));
    let title = s.event.data.title.clone();
    parts::public(req, &title, false, errors, all)
}

/// GET /e/{slug}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    event_page(req, vec![])
}

/// POST /e/{slug}
pub(super) fn sign_up(req: &Req) -> Result<Resp, Fail> {
    let (slug, network) = (req.param("slug").to_owned(), req.visitor().network.to_owned());
    let (new, key) = (who(req), req.form.get("_key").to_owned());
    let hidden = &req.form.state().errors;
    if !hidden.is_empty() {
        return event_page(req, hidden.clone());
    }
    let done = req.app.write(&visitor(), move |cx| act::sign_up(cx, &slug, &new, &key, &network));
    match done {
        Ok(word) => Ok(Resp::go(format!("/e/mine/{}", word.token()))),
        Err(e) => {
            // who is told that somebody is signed up counts as one who guesses
            if matches!(&e, app::Error::Rule(why) if why == act::TWICE) {
                let network = req.visitor().network.to_owned();
                req.app.write(&visitor(), move |cx| act::told_twice(cx, &network))?;
            }
            event_page(req, parts::errors(e)?)
        }
    }
}

/// The own sign-up. `word`: the link's token or the code, posted with the cancelling.
fn show_mine(req: &Req, m: &Mine, word: &str) -> Result<Resp, Fail> {
    let e = &m.event;
    let (title, done) = match m.entry.state {
        EntryState::In if m.entry.moved.is_some() => {
            ("空きが出たので、参加できるようになりました", true)
        }
        EntryState::In => ("お申し込みを受け付けました", true),
        EntryState::Waiting => ("キャンセル待ちで受け付けました", true),
        EntryState::Gone => ("この申し込みは取り消してあります", false),
    };
    let mut rows: Vec<(Html, Html)> =
        vec![("催し".into(), e.data.title.as_str().into()), ("日時".into(), e.when().into())];
    for (label, text) in [("会場", &e.data.place), ("問い合わせ先", &e.data.contact)] {
        if !text.is_empty() {
            rows.push((label.into(), text.as_str().into()));
        }
    }
    if m.entry.state == EntryState::Waiting {
        rows.push(("順番".into(), format!("あなたの前に{}人が待っています。繰り上がったときは、このページに出て、ご連絡もします", m.before).into()));
    }
    if e.state == crate::model::State::Off {
        rows.push(("お知らせ".into(), "この催しは中止になりました".into()));
    }
    let mut all = vec![Kv { rows, ..Kv::default() }.html()];
    if m.entry.state != EntryState::Gone {
        if word.len() == crate::model::entry::TOKEN {
            let code = code_words(&word.chars().take(CODE).collect::<String>());
            let picture = office::qr::svg(
                &format!("{}{}", req.origin, req.url(&format!("/events/in/{word}"))),
                Some("受講票の二次元コード"),
            )
            .unwrap_or_default();
            let waiting = m.entry.state == EntryState::Waiting;
            all.push(h2(if waiting { "キャンセル待ちの番号" } else { "受講票" }));
            all.push(p(match waiting {
                true => "まだ席はありません。この画面で、繰り上がったかどうかを確かめられます。",
                false => "当日は、この画面か番号を受付で見せてください。",
            }));
            all.push(
                Html::trusted("<p class=\"code-picture\">")
                    .and(Html::trusted(picture))
                    .and(Html::trusted("</p>")),
            );
            all.push(p(&format!("受付番号　{code}")));
            all.push(hint("この番号は、ここにしか出ません。画面を写すか、書きとめておいてください。取り消すときにも使います。"));
        }
        if e.last().is_some_and(|d| d >= req.app.now().date()) {
            let inner = public_form(
                req,
                "/e/mine/cancel",
                &[parts::hidden_field("word", word)],
                "申し込みを取り消す",
            );
            all.push(parts::fold("来られなくなったとき", false, inner));
        }
    }
    all.push(promise(e));
    parts::public(req, title, done, vec![], all)
}

fn ask_code(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let code = parts::line(req, "word", "受付番号（英数字8けた）", "")
        .hint("小文字でも、ハイフンがなくてもかまいません")
        .error_from(&errors);
    let all = vec![
        p("申し込んだあとのページに出た番号を入れてください。"),
        public_form(req, "/e/mine", &[code.html()], "申し込みを見る"),
    ];
    parts::public(req, "自分の申し込みを見る", false, errors, all)
}

/// GET /e/mine
pub(super) fn code(req: &Req) -> Result<Resp, Fail> {
    ask_code(req, vec![])
}

fn found(req: &Req, word: &str) -> Result<Resp, Fail> {
    let network = req.visitor().network.to_owned();
    match req.app.read(&visitor(), |cx| act::mine(cx, word, &network)) {
        Ok(m) => show_mine(req, &m, word),
        Err(Error::NotFound) => {
            req.app.write(&visitor(), move |cx| act::missed(cx, &network))?;
            let message = "この番号の申し込みは見つかりません。もう一度確かめてください。お名前を消す日を過ぎたものは開けません".into();
            ask_code(req, vec![FieldError { field: "word".into(), message }])
        }
        Err(e) => ask_code(req, parts::errors(e)?),
    }
}

/// POST /e/mine
pub(super) fn by_code(req: &Req) -> Result<Resp, Fail> {
    found(req, req.form.get("word"))
}

/// GET /e/mine/{token}
pub(super) fn mine(req: &Req) -> Result<Resp, Fail> {
    found(req, req.param("token"))
}

/// POST /e/mine/cancel
pub(super) fn cancel(req: &Req) -> Result<Resp, Fail> {
    let (word, network) = (req.form.get("word").to_owned(), req.visitor().network.to_owned());
    match req.app.write(&visitor(), move |cx| act::cancel(cx, &word, &network)) {
        Ok(()) => parts::public(
            req,
            "申し込みを取り消しました",
            true,
            vec![],
            vec![
                p("ご連絡ありがとうございました。また別の催しでお待ちしています。"),
                buttons(&[Button::link("研修・催しのご案内", req.url("/e"))]),
            ],
        ),
        Err(Error::NotFound) => found(req, req.form.get("word")),
        Err(e) => ask_code(req, parts::errors(e)?),
    }
}
