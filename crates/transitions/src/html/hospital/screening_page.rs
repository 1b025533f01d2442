//! How 退院支援の要否 is drawn: what the criteria say and from which answer, what nobody has said yet and who may know, the
//! ward's form, and the person's own decision.
use forms::model::{Chapter, Node as FormNode, Placed};
use forms::verdict::Judged;
use forms::{Answers, Draw, Form, RuleSet, Verdict};
use ui::{
    Button, Criteria, Criterion, ErrorSummary, Field, FieldKind, Flash, FlashKind, FormOpen, Html,
    Link, Opt, Question, SendBar, Shell, Source, TagKind, UnknownBox, tag,
};

use super::judged::{Known, proposal};
use super::screening::{KINDS, saved};
use super::typed::{Typed, only_if};
use super::{screening_sets as sets, stale, window};
use crate::model::ActKind;
use crate::use_cases::screen::Proposal;

/// A chapter of the ward's form: heading, and fields by group.
struct Part {
    title: String,
    groups: Vec<(String, Vec<Field>)>,
}

#[derive(askama::Template)]
#[template(path = "hospital/screening.html")]
pub(super) struct Page {
    shell: Shell,
    back: Html,
    name: String,
    name_href: String,
    facts: Html,
    tags: Html,
    errors: ErrorSummary,
    earlier: String,
    changed: Html,
    verdict: ui::Verdict,
    hits: Criteria,
    national: Html,
    factors: Criteria,
    more: Vec<Field>,
    history: Html,
    unknown: Option<UnknownBox>,
    clears: Criteria,
    rules: Vec<(String, String, String, String)>,
    national_title: String,
    national_source: String,
    national_rules: Vec<(String, String, String, String)>,
    rules_title: String,
    rules_source: String,
    open: FormOpen,
    who: Vec<Field>,
    parts: Vec<Part>,
    saved: String,
    stale: Html,
    decision: Field,
    reason: Field,
    side: Html,
    /// To the parts of the page, for phones where it is many screens long.
    jump: ui::Filter,
    bar: SendBar,
}

pub(super) fn page(
    mut shell: Shell,
    key: String,
    known: &Known,
    form: &Form,
    answers: &Answers,
    verdict: &Verdict,
    t: &Typed,
) -> Page {
    let (rules, national): (&RuleSet, &RuleSet) = (&known.rules, &known.national);
    let factors = known.judge(national, form, answers);
    let s = &known.data.stay;
    shell.title = "退院支援の要否".into();
    let (decision, reason) = (decision(t, proposal(verdict)), reason(t, proposal(verdict)));
    let stale = stale::both(t, KINDS, &known.data.acts, s, &[decision.clone(), reason.clone()]);
    if t.stale && stale.is_empty() {
        let text = "この画面を開いたあとに、ほかの人が要否を決めました。入力した内容は残っています。たしかめて、よければもう一度ボタンを押してください。";
        shell.flash.push(Flash::new(FlashKind::Warn, text));
    }
    let draw = Draw {
        form,
        answers,
        checked: None,
        today: known.now.date(),
        mark_missing: false,
        add_row: None,
    };
    let asked = asked(verdict, rules, form, &draw);
    let more: Vec<(String, Field)> = self::asked(&factors, national, form, &draw)
        .into_iter()
        .filter(|(id, _)| asked.iter().all(|(other, _)| other != id))
        .collect();
    let taken: Vec<&str> = asked.iter().chain(&more).map(|(id, _)| id.as_str()).collect();
    let (who, parts) = parts(form, &draw, &taken, t);
    let count = asked.len();
    let unknown = (count > 0).then(|| UnknownBox {
        questions: asked
            .into_iter()
            .map(|(_, field)| Question { field: wrong(field, t) })
            .collect(),
        note: "わからないままでも、要否は決められます。".into(),
    });
    let person = known.care_manager.as_ref().map_or("", |a| a.name.as_str());
    let path = |tail: &str| shell.url(&format!("/transitions/{}{tail}", s.id));
    Page {
        back: ui::back("届いたもの", shell.url("/transitions/intray")),
        name: known.data.resident.name.clone(),
        name_href: path(""),
        facts: ui::spaced(known.facts().into_iter().map(|f| Html::text(format!("{f}　")))),
        tags: head_tags(known, count),
        errors: ErrorSummary::of(&t.form.errors),
        earlier: earlier(known),
        changed: sets::changed(&shell, &format!("{key}-seen"), known),
        national: sets::verdict(&factors),
        more: more.into_iter().map(|(_, field)| wrong(field, t)).collect(),
        history: sets::history(&shell, known),
        national_title: national.title.clone(),
        national_source: format!("{}　{}", national.source, national.revision),
        national_rules: sets::table(national, &factors),
        factors: sets::hits(known, &factors, answers, true),
        verdict: ui::Verdict {
            lead: "基準にあてはめた めやす".into(),
            title: verdict.title.clone(),
            body: ui::spaced([
                verdict.text.clone().into(),
                sets::action(rules, verdict).into(),
                "決めるのは、あなたです。".into(),
            ]),
        },
        hits: sets::hits(known, verdict, answers, false),
        unknown,
        clears: Criteria { items: clears(verdict), met: false },
        rules: sets::table(rules, verdict),
        rules_title: rules.title.clone(),
        rules_source: format!("{}　{}", rules.title, sets::version(&rules.version)),
        open: FormOpen {
            id: "act".into(),
            action: path("/screening"),
            csrf: shell.csrf.clone(),
            key,
            version: version(known),
            draft_url: path("/screening/draft"),
            today: known.now.date().to_string(),
            default: "save".into(),
            multipart: false,
        },
        who,
        parts,
        saved: saved(known.data.draft.as_ref(), known),
        stale,
        decision,
        reason,
        jump: jump(count),
        side: window::contact(&known.office, &known.windows, person, known.now, false).html(),
        bar: SendBar {
            label: "決める".into(),
            head: "つぎ".into(),
            to: format!("{}へ「退院調整開始の連絡」", sets::whom(known, verdict)).into(),
            after: "決めただけでは、まだだれにも送りません".into(),
            button: Button::submit("退院支援の要否を決める")
                .primary()
                .of_form("act")
                .posting("_do", "decide"),
            second: None,
        },
        shell,
    }
}

