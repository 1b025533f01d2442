//! 確認待ちの提供書: what a colleague prepared, as the responsible care manager reads, approves or sends it back.
use askama::Template;
use forms::Confidential;
use forms::read::Reading;
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};
use ui::{
    Button, Diff, DiffRow, ErrorSummary, Field, FieldError, FieldKind, Flash, FlashKind, FormOpen,
    Html, Kv, Shell, TagKind, tag,
};

use super::super::office::check::{NO_CONSENT, NO_CONSENT_MORE};
use super::super::office::{paper, parts};
use crate::model::Method;
use crate::model::approval::State;
use crate::use_cases::approval::{self, Opened};
use crate::use_cases::sheet;

const ALL: Reading = Reading { all: false, upto: Confidential::Very, sources: true };

#[derive(Template)]
#[template(path = "admission/prepared.html")]
struct Page {
    shell: Shell,
    back: Html,
    title: String,
    who: Html,
    tags: Html,
    errors: ErrorSummary,
    notes: Vec<Flash>,
    about: Kv,
    may_approve: bool,
    open: FormOpen,
    note: Field,
    back_button: Button,
    changes: Option<Diff>,
    read: Html,
    bar: Html,
}

fn about(o: &Opened) -> Kv {
    let p = &o.prepared;
    let mut rows: Vec<(Html, Html)> = vec![
        ("用意した人".into(), format!("{}さん　{}", p.made_name, parts::moment(p.at)).into()),
        ("送り先".into(), format!("{}　{}", o.stay.hospital_name, p.to).into()),
        ("渡し方".into(), p.method.label().into()),
    ];
    rows.extend(p.day.map(|d| ("渡した日".into(), wareki::month_day(d).into())));
    if p.method == Method::Visit && !p.place.is_empty() {
        rows.push(("渡した場所".into(), p.place.as_str().into()));
    }
    if !p.reason.is_empty() {
        rows.push(("送り直す理由".into(), p.reason.as_str().into()));
    }
    Kv { rows, tight: true, small: false }
}

fn notes(shell: &Shell, o: &Opened) -> Vec<Flash> {
    let p = &o.prepared;
    let mut out = Vec::new();
    let decided = p.decided_at.map(parts::moment).unwrap_or_default();
    match p.state {
        State::Waiting if !o.may_approve => {
            let mut f = Flash::new(FlashKind::Info, "担当のケアマネジャーの確認を待っています");
            f.more = Some("まだ病院には送っていません。".into());
            out.push(f);
        }
        State::Waiting if !o.hospital_sees => {
            let mut f = Flash::new(FlashKind::Warn, NO_CONSENT);
            f.more = Some(format!("{NO_CONSENT_MORE}。それでよいときだけ、送ってください。"));
            out.push(f);
        }
        State::Waiting => {}
        State::Returned => {
            let said =
                format!("{decided} {}さんから、直してほしいところがあります", p.decided_name);
            let mut f = Flash::new(FlashKind::Warn, said);
            f.more = Some(p.note.clone());
            out.push(f);
        }
        State::Approved => {
            let said = format!("{decided} {}さんが確認して送りました", p.decided_name);
            let mut f = Flash::new(FlashKind::Info, said);
            let href = shell.url(&format!("/transitions/{}", p.stay));
            f.link = Some(ui::Link::new("入退院のようすを見る", href));
            out.push(f);
        }
        State::Withdrawn => {
            out.push(Flash::new(FlashKind::Info, format!("{decided} に取り下げました")));
        }
    }
    let now = o.latest.as_ref().map_or(0, |v| v.version);
    if p.state == State::Waiting && now != p.base {
        let mut f = Flash::new(FlashKind::Warn, "用意したあとに、新しい版が送られています");
        f.more = Some(
            "このまま送ると、新しい版の内容が消えてしまいます。用意した人に戻してください。".into(),
        );
        out.push(f);
    }
    out
}

