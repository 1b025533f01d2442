//! A facility is asked whether it can take the person (back): with which procedures.
use accounts::{Organisation, OrganisationId};
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};
use ui::{Button, FieldKind, Html, Opt, Shell};

use crate::html::hospital::frame::{self, ActPage, Case, Parts, carry_out};
use crate::html::hospital::typed::Typed;
use crate::model::facility_answers::{Question, Takes, questions};
use crate::model::{ActKind, Method, StayId, codes};
use crate::use_cases::facility::{Ask, ask, facilities};
use crate::use_cases::view::View;

const KINDS: &[ActKind] = &[ActKind::FacilityAsked, ActKind::FacilityAnswer];

type Loaded = (Case, Vec<Organisation>);

fn load(req: &Req, stay: StayId) -> Result<Loaded, Fail> {
    req.read(move |cx| Ok((frame::case(cx, stay)?, facilities(cx)?)))
}

/// The form.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let (case, all) = load(req, stay)?;
    let typed = begin(&case);
    Resp::page(askama::Template::render(&page(
        req.shell.clone(),
        req.new_key(),
        &case,
        &all,
        &typed,
    )))
}

/// Asks.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let mut typed = Typed::of(&req.form, req.app.now().date());
    if let Some(cmd) = read(stay, &mut typed)
        && let Some(done) =
            carry_out(req, stay, &mut typed, KINDS, cmd, ask, "施設に問い合わせました")?
    {
        return Ok(done);
    }
    let (case, all) = load(req, stay)?;
    let page = page(req.shell.clone(), req.new_key(), &case, &all, &typed);
    Ok(Resp::page(askama::Template::render(&page))?.status(typed.status()))
}

/// The procedures that stand, so that nobody types them twice.
fn begin(case: &Case) -> Typed {
    let mut t = Typed::blank(case.now.date()).with("method", Method::Ict.code());
    if let Some(a) = case.view.acts.iter().rev().find(|a| a.kind == ActKind::Procedures) {
        for c in &a.detail.codes {
            t = t.with("procedures", c.clone());
        }
    }
    t
}

fn read(stay: StayId, t: &mut Typed) -> Option<Ask> {
    let facility = match t.text("facility").as_str() {
        "" => None,
        text => {
            let id = text.parse::<Id>().ok().map(OrganisationId);
            if id.is_none() {
                t.error("facility", "施設を一覧から選んでください");
            }
            id
        }
    };
    super::onward::one_of_both(t, "facility", "name");
    let method = t.method("問い合わせかたを選んでください");
    t.ok().then_some(())?;
    Some(Ask {
        stay,
        facility,
        name: t.text("name"),
        procedures: t.form.all("procedures"),
        note: t.text("note"),
        method: method?,
    })
}

/// One question with its answer in words, and the way to key the answer in.
pub(super) fn row(shell: &Shell, v: &View, q: &Question<'_>, may: bool) -> Html {
    let mut meta = vec![Html::from(format!(
        "{}に問い合わせ（{}）・{}",
        wareki::month_day(q.asked.at.date()),
        q.asked.name,
        codes::procedure_words(q.procedures())
    ))];
    let (kind, words) = match q.takes() {
        Some(Takes::Yes) => (ui::TagKind::Ok, Takes::Yes.label()),
        Some(Takes::Conditions) => (ui::TagKind::Due, Takes::Conditions.label()),
        Some(Takes::No) => (ui::TagKind::Over, Takes::No.label()),
        None => (ui::TagKind::Miss, "返事待ち"),
    };
    if let Some(a) = q.answer {
        meta.extend(crate::said::planning::by_procedure(a).into_iter().map(Html::from));
        if !a.detail.note.is_empty() {
            meta.push(a.detail.note.as_str().into());
        }
        let day = a.day.map(wareki::month_day).unwrap_or_default();
        meta.push(match a.said_by.as_str() {
            "" => format!("{day}に{}さんが答えました", a.name).into(),
            who => format!("{day}に{who}から聞いて、{}さんが記録しました", a.name).into(),
        });
    }
    let lines = meta.into_iter().fold(Html::default(), |all, line| {
        all.and(Html::trusted("<p class=\"meta wrap-ja\">")).and(line).and(Html::trusted("</p>"))
    });
    let way = if may {
        let label =
            if q.answer.is_some() { "返事が変わった" } else { "返事を記録する" };
        let href = format!("/transitions/{}/facility-answer?asked={}", v.stay.id, q.asked.id);
        Html::trusted("<p class=\"mt2\">")
            .and(
                Button::link(label, shell.url(&href))
                    .compact()
                    .about(format!("（{}）", q.asked.to_name))
                    .html(),
            )
            .and(Html::trusted("</p>"))
    } else {
        Html::default()
    };
    Html::trusted("<li><div class=\"head\"><b>")
        .and(q.asked.to_name.as_str())
        .and(Html::trusted("</b>"))
        .and(ui::tag(kind, words).html())
        .and(Html::trusted("</div>"))
        .and(lines)
        .and(way)
        .and(Html::trusted("</li>"))
}