/// The last decision's act, which the form carries.
fn version(known: &Known) -> String {
    let last = known.data.acts.iter().rev().find(|a| !a.cancelled && KINDS.contains(&a.kind));
    last.map_or_else(|| "none".into(), |a| a.id.to_string())
}

/// What is open comes first; where a part is not there, no way leads to it.
fn jump(unknown: usize) -> ui::Filter {
    let chip = |label: String, href: &str| ui::Chip { label, href: href.into(), on: false };
    let mut chips = Vec::new();
    if unknown > 0 {
        chips.push(chip(format!("未確認 {unknown}"), "#unk"));
    }
    chips.push(chip("病棟からの聞き取り".into(), "#ward"));
    chips.push(chip("要否を決める".into(), "#decide"));
    chips.push(chip("基準を見る".into(), "#rules"));
    ui::Filter { label: String::new(), spoken: "この画面の中へ進む".into(), chips }
}

fn head_tags(known: &Known, unknown: usize) -> Html {
    let today = known.now.date();
    let day = format!("入院{}日目", known.data.stay.day(today));
    let decided = known.data.acts.iter().any(|a| !a.cancelled && a.kind == ActKind::Screening);
    let due = known.due.filter(|_| !decided);
    let first = match due.map(|d| kernel::time::days_between(today, d)) {
        Some(n @ ..=-1) => tag(TagKind::Over, format!("{day} めやすの日を {}日過ぎています", -n)),
        Some(0) => tag(TagKind::Due, format!("{day} きょうまで")),
        Some(n) => tag(TagKind::Plain, format!("{day} あと{n}日")),
        None => tag(TagKind::Plain, day),
    };
    let mut all = vec![first];
    if unknown > 0 {
        all.push(tag(TagKind::Miss, format!("未確認 {unknown}項目")));
    }
    ui::tags(&all)
}

/// 「11月18日（水）に「必要」と決めています…」.
fn earlier(known: &Known) -> String {
    let last = known.data.acts.iter().rev().find(|a| !a.cancelled && KINDS.contains(&a.kind));
    last.map_or_else(String::new, |a| {
        let word = if a.detail.has("needed") { "必要" } else { "いまは必要ない" };
        let day = kernel::wareki::month_day(a.at.date());
        format!(
            "{day}に、{}さんが「{word}」と決めています。もう一度決めると、直した記録になります。",
            a.name
        )
    })
}