fn bar(shell: &Shell, key: &str, o: &Opened) -> Html {
    let id = o.prepared.id;
    let stale = o.latest.as_ref().map_or(0, |v| v.version) != o.prepared.base;
    if o.may_approve && !stale {
        let label = format!("確認しました。{}に送る", o.stay.hospital_name);
        let b = Button::submit(label).primary();
        return parts::press(shell, key, &format!("/transitions/prepared/{id}/approve"), &b);
    }
    let mine = o.mine && matches!(o.prepared.state, State::Waiting | State::Returned);
    if mine {
        let b = Button::submit("取り下げて、書き直す").primary();
        return parts::press(shell, key, &format!("/transitions/prepared/{id}/take"), &b);
    }
    Html::default()
}

fn draw(
    mut shell: Shell,
    mut keys: impl FnMut() -> String,
    o: &Opened,
    typed: &str,
    errors: Vec<FieldError>,
) -> Result<Page, app::Error> {
    let p = &o.prepared;
    let shipped = forms::shipped().map_err(|e| app::Error::Inconsistent(format!("forms: {e}")))?;
    let form = match shipped.forms.get(sheet::FORM, &p.form_version) {
        Some(f) => f,
        None => paper::newest(sheet::FORM)?,
    };
    let answers = paper::answers_of(&p.body)
        .ok_or_else(|| app::Error::Inconsistent(format!("prepared {}: answers", p.id)))?;
    let changes = o.latest.as_ref().and_then(|v| {
        let before = paper::answers_in(v).ok()?;
        let rows = forms::diff::diff(form, &before, &answers)
            .into_iter()
            .map(|c| DiffRow {
                label: c.label,
                before: c.before.into(),
                after: c.after.into(),
                ..DiffRow::default()
            })
            .collect();
        Some(Diff {
            caption: format!("第{}版とのちがい", v.version),
            before_head: format!("まえ（{}）", wareki::slash(v.at.date())),
            after_head: "いま".into(),
            with_who: false,
            rows,
        })
    });
    shell.title = "確認待ちの提供書".into();
    let kind = match p.state {
        State::Waiting => TagKind::Due,
        State::Approved => TagKind::Ok,
        State::Returned => TagKind::Miss,
        State::Withdrawn => TagKind::Plain,
    };
    let note = Field::new(
        "note",
        "直してほしいところ",
        FieldKind::LongText { value: typed.into(), rows: 3, max: Some(200) },
    );
    Ok(Page {
        back: super::back(&shell, &o.stay),
        title: if o.may_approve {
            format!("{}さんが用意した提供書を、確認してください", p.made_name)
        } else {
            "確認待ちの提供書".into()
        },
        who: Html::trusted("<b>")
            .and(format!("{} さん", o.resident.name))
            .and(Html::trusted("</b>　入院時情報提供書")),
        tags: ui::tags(&[tag(kind, p.state.label())]),
        notes: notes(&shell, o),
        about: about(o),
        may_approve: o.may_approve,
        open: FormOpen {
            id: "back".into(),
            action: shell.url(&format!("/transitions/prepared/{}/back", p.id)),
            csrf: shell.csrf.clone(),
            key: keys(),
            ..FormOpen::default()
        },
        note: note.error_from(&errors),
        errors: ErrorSummary { errors, ..ErrorSummary::default() },
        back_button: Button::submit("用意した人に戻す"),
        changes,
        read: forms::read::html(form, &answers, ALL),
        bar: bar(&shell, &keys(), o),
        shell,
    })
}

fn show(req: &Req, typed: &str, errors: Vec<FieldError>, status: u16) -> Result<Resp, Fail> {
    let id: Id = req.id("prepared")?;
    let o = req.read(|cx| approval::read(cx, id))?;
    let page = draw(req.shell.clone(), || req.new_key(), &o, typed, errors)?;
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, "", Vec::new(), 200)
}

