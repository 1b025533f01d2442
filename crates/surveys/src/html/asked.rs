//! Who is asked: chosen from the directory, typed in; letters with link, code and QR; who has not answered.
use directory::LightId;
use kernel::wareki;
use office::print::TemplateId;
use serde_json::{Value, json};
use slice::parts::{
    self, Coded, Row, buttons, drawn, fold, form, h2, hidden_field, line, p, press, rows, select,
};
use slice::{Fail, Req, Resp};
use ui::field::Opt;
use ui::{Button, Field, FieldError, FieldKind, Html, TagKind, tag};

use crate::model::asked::{Asked, NewAsked, rates};
use crate::model::{State, Survey};
use crate::use_cases::asked::{self as act, Choice, Letter, Letters, Listed};
use crate::use_cases::path;
use crate::{AskedId, SurveyId};

/// Rows of one kind that a page writes out.
const SHOWN: usize = 300;

fn row(req: &Req, s: &Survey, a: &Asked) -> Row {
    let id = s.id;
    let letter = match (a.sent_at, a.chased) {
        (None, _) => "手紙はまだ".to_string(),
        (Some(at), 0) => format!("手紙 {}", ui::dates::near(at)),
        (Some(at), n) => format!("手紙 {}（{}回目）", ui::dates::near(at), n + 1),
    };
    let contact = [&a.data.area, &a.data.phone]
        .iter()
        .filter(|t| !t.is_empty())
        .map(|t| t.as_str())
        .collect::<Vec<_>>()
        .join("　");
    let own = if a.data.organisation.is_some() {
        "　「きょう」にも届いています"
    } else {
        ""
    };
    let mut acts = Vec::new();
    if s.data.named && s.state != State::Draft {
        let key = req.url(&format!("{}/answer?asked={}", path(id), a.id));
        acts.push(
            Button::link("紙の答えを入れる", key)
                .compact()
                .about(format!("（{}）", a.data.name))
                .html(),
        );
    }
    if s.state == State::Open && !a.answered {
        acts.push(press(
            req,
            &format!("{}/letters", path(id)),
            &[("which", &a.id.to_string()), ("_seed", &req.new_key())],
            Button::submit("手紙（PDF）").compact().about(format!("（{}）", a.data.name)),
        ));
    }
    if !a.answered {
        acts.push(press(
            req,
            &format!("{}/asked", path(id)),
            &[("_do", "remove"), ("asked", &a.id.to_string())],
            Button::submit("外す").compact().about(format!("（{}）", a.data.name)),
        ));
    }
    let state = match (s.data.named, a.answered) {
        (false, _) => None,
        (true, true) => Some(tag(TagKind::Ok, "答えあり")),
        (true, false) => Some(tag(TagKind::Due, "まだです")),
    };
    Row {
        title: a.data.name.clone(),
        href: String::new(),
        tag: state,
        meta: format!("{contact}　{letter}{own}"),
        acts,
    }
}

fn offices(req: &Req, l: &Listed, errors: &[FieldError]) -> Html {
    let opts = l
        .groups
        .iter()
        .map(|(g, n)| Opt::new(&g.code, format!("{}（{n}か所）", g.label)))
        .collect();
    let coded = |all: &[(String, String)]| -> Vec<Coded> {
        all.iter().map(|(c, l)| Coded { code: c.clone(), label: l.clone() }).collect()
    };
    let mut fields = vec![
        Field::new("groups", "種類", FieldKind::checks(req.form.all("groups").to_vec(), opts)),
        select(req, "city", "市町村（しぼるとき）", "", &coded(&l.cities)),
    ];
    if !l.areas.is_empty() {
        fields.push(select(req, "area", "圏域（しぼるとき）", "", &coded(&l.areas)));
    }
    let mut all = vec![hidden_field("_do", "offices")];
    all.extend(drawn(fields, errors));
    form(req, &format!("{}/asked", path(l.survey.id)), &all, "この種類を加える", "")
}

fn lights(req: &Req, l: &Listed) -> Html {
    if l.lights.is_empty() {
        return p("登録のない受け取り手は、名簿にありません。");
    }
    let opts =
        l.lights.iter().map(|x| Opt::new(x.0.to_string(), format!("{}（{}）", x.1, x.2))).collect();
    let field = Field::new("lights", "登録のない受け取り手", FieldKind::checks(Vec::new(), opts));
    let all = vec![hidden_field("_do", "lights"), field.html()];
    form(req, &format!("{}/asked", path(l.survey.id)), &all, "選んだところを加える", "")
}

