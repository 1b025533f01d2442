//! 届け先を確かめます: the page behind the QR, and the one where the code alone is typed. Says what is asked for and how
//! many tries are left, and nothing of what is behind it.
use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{FieldError, Shell};

use super::answer;
use crate::model::code::read_token;
use crate::model::limits::TRIES;
use crate::model::{Letter, State};
use crate::use_cases::knock::{self, Knocked, Typed};
use crate::use_cases::receiver;

#[derive(Template)]
#[template(path = "bridge/door.html")]
struct Page {
    shell: Shell,
    title: String,
    action: String,
    receiver: String,
    /// To a person: nothing of whom or from whom, before the numbers are right.
    person: bool,
    /// Whose telephone is asked for.
    whose: &'static str,
    left: i64,
    code: String,
    problem: String,
    help: String,
    help_tel: String,
}

#[derive(Template)]
#[template(path = "bridge/shut.html")]
struct Shut {
    shell: Shell,
    title: String,
    text: String,
    help: String,
    help_tel: String,
}

/// Whom to call: the centre.
fn help(req: &Req) -> Result<(String, String), Fail> {
    let all = req.app.read(&receiver(), |cx| {
        accounts::organisations_of_kind(cx, accounts::OrganisationKind::Centre)
    })?;
    Ok(all.into_iter().find(|o| !o.phone.is_empty()).map(|o| (o.name, o.phone)).unwrap_or_default())
}

fn draw(
    req: &Req,
    letter: Option<&Letter>,
    problem: &str,
    left: Option<i64>,
) -> Result<Resp, Fail> {
    let (help, help_tel) = help(req)?;
    let page = Page {
        shell: req.titled("書類への返事（確認）"),
        title: letter.map_or_else(
            || "届いた書類に返事をする".into(),
            |l| match l.to_person() {
                true => "お手紙が届いています".into(),
                false => format!("{}から書類が届いています", l.sender_office),
            },
        ),
        person: letter.is_some_and(Letter::to_person),
        whose: match letter.map(Letter::to_person) {
            Some(true) => "お宅",
            Some(false) => "貴事業所",
            None => "届け先",
        },
        action: req.url(&req.path),
        receiver: letter
            .filter(|l| !l.to_person())
            .map(|l| l.receiver_name.clone())
            .unwrap_or_default(),
        left: left.unwrap_or_else(|| letter.map_or(TRIES, |l| TRIES - l.tries)),
        // what was typed stays: twelve signs are a lot on a small phone; it is no secret of this phone's holder
        code: req.form.get("code").chars().take(20).collect(),
        problem: problem.into(),
        help,
        help_tel,
    };
    let status = if problem.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

fn shut(req: &Req, status: u16, title: &str, text: &str) -> Result<Resp, Fail> {
    let (help, help_tel) = help(req)?;
    let page =
        Shut { shell: req.titled(title), title: title.into(), text: text.into(), help, help_tel };
    Ok(Resp::page(page.render())?.status(status))
}

/// Says why nothing opens.
fn refused(req: &Req, k: &Knocked, letter: Option<&Letter>) -> Result<Resp, Fail> {
    match k {
        Knocked::Wrong(left) => draw(
            req,
            letter,
            &format!(
                "番号か、電話番号の下4けたがちがいます。紙を見て、もう一度入れてください。あと{left}回まで入れられます"
            ),
            Some(*left),
        ),
        Knocked::Over(State::Closed) => shut(
            req,
            410,
            "この書類は閉じました",
            "番号が5回ちがったため、開けなくなりました。送り主には知らせてあります。紙にある送り主の電話に、お知らせください",
        ),
        Knocked::Over(State::Revoked) => shut(
            req,
            410,
            "この書類は取りやめになりました",
            "送り主が取りやめました。お返事は要りません。紙は処分してください",
        ),
        Knocked::Over(_) => shut(
            req,
            410,
            "この書類の期限は過ぎました",
            "番号では開けなくなりました。お返事は、紙にある送り主の電話かFAXへお願いします",
        ),
        Knocked::TooMany => shut(
            req,
            429,
            "少し待ってください",
            "ちがう番号が何度も入れられたため、15分ほど入れられません。お急ぎのときは、紙にある送り主に電話してください",
        ),
        Knocked::Paused => shut(
            req,
            429,
            "いまは、番号だけでは開けません",
            "紙の四角（二次元コード）をスマートフォンで写すと、開けます。または、紙にある送り主に電話してください",
        ),
        Knocked::Nothing | Knocked::Open(..) => {
            if req.param("token").is_empty() {
                return draw(
                    req,
                    None,
                    "この番号の書類は見つかりません。紙を見て、もう一度入れてください。送り主が取りやめたか、新しい紙を送ったときは、前の紙の番号は使えません",
                    None,
                );
            }
            shut(
                req,
                404,
                "この紙は使えません",
                "送り主が取りやめたか、新しい紙を送ったか、期限が過ぎました。お急ぎのときや、わからないときは、紙にある送り主へお電話ください",
            )
        }
    }
}

/// The page where the code alone is typed.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    draw(req, None, "", None)
}

/// Where an answer is posted, opened as a page (an error page stood there, or somebody went back): the letter's door.
/// Nothing is looked up, and nothing is noted as a guess.
pub(super) fn back(req: &Req) -> Result<Resp, Fail> {
    Ok(Resp::go(match read_token(req.param("token")) {
        Some(token) => format!("/b/{token}"),
        // opened by its code alone: that one has no door of its own
        None => "/b".into(),
    }))
}

/// The page behind the QR.
pub(super) fn of_token(req: &Req) -> Result<Resp, Fail> {
    match look(req)? {
        Ok(l) => draw(req, Some(&l), "", None),
        Err(k) => refused(req, &k, None),
    }
}

fn look(req: &Req) -> Result<Result<Letter, Knocked>, Fail> {
    let (token, network) = (req.param("token"), req.visitor().network);
    let found = req.app.read(&receiver(), |cx| knock::look(cx, token, network))?;
    if matches!(found, Err(Knocked::Nothing)) {
        let network = network.to_string();
        req.app.write(&receiver(), move |cx| knock::invented(cx, &network))?;
    }
    Ok(found)
}

/// Judges the numbers; what opens is shown at once.
pub(super) fn knock(req: &Req) -> Result<Resp, Fail> {
    let token = req.param("token").to_string();
    let (code, four) = (req.form.get("code").to_string(), req.form.get("four").to_string());
    let network = req.visitor().network.to_string();
    let known = (!token.is_empty()).then(|| token.clone());
    let k = req.app.write(&receiver(), move |cx| {
        let t = Typed { token: known.as_deref(), code: &code, four: &four, network: &network };
        knock::knock(cx, &t)
    })?;
    match k {
        Knocked::Open(id, pass) => answer::show(req, id, &pass, answer::Fill::default(), 200),
        Knocked::Wrong(_) if !token.is_empty() => {
            let letter = look(req)?.ok();
            refused(req, &k, letter.as_ref())
        }
        _ => refused(req, &k, None),
    }
}

/// What is wrong with a form.
pub(super) type Errors = Vec<FieldError>;