/// All questions of a stay; empty when nobody was asked.
pub(super) fn list(shell: &Shell, v: &View, may: bool) -> Html {
    let all = questions(&v.acts);
    if all.is_empty() {
        return Html::default();
    }
    let rows = all.iter().rev().fold(Html::default(), |h, q| h.and(row(shell, v, q, may)));
    Html::trusted("<ul class=\"rows\">").and(rows).and(Html::trusted("</ul>"))
}

fn page(shell: Shell, key: String, case: &Case, all: &[Organisation], t: &Typed) -> ActPage {
    let label = |o: &Organisation| {
        let far = if o.outside { "（Yui なし）" } else { "" };
        let kind = if o.fictitious { "（架空）" } else { "" };
        Opt::new(o.id.to_string(), format!("{}{kind}{far}", o.name))
    };
    let mut opts = vec![Opt::new("", "一覧にない施設（下に名前を入力）")];
    opts.extend(all.iter().map(label));
    let procedures = codes::asked_procedures().map(|(c, l)| Opt::new(c, l)).collect();
    let fields = vec![
        t.field("facility", "施設", FieldKind::select(t.text("facility"), opts)),
        t.line("name", "一覧にない施設の名前", 60),
        t.field(
            "procedures",
            "続けてほしい医療処置",
            FieldKind::checks(t.form.all("procedures"), procedures),
        )
        .hint(
            "選んだ処置ごとに、受けられるかどうかの返事が返ります。なければ選ばずに問い合わせます",
        ),
        t.lines("note", "知っておいてほしいこと", 300)
            .hint("吸引の回数、夜の様子など。お名前は書かなくても、相手に見えます"),
        t.method_field("問い合わせかた"),
    ];
    let list = list(&shell, &case.view, true);
    let below = if list.is_empty() {
        Html::default()
    } else {
        Html::trusted("<section class=\"sec\" aria-labelledby=\"asked\"><h2 id=\"asked\">これまでの問い合わせ</h2>")
            .and(list)
            .and(Html::trusted("</section>"))
    };
    let parts = Parts {
        tail: "/facility",
        title: "施設に受け入れを問い合わせる".into(),
        kinds: KINDS,
        fields,
        below,
        bar_head: "送り先",
        to: "選んだ施設".into(),
        after: "施設には、お名前・年齢・入院先・医療処置だけが見えます".into(),
        button: "施設に問い合わせる",
        no_contact: true,
        ..Parts::default()
    };
    frame::page(shell, key, case, t, parts)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::html::hospital::frame::tests::{bare, long, sample, sound};
    use crate::html::hospital::samples::{self, LONG, shell};
    use crate::model::Act;
    use askama::Template;

    /// Asked about night suction, and refused.
    pub(in super::super) fn refused() -> [Act; 2] {
        let mut asked = samples::act(41, ActKind::FacilityAsked, "2026-11-18");
        asked.to_name = "特別養護老人ホーム ひばり荘".into();
        asked.detail.codes = vec!["suction".into(), "suction-night".into()];
        let mut no = samples::act(42, ActKind::FacilityAnswer, "2026-11-19");
        no.record = Some(asked.id);
        no.to_name.clone_from(&asked.to_name);
        no.name = "生活相談員 大沢 進".into();
        no.detail.codes = vec!["no".into()];
        no.detail.data = serde_json::json!({"each": [
            {"procedure": "suction", "takes": "yes"},
            {"procedure": "suction-night", "takes": "no", "reasons": ["no_night_staff"]},
        ], "edition": "2026.1"});
        [asked, no]
    }

    fn html(case: &Case, t: &Typed) -> String {
        page(shell(), "key".into(), case, &[], t).render().unwrap()
    }

    #[test]
    fn a_refusal_names_the_procedure_and_why() {
        let mut case = sample();
        case.view.acts.extend(refused());
        let page = html(&case, &begin(&case));
        sound(&page);
        for words in [
            "受けられません",
            "夜間の吸引 受けられません（夜間に処置のできる職員がいない）",
            "喀痰吸引 受けられます",
            "返事が変わった",
        ] {
            assert!(page.contains(words), "{words}");
        }
        sound(&html(&bare(), &begin(&bare())));
        sound(&html(&long(), &begin(&long()).with("note", LONG).with("name", LONG)));
    }

    #[test]
    fn the_procedures_that_stand_are_asked_about() {
        let mut case = sample();
        let mut a = samples::act(41, ActKind::Procedures, "2026-11-18");
        a.detail.codes = vec!["suction".into()];
        case.view.acts.push(a);
        assert_eq!(begin(&case).form.all("procedures"), ["suction"]);
        let mut t = Typed::blank(samples::today()).with("facility", "x");
        assert!(read(case.view.stay.id, &mut t).is_none());
        sound(&html(&case, &t));
    }
}