fn clears(v: &Verdict) -> Vec<Criterion> {
    let of = |r: &forms::verdict::CriterionResult| Criterion {
        title: r.text.clone(),
        rule: Some(Link::new(format!("基準 {}", r.code), format!("#rule-{}", r.code))),
        ..Criterion::default()
    };
    v.clears().map(of).collect()
}

/// What nobody has said yet: the question, why it is asked, and who may know; each question once.
fn asked(v: &Verdict, rules: &RuleSet, form: &Form, draw: &Draw<'_>) -> Vec<(String, Field)> {
    let mut out: Vec<(String, Field)> = Vec::new();
    for r in v.unknowns() {
        let Judged::Unknown(asks) = &r.judged else { continue };
        for ask in asks {
            if out.iter().any(|(id, _)| *id == ask.link_id) {
                continue;
            }
            let Some(placed) = form.question(&ask.link_id) else { continue };
            let mut field = unknown_chosen(draw.field(&placed, None));
            field.label.clone_from(&ask.question);
            let why = rules.criteria.iter().find(|c| c.code == r.code).map_or(&r.text, |c| &c.text);
            let code =
                if rules.national { String::new() } else { format!("（基準 {}）", r.code) };
            field.hint = format!("「{why}」をみるためにお聞きします{code}");
            field.sources = vec![Source {
                text: format!("知っている人　{}", ask.who),
                href: None,
                person: true,
            }];
            out.push((ask.link_id.clone(), field));
        }
    }
    out
}

/// An unanswered question shows 「未確認」 as chosen: that is what it counts as.
fn unknown_chosen(mut field: Field) -> Field {
    match &mut field.kind {
        FieldKind::Tri(value) if value.is_empty() => *value = "unknown".into(),
        FieldKind::Choice { value, opts, .. }
            if value.is_empty() && opts.iter().any(|o| o.value == "unknown") =>
        {
            *value = "unknown".into();
        }
        _ => {}
    }
    field
}

/// What was refused stands beside the field, also where the form engine did not put it.
fn wrong(mut field: Field, t: &Typed) -> Field {
    if field.error.is_none() {
        field.error = t.form.error_of(&field.name);
    }
    field
}

/// The ward's form without the questions that are asked above: who said it, and the rest by chapter.
fn parts(form: &Form, draw: &Draw<'_>, taken: &[&str], t: &Typed) -> (Vec<Field>, Vec<Part>) {
    let mut who = Vec::new();
    let mut parts = Vec::new();
    for (n, chapter) in form.chapters.iter().enumerate() {
        let groups = groups(chapter, draw, taken, t);
        if n == 0 {
            who.extend(groups.into_iter().flat_map(|(_, fields)| fields));
        } else if !groups.is_empty() {
            parts.push(Part { title: chapter.title.clone(), groups });
        }
    }
    (who, parts)
}

fn groups(
    chapter: &Chapter,
    draw: &Draw<'_>,
    taken: &[&str],
    t: &Typed,
) -> Vec<(String, Vec<Field>)> {
    let free = |id: &str| !taken.contains(&id);
    let mut out: Vec<(String, Vec<Field>)> = Vec::new();
    for node in &chapter.nodes {
        match node {
            FormNode::Question(question) if free(&question.link_id) => {
                let field = draw.field(&Placed { chapter, group: None, question }, None);
                let field = wrong(unknown_chosen(field), t);
                match out.last_mut().filter(|(title, _)| title.is_empty()) {
                    Some((_, fields)) => fields.push(field),
                    None => out.push((String::new(), vec![field])),
                }
            }
            FormNode::Group(g) if g.rows.is_none() => {
                let fields: Vec<Field> = g
                    .questions
                    .iter()
                    .filter(|q| free(&q.link_id))
                    .map(|question| draw.field(&Placed { chapter, group: Some(g), question }, None))
                    .map(|f| wrong(unknown_chosen(f), t))
                    .collect();
                if !fields.is_empty() {
                    out.push((g.title.clone(), fields));
                }
            }
            _ => {}
        }
    }
    out
}

