//! 書き出しの確認: what was asked for, who waits for whom, and asking itself.
use accounts::AccountId;
use accounts::identities;
use app::Error;
use askama::Template;
use kernel::Id;
use slice::{Audit, Fail, Form, Req, Resp, Route};
use ui::dates::moment;
use ui::field::{Field, FieldKind};
use ui::{ErrorSummary, FieldError, FormOpen, Html, Shell, Tag, TagKind};

use super::model::{Rules, Stand};
use super::{sources, use_cases as act};
use crate::permissions::{EXPORT, EXPORT_SET};

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/exports", &EXPORT, Audit::Act, page),
        Route::get("/exports/new", &EXPORT, Audit::Act, new),
        Route::post("/exports/new", &EXPORT, Audit::List, ask),
        Route::post("/exports/number", &EXPORT_SET, Audit::Act, number),
        Route::post("/exports/{export}/confirm", &EXPORT, Audit::Act, confirm),
        Route::post("/exports/{export}/refuse", &EXPORT, Audit::Act, refuse),
        Route::post("/exports/{export}/take", &EXPORT, Audit::List, take),
    ]
}

/// Before a file with `n` persons is given out: nothing when that many may be had at once; otherwise the way to the page
/// where a reason is given and a second person asked. `part` is the source's own word and names nobody.
pub fn ask_first(req: &Req, what: &str, part: &str, n: usize) -> Result<Option<Resp>, Fail> {
    let above = req.read(act::above)?;
    if i64::try_from(n).unwrap_or(i64::MAX) <= above {
        return Ok(None);
    }
    Ok(Some(Resp::go(format!("/exports/new?what={what}&part={part}"))))
}

/// All accounts of the human who is here, in this region: who has two hats is still one person.
pub(crate) fn own(req: &Req) -> Result<Vec<Id>, Fail> {
    let Some(me) = req.actor()?.account else { return Ok(Vec::new()) };
    let mut all = vec![me];
    if let Some(control) = req.app.control() {
        let slug = &req.app.region().slug;
        let stored = |e: db::DbError| Fail::Use(Error::Db(e));
        if let Some(human) = identities::of_account(control, slug, AccountId(me)).map_err(stored)? {
            let more = identities::accounts_in(control, human, slug).map_err(stored)?;
            all.extend(more.into_iter().map(|a| a.0).filter(|a| *a != me));
        }
    }
    Ok(all)
}