fn typed(req: &Req, l: &Listed, errors: &[FieldError]) -> Html {
    let mut all = vec![hidden_field("_do", "typed")];
    all.extend(drawn(
        vec![
            line(req, "name", "名前", "").required(),
            line(req, "kind", "種類", "").required().hint("回答率をまとめる言葉。病院、団体 など"),
            line(req, "phone", "電話", ""),
            line(req, "fax", "FAX", ""),
        ],
        errors,
    ));
    form(req, &format!("{}/asked", path(l.survey.id)), &all, "加える", "")
}

fn send(req: &Req, l: &Listed) -> Html {
    let s = &l.survey;
    if s.state != State::Open || s.over(req.app.now().date()) || l.asked.is_empty() {
        return Html::default();
    }
    let put = |which: &str, words: String, first: bool| {
        let b = Button::submit(words);
        press(
            req,
            &format!("{}/letters", path(s.id)),
            &[("which", which), ("_seed", &req.new_key())],
            if first { b.primary() } else { b },
        )
    };
    let new = l.asked.iter().filter(|a| a.sent_at.is_none() && !a.answered).count();
    let waiting = l.asked.iter().filter(|a| !a.answered).count();
    let mut out = Html::default();
    if new > 0 {
        out = out.and(put("new", format!("まだ出していない{new}か所の手紙（PDF）"), true));
    }
    if s.data.named && waiting > 0 && waiting != new {
        out = out.and(put(
            "waiting",
            format!("答えのない{waiting}か所へ、もう一度（PDF）"),
            new == 0,
        ));
    }
    out.and(p("手紙には、そこだけのリンクと番号が入ります。前に出した手紙も、そのまま使えます。"))
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let l = req.read(|cx| act::list(cx, id))?;
    let s = &l.survey;
    let mut all = vec![send(req, &l)];
    if l.asked.is_empty() {
        all.push(p("まだ配り先がありません。名簿の種類から選んでください。"));
    } else if s.data.named {
        all.push(super::one::rates(&rates(&l.asked)));
        let waiting = l.asked.iter().filter(|a| !a.answered).count();
        all.push(p(&format!("まだの相手は{waiting}か所です。")));
    } else {
        all.push(p(&format!(
            "{}か所に配ります。名前を聞かないため、まだの相手は分かりません。",
            l.asked.len()
        )));
    }
    let doing = req.form.get("_do");
    let wrong = |what: &str| if doing == what { errors.as_slice() } else { &[][..] };
    if s.published.is_none() && !s.over(req.app.now().date()) {
        all.push(fold(
            "名簿から加える",
            l.asked.is_empty() || doing == "offices",
            offices(req, &l, wrong("offices")),
        ));
        all.push(fold("登録のない受け取り手から加える", doing == "lights", lights(req, &l)));
        all.push(fold(
            "名簿にないところを書いて加える",
            doing == "typed",
            typed(req, &l, wrong("typed")),
        ));
    }
    for r in rates(&l.asked) {
        let mut of: Vec<&Asked> = l.asked.iter().filter(|a| a.data.kind == r.kind).collect();
        // who has not answered stands first: that is what the list is for
        of.sort_by_key(|a| a.answered);
        all.push(h2(&format!("{}（{}か所）", r.kind, r.asked)));
        all.push(rows(of.iter().take(SHOWN).map(|a| row(req, s, a)).collect(), false));
        if of.len() > SHOWN {
            all.push(p(&format!("あと{}か所は、Excelで見られます。", of.len() - SHOWN)));
        }
    }
    if !l.asked.is_empty() {
        let file = req.url(&format!("{}/paper/asked-xlsx", path(id)));
        all.push(buttons(&[Button::link("配り先の一覧（Excel）", file).compact()]));
    }
    parts::page(req, "配り先", &s.data.title, Some((&s.data.title, &path(id))), errors, all)
}

/// GET /surveys/{id}/asked
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

fn ids<T: From<kernel::Id>>(req: &Req, name: &str) -> Vec<T> {
    req.form.all(name).iter().filter_map(|t| t.parse::<kernel::Id>().ok()).map(T::from).collect()
}

