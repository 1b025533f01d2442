//! 出前講座の申し込み: the public form.
use slice::{Fail, Req, Resp};
use ui::FieldError;

use super::parts::{self, drawn, line, long, p, public_form};
use crate::use_cases::public::{door, visitor};
use crate::use_cases::requests::{Wish, ask};

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    req.app.read(&visitor(), door)?;
    let fields = vec![
        line(req, "group", "団体・集まりの名前", "").required().hint("例 東町サロンひだまり"),
        long(req, "theme", "聞きたいこと", "", 3, 200)
            .required()
            .hint("例 在宅でのみとり、人生会議。個人の病気や名前は書かないでください"),
        line(req, "when", "希望の日時", "").required().hint("例 12月の平日の午前"),
        line(req, "place", "場所", "").hint("例 東町公民館"),
        line(req, "persons", "人数", "").hint("例 20人くらい"),
        line(req, "name", "ご連絡先の方のお名前", "").required(),
        line(req, "contact", "電話かメール", "").required(),
    ];
    let all = vec![
        p(
            "地域の集まりに、医療や介護の専門職がうかがってお話しします。申し込みのあと、こちらからご連絡します。",
        ),
        p("お名前と連絡先は、この申し込みの返事だけに使い、終わってから180日で消します。"),
        public_form(req, "/e/ask", &drawn(fields, &errors), "申し込む"),
    ];
    parts::public(req, "出前講座を申し込む", false, errors, all)
}

/// GET /e/ask
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /e/ask
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let text = |name: &str| req.form.get(name).to_owned();
    let wish = Wish {
        group: text("group"),
        theme: text("theme"),
        when: text("when"),
        place: text("place"),
        persons: text("persons"),
        name: text("name"),
        contact: text("contact"),
    };
    let (key, network) = (text("_key"), req.visitor().network.to_owned());
    match req.app.write(&visitor(), move |cx| ask(cx, &wish, &key, &network)) {
        Ok(()) => parts::public(
            req,
            "申し込みを受け付けました",
            true,
            vec![],
            vec![p("1週間ほどのうちに、ご連絡します。この画面は閉じてかまいません。")],
        ),
        Err(e) => show(req, parts::errors(e)?),
    }
}
