//! A member's own page: which day suits. No login, no script, no name on the page.
use app::Error;
use slice::{Fail, Req, Resp};
use ui::{FieldError, Html, Kv};

use super::poll::{mark_fields, posted_marks};
use crate::model::catalogue::catalogue;
use crate::use_cases::public::{self as act, Mine, visitor};
use slice::parts::{self, h2, hidden_field, p, public_form};

fn show(
    req: &Req,
    m: &Mine,
    word: &str,
    done: bool,
    errors: Vec<FieldError>,
) -> Result<Resp, Fail> {
    let c = catalogue()?;
    let mut facts: Vec<(Html, Html)> = vec![
        ("会議".into(), m.meeting.called().into()),
        (
            "開き方".into(),
            [c.form(&m.meeting.data.form), &m.meeting.data.place].join("　").trim().into(),
        ),
        // the office, so that somebody sees a link that went astray; never the name
        (
            "このリンクは".into(),
            format!(
                "{}の{}の方のもの",
                m.member.data.organisation,
                c.profession(&m.member.data.profession)
            )
            .into(),
        ),
        ("締め切り".into(), kernel::wareki::long_weekday(m.poll.closes_on).into()),
    ];
    let chosen = m.poll.chosen.and_then(|id| m.slots.iter().find(|s| s.id == id));
    if let Some(s) = chosen {
        facts.insert(1, ("決まった日".into(), s.words().into()));
    }
    let mut all = vec![Kv { rows: facts, ..Kv::default() }.html()];
    if !m.poll.note.is_empty() {
        all.push(p(&m.poll.note));
    }
    if m.takes {
        if done {
            all.push(p("締め切りまでは、下から何度でも変えられます。"));
        }
        all.push(h2(if m.ballot.at.is_some() {
            "返事を変える"
        } else {
            "ご都合を選んでください"
        }));
        let mut fields = vec![hidden_field("word", word)];
        fields.extend(mark_fields(req, &m.slots, Some(&m.ballot), &errors));
        all.push(public_form(req, "/m/answer", &fields, "返事を送る"));
        all.push(p(
            "いただいた返事は、日を決めるためだけに事務局が使います。ほかの委員には見えません。",
        ));
    } else if chosen.is_none() {
        all.push(p("返事の受け付けは終わりました。変えたいときは、事務局にお電話ください。"));
    }
    let title = match (done, chosen.is_some()) {
        (true, _) => "返事を受け付けました",
        (false, true) => "日程が決まりました",
        (false, false) => "会議の日程についてのお願い",
    };
    parts::public(req, title, done && errors.is_empty(), errors, all)
}

fn ask(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let code = parts::line(req, "word", "返事の番号（英数字8けた）", "")
        .hint("案内の紙にある番号です。小文字でも、ハイフンがなくてもかまいません")
        .error_from(&errors);
    let all = vec![
        p("会議の日程についての案内にある番号を入れてください。"),
        public_form(req, "/m", &[code.html()], "開く"),
    ];
    parts::public(req, "会議の日程に返事をする", false, errors, all)
}

fn open(req: &Req, word: &str, done: bool) -> Result<Resp, Fail> {
    let network = req.visitor().network.to_owned();
    match req.app.read(&visitor(), |cx| act::mine(cx, word, &network)) {
        Ok(m) => show(req, &m, word, done, vec![]),
        Err(Error::NotFound) => {
            req.app.read(&visitor(), act::door)?;
            req.app.write(&visitor(), move |cx| act::missed(cx, &network))?;
            let message =
                "この番号は見つかりません。もう一度確かめるか、事務局にお電話ください".into();
            ask(req, vec![FieldError { field: "word".into(), message }])
        }
        Err(e) => ask(req, parts::errors(e)?),
    }
}

/// GET /m
pub(super) fn code(req: &Req) -> Result<Resp, Fail> {
    req.app.read(&visitor(), act::door)?;
    ask(req, vec![])
}

/// POST /m
pub(super) fn by_code(req: &Req) -> Result<Resp, Fail> {
    open(req, req.form.get("word"), false)
}

/// GET /m/{token}
pub(super) fn mine(req: &Req) -> Result<Resp, Fail> {
    open(req, req.param("token"), false)
}

/// POST /m/answer
pub(super) fn answer(req: &Req) -> Result<Resp, Fail> {
    let (word, network) = (req.form.get("word").to_owned(), req.visitor().network.to_owned());
    let (marks, note) = (posted_marks(req), req.form.get("note").to_owned());
    let hidden = req.form.state().errors.clone();
    let (w, net) = (word.clone(), network.clone());
    let done = match hidden.is_empty() {
        true => req.app.write(&visitor(), move |cx| act::answer(cx, &w, &marks, &note, &net)),
        false => Err(Error::Invalid(
            hidden
                .into_iter()
                .map(|e| app::FieldError { field: e.field, message: e.message })
                .collect(),
        )),
    };
    match done {
        Ok(()) => open(req, &word, true),
        Err(Error::NotFound) => open(req, &word, false),
        Err(e) => {
            let errors = parts::errors(e)?;
            match req.app.read(&visitor(), |cx| act::mine(cx, &word, &network)) {
                Ok(m) => show(req, &m, &word, false, errors),
                Err(_) => ask(req, errors),
            }
        }
    }
}
