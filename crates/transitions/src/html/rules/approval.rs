//! 代行入力の確認: which papers wait for who is responsible, as the region's administrators decide it.
use std::collections::BTreeMap;

use app::Error;
use askama::Template;
use kernel::wareki;
use slice::{Fail, Form, Req, Resp};
use ui::{
    Button, ErrorSummary, Field, FieldError, FieldKind, Flash, FlashKind, FormOpen, Html, Opt,
    SendBar, Shell,
};

use crate::model::approval_rule::{Decided, Rule};
use crate::use_cases::approval_rule::{self, Decide, InForce};

#[derive(Template)]
#[template(path = "rules/approval.html")]
struct Page {
    shell: Shell,
    back: Html,
    source: String,
    errors: ErrorSummary,
    notes: Vec<Flash>,
    open: FormOpen,
    kinds: Vec<Field>,
    reason: Field,
    versions: Vec<(String, String)>,
    bar: SendBar,
}

/// The page.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let now = req.read(approval_rule::in_force)?;
    let page =
        draw(req.shell.clone(), req.new_key(), Rule::shipped()?, &now, &now.decided, "", &[], "");
    Resp::page(page.render())
}

fn typed(rule: &Rule, form: &Form) -> (Decided, Vec<FieldError>) {
    let (mut needed, mut errors) = (BTreeMap::new(), Vec::new());
    for k in &rule.kinds {
        match form.get(&k.code) {
            "yes" => needed.insert(k.code.clone(), true),
            "no" => needed.insert(k.code.clone(), false),
            _ => {
                let message = format!("「{}」の確認が要るかどうかを選んでください", k.label);
                errors.push(FieldError { field: k.code.clone(), message });
                None
            }
        };
    }
    (Decided { needed }, errors)
}

/// Decides.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let rule = Rule::shipped()?;
    let (decided, mut errors) = typed(rule, &req.form);
    let reason = req.form.get("reason").to_owned();
    let (mut status, mut said) = (422, String::new());
    if errors.is_empty() {
        let base = req.form.get("_version").parse().unwrap_or(-1);
        let cmd = Decide { decided: decided.clone(), reason: reason.clone(), base };
        let done = req.act(move |cx| {
            approval_rule::decide(cx, &cmd)?;
            Ok("/transitions/approval-rules".into())
        });
        match done {
            Ok(to) => return Ok(Resp::go_saying(to, "代行入力の確認のきまりを変えました")),
            Err(Error::Stale { .. }) => {
                status = 409;
                said = "この画面を開いたあとに、ほかの人が変えています。いまのきまりを見て、もう一度選んでください".into();
            }
            Err(Error::Rule(text)) => said = text,
            Err(e) => match Fail::fields(&e) {
                Some(all) => errors.extend(
                    all.into_iter().map(|f| FieldError { field: f.field, message: f.message }),
                ),
                None => return Err(e.into()),
            },
        }
    }
    let now = req.read(approval_rule::in_force)?;
    let page =
        draw(req.shell.clone(), req.new_key(), rule, &now, &decided, &reason, &errors, &said);
    Ok(Resp::page(page.render())?.status(status))
}

#[expect(clippy::too_many_arguments, reason = "what stands, what was typed, what is wrong")]
fn draw(
    mut shell: Shell,
    key: String,
    rule: &Rule,
    now: &InForce,
    typed: &Decided,
    reason: &str,
    errors: &[FieldError],
    said: &str,
) -> Page {
    shell.title = "代行入力の確認".into();
    let kinds = rule
        .kinds
        .iter()
        .map(|k| {
            let at = match (typed.needs(rule, &k.code), errors.iter().any(|e| e.field == k.code)) {
                (_, true) => "",
                (true, _) => "yes",
                (false, _) => "no",
            };
            let opts = vec![
                Opt::new("yes", "担当の人が確かめてから送る"),
                Opt::new("no", "確かめずに送ってよい"),
            ];
            Field::new(&k.code, &k.label, FieldKind::radio(at, opts))
                .hint(&k.note)
                .required()
                .error_from(errors)
        })
        .collect();
    let mut versions: Vec<(String, String)> = now
        .history
        .iter()
        .map(|v| {
            let mark = if v.number == now.number { "（いまのきまり）" } else { "" };
            let day = wareki::long_weekday(v.at.date());
            (format!("第{}版{mark}", v.number), format!("{day}・{}・{}", v.name, v.reason))
        })
        .collect();
    let mark = if now.number == 0 { "（いまのきまり）" } else { "" };
    versions.push((format!("もとのきまり{mark}"), format!("このプログラム・{}", rule.version)));
    let notes = if said.is_empty() { Vec::new() } else { vec![Flash::new(FlashKind::Warn, said)] };
    let kind = FieldKind::LongText { value: reason.into(), rows: 2, max: Some(300) };
    Page {
        back: ui::back("退院支援の基準", shell.url("/transitions/rules")),
        source: rule.source.clone(),
        errors: ErrorSummary::of(errors),
        notes,
        open: FormOpen {
            id: "approval".into(),
            action: shell.url("/transitions/approval-rules"),
            csrf: shell.csrf.clone(),
            key,
            version: now.number.to_string(),
            ..FormOpen::default()
        },
        kinds,
        reason: Field::new("reason", "変える理由", kind)
            .hint("例：7月の協議会で決めたため")
            .required()
            .error_from(errors),
        versions,
        bar: SendBar {
            label: "変える".into(),
            head: "変えると".into(),
            to: "つぎに送るときから、このきまりになります".into(),
            after: "いま確認を待っているものは、そのまま待ちます".into(),
            button: Button::submit("このきまりにする").primary().of_form("approval"),
            second: None,
        },
        shell,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{LONG, now, shell, sound};
    use super::*;
    use crate::use_cases::approval_rule::Version;

    fn page(n: usize, reason: &str, errors: &[FieldError], said: &str) -> String {
        let history = (1..=n)
            .rev()
            .map(|i| Version {
                number: i as i64,
                reason: LONG.into(),
                name: "高橋 直".into(),
                at: now(),
            })
            .collect();
        let stands = InForce { decided: Decided::default(), number: n as i64, history };
        let rule = Rule::shipped().unwrap();
        let html =
            draw(shell(), "key".into(), rule, &stands, &stands.decided, reason, errors, said)
                .render()
                .unwrap();
        sound(&html);
        html
    }

    #[test]
    fn it_stands_on_the_safe_side_until_somebody_decides_and_says_who_did() {
        let html = page(0, "", &[], "");
        assert!(html.contains("もとのきまり（いまのきまり）"));
        assert_eq!(html.matches("checked").count(), 2, "each kind has one answer");
        let html = page(2, LONG, &[], "いまの決まりと同じです");
        assert!(html.contains("第2版（いまのきまり）") && html.contains("高橋 直"));
        assert!(html.contains("いまの決まりと同じです"));
    }

    #[test]
    fn what_is_missing_is_said_beside_its_field() {
        let errors = [
            FieldError { field: "sheet".into(), message: "選んでください".into() },
            FieldError {
                field: "reason".into(), message: "変える理由を入力してください".into()
            },
        ];
        let html = page(1, "", &errors, "");
        assert!(html.contains("変える理由を入力してください"));
        assert_eq!(html.matches("checked").count(), 1);
    }
}
