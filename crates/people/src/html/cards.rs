//! Cards of ご本人・ご家族: making one (the answer is the paper, once), printing it anew, ending it.
use accounts::model::password;
use app::Error;
use askama::Template;
use kernel::{Id, wareki};
use office::print::{Letter, LetterSheet, PrintJob};
use sha2::Digest;
use slice::{Audit, Fail, Req, Resp, Route};
use ui::field::{Field, FieldKind, Opt};
use ui::{FieldError, Html, Shell};

use super::basics::errors_of;
use crate::ResidentId;
use crate::authz::{Basis, What};
use crate::model::card::{
    KINDS, SIGNS, Secrets, TOKEN, birth_word, proof, read_code, read_word, token_hash,
};
use crate::permissions::CARD;
use crate::use_cases::cards::{self as act, Card, NewCard, Page as Found, Paper};

/// The addresses.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/people/{resident}/cards", &CARD, Audit::Person, page),
        Route::post("/people/{resident}/cards", &CARD, Audit::Person, make),
        Route::post("/people/{resident}/cards/{account}/renew", &CARD, Audit::Person, renew),
        Route::post("/people/{resident}/cards/{account}/end", &CARD, Audit::Person, end),
    ]
}

struct Line {
    title: String,
    meta: Vec<String>,
    tag: &'static str,
    open: bool,
    /// The paper asks for a word that was agreed.
    word: bool,
    account: String,
}

#[derive(Template)]
#[template(path = "people/cards.html")]
struct Page {
    shell: Shell,
    back: Html,
    here: String,
    name: String,
    shielded: bool,
    lines: Vec<Line>,
    errors: Vec<FieldError>,
    fields: Vec<Field>,
    opened: bool,
    key: String,
}

/// Who holds a card, in words.
pub(super) fn holder(c: &Card) -> String {
    match c.basis {
        Basis::Own => "ご本人".into(),
        Basis::Proxy => format!("{}（{}・代わりに話し合う人）", c.name, c.relation),
        _ => format!("{}（{}）", c.name, c.relation),
    }
}

/// What a card opens, in words.
pub(super) fn opens(c: &Card) -> String {
    let kinds: Vec<&str> = match c.basis {
        Basis::Relative => c.kinds.iter().map(|k| k.label()).collect(),
        _ => KINDS.iter().map(|k| k.label()).collect(),
    };
    if kinds.is_empty() {
        "まだ、何も見えません".into()
    } else {
        format!("見えるもの　{}", kinds.join("・"))
    }
}

fn line(c: &Card) -> Line {
    let day = |at: kernel::At| wareki::long(at.date());
    let state = match (c.ended_at, c.closed_at, c.used_at) {
        (Some(at), _, _) => {
            let why = if c.ended_reason.is_empty() {
                String::new()
            } else {
                format!("・{}", c.ended_reason)
            };
            format!("{}に止めました（{}{why}）", day(at), c.ended_by)
        }
        (_, Some(at), _) => format!("{}に、5回まちがえたので閉じました", day(at)),
        (_, _, Some(at)) => format!("{}から使っています", day(at)),
        _ => format!("まだ使っていません（{}まで）", wareki::long(c.until)),
    };
    let mut meta = vec![state];
    if c.open() {
        meta.push(opens(c));
    }
    let heard = if c.heard_by.is_empty() {
        String::new()
    } else {
        format!("・聞いた人 {}", c.heard_by)
    };
    meta.push(format!("{}に印刷・{}{heard}", day(c.at), c.by));
    Line {
        title: holder(c),
        meta,
        tag: match (c.open(), c.closed_at.is_some()) {
            (false, _) => "終わり",
            (true, true) => "閉じています",
            (true, false) if c.used_at.is_some() => "使っています",
            _ => "紙をお渡し",
        },
        open: c.open(),
        word: c.basis != Basis::Own,
        account: c.account.to_string(),
    }
}