fn decision(t: &Typed, p: Proposal) -> Field {
    let (needed, not_needed) = match p {
        Proposal::Needed => {
            ("退院支援が必要（めやすのとおり）", "いまは必要ない（理由を書きます）")
        }
        Proposal::NotNeeded => {
            ("退院支援が必要（理由を書きます）", "いまは必要ない（めやすのとおり）")
        }
        Proposal::Undecided => ("退院支援が必要", "いまは必要ない（理由を書きます）"),
        Proposal::Attention => ("退院支援が必要", "いまは必要ない"),
    };
    t.radio(
        "decision",
        "あなたの判断",
        vec![Opt::new("needed", needed), Opt::new("not_needed", not_needed)],
    )
    .required()
}

fn reason(t: &Typed, p: Proposal) -> Field {
    let mut f = t.lines("reason", "そう決めた理由", 300);
    let against = match p {
        Proposal::Needed | Proposal::Undecided => "not_needed",
        Proposal::NotNeeded => "needed",
        Proposal::Attention => return f,
    };
    f.when =
        Some(only_if("deci", "sion", against, "めやすと違う決め方をするときに、入力してください"))
            .filter(|_| f.error.is_none());
    f
}

#[cfg(test)]
mod tests {
    use super::super::frame::tests::sound;
    use super::super::judged::form as ward_form;
    use super::super::judged::tests::{sample, ward_answers};
    use super::super::samples::{self, LONG, shell, today};
    use super::*;
    use crate::model::ActKind;
    use askama::Template;

    fn html(known: &Known, answers: &Answers, t: &Typed) -> String {
        let form = ward_form().unwrap();
        let v = known.judge(&known.rules, form, answers);
        page(shell(), "key".into(), known, form, answers, &v, t).render().unwrap()
    }

    #[test]
    fn the_page_says_what_is_met_why_and_who_may_know_the_rest() {
        let known = sample();
        let form = ward_form().unwrap();
        let page =
            html(&known, &known.begin(form), &Typed::blank(today()).with("decision", "needed"));
        sound(&page);
        for words in [
            "基準にあてはめた めやす",
            "退院支援が必要です",
            "決めるのは、あなたです。",
            "自己注射",
            "入院時情報提供書（11月17日・佐藤 花子）から",
            "基準 A3",
            "入院3日目 きょうまで",
            "「いいえ」とは扱いません。わからないままでも、要否は決められます。",
            "知っている人",
            "退院支援が必要（めやすのとおり）",
            "決めただけでは、まだだれにも送りません",
            "佐藤 花子さんへ「退院調整開始の連絡」",
            "いま かけてよい時間です（12:00まで）",
        ] {
            assert!(page.contains(words), "{words}");
        }
    }

    #[test]
    fn every_question_stands_once() {
        let known = sample();
        let form = ward_form().unwrap();
        let page = html(&known, &known.begin(form), &Typed::blank(today()));
        for placed in form.questions() {
            let name = format!("id=\"{}\"", ui::id_of(&format!("a.{}", placed.question.link_id)));
            let date =
                format!("id=\"{}\"", ui::id_of(&format!("a.{}.era", placed.question.link_id)));
            assert_eq!(page.matches(&name).count().max(page.matches(&date).count()), 1, "{name}");
        }
    }

    #[test]
    fn nothing_known_everything_known_and_long() {
        let mut known = sample();
        (known.data.sheet, known.care_manager) = (None, None);
        known.windows.clear();
        known.data.stay.planned = true;
        let page = html(&known, &ward_answers(&[]), &Typed::blank(today()));
        sound(&page);
        assert!(page.contains("判定できません") && page.contains("結の里へ「退院調整開始の連絡」"));
        let form = ward_form().unwrap();
        let no: Vec<(&str, &str)> = form
            .questions()
            .map(|p| {
                (
                    p.question.link_id.as_str(),
                    if p.question.link_id.starts_with("adl") { "independent" } else { "false" },
                )
            })
            .collect();
        let page = html(&known, &ward_answers(&no), &Typed::blank(today()));
        sound(&page);
        assert!(
            page.contains("いまは必要ないようです")
                && page.contains("いまは必要ない（めやすのとおり）")
        );
        assert!(!page.contains("unknown-box") && page.contains("あてはまらなかったこと 15"));
        known.data.resident.name = LONG.into();
        known.office.name = LONG.into();
        sound(&html(
            &known,
            &ward_answers(&[("said.person", LONG)]),
            &Typed::blank(today()).with("reason", LONG.repeat(9)),
        ));
    }

