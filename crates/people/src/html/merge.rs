//! Joining two records of one person: what looks alike, both side by side, and taking apart.
use app::Error;
use askama::Template;
use kernel::{Date, Id, wareki};
use slice::{Fail, Form, Req, Resp};
use ui::field::{Field, FieldKind, Opt};
use ui::{FieldError, Html, PlainRow, Rows, Shell, Table, TableRow};

use super::basics::errors_of;
use crate::ResidentId;
use crate::model::Resident;
use crate::use_cases::merge::{self as act, Found, Merge, Preview};
use crate::use_cases::view::View;

struct Apart {
    title: String,
    meta: String,
    action: String,
    key: String,
    field: Field,
}

#[derive(Template)]
#[template(path = "people/merge.html")]
struct FindPage {
    shell: Shell,
    back: Html,
    who: String,
    errors: Vec<FieldError>,
    alike: Rows,
    others: usize,
    merged: Vec<Apart>,
}

#[derive(Template)]
#[template(path = "people/merge_both.html")]
struct BothPage {
    shell: Shell,
    back: Html,
    errors: Vec<FieldError>,
    table: Table,
    action: String,
    key: String,
    fields: Vec<Field>,
    away: String,
}

fn line(r: &Resident, today: Date) -> String {
    format!("{}・{}歳・{}・{}", r.kana, r.age(today), r.care_level.label(), r.address)
}

fn draw_find(
    shell: Shell,
    keys: &mut dyn FnMut() -> String,
    f: &Found,
    wrong: Option<(Id, &Form, Vec<FieldError>)>,
    today: Date,
) -> FindPage {
    let id = f.resident.id;
    let alike = f.alike.iter().map(|r| PlainRow {
        title: format!("{} さん", r.name).into(),
        href: Some(shell.url(&format!("/people/{id}/merge/{}", r.id))),
        tag: None,
        meta: line(r, today).into(),
    });
    let merged = f.merged.iter().map(|(m, other)| {
        let here = wrong.as_ref().filter(|(of, _, _)| *of == m.id);
        let typed = here.map_or("", |(_, form, _)| form.get("reason"));
        let field = Field::new("reason", "元にもどす理由", FieldKind::text(typed)).required();
        let errors: &[FieldError] = here.map_or(&[], |(_, _, e)| e.as_slice());
        Apart {
            title: format!("{} さん（{}）", other.name, line(other, today)),
            meta: format!(
                "{}に{}さんがまとめました。{}",
                wareki::long(m.at.date()),
                m.by,
                m.reason
            ),
            action: shell.url(&format!("/people/{id}/unmerge/{}", m.id)),
            key: keys(),
            field: field.error_from(errors),
        }
    });
    FindPage {
        back: ui::back(
            format!("{} さんのページ", f.resident.name),
            shell.url(&format!("/people/{id}")),
        ),
        who: format!("{} さん　{}", f.resident.name, line(&f.resident, today)),
        alike: Rows { rows: alike.collect(), small: false },
        others: f.others,
        merged: merged.collect(),
        errors: wrong.map(|(_, _, e)| e).unwrap_or_default(),
        shell,
    }
}

fn rows(p: &Preview) -> Vec<TableRow> {
    let r = |v: &View| v.resident.clone();
    let (a, b) = (r(&p.one), r(&p.other));
    let joined = |list: Vec<String>| if list.is_empty() { "—".into() } else { list.join("、") };
    let contacts = |v: &View| joined(v.contacts.iter().map(|c| c.name.clone()).collect());
    let facts = |v: &View| joined(v.facts.iter().map(|f| f.text.clone()).collect());
    let team = |v: &View| joined(v.team.iter().map(|m| m.label.clone()).collect());
    let dash = |t: &str| if t.is_empty() { "—".to_string() } else { t.to_string() };
    let lines = [
        ("お名前", a.name.clone(), b.name.clone()),
        ("ふりがな", a.kana.clone(), b.kana.clone()),
        ("生年月日", wareki::birth(a.birth), wareki::birth(b.birth)),
        ("性別", a.sex.label().into(), b.sex.label().into()),
        ("住所", dash(&a.address), dash(&b.address)),
        ("電話", dash(&a.phone), dash(&b.phone)),
        ("被保険者番号", dash(&a.insured), dash(&b.insured)),
        ("要介護度", a.care_level.label().into(), b.care_level.label().into()),
        ("世帯", dash(&a.household), dash(&b.household)),
        ("ご家族・連絡先", contacts(&p.one), contacts(&p.other)),
        ("病気・お薬など", facts(&p.one), facts(&p.other)),
        ("支援チーム", team(&p.one), team(&p.other)),
    ];
    lines
        .into_iter()
        .map(|(label, x, y)| {
            let same = x == y && x != "—";
            let state = match (same, x == "—" || y == "—") {
                (true, _) => ui::tag(ui::TagKind::Ok, "同じ").html(),
                (_, true) => Html::default(),
                _ => ui::tag(ui::TagKind::Due, "ちがいます").html(),
            };
            TableRow { head: label.into(), cells: vec![x.into(), y.into(), state] }
        })
        .collect()
}