fn after(req: &Req, done: Result<String, app::Error>, said: &str) -> Result<Resp, Fail> {
    let e = match done {
        Ok(to) => return Ok(Resp::go_saying(to, said)),
        Err(e) => e,
    };
    if matches!(e, app::Error::Stale { .. }) {
        return show(req, "", Vec::new(), 409);
    }
    match Fail::fields(&e) {
        Some(fields) => {
            let errors =
                fields.into_iter().map(|f| FieldError { field: f.field, message: f.message });
            show(req, req.form.get("note"), errors.collect(), 422)
        }
        None => Err(e.into()),
    }
}

/// Approves and sends.
pub(super) fn approve(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("prepared")?;
    let done = req.act(move |cx| Ok(format!("/transitions/{}", approval::approve(cx, id)?)));
    after(req, done, "確認して、入院時情報提供書を送りました")
}

/// Sends it back.
pub(super) fn back(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("prepared")?;
    let note = req.form.get("note").to_string();
    let done =
        req.act(move |cx| Ok(format!("/transitions/{}", approval::send_back(cx, id, &note)?)));
    after(req, done, "用意した人に戻しました")
}

/// Takes it back into writing.
pub(super) fn take(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("prepared")?;
    let done =
        req.act(move |cx| Ok(format!("/transitions/{}/sheet", approval::take_back(cx, id)?)));
    after(req, done, "下書きに戻しました")
}

#[cfg(test)]
mod tests {
    use super::super::super::office::samples;
    use super::*;
    use crate::model::approval::Prepared;
    use accounts::AccountId;

    fn opened(state: State, may_approve: bool) -> Opened {
        let form = paper::newest(sheet::FORM).unwrap();
        Opened {
            hospital_sees: true,
            prepared: Prepared {
                id: samples::id(90),
                stay: samples::stay().id,
                form_version: form.version.clone(),
                body: "{}".into(),
                base: 0,
                method: Method::Visit,
                to: samples::LONG.into(),
                place: "3階 相談室".into(),
                day: Some(samples::today()),
                reason: String::new(),
                state,
                made_by: AccountId(samples::id(23)),
                made_name: "菊池 誠".into(),
                organisation: samples::office().id,
                approver: Some(AccountId(samples::id(22))),
                note: samples::LONG.into(),
                at: samples::now(),
                decided_at: Some(samples::now()),
                decided_name: "佐藤 花子".into(),
            },
            stay: samples::stay(),
            resident: samples::resident(),
            latest: None,
            may_approve,
            mine: !may_approve,
        }
    }

    fn html(o: &Opened, errors: Vec<FieldError>) -> String {
        let page = draw(samples::shell(), || "key12345".into(), o, "<i>", errors).unwrap();
        let html = page.render().unwrap();
        samples::sound(&html);
        html
    }

    #[test]
    fn who_is_responsible_can_send_or_give_back_and_who_wrote_can_take_back() {
        let page = html(&opened(State::Waiting, true), Vec::new());
        assert!(page.contains("/approve\"") && page.contains("用意した人に戻す"));
        let mine = html(&opened(State::Waiting, false), Vec::new());
        assert!(mine.contains("/take\"") && !mine.contains("/approve\""));
        assert!(mine.contains("まだ病院には送っていません"));
        for s in [State::Returned, State::Approved, State::Withdrawn] {
            assert!(!html(&opened(s, false), Vec::new()).contains("/approve\""));
        }
    }

    #[test]
    fn a_refusal_is_told_and_what_was_typed_stays() {
        let e = FieldError { field: "note".into(), message: "入力してください".into() };
        let page = html(&opened(State::Waiting, true), vec![e]);
        assert!(page.contains("入力してください") && page.contains("&#60;i&#62;"));
    }

    #[test]
    fn what_was_overtaken_by_a_newer_version_cannot_be_sent() {
        let mut o = opened(State::Waiting, true);
        o.prepared.base = 1;
        let page = html(&o, Vec::new());
        assert!(page.contains("新しい版が送られています") && !page.contains("/approve\""));
    }
}
