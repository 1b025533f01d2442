//! What several of the office's pages show of a stay: steps, clocks, names of places, how something was told.
use accounts::{Organisation, OrganisationKind};
use app::{Cx, Result};
use kernel::{Actor, At, Date, Hat, wareki};
use people::{Resident, ResidentId};
use ui::{Html, Kv, Opt, PersonHead, Shell, Step, Strip, Tag, TagKind, tag};

use crate::model::{ActKind, FeeGrade, Limits, Method, Progress, Stay, StepState};
use crate::use_cases::view::View;

/// 「みどり総合病院（架空）」 as plain words, for lists and buttons.
pub(in crate::html) fn plain(o: &Organisation) -> String {
    if o.fictitious { format!("{}（架空）", o.name) } else { o.name.clone() }
}

/// The hospital's name with its small （架空）.
pub(in crate::html) fn hospital(stay: &Stay, org: Option<&Organisation>) -> Html {
    match org {
        Some(o) => ui::org(&o.name, o.fictitious),
        None => stay.hospital_name.as_str().into(),
    }
}

/// 11:20.
pub(in crate::html) fn clock(at: At) -> String {
    format!("{}:{:02}", at.time().hour(), at.time().minute())
}

/// 「11月19日（木） 11:20」.
pub(in crate::html) fn moment(at: At) -> String {
    format!("{} {}", wareki::month_day(at.date()), clock(at))
}

/// Does the reader belong to the hospital's side?
pub(in crate::html) fn hospital_side(actor: &Actor) -> bool {
    matches!(actor.hat, Hat::Liaison | Hat::Ward | Hat::Doctor)
}

/// The seven steps as dots; `due` colours the one that is due now.
pub(in crate::html) fn strip(progress: &Progress<'_>, due: Option<Date>, today: Date) -> Strip {
    let steps = progress.steps().into_iter().map(|(label, state)| match state {
        StepState::Done(day) => {
            Step::new(label, ui::StepState::Done, day.map_or_else(|| "済み".into(), wareki::slash))
        }
        StepState::Skipped => Step::new(label, ui::StepState::Skip, ""),
        StepState::Now => {
            let state = match due {
                Some(d) if d < today => ui::StepState::Over,
                Some(d) if d == today => ui::StepState::Due,
                _ => ui::StepState::Now,
            };
            Step::new(label, state, "")
        }
        StepState::Todo => Step::new(label, ui::StepState::Todo, ""),
    });
    Strip { steps: steps.collect() }
}

/// The fee guide of the sheet, for the office alone.
pub(super) fn fee(v: &View, hospital_side: bool) -> Option<Kv> {
    let l = v.limits.filter(|_| !hospital_side)?;
    let sent = Progress::new(&v.stay, &v.acts).first(ActKind::SheetSent);
    let graded = sent.map(|a| {
        let day = a.day.unwrap_or_else(|| a.at.date());
        let told = wareki::month_day(day);
        match l.grade(day) {
            Some(g) => format!("{told}に送りました。{}のめやすに入ります", g.label()),
            None => format!("{told}に送りました。加算のめやすの日は過ぎています"),
        }
    });
    let mut rows: Vec<(Html, Html)> = vec![
        ("加算(Ⅰ)".into(), format!("{}まで（めやす）", wareki::month_day(l.first)).into()),
        ("加算(Ⅱ)".into(), format!("{}まで（めやす）", wareki::month_day(l.second)).into()),
    ];
    rows.extend(graded.map(|g| ("提供書".into(), g.into())));
    Some(Kv { rows, tight: true, small: true })
}

/// The fee guide's clock: a guide, never a claim and never red.
pub(in crate::html) fn fee_tag(limits: Limits, today: Date) -> Tag {
    match limits.grade(today) {
        Some(g) => {
            let last = if g == FeeGrade::First { limits.first } else { limits.second };
            let when = if last == today {
                "きょう中".into()
            } else {
                format!("{}まで", wareki::month_day(last))
            };
            tag(TagKind::Due, format!("{}の期限 {when}（めやす）", g.label()))
        }
        None => tag(TagKind::Plain, "加算のめやすの日は過ぎています"),
    }
}