/// POST /surveys/{id}/asked
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let text = |name: &str| req.form.get(name).to_owned();
    let here = format!("{}/asked", path(id));
    let done = match req.form.get("_do") {
        "offices" => {
            let c = Choice {
                groups: req.form.all("groups").to_vec(),
                city: text("city"),
                area: text("area"),
            };
            req.act(move |cx| act::add_offices(cx, id, &c).map(|_| here.clone()))
        }
        "lights" => {
            let of: Vec<LightId> = ids(req, "lights");
            req.act(move |cx| act::add_lights(cx, id, &of).map(|_| here.clone()))
        }
        "typed" => {
            let new = NewAsked {
                name: text("name"),
                kind: text("kind"),
                phone: text("phone"),
                fax: text("fax"),
                ..NewAsked::default()
            };
            req.act(move |cx| act::add_typed(cx, id, &new).map(|()| here.clone()))
        }
        "remove" => {
            let of = ids::<AskedId>(req, "asked").first().copied().ok_or(Fail::NotFound)?;
            req.act(move |cx| act::remove(cx, id, of).map(|()| here.clone()))
        }
        _ => return Err(Fail::NotFound),
    };
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "配り先を変えました")),
        Err(e) => show(req, parts::errors(e)?),
    }
}

fn letter(req: &Req, s: &Survey, l: &Letter) -> Value {
    let until = s.data.until.map(wareki::long_weekday).unwrap_or_default();
    let path = match &l.word {
        Some(w) => format!("/q/{}", w.token()),
        None => format!("/q/open/{}", s.slug),
    };
    let address = format!("{}{}", req.origin, req.url(&path));
    let mut paragraphs = Vec::new();
    if !s.data.aim.is_empty() {
        paragraphs.push(format!("目的　{}", s.data.aim));
    }
    if !s.data.lead.is_empty() {
        paragraphs.push(s.data.lead.clone());
    }
    paragraphs.push(format!(
        "{until}までに、お答えをお願いします。右の二次元コードか下のアドレスから、登録なしで答えられます。締め切りまでは、同じところから直せます。"
    ));
    let door = format!("{}{}", req.origin, req.url("/q"));
    let mut notes = vec![format!("アドレス　{address}")];
    if l.word.is_some() {
        notes.push(format!("番号を入れるときのアドレス　{door}"));
        notes.push("このリンクは、宛名のところだけのものです。ほかへ渡さないでください。".into());
    } else {
        notes.push("お名前は聞きません。どこの答えかは分かりません。".into());
    }
    notes.push("同封の調査票に書いて、返していただいてもかまいません。".into());
    let contact: Vec<String> = [parts::sender(req), s.data.contact.clone()]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect();
    json!({
        "to": format!("{}　御中", l.asked.data.name),
        "date": wareki::long(req.app.now().date()),
        "from": contact,
        "paragraphs": paragraphs,
        "facts": [{ "label": "調査", "value": s.data.title }, { "label": "締め切り", "value": until }],
        "qr": address,
        "code": l.word.as_ref().map(kernel::word::Word::code),
        "code_caption": "調査の番号",
        "notes": notes,
    })
}

/// POST /surveys/{id}/letters. A second press of the same page prints the same links.
pub(super) fn letters(req: &Req) -> Result<Resp, Fail> {
    let id: SurveyId = req.id("id")?;
    let which = match req.form.get("which") {
        "new" => Letters::New,
        "waiting" => Letters::Waiting,
        one => Letters::One(AskedId(one.parse().map_err(|_| Fail::NotFound)?)),
    };
    let (seed, word) = (req.form.get("_seed").to_owned(), req.form.get("_seed").to_owned());
    let since = req.app.now();
    let here = format!("{}/asked", path(id));
    let to = here.clone();
    if let Err(e) = req.act(move |cx| act::links(cx, id, which, &word).map(|()| to.clone())) {
        return show(req, parts::errors(e)?);
    }
    let (s, all) = req.read(|cx| act::letters(cx, id, &seed, since))?;
    if all.is_empty() {
        return Ok(Resp::go_saying(
            here,
            "この手紙は、もう印刷されています。もう一度押してください",
        ));
    }
    let letters: Vec<Value> = all.iter().map(|l| letter(req, &s, l)).collect();
    let body = json!({ "letters": letters });
    Ok(parts::print(req, TemplateId::LETTER, "調査へのお願い", body, false))
}