fn draw_both(
    shell: Shell,
    key: String,
    p: &Preview,
    form: &Form,
    errors: Vec<FieldError>,
) -> BothPage {
    let (a, b) = (&p.one.resident, &p.other.resident);
    let keep = match form.get("keep") {
        "" => a.id.to_string(),
        other => other.to_string(),
    };
    let label = |r: &Resident, n: &str| {
        format!(
            "{n}：{} さん（{}）",
            r.name,
            if r.address.is_empty() { "住所なし" } else { &r.address }
        )
    };
    let fields = vec![
        Field::new(
            "keep",
            "前に出す記録（基本情報はこちらを見せます）",
            FieldKind::radio(
                keep,
                vec![
                    Opt::new(a.id.to_string(), label(a, "左")),
                    Opt::new(b.id.to_string(), label(b, "右")),
                ],
            ),
        )
        .required(),
        Field::new("reason", "同じ方だとわかる理由", FieldKind::text(form.get("reason")))
            .hint("例：被保険者番号が同じ。前の事業所が先に登録していた")
            .required(),
        Field::new(
            "sure",
            "たしかめ",
            FieldKind::checks(
                form.all("sure").to_vec(),
                vec![Opt::new("yes", "2つをくらべて、同じ方だとたしかめました")],
            ),
        )
        .required(),
    ];
    let away = shell.url(&format!("/people/{}/merge", a.id));
    BothPage {
        back: ui::back("同じ方の記録をまとめる", &away),
        table: Table {
            caption: "2つの記録".into(),
            heads: ["項目", "左の記録", "右の記録", "くらべると"].map(String::from).to_vec(),
            rows: rows(p),
        },
        action: shell.url(&format!("/people/{}/merge/{}", a.id, b.id)),
        key,
        fields: fields.into_iter().map(|f| f.error_from(&errors)).collect(),
        errors,
        away,
        shell,
    }
}

fn show_find(
    req: &Req,
    id: ResidentId,
    wrong: Option<(Id, &Form, Vec<FieldError>)>,
) -> Result<Resp, Fail> {
    let status = if wrong.is_some() { 422 } else { 200 };
    let f = req.read(move |cx| act::find(cx, id))?;
    let shell = req.titled("同じ方の記録をまとめる");
    let page = draw_find(shell, &mut || req.new_key(), &f, wrong, req.app.now().date());
    Ok(Resp::page(page.render())?.status(status))
}

/// What looks alike, and what is joined.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show_find(req, req.id("resident")?, None)
}

fn show_both(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (one, other): (ResidentId, ResidentId) = (req.id("resident")?, req.id("other")?);
    let status = if errors.is_empty() { 200 } else { 422 };
    let p = req.read(move |cx| act::preview(cx, one, other))?;
    let shell = req.titled("2つの記録をくらべます");
    let page = draw_both(shell, req.new_key(), &p, &req.form, errors);
    Ok(Resp::page(page.render())?.status(status))
}

/// Both side by side.
pub(super) fn compare(req: &Req) -> Result<Resp, Fail> {
    show_both(req, Vec::new())
}