/// A request as the page draws it.
struct Drawn {
    title: String,
    tag: Tag,
    facts: Vec<(&'static str, String)>,
    note: String,
    confirm: Option<FormOpen>,
    confirm_words: &'static str,
    take: Option<FormOpen>,
    refuse: Option<FormOpen>,
    refuse_words: &'static str,
}

#[derive(Template)]
#[template(path = "exports/overview.html")]
struct Page {
    shell: Shell,
    error: String,
    above: i64,
    waiting: Vec<Drawn>,
    mine: Vec<Drawn>,
    done: Vec<Drawn>,
    set: Option<(FormOpen, Field)>,
    errors: ErrorSummary,
}

#[derive(Template)]
#[template(path = "exports/new.html")]
struct NewPage {
    shell: Shell,
    back: Html,
    errors: ErrorSummary,
    what: String,
    n: i64,
    above: i64,
    open: FormOpen,
    source: String,
    part: String,
    field: Field,
}

fn form(shell: &Shell, id: String, to: &str, key: String) -> FormOpen {
    FormOpen { id, action: shell.url(to), csrf: shell.csrf.clone(), key, ..FormOpen::default() }
}

/// 「佐藤 花子さんの確認待ちです」; with many, the first three.
fn waits_for(others: &[String]) -> String {
    let some: Vec<String> = others.iter().take(3).map(|n| format!("{n}さん")).collect();
    let more = if others.len() > 3 { "など" } else { "" };
    match some.len() {
        0 => String::new(),
        1 => format!("{}の確認待ちです", some.concat()),
        _ => format!("{}{more}、どなたか1人の確認待ちです", some.join("・")),
    }
}

fn note(l: &act::Line, rules: &Rules) -> String {
    let e = &l.export;
    let later = |from: kernel::At, hours: i64| moment(from.plus_minutes(hours * 60));
    match l.stand {
        Stand::Waits if l.mine => {
            format!(
                "{}。{} までに確かめてもらってください",
                waits_for(&l.others),
                later(e.at, rules.valid_hours)
            )
        }
        Stand::Waits => format!("{} までに確かめてください", later(e.at, rules.valid_hours)),
        Stand::WaitsAlone | Stand::MayAlone if !l.mine => String::new(),
        Stand::WaitsAlone => format!(
            "同じ事業所に、確かめる人がほかにいません。{} から、ご自分で確かめられます。そのことは市に知らされ、月ごとの点検にのります",
            later(e.at, rules.alone_after_hours)
        ),
        Stand::MayAlone => format!(
            "ご自分で確かめられます（{} まで）。そのことは市に知らされ、月ごとの点検にのります",
            later(e.at, rules.alone_after_hours + rules.valid_hours)
        ),
        Stand::Ready => format!(
            "{} まで、{}さんが取り出せます",
            later(e.decided_at.unwrap_or(e.at), rules.valid_hours),
            e.by
        ),
        Stand::Over => "確かめられないまま、または取り出されないまま、時間が過ぎました".into(),
        Stand::Taken | Stand::Refused => String::new(),
    }
}

fn drawn(shell: &Shell, l: &act::Line, rules: &Rules, key: &mut impl FnMut() -> String) -> Drawn {
    let e = &l.export;
    let mut facts =
        vec![("頼んだ人", format!("{}　{}", e.by, moment(e.at))), ("理由", e.reason.clone())];
    if let Some(at) = e.decided_at {
        let alone = if e.alone {
            "（ほかに確かめる人がいないため、頼んだ人が自分で）"
        } else {
            ""
        };
        let label = if e.state == "confirmed" { "確かめた人" } else { "ことわった人" };
        facts.push((label, format!("{}　{}{alone}", e.decided_name, moment(at))));
    }
    if let Some(at) = e.taken_at {
        facts.push(("さいごに取り出したとき", moment(at)));
    }
    let mut open = |what: &str| {
        form(shell, format!("{what}-{}", e.id), &format!("/exports/{}/{what}", e.id), key())
    };
    let waits = matches!(l.stand, Stand::Waits | Stand::WaitsAlone | Stand::MayAlone);
    let may = match l.mine {
        true => l.stand == Stand::MayAlone,
        false => waits,
    };
    let (kind, words) = match l.stand {
        Stand::Waits | Stand::WaitsAlone => (TagKind::Due, "確認待ち"),
        Stand::MayAlone => (TagKind::Due, "1人で確かめられます"),
        Stand::Ready => (TagKind::Now, "確かめました"),
        Stand::Taken => (TagKind::Ok, "取り出しました"),
        Stand::Refused => (TagKind::Plain, "取りやめました"),
        Stand::Over => (TagKind::Plain, "時間が過ぎました"),
    };
    Drawn {
        title: format!("{}　{}人", l.words, e.n),
        tag: ui::tag(kind, words),
        note: note(l, rules),
        confirm: may.then(|| open("confirm")),
        confirm_words: if l.mine {
            "自分で確かめる"
        } else {
            "確かめました。書き出してよい"
        },
        take: (l.mine && l.stand == Stand::Ready).then(|| open("take")),
        refuse: waits.then(|| open("refuse")),
        refuse_words: if l.mine { "取りやめる" } else { "ことわる" },
        facts,
    }
}

fn draw(
    mut shell: Shell,
    o: &act::Overview,
    typed: &Form,
    error: String,
    errors: &[FieldError],
    mut key: impl FnMut() -> String,
) -> Result<Page, Error> {
    shell.title = "書き出しの確認".into();
    let rules = Rules::shipped()?;
    let (mut waiting, mut mine, mut done) = (Vec::new(), Vec::new(), Vec::new());
    for l in &o.lines {
        let d = drawn(&shell, l, rules, &mut key);
        match l.stand {
            Stand::Taken | Stand::Refused | Stand::Over => done.push(d),
            _ if l.mine => mine.push(d),
            _ => waiting.push(d),
        }
    }
    let set = o.may_set.then(|| {
        let now = match errors.is_empty() {
            true => o.above.to_string(),
            false => typed.get("above").to_owned(),
        };
        let field =
            Field::new("above", "何人をこえるとき、2人目の確認が要るか", FieldKind::text(now))
                .hint(format!("1から{}まで。少なくするほど、確かめることが増えます", rules.above))
                .required()
                .error_from(errors);
        (form(&shell, "number".into(), "/exports/number", key()), field)
    });
    Ok(Page {
        error,
        above: o.above,
        waiting,
        mine,
        done,
        set,
        errors: ErrorSummary::of(errors),
        shell,
    })
}

fn show(req: &Req, error: String, errors: &[FieldError]) -> Result<Resp, Fail> {
    let own = own(req)?;
    let o = req.read(|cx| act::overview(cx, &own))?;
    let status = if error.is_empty() && errors.is_empty() { 200 } else { 422 };
    let page = draw(req.shell.clone(), &o, &req.form, error, errors, || req.new_key())?;
    Ok(Resp::page(page.render())?.status(status))
}

fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, String::new(), &[])
}

