//! The note on a person's page, for staff to whom it is open.
use askama::Template;
use kernel::{Date, wareki};
use people::ResidentId;
use people::authz::{Addressee, Basis, What};
use slice::{Fail, Req, Resp};
use ui::field::Field;
use ui::{FieldError, Html, Shell};

use super::parts::{
    at, date_field, day, due_tag, errors_of, long, radio, repeated, tel, text, with_rest,
};
use crate::model::around::{Discretion, PaperKind, Proxy, Step, Talk};
use crate::model::shown::{PAPERS, PEOPLE, TALKS};
use crate::model::{Part, shipped};
use crate::permissions;
use crate::use_cases::{read, save};

/// A chapter as read: title, question and answer.
pub(super) type Chapter = (String, Vec<(String, String)>);

/// A signed paper: id, line, where it is kept, the field of the reason, and address and name of each scan.
type PaperRow = (String, String, String, Html, Vec<(String, String)>);

#[derive(Template)]
#[template(path = "acp/note.html")]
struct Page {
    shell: Shell,
    back: Html,
    here: String,
    name: String,
    note: read::Note,
    voice: String,
    confirmed: String,
    /// 「ご本人のことば・第3版・…」
    meta: Vec<String>,
    due: Html,
    chapters: Vec<Chapter>,
    see: Vec<(String, bool, String)>,
    proxies: Vec<(Proxy, String, Html)>,
    talks: Vec<(Talk, String, Html)>,
    papers: Vec<PaperRow>,
    shared: Vec<String>,
    errors: Vec<FieldError>,
    confirm: Vec<Field>,
    proxy_fields: Vec<Field>,
    paper_fields: Vec<Field>,
    shared_fields: Vec<Field>,
    shares: bool,
    prints: bool,
    exports: bool,
    people: bool,
    talked: bool,
    signed: bool,
    key: String,
}

/// The answers of a version, by chapter; chapters without an answer are left out.
pub(super) fn chapters(body: &crate::model::Body) -> app::Result<Vec<Chapter>> {
    let form = shipped()?;
    let mut out = Vec::new();
    for t in form.topics(Part::Wish) {
        let rows: Vec<(String, String)> = t
            .questions
            .iter()
            .filter_map(|q| {
                body.get(&q.code).map(|given| (q.words.label.clone(), form.words(q, given)))
            })
            .collect();
        if !rows.is_empty() {
            out.push((t.words.label.clone(), rows));
        }
    }
    Ok(out)
}

/// 「誰に見えるか」 on this day: each addressee, and each relative by name.
pub(super) fn see(n: &read::Note, today: Date) -> Vec<(String, bool, String)> {
    let mut out: Vec<(String, bool, String)> =
        [Addressee::Emergency, Addressee::Team, Addressee::Hospital]
            .into_iter()
            .map(|a| {
                (a.label().to_owned(), n.released.iter().any(|r| r.to == a), when(a).to_owned())
            })
            .collect();
    for c in &n.family {
        let (open, why) = match c.basis {
            Basis::Proxy => (true, "代わりに話し合う人".to_owned()),
            _ => (c.shows_note(today), c.relation.clone()),
        };
        out.push((format!("{} さん", c.name), open, why));
    }
    out
}

/// When an addressee sees it.
pub(super) const fn when(a: Addressee) -> &'static str {
    match a {
        Addressee::Emergency => "急に具合が悪くなったとき",
        Addressee::Team => "ケアマネジャー・訪問看護・主治医など",
        Addressee::Hospital => "入院や入所がはじまったときから",
    }
}

