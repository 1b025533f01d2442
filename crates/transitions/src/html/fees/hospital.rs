//! 介護支援等連携指導料のめやす for the hospital: what was noted, what counts, what is missing, by which edition.
use askama::Template;
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::{Button, Html, Kv, Shell, Table, TableRow, TagKind, tag};

use super::super::office::parts;
use crate::model::StayId;
use crate::model::fee_hospital::{Guidance, GuidanceRow};
use crate::use_cases::fees::{HospitalFees, hospital};

#[derive(Template)]
#[template(path = "fees/hospital.html")]
struct HospitalPage {
    shell: Shell,
    back: Html,
    who: Html,
    count: String,
    points: String,
    rows: Option<Table>,
    rules: Kv,
    verify: String,
    write: Option<Button>,
}

fn verdict(row: GuidanceRow) -> Html {
    let not = |words: &str| tag(TagKind::Plain, words).icon("dash");
    match row {
        GuidanceRow::Counted => tag(TagKind::Ok, "めやすに数えます"),
        GuidanceRow::NoConsent => tag(TagKind::Miss, "患者さんの同意が未記入です"),
        GuidanceRow::Way => not("この方法では数えません"),
        GuidanceRow::SameDay => not("同じ日のため1回と数えます"),
        GuidanceRow::Joint => not("共同指導の会議と同じ日です"),
        GuidanceRow::Over => not("入院中の回数をこえています"),
    }
    .html()
}

fn line(
    shell: &Shell,
    keys: &mut impl FnMut() -> String,
    g: &Guidance,
    row: Option<GuidanceRow>,
) -> TableRow {
    let day = wareki::month_day(g.day);
    let path = format!("/transitions/acts/{}/unguide", g.id);
    let button = Button::submit("取り消す").text().compact().about(format!("（{day}）"));
    let how = g.noted.told.way().map_or("", |w| w.label());
    let copy = if g.noted.plan_copy { "写しあり" } else { "写しは未確認" };
    TableRow {
        head: day.into(),
        cells: vec![
            g.noted.told.who().into(),
            g.with.as_str().into(),
            how.into(),
            ui::spaced([g.note.as_str().into(), copy.into()]),
            row.map(verdict).unwrap_or_default(),
            parts::press(shell, &keys(), &path, &button),
        ],
    }
}

fn draw(
    mut shell: Shell,
    mut keys: impl FnMut() -> String,
    f: &HospitalFees,
    may_write: bool,
) -> HospitalPage {
    let v = &f.view;
    let id = v.stay.id;
    shell.title = "介護支援等連携指導料のめやす".into();
    shell.print.about = format!("{} さんの記録", v.resident.name);
    let rows: Vec<TableRow> = f
        .noted
        .iter()
        .map(|g| {
            let row = f.rows.iter().find(|(id, _)| *id == g.id).map(|(_, r)| *r);
            line(&shell, &mut keys, g, row)
        })
        .collect();
    let counted = f.rows.iter().filter(|(_, r)| *r == GuidanceRow::Counted).count();
    let mut rules: Vec<(Html, Html)> = Vec::new();
    if let Some(fee) = &f.fee {
        rules.push(("決まり".into(), super::edition(&fee.name, &fee.from).into()));
        rules.push(("もと".into(), fee.source.as_str().into()));
    }
    let heads =
        ["日", "行った人", "ケアマネジャー", "方法", "内容・計画の写し", "めやす", "取り消し"];
    HospitalPage {
        back: super::back(&shell, id),
        who: super::who(v),
        count: match &f.fee {
            Some(fee) => format!("数えた回数 {counted}回（入院中 {}回まで）", fee.per_stay),
            None => "この日の決まりは、まだ入っていません".into(),
        },
        points: match f.fee.as_ref().map(|x| x.points) {
            Some(Some(p)) => format!("1回 {p}点"),
            Some(None) => "点数は、最新の告示をたしかめてください".into(),
            None => String::new(),
        },
        rows: (!rows.is_empty()).then(|| Table {
            caption: "介護支援等連携指導の記録".into(),
            heads: heads.map(String::from).to_vec(),
            rows,
        }),
        rules: Kv { rows: rules, tight: true, small: true },
        verify: f.fee.as_ref().map(|x| x.verify.join("、")).unwrap_or_default(),
        write: may_write.then(|| {
            Button::link("行った指導を記録する", shell.url(&format!("/transitions/{id}/guidance")))
                .primary()
        }),
        shell,
    }
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let (f, may) =
        req.read(|cx| Ok((hospital(cx, id)?, app::may(cx, &crate::permissions::GUIDANCE)?)))?;
    Resp::page(draw(req.shell.clone(), || req.new_key(), &f, may).render())
}

#[cfg(test)]
mod tests {
    use super::super::samples as fees;
    use super::*;
    use crate::html::office::samples;
    use crate::model::fee_hospital::GuidanceFee;

    fn of(rows: Vec<crate::model::Act>) -> HospitalFees {
        let mut view = samples::view();
        view.acts.extend(rows);
        let noted = Guidance::all(&view.acts);
        let fee = GuidanceFee::for_day(samples::today()).unwrap();
        let rows = fee.as_ref().map(|f| f.judge(&noted)).unwrap_or_default();
        HospitalFees { view, fee, noted, rows }
    }

    fn html(f: &HospitalFees) -> String {
        let page = draw(samples::shell(), || "key12345".into(), f, true).render().unwrap();
        samples::sound(&page);
        page
    }

    #[test]
    fn the_hospital_sees_its_own_count_and_no_invented_points() {
        let page = html(&of(vec![
            fees::guidance(90, "2026-11-18", true),
            fees::guidance(91, "2026-11-19", false),
        ]));
        assert!(page.contains("数えた回数 1回（入院中 2回まで）"));
        assert!(page.contains("患者さんの同意が未記入です") && page.contains("最新の告示"));
        assert!(!page.contains("退院・退所加算") && !page.contains("単位"));
    }

    #[test]
    fn empty_and_long() {
        assert!(html(&of(Vec::new())).contains("まだ記録はありません"));
        let mut g = fees::guidance(92, "2026-11-18", true);
        g.to_name = samples::LONG.into();
        let mut f = of(vec![g]);
        f.view.resident.name = samples::LONG.into();
        html(&f);
    }
}
