//! 話し合い記録 by professionals.
use askama::Template;
use kernel::Id;
use people::ResidentId;
use slice::{Fail, Req, Resp};
use ui::field::Field;
use ui::{FieldError, Html, Shell};

use super::note::after;
use super::parts::{at, date_field, day, errors_of, long, tel, text, with_rest};
use crate::model::Part;
use crate::model::around::NewTalk;
use crate::permissions::WRITE;
use crate::use_cases::{beside as act, save};

#[derive(Template)]
#[template(path = "acp/talk.html")]
struct Page {
    shell: Shell,
    back: Html,
    here: String,
    name: String,
    errors: Vec<FieldError>,
    fields: Vec<Field>,
    key: String,
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let name = req.read(|cx| save::open(cx, &WRITE, id, Part::Wish))?.name;
    let fields = [
        date_field(req, "held_on", "話し合った日"),
        text(req, "place", "場所").required().hint("例 自宅 ／ 結野中央病院 3階面談室"),
        text(req, "present", "いた人（職種）")
            .required()
            .hint("例 本人、長男、伊藤医師、訪問看護師"),
        text(req, "topic", "何について").required().hint("例 食べられなくなったときのこと"),
        long(req, "own_words", "ご本人のことば（言ったとおりに）", 4),
        long(req, "family_words", "ご家族のことば", 3),
        long(req, "explained", "医療・介護の側から説明したこと", 3),
        long(req, "agreed", "合意したこと・まだ決まっていないこと", 3),
        text(req, "next", "次に話すとき").hint("例 12月の訪問のとき ／ 退院の前"),
        text(req, "doctor", "くわしく聞ける医師").hint("救急のときに電話で確かめる相手です"),
        tel(req, "phone_day", "昼の電話"),
        tel(req, "phone_night", "夜の電話"),
    ]
    .into_iter()
    .map(|f| f.error_from(&errors))
    .collect();
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        back: ui::back("わたしのきぼうノート", req.url(&at(id))),
        here: req.url(&at(id)),
        shell: req.titled("話し合いの記録"),
        name,
        errors,
        fields,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /people/{resident}/wish/talk
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

/// POST /people/{resident}/wish/talk
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let mut errors = Vec::new();
    let held_on = day(req, "held_on", "話し合った日を入力してください", &mut errors);
    let today = req.app.now().date();
    let text = |name: &str| req.form.get(name).to_owned();
    let n = NewTalk {
        held_on: held_on.unwrap_or(today),
        place: text("place"),
        present: text("present"),
        topic: text("topic"),
        own_words: text("own_words"),
        family_words: text("family_words"),
        explained: text("explained"),
        agreed: text("agreed"),
        next: text("next"),
        doctor: text("doctor"),
        phone_day: text("phone_day"),
        phone_night: text("phone_night"),
    };
    if !errors.is_empty() {
        return show(req, with_rest(errors, n.check(today)));
    }
    match req.act(move |cx| act::add_talk(cx, id, &n).map(|_| at(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "話し合いを記録しました")),
        Err(e) => match errors_of(&e) {
            Some(fields) => show(req, fields),
            None => Err(e.into()),
        },
    }
}

/// POST /people/{resident}/wish/talks/{talk}/cancel
pub(super) fn cancel(req: &Req) -> Result<Resp, Fail> {
    let (id, talk): (ResidentId, Id) = (req.id("resident")?, req.id("talk")?);
    let reason = req.form.get("reason").to_owned();
    let done = req.act(move |cx| act::cancel_talk(cx, id, talk, &reason).map(|()| at(id)));
    after(req, id, done, "話し合いの記録を取り消しました")
}