/// The page with what was wrong.
pub(super) fn show(req: &Req, id: ResidentId, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (n, shares, prints, exports) = req.read(|cx| {
        let n = read::view(cx, id)?;
        let shares = app::may(cx, &permissions::SHARE)?
            && people::authz::could(cx, people::authz::Act::Write, What::Basic, id)?;
        let prints = app::may(cx, &permissions::PRINT)? && !n.brief;
        let exports = app::may(cx, &permissions::EXPORT)? && !n.brief;
        Ok((n, shares, prints, exports))
    })?;
    let v = n.newest.as_ref();
    let meta = v.map_or_else(Vec::new, |v| {
        let mut m = vec![format!(
            "{}（{}）。{}に確かめました",
            v.whose.label(),
            v.spoke,
            wareki::long(v.confirmed_on)
        )];
        if !v.present.is_empty() {
            m.push(format!("いた人：{}", v.present));
        }
        if !v.grounds.is_empty() {
            m.push(format!("そう考えるわけ：{}", v.grounds));
        }
        m.push(format!("第{}版・{}：{}", v.number, v.typed.label(), v.by));
        m
    });
    let e = &errors;
    let with = |fields: Vec<Field>| -> Vec<Field> {
        fields.into_iter().map(|f| f.error_from(e)).collect()
    };
    let discretion: Vec<_> = Discretion::ALL.iter().map(|d| (d.code(), d.label())).collect();
    let kinds: Vec<_> = PaperKind::ALL.iter().map(|k| (k.code(), k.label())).collect();
    let steps: Vec<_> = Step::ALL.iter().map(|s| (s.code(), s.label())).collect();
    let status = if errors.is_empty() { 200 } else { 422 };
    let step = with(vec![
        radio(req, "step", "この方へのお願い", &steps).required(),
        date_field(req, "step_on", "その日"),
        text(req, "heard_by", "聞いた人").hint("例 佐藤 花子"),
    ]);
    let reason = [long(req, "reason", "わけ", 2).required().error_from(e)];
    let page = Page {
        back: ui::back(
            format!("{} さんのページ", n.person.name),
            req.url(&format!("/people/{id}")),
        ),
        here: req.url(&at(id)),
        shell: req.titled("わたしのきぼうノート"),
        name: n.person.name.clone(),
        voice: v.map_or_else(String::new, |v| v.text("values.voice").to_owned()),
        confirmed: v.map_or_else(String::new, |v| wareki::long(v.confirmed_on)),
        due: due_tag(n.due).map(|t| ui::tags(&[t])).unwrap_or_default(),
        chapters: v.map(|v| chapters(&v.body)).transpose().map_err(Fail::Use)?.unwrap_or_default(),
        see: see(&n, req.app.now().date()),
        proxies: n
            .proxies
            .iter()
            .enumerate()
            .map(|(i, p)| (p.clone(), p.consent(), repeated(&step, i)))
            .collect(),
        talks: n
            .talks
            .iter()
            .enumerate()
            .map(|(i, t)| (t.clone(), wareki::long(t.what.held_on), repeated(&reason, i)))
            .collect(),
        papers: n
            .papers
            .iter()
            .enumerate()
            .map(|(i, p)| {
                let w = &p.what;
                let kept = match w.kept_by.as_str() {
                    "" => w.kept_at.clone(),
                    by => format!("{}（{by}）", w.kept_at),
                };
                let line = format!(
                    "{}・{} 署名（{}）。ある所：{kept}",
                    w.kind.label(),
                    w.signed_by,
                    wareki::short(w.made_on)
                );
                (
                    p.id.to_string(),
                    line,
                    format!("書きとめた人 {}", p.by),
                    repeated(&reason, n.talks.len() + i),
                    scans(req, id, &n, p.id),
                )
            })
            .collect(),
        shared: n
            .shared
            .iter()
            .map(|s| {
                let how =
                    if s.what.how.is_empty() { "共有しました" } else { s.what.how.as_str() };
                format!("{}　{}（{how}）", wareki::short(s.what.on), s.what.who)
            })
            .collect(),
        confirm: with(vec![
            text(req, "spoke", "だれが話しましたか").required().hint("例 本人"),
            text(req, "present", "いた人").hint("例 長男 高橋 正"),
            date_field(req, "confirmed_on", "確かめた日"),
        ]),
        proxy_fields: with(vec![
            text(req, "proxy_name", "お名前").required(),
            text(req, "relation", "続柄・間柄").required().hint("例 長男 ／ 友人"),
            tel(req, "phone", "電話"),
            radio(req, "discretion", "話し合いのときは", &discretion),
            text(req, "why", "この人にたのみたいわけ"),
        ]),
        paper_fields: with(vec![
            radio(req, "kind", "どの書面ですか", &kinds).required(),
            date_field(req, "made_on", "書面の日付"),
            text(req, "signed_by", "署名した医師").required(),
            text(req, "kept_at", "ある所").required().hint("例 冷蔵庫の扉 ／ 主治医のカルテ"),
            text(req, "kept_by", "持っている人"),
        ]),
        shared_fields: with(vec![
            text(req, "who", "だれと").required().hint("例 長男 高橋 正"),
            date_field(req, "shared_on", "いつ"),
            text(req, "how", "どのように").hint("例 いっしょに読み合わせた ／ 冊子を渡した"),
        ]),
        shares,
        prints,
        exports: exports && n.open.whole(),
        people: n.open.shows(PEOPLE),
        talked: n.open.shows(TALKS),
        signed: n.open.shows(PAPERS),
        key: req.new_key(),
        errors,
        meta,
        note: n,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// Scans of a paper: address and words.
fn scans(req: &Req, id: ResidentId, n: &read::Note, paper: kernel::Id) -> Vec<(String, String)> {
    let of = n.scans.iter().filter(|s| s.0 == paper);
    let href = |file| req.url(&format!("{}/papers/{paper}/scans/{file}", at(id)));
    of.map(|(_, a)| (href(a.id), super::scan::words(a))).collect()
}

/// GET /people/{resident}/wish
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("resident")?, Vec::new())
}

/// Goes on, or shows the page again with what was wrong.
pub(super) fn after(
    req: &Req,
    id: ResidentId,
    done: Result<String, app::Error>,
    say: &str,
) -> Result<Resp, Fail> {
    match done {
        Ok(to) => Ok(Resp::go_saying(to, say)),
        Err(e) => match errors_of(&e) {
            Some(fields) => show(req, id, fields),
            None => Err(e.into()),
        },
    }
}

/// POST /people/{resident}/wish/confirm
pub(super) fn confirm(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let mut errors = Vec::new();
    let on = day(req, "confirmed_on", "確かめた日を入力してください", &mut errors);
    let base = req.form.get("base").parse().map_err(|_| Fail::NotFound)?;
    let Some(confirmed_on) = on else {
        let mut rest = crate::model::Check::default();
        rest.text("spoke", req.form.get("spoke"), 60, "だれのことばかを入力してください");
        rest.most("present", req.form.get("present"), 120);
        return show(req, id, with_rest(errors, rest.done()));
    };
    let s = save::Same {
        base,
        spoke: req.form.get("spoke").into(),
        present: req.form.get("present").into(),
        confirmed_on,
    };
    let done = req.act(move |cx| save::same(cx, &permissions::WRITE, id, &s).map(|_| at(id)));
    let done = match done {
        Err(app::Error::Stale { .. }) => Err(app::Error::Rule(
            "ほかの人が、先に新しい版を書きました。内容を見てから、もう一度確かめてください".into(),
        )),
        other => other,
    };
    after(req, id, done, "「変わりありません」を新しい版として残しました")
}
