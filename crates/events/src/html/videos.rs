//! 動画アーカイブ: views of each fiscal year.
use slice::{Fail, Req, Resp};
use ui::Html;

use super::parts::{self, drawn, fold, form, h2, number, p, table};
use crate::EventId;
use crate::model::event::year_short;
use crate::use_cases::{path, videos as act};

/// GET /events/videos
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let all = req.read(act::list)?;
    let mut years: Vec<i64> = all.iter().flat_map(|v| v.1.iter().map(|y| y.0)).collect();
    years.sort_unstable();
    years.dedup();
    let mut heads = vec!["動画".to_string()];
    heads.extend(years.iter().map(|y| year_short(*y)));
    heads.push("計".into());
    let of = |views: &[(i64, i64)], y: i64| {
        views.iter().find(|v| v.0 == y).map_or("–".into(), |v| v.1.to_string())
    };
    let mut rows: Vec<Vec<String>> = all
        .iter()
        .map(|(e, views)| {
            let mut r = vec![e.data.title.clone()];
            r.extend(years.iter().map(|y| of(views, *y)));
            r.push(views.iter().map(|v| v.1).sum::<i64>().to_string());
            r
        })
        .collect();
    if rows.len() > 1 {
        let mut sum = vec!["計".to_string()];
        let each = |y: i64| {
            all.iter().flat_map(|v| v.1.iter()).filter(|v| v.0 == y).map(|v| v.1).sum::<i64>()
        };
        sum.extend(years.iter().map(|y| each(*y).to_string()));
        sum.push(all.iter().flat_map(|v| v.1.iter()).map(|v| v.1).sum::<i64>().to_string());
        rows.push(sum);
    }
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let body = match rows.is_empty() {
        true => p(
            "まだ動画はありません。種類を「動画アーカイブ」にして催しを登録し、その画面で年度ごとの再生回数を入れてください。",
        ),
        false => table("年度ごとの再生回数", &heads, &rows),
    };
    parts::page(req, "動画の再生回数", "", Some(("研修・啓発", "/events")), vec![], vec![body])
}

/// On the page of a video.
pub(super) fn of_one(req: &Req, id: EventId, may: bool) -> Result<Html, Fail> {
    let views = req.read(|cx| act::of(cx, id))?;
    let rows: Vec<Vec<String>> =
        views.iter().map(|(y, n)| vec![year_short(*y), n.to_string()]).collect();
    let mut out = h2("再生回数");
    out = out.and(match rows.is_empty() {
        true => p("まだ入っていません。"),
        false => table("年度ごと", &["年度", "回"], &rows),
    });
    if may {
        let now = i64::from(kernel::fiscal_year(req.app.now().date()));
        let fields = drawn(
            vec![
                number(req, "year", "年度（西暦）", Some(now), "年度"),
                number(req, "views", "再生回数", None, "回"),
            ],
            &[],
        );
        out = out.and(fold(
            "再生回数を入れる",
            false,
            form(req, &format!("{}/views", path(id)), &fields, "保存する", ""),
        ));
    }
    Ok(out)
}

/// POST /events/{id}/views
pub(super) fn put(req: &Req) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let mut wrong = Vec::new();
    let year = parts::posted_number(req, "year", &mut wrong).unwrap_or(0);
    let views = parts::posted_number(req, "views", &mut wrong).unwrap_or(-1);
    let done = req.act(move |cx| act::put(cx, id, year, views).map(|()| path(id)));
    let back = path(id);
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "再生回数を保存しました")),
        Err(e) => {
            let all = parts::errors(e)?;
            parts::page(
                req,
                "再生回数",
                "",
                Some(("催し", &back)),
                all,
                vec![p("前の画面に戻って入れ直してください。")],
            )
        }
    }
}