fn fields(req: &Req, p: &Found, errors: &[FieldError]) -> Vec<Field> {
    let f = &req.form;
    let text = |name: &str, label: &str| Field::new(name, label, FieldKind::text(f.get(name)));
    let mut who = vec![Opt::new("self", "ご本人")];
    if !p.shielded {
        who.push(Opt::new("relative", "ご家族など、ご本人が選んだ方"));
        if !p.proxies.is_empty() {
            who.push(Opt::new("proxy", "わたしの代わりに話し合ってほしい人"));
        }
    }
    let mut all = vec![
        Field::new("basis", "だれのカードですか", FieldKind::radio(f.get("basis"), who)).required(),
    ];
    if !p.shielded {
        let kinds = KINDS.iter().map(|k| Opt::new(k.code(), k.label())).collect();
        all.push(text("name", "ご家族のお名前"));
        all.push(text("relation", "続柄"));
        if !p.proxies.is_empty() {
            let opts = p
                .proxies
                .iter()
                .map(|x| Opt::new(x.id.to_string(), format!("{}（{}）", x.name, x.relation)));
            all.push(Field::new(
                "proxy",
                "代わりに話し合う人",
                FieldKind::radio(f.get("proxy"), opts.collect()),
            ));
        }
        all.push(
            Field::new(
                "kinds",
                "見せてよいもの（ご家族など）",
                FieldKind::checks(f.all("kinds").to_vec(), kinds),
            )
            .hint("ご本人に、1つずつ聞いてください。あとからも変えられます"),
        );
        all.push(
            text("word", "合言葉（ご家族など）")
                .hint("カードには印刷しません。その方と決めたもの（電話番号の終わりの4けたなど）"),
        );
        all.push(text("heard_by", "ご本人から聞いた人（ご家族など）"));
    }
    all.into_iter().map(|x| x.error_from(errors)).collect()
}

fn show(req: &Req, id: ResidentId, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let found = req.read(|cx| act::read(cx, id))?;
    let shell = req.titled("ご本人・ご家族のカード");
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        back: ui::back(format!("{} さんのページ", found.name), shell.url(&format!("/people/{id}"))),
        here: shell.url(&format!("/people/{id}/cards")),
        lines: found.cards.iter().map(line).collect(),
        fields: fields(req, &found, &errors),
        name: found.name,
        shielded: found.shielded,
        opened: !errors.is_empty() || found.cards.iter().all(|c| !c.open()),
        key: req.new_key(),
        errors,
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("resident")?, Vec::new())
}

/// The card's bytes: from the session's secret and the form's key, so that a second press of the same button prints the
/// same card instead of one that opens nothing.
fn secrets(req: &Req) -> Result<Secrets, Fail> {
    let session = req.session.as_ref().ok_or(Fail::Login)?;
    let mut out = [0; TOKEN + SIGNS];
    if req.form.get("_key").len() < 8 {
        req.app.random(&mut out);
        return Ok(Secrets::from_bytes(&out));
    }
    let mut hash = sha2::Sha256::new();
    hash.update(b"card");
    hash.update(&session.csrf_key);
    hash.update(req.path.as_bytes());
    hash.update(req.form.get("_key").as_bytes());
    for (to, from) in out.iter_mut().zip(hash.finalize()) {
        *to = from;
    }
    Ok(Secrets::from_bytes(&out))
}

/// The paper's part that is kept; slow work, before the write.
fn paper(req: &Req, s: &Secrets, word: &str) -> Result<Paper, Fail> {
    let token = s.token();
    let code = read_code(&s.code()).unwrap_or_default();
    let mut salt = [0; password::SALT_BYTES];
    req.app.random(&mut salt);
    let kept = password::keep(&proof(&token, &code, word), &salt)
        .ok_or_else(|| Fail::Use(Error::Inconsistent("argon2".into())))?;
    let until = act::last_day(req.app.now().date());
    Ok(Paper { token_hash: token_hash(&token), proof: kept, until })
}

fn word_of(req: &Req, basis: Basis, found: &Found) -> Result<String, Vec<FieldError>> {
    if basis == Basis::Own {
        return Ok(birth_word(found.birth));
    }
    let word = read_word(req.form.get("word"));
    match word.chars().count() {
        4..=20 => Ok(word),
        _ => Err(vec![FieldError {
            field: "word".into(),
            message: "合言葉を、4文字から20文字で入力してください".into(),
        }]),
    }
}