/// The clock of any other step.
pub(in crate::html) fn due_tag(due: Date, today: Date) -> Tag {
    match kernel::time::days_between(today, due) {
        n @ ..0 => tag(TagKind::Over, format!("めやすの日を{}日過ぎています", -n)),
        0 => tag(TagKind::Due, "きょうまで"),
        n => tag(TagKind::Plain, format!("あと{n}日")),
    }
}

/// Ways of telling, as answers.
pub(in crate::html) fn methods(of: &[Method]) -> Vec<Opt> {
    of.iter().map(|m| Opt::new(m.code(), m.label())).collect()
}

/// Links to the chapters of a form that is read, for phones where it is many screens long; empty chapters are none.
pub(in crate::html) fn chapters(
    form: &forms::Form,
    answers: &forms::Answers,
    how: forms::read::Reading,
) -> ui::Filter {
    let shown =
        form.chapters.iter().filter(|c| !forms::read::chapter(form, answers, c, how).is_empty());
    let chip = |c: &forms::model::Chapter| ui::Chip {
        label: [c.number.as_str(), c.title.as_str()].join(" ").trim().to_string(),
        href: format!("#{}", c.link_id),
        on: false,
    };
    let chips: Vec<ui::Chip> = shown.map(chip).collect();
    ui::Filter { label: String::new(), spoken: "章へ進む".into(), chips }
}

/// 「86歳・要介護2」.
pub(in crate::html) fn age_and_level(r: &Resident, today: Date) -> String {
    format!("{}歳・{}", r.age(today), r.care_level.label())
}

/// The head with the person, leading to their page.
pub(in crate::html) fn head(
    shell: &Shell,
    r: &Resident,
    alerts: Vec<ui::Alert>,
    today: Date,
) -> PersonHead {
    let href = shell.url(&format!("/people/{}", r.id));
    PersonHead {
        kana: r.kana.clone(),
        name: r.name.clone(),
        age: age_and_level(r, today),
        alerts,
        alerts_href: href.clone(),
        href: Some(href),
    }
}

/// What the head has to warn of.
pub(in crate::html) fn alerts(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<ui::Alert>> {
    use people::model::AlertLevel;
    let view = people::use_cases::view::view(cx, id)?;
    let of = |f: &people::model::Fact| {
        let kind = match f.alert {
            AlertLevel::Harm => ui::AlertKind::Harm,
            AlertLevel::Caution => ui::AlertKind::Caution,
            AlertLevel::None => return None,
        };
        Some(ui::Alert { kind, text: f.text.clone() })
    };
    Ok(view.facts.iter().filter_map(of).collect())
}

/// The hospitals one can choose from, those of the region first.
pub(in crate::html) fn hospitals(cx: &Cx<'_>) -> Result<Vec<Organisation>> {
    let mut all = accounts::organisations_of_kind(cx, OrganisationKind::Hospital)?;
    all.sort_by(|a, b| (a.outside, &a.kana).cmp(&(b.outside, &b.kana)));
    Ok(all)
}

/// A post that says nothing back but a page: the button's small form with token and key.
pub(in crate::html) fn press(shell: &Shell, key: &str, path: &str, button: &ui::Button) -> Html {
    Html::trusted(format!(
        "<form method=\"post\" action=\"{}\" data-no-guard>",
        Html::text(shell.url(path))
    ))
    .and(shell.csrf_field())
    .and(shell.key_field(key))
    .and(button.html())
    .and(Html::trusted("</form>"))
}

/// A link inside a sentence or a table.
pub(in crate::html) fn link(label: &str, href: &str) -> Html {
    Html::trusted(format!(
        "<a class=\"name\" href=\"{}\">{}</a>",
        Html::text(href),
        Html::text(label)
    ))
}