/// What is asked for, with the persons in it now.
fn asked(req: &Req, f: &Form) -> Result<(slice::ExportSource, String, Vec<Id>), Fail> {
    let (what, part) = (f.get("what").to_owned(), f.get("part").to_owned());
    let s = sources::named(&what)?;
    (s.of_words)(&part)?;
    let persons = req.read(|cx| (s.persons)(cx, &part))?;
    Ok((s, part, persons))
}

fn show_new(req: &Req, f: &Form, errors: &[FieldError]) -> Result<Resp, Fail> {
    let (s, part, persons) = asked(req, f)?;
    let mut shell = req.titled("たくさんの方の書き出し");
    shell.title = "たくさんの方の書き出し".into();
    let page = NewPage {
        back: ui::back("書き出しの確認", req.url("/exports")),
        errors: ErrorSummary::of(errors),
        what: act::words(&s, &part),
        n: i64::try_from(persons.len()).unwrap_or(i64::MAX),
        above: req.read(act::above)?,
        open: form(&shell, "ask".into(), "/exports/new", req.new_key()),
        source: s.what.to_owned(),
        part,
        field: Field::new(
            "reason",
            "なぜ要るのか",
            FieldKind::LongText { value: f.get("reason").to_owned(), rows: 2, max: Some(300) },
        )
        .hint("例 大雨の備えで、民生委員に渡すため。お名前は書かないでください")
        .required()
        .error_from(errors),
        shell,
    };
    Ok(Resp::page(page.render())?.status(if errors.is_empty() { 200 } else { 422 }))
}

fn new(req: &Req) -> Result<Resp, Fail> {
    show_new(req, &req.query, &[])
}

fn fields(all: Vec<app::FieldError>) -> Vec<FieldError> {
    all.into_iter().map(|f| FieldError { field: f.field, message: f.message }).collect()
}

fn ask(req: &Req) -> Result<Resp, Fail> {
    let (s, part, persons) = asked(req, &req.form)?;
    let cmd = act::Ask {
        what: s.what.to_owned(),
        part,
        reason: req.form.get("reason").to_owned(),
        own: own(req)?,
    };
    let done = req.act(move |cx| act::ask(cx, &cmd, &persons).map(|_| "/exports".into()));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "頼みました。確かめてもらうと、取り出せます")),
        Err(e) => match Fail::fields(&e) {
            Some(all) => show_new(req, &req.form, &fields(all)),
            None => Err(e.into()),
        },
    }
}

fn number(req: &Req) -> Result<Resp, Fail> {
    let typed = req.form.get("above").to_owned();
    match req.act(move |cx| act::set_above(cx, &typed).map(|()| "/exports".into())) {
        Ok(to) => Ok(Resp::go_saying(to, "人数を決めました")),
        Err(e) => match Fail::fields(&e) {
            Some(all) => show(req, String::new(), &fields(all)),
            None => Err(e.into()),
        },
    }
}

fn decided(req: &Req, done: Result<String, Error>, said: &str) -> Result<Resp, Fail> {
    match done {
        Ok(to) => Ok(Resp::go_saying(to, said)),
        Err(Error::Rule(text)) => show(req, text, &[]),
        Err(e) => Err(e.into()),
    }
}

fn confirm(req: &Req) -> Result<Resp, Fail> {
    let (id, own): (Id, Vec<Id>) = (req.id("export")?, own(req)?);
    let done = req.act(move |cx| act::confirm(cx, id, &own).map(|()| "/exports".into()));
    decided(req, done, "確かめました。頼んだ人が、1日のあいだ取り出せます")
}

fn refuse(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("export")?;
    let done = req.act(move |cx| act::refuse(cx, id).map(|()| "/exports".into()));
    decided(req, done, "取りやめました。何も書き出されていません")
}

/// Made at this moment, as the one who asked: whose consent was withdrawn since is not in it.
fn take(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("export")?;
    let (e, s) = req.read(|cx| act::found(cx, id))?;
    let persons = req.read(|cx| (s.persons)(cx, &e.part))?;
    // not `act`: a download that broke off is taken again with the same press
    match req.app.write(req.actor()?, move |cx| act::take(cx, id, &persons)) {
        Ok(()) => (s.make)(req, &e.part),
        Err(Error::Rule(text)) => show(req, text, &[]),
        Err(e) => Err(e.into()),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