fn make(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let f = &req.form;
    let basis = match f.get("basis") {
        "self" => Basis::Own,
        "relative" => Basis::Relative,
        "proxy" => Basis::Proxy,
        _ => {
            let message = "だれのカードかを選んでください".into();
            return show(req, id, vec![FieldError { field: "basis".into(), message }]);
        }
    };
    let found = req.read(|cx| act::read(cx, id))?;
    let word = match word_of(req, basis, &found) {
        Ok(w) => w,
        Err(e) => return show(req, id, e),
    };
    let secrets = secrets(req)?;
    let paper = paper(req, &secrets, &word)?;
    let new = NewCard {
        basis,
        name: f.get("name").into(),
        relation: f.get("relation").into(),
        kinds: f.all("kinds").iter().filter_map(|k| What::from_code(k)).collect(),
        proxy: f.get("proxy").parse().ok(),
        heard_by: f.get("heard_by").into(),
    };
    let (kept, person) = (paper.clone(), found.name);
    let done =
        req.act(move |cx| act::make(cx, id, &new, &kept).map(|_| format!("/people/{id}/cards")));
    match done {
        Ok(_) => print(req, id, &person, basis, &secrets),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => show(req, id, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}

fn renew(req: &Req) -> Result<Resp, Fail> {
    let (id, account): (ResidentId, Id) = (req.id("resident")?, req.id("account")?);
    let found = req.read(|cx| act::read(cx, id))?;
    let card =
        found.cards.iter().find(|c| c.account == account && c.open()).ok_or(Fail::NotFound)?;
    let basis = card.basis;
    let word = match word_of(req, basis, &found) {
        Ok(w) => w,
        Err(e) => return show(req, id, e),
    };
    let secrets = secrets(req)?;
    let paper = paper(req, &secrets, &word)?;
    let kept = paper.clone();
    let done = req
        .act(move |cx| act::renew(cx, id, account, &kept).map(|()| format!("/people/{id}/cards")));
    match done {
        Ok(_) => {
            accounts::door::end_sessions(req, &[accounts::AccountId(account)])?;
            print(req, id, &found.name, basis, &secrets)
        }
        Err(e) => match Fail::fields(&e) {
            Some(fields) => show(req, id, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}

fn end(req: &Req) -> Result<Resp, Fail> {
    let (id, account): (ResidentId, Id) = (req.id("resident")?, req.id("account")?);
    let reason = req.form.get("reason").to_string();
    let to = format!("/people/{id}/cards");
    match req.act(move |cx| act::end(cx, id, account, &reason).map(|()| to.clone())) {
        Ok(to) => {
            accounts::door::end_sessions(req, &[accounts::AccountId(account)])?;
            Ok(Resp::go_saying(to, "カードを止めました。もう使えません"))
        }
        Err(e) => match Fail::fields(&e) {
            Some(fields) => show(req, id, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}

/// The card on paper, in large type. Only what is in it opens the door together with a word that is not; no name of the
/// person stands beside the address.
fn print(req: &Req, id: ResidentId, person: &str, basis: Basis, s: &Secrets) -> Result<Resp, Fail> {
    let address = format!("{}{}", req.origin, req.url(&format!("/card/{}", s.token())));
    // pressed again after another paper was printed: this one would open nothing
    let hash = token_hash(&s.token());
    if !req.read(|cx| act::is_out(cx, id, &hash))? {
        return Ok(Resp::go(format!("/people/{id}/cards")));
    }
    let (title, third) = match basis {
        Basis::Own => ("わたしのページのカード", "3　生年月日を入れます。"),
        _ => ("ご家族のカード", "3　決めておいた合言葉を入れます。"),
    };
    let office: Vec<String> = req.session.iter().map(|s| s.office.clone()).collect();
    let last = wareki::long(act::last_day(req.app.now().date()));
    let sheet = LetterSheet {
        letters: vec![Letter {
            to: if basis == Basis::Own { format!("{person} 様") } else { "ご家族の方へ".into() },
            date: wareki::long(req.app.now().date()),
            from: office,
            paragraphs: vec![
                "1　電話のカメラで、下の四角いもようを写します。".into(),
                "2　となりの8つの文字を入れます。".into(),
                third.into(),
                "4　あなたの番号（数字6つ）を決めます。つぎからは、その番号だけで入れます。".into(),
            ],
            code: Some(s.code()),
            code_caption: Some(format!("{last}までに使いはじめてください")),
            qr: Some(address),
            notes: vec![
                "このカードは、1つの電話で1回だけ使えます。電話をかえるときは、新しいカードをもらってください。".into(),
                "5回まちがえると使えなくなります。なくしたとき・止めたいときは、カードをくれた人に電話してください。".into(),
                "番号を人に教えないでください。市や事業所の人が、番号を聞くことはありません。".into(),
            ],
            large: true,
            ..Letter::default()
        }],
    };
    let demo =
        req.shell.region.demo.then(|| "デモ　人・事業所・数字は、すべて架空です".to_string());
    let job = PrintJob::of(&sheet).map_err(|e| Fail::Use(Error::Inconsistent(e.to_string())))?;
    Ok(Resp::print(job.title(title).demo(demo).build()))
}
