//! 入退院連絡調査: the page, the records behind every number, paper and Excel.
mod answer;
mod book;
mod cases;
mod collect;
mod files;
mod labels;
mod page;
mod sections;
mod upload;

use app::Error;
use kernel::time::{add_days, add_months};
use kernel::{Date, Hat, wareki};
use slice::{Audit, Fail, Req, Route};

use crate::model::survey::Survey;
use crate::model::survey::months::year_before;
use crate::permissions;
use crate::use_cases::count::{self, Of};

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/transitions/survey", &permissions::SURVEY, Audit::Act, page::page),
        Route::get("/transitions/survey/cases", &permissions::SURVEY, Audit::Act, cases::page),
        Route::get("/transitions/survey/print", &permissions::SURVEY, Audit::Act, files::print),
        Route::get("/transitions/survey/excel", &permissions::SURVEY, Audit::Act, book::excel),
        Route::get("/transitions/survey/csv", &permissions::SURVEY, Audit::Act, files::csv),
        Route::get(
            "/transitions/survey/answer",
            &permissions::SURVEY_ANSWER,
            Audit::Act,
            answer::get,
        ),
        Route::post(
            "/transitions/survey/answer",
            &permissions::SURVEY_ANSWER,
            Audit::Act,
            answer::post,
        ),
        Route::post(
            "/transitions/survey/words",
            &permissions::SURVEY_ANSWER,
            Audit::Act,
            answer::words,
        ),
        Route::post(
            "/transitions/survey/rows/{row}/remove",
            &permissions::SURVEY_ANSWER,
            Audit::Act,
            answer::remove,
        ),
        Route::get(
            "/transitions/survey/template",
            &permissions::SURVEY_ANSWER,
            Audit::Act,
            upload::template,
        ),
        Route::post(
            "/transitions/survey/upload",
            &permissions::SURVEY_ANSWER,
            Audit::Act,
            upload::post,
        ),
        Route::get(
            "/transitions/survey/answers",
            &permissions::SURVEY_COLLECT,
            Audit::Act,
            collect::page,
        ),
        Route::post(
            "/transitions/survey/rows/{row}/double",
            &permissions::SURVEY_COLLECT,
            Audit::Act,
            collect::decide,
        ),
    ]
}

/// What is looked at: a period and whose cases.
#[derive(Debug, Clone, Copy)]
pub(super) struct Period {
    pub from: Date,
    pub to: Date,
    pub of: Of,
    pub own_only: bool,
}

/// The last full month, unless the address names another period.
pub(super) fn period(req: &Req) -> Result<Period, Fail> {
    let today = req.app.now().date();
    let usual = usual(req)?;
    let read = |name: &str, default: Date| match req.query.some(name) {
        Some(t) => wareki::parse(t, today).map_err(|e| Error::field(name, e.to_string())),
        None => Ok(default),
    };
    let from = read("from", usual.from)?;
    let to = read("to", usual.to)?;
    within(from, to, today)?;
    Ok(Period { from, to, ..usual })
}

/// A period in which something can have happened: of this century, begun already, ended within a year from now (a fiscal
/// year that runs on is a usual choice). Far years are typing errors, and a page of zeros would hide them.
fn within(from: Date, to: Date, today: Date) -> Result<(), Error> {
    if from > today {
        return Err(Error::field("from", "はじまりの日は、きょうまでの日にしてください"));
    }
    if from.year() < 2000 {
        return Err(Error::field("from", "はじまりの日は、平成12年1月1日からの日にしてください"));
    }
    if to < from {
        return Err(Error::field("to", "終わりの日は、はじまりの日以後にしてください"));
    }
    if to > add_months(today, 12) {
        return Err(Error::field("to", "終わりの日は、いまから1年のうちの日にしてください"));
    }
    Ok(())
}

/// The last full month. Offices and hospitals see their own cases; the centre and the city see all, without names of
/// persons.
pub(super) fn usual(req: &Req) -> Result<Period, Fail> {
    let today = req.app.now().date();
    let month = add_days(today, 1 - i64::from(today.day()));
    let org = req.actor()?.organisation;
    let of = match req.hat() {
        Hat::Liaison => Of { hospital: org, office: None },
        Hat::CareManager | Hat::Hokatsu => Of { hospital: None, office: org },
        _ => Of::default(),
    };
    Ok(Period {
        from: add_months(month, -1),
        to: add_days(month, -1),
        own_only: of != Of::default(),
        of,
    })
}

/// The survey of the period and of the same days a year before.
pub(super) fn both(req: &Req, p: Period) -> Result<(Survey, Survey), Fail> {
    req.read(move |cx| {
        let now = count::survey(cx, p.from, p.to, p.of)?;
        let (from, to) = year_before(p.from, p.to);
        let before = count::survey(cx, from, to, p.of)?;
        Ok((now, before))
    })
}

/// The period itself, or the year that ends with it when it is shorter: what is shown by month.
pub(super) fn year_of(p: Period) -> (Date, Date) {
    let month = add_days(p.to, 1 - i64::from(p.to.day()));
    (p.from.min(add_months(month, -11)), p.to)
}

/// The period in words: 令和8年10月, or its first and last day.
pub(super) fn name(from: Date, to: Date) -> String {
    let whole_month = from.day() == 1 && add_days(add_months(from, 1), -1) == to;
    match (whole_month, wareki::era_of(from)) {
        (true, Some((e, y))) => format!("{}{y}年{}月", e.name, from.month()),
        _ => format!("{}〜{}", wareki::short(from), wareki::short(to)),
    }
}

/// Said wherever hospitals are named: on the page and on paper.
pub(super) const INSIDE: &str = "病院ごとの数字は公開していません（病院の確認後に公開します）。";

/// 「令和8年10月1日〜31日の入退院（死亡・転院を除く）」 with the day of counting.
pub(super) fn lead(p: Period, s: &Survey, today: Date) -> String {
    let keyed = match s.all.keyed {
        0 => String::new(),
        n => format!("うち{n}件は、調査票で答えた分です。"),
    };
    format!(
        "{}〜{}に入院した {}件と、退院した {}件（ほかに死亡 {}件・転院 {}件は、退院の割合から除いています）。毎日の連絡の記録から数えました。{keyed}{}現在。",
        wareki::long(p.from),
        wareki::long(p.to),
        s.all.admissions,
        s.all.discharges,
        s.all.deaths,
        s.all.transfers,
        wareki::long(today),
    )
}

/// Rates of the page in order: key, title, one line of definition.
pub(super) const CARDS: [(&str, &str, &str); 4] = [
    (
        "discharge_contact",
        "退院連絡率",
        "退院日までに病院から退院日の連絡があった退院 ÷ 退院（死亡・転院を除く）",
    ),
    (
        "five_days_before",
        "5日以上前の連絡",
        "8日以上前と5〜7日前 ÷ 退院日の連絡あり（時期の不明を含む）",
    ),
    ("admission_contact", "入院連絡率", "ケアマネジャーから病院へ連絡した入院 ÷ 入院"),
    ("sheet_sent", "入院時情報提供書の送付", "入院時情報提供書を送った入院 ÷ 入院"),
];

/// Notes below the table.
pub(super) const NOTES: [&str; 3] = [
    "連絡した日から退院日までの暦の日数です。「退院日の連絡」で数え、先に行う「退院調整開始の連絡」は含みません。",
    "退院日が変わったときは、実際に退院した日を最初に知らせた連絡で数えます。",
    "提供書だけを送った入院も、入院の連絡があったものとして数えます。取り消した入院と、取り消した書類は数えません。",
];

#[cfg(test)]
mod flow_tests;