/// Joins them.
pub(super) fn join(req: &Req) -> Result<Resp, Fail> {
    let (one, other): (ResidentId, ResidentId) = (req.id("resident")?, req.id("other")?);
    let keep = if req.form.get("keep") == other.to_string() { other } else { one };
    let gone = if keep == one { other } else { one };
    let cmd = Merge {
        keep,
        gone,
        reason: req.form.get("reason").into(),
        sure: req.form.all("sure").iter().any(|s| s == "yes"),
    };
    let done = req.act(move |cx| {
        act::merge(cx, &cmd)?;
        Ok(format!("/people/{keep}"))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "2つの記録を1つにまとめました")),
        Err(e) => refused(e, |errors| show_both(req, errors)),
    }
}

fn refused(
    e: Error,
    show: impl FnOnce(Vec<FieldError>) -> Result<Resp, Fail>,
) -> Result<Resp, Fail> {
    match Fail::fields(&e) {
        Some(fields) => show(errors_of(fields)),
        None => Err(e.into()),
    }
}

/// Takes them apart.
pub(super) fn apart(req: &Req) -> Result<Resp, Fail> {
    let (id, merge): (ResidentId, Id) = (req.id("resident")?, req.id("merge")?);
    let reason = req.form.get("reason").to_string();
    let done = req.act(move |cx| {
        let keep = act::unmerge(cx, merge, &reason)?;
        Ok(format!("/people/{keep}"))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "2つの記録に分けました。すべて元にもどっています")),
        Err(e) => refused(e, |errors| show_find(req, id, Some((merge, &req.form, errors)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::testing::{resident, shell, sound};
    use crate::store::merge::Merged;

    fn view(n: u16, name: &str) -> View {
        let mut r = resident();
        (r.id, r.name) = (ResidentId(testkit::id(n)), name.into());
        View {
            resident: r,
            contacts: Vec::new(),
            facts: Vec::new(),
            sees_health: true,
            team: Vec::new(),
            consents: Vec::new(),
        }
    }

    const LONG: &str = "アレクサンドリア・ヴィクトーリア・勅使河原 長右衛門太郎左衛門之助";

    #[test]
    fn both_stand_side_by_side_with_what_differs() {
        let mut p = Preview { one: view(7, "高橋 ミヨ"), other: view(8, LONG) };
        p.other.resident.phone = String::new();
        let html = draw_both(shell(), "key12345".into(), &p, &Form::default(), Vec::new());
        let html = html.render().unwrap();
        sound(&html);
        assert!(html.contains("ちがいます") && html.contains("同じ方だとたしかめました"));
        let wrong = vec![FieldError {
            field: "reason".into(),
            message: "理由を入力してください".into(),
        }];
        let mut form = Form::default();
        form.push("sure", "yes");
        let html = draw_both(shell(), "key12345".into(), &p, &form, wrong).render().unwrap();
        sound(&html);
        assert!(html.contains("理由を入力してください") && html.contains(" checked"));
    }

    #[test]
    fn what_looks_alike_what_may_not_be_seen_and_what_is_joined() {
        let today = crate::html::testing::day("2026-11-19");
        let mut f =
            Found { resident: resident(), alike: Vec::new(), others: 0, merged: Vec::new() };
        let mut n = 0;
        let mut keys = || {
            n += 1;
            format!("key-{n:08}")
        };
        let html = draw_find(shell(), &mut keys, &f, None, today).render().unwrap();
        sound(&html);
        assert!(html.contains("ほかにありません"));
        f.alike.push(view(8, LONG).resident);
        f.others = 2;
        let m = Merged {
            id: testkit::id(50),
            keep: f.resident.id,
            gone: ResidentId(testkit::id(9)),
            reason: "番号が同じ".into(),
            by: "佐藤 花子".into(),
            at: testkit::noon_before(),
            undone_at: None,
            undone_by: String::new(),
            undone_reason: String::new(),
        };
        f.merged.push((m, view(9, "高橋 みよ").resident));
        let form = Form::default();
        let wrong = vec![FieldError {
            field: "reason".into(),
            message: "理由を入力してください".into(),
        }];
        let wrong = Some((testkit::id(50), &form, wrong));
        let html = draw_find(shell(), &mut keys, &f, wrong, today).render().unwrap();
        sound(&html);
        assert!(html.contains("2件あります") && html.contains("元にもどす") && html.contains(LONG));
    }
}