    #[test]
    fn both_sets_stand_side_by_side_and_emergency_alone_is_calm() {
        let mut known = sample();
        let page =
            html(&known, &ward_answers(&[("family.no_kin", "true")]), &Typed::blank(today()));
        sound(&page);
        for words in [
            "退院困難な要因（入退院支援加算）",
            "手続きや手配がいるものが",
            "令和8年度改定で加わった項目",
            "要確認",
            "退院困難な要因のために、まだわからないこと",
        ] {
            assert!(page.contains(words), "{words}");
        }
        let kin = page.find("家族・親族と連絡をとるのがむずかしい").unwrap();
        assert!(kin < page.find("緊急の入院</").unwrap(), "what needs a person's work first");
        known.data.sheet = None;
        let page = html(&known, &ward_answers(&[]), &Typed::blank(today()));
        sound(&page);
        assert!(page.contains("あてはまるのは、緊急入院だけです"));
    }

    #[test]
    fn what_changed_since_the_decision_is_shown_with_its_way_to_say_seen() {
        use crate::model::judgement::{Basis, Cause, Judgement};
        let mut known = sample();
        let form = ward_form().unwrap();
        let rules = known.rules.clone();
        let at = |n: u8, cause, pairs: &[(&str, &str)], waits: bool| Judgement {
            id: samples::id(n),
            stay: known.data.stay.id,
            rules: (rules.id.clone(), rules.version.clone(), rules.hash.clone()),
            cause,
            act: None,
            verdict: known.judge(&rules, form, &ward_answers(pairs)),
            basis: Basis {
                form_version: form.version.clone(),
                answers: String::new(),
                sheet: None,
                emergency: true,
            },
            name: LONG.into(),
            at: samples::now().plus_minutes(i64::from(n) - 200),
            waits,
            confirmed: (!waits).then(|| (samples::now(), None, "小田島 誠".into())),
        };
        let all = vec![
            at(70, Cause::Decision, &[("home.adapt", "false")], false),
            at(71, Cause::Adl, &[("home.adapt", "true")], true),
        ];
        known.data.judgements = all;
        let page = html(&known, &known.begin(form), &Typed::blank(today()));
        sound(&page);
        for words in [
            "前に決めたときから、変わったところがあります",
            "あてはまらない → あてはまる",
            "変わったところを見ました",
            "これまでのめやす",
            "まだだれも見ていません",
            "小田島 誠さんがたしかめました",
        ] {
            assert!(page.contains(words), "{words}");
        }
    }

    #[test]
    fn a_person_without_certification_gets_the_guide_and_the_hokatsu_of_the_address() {
        let mut known = sample();
        known.guide = Some(crate::model::guide::Guide::shipped().unwrap());
        let page = html(&known, &ward_answers(&[]), &Typed::blank(today()));
        sound(&page);
        for words in [
            "認定の申請か、総合事業か",
            "決めるのは、本人と家族です",
            "住所から、担当の地域包括支援センターがわかりませんでした",
            "センターへ連絡票を書く",
            "公式の文とまだ見くらべていません",
        ] {
            assert!(page.contains(words), "{words}");
        }
        let mut office = samples::office();
        office.name = "ひばり地域包括支援センター".into();
        known.centre = Some(crate::use_cases::referral::Centre {
            organisation: office,
            windows: vec![samples::window()],
        });
        let page = html(&known, &ward_answers(&[]), &Typed::blank(today()));
        sound(&page);
        assert!(page.contains("ひばり地域包括支援センター"));
    }

    #[test]
    fn errors_and_an_earlier_decision_are_shown() {
        let mut known = sample();
        let mut act = samples::act(44, ActKind::Screening, "2026-11-18");
        act.detail.codes = vec!["not_needed".into()];
        known.data.acts.push(act);
        let mut t = Typed::blank(today()).with("decision", "not_needed");
        let why = "めやすと違う決め方をするときは、理由を入力してください";
        t.refused(app::Error::field("reason", why)).unwrap();
        let page = html(&known, &ward_answers(&[]), &t);
        sound(&page);
        assert_eq!(page.matches(why).count(), 2);
        assert!(
            page.contains("「いまは必要ない」と決めています")
                && page.contains(&samples::id(44).to_string())
        );
    }
}
