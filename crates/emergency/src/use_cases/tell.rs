//! Telling the person (or who is at home with them) that a 緊急閲覧 was made, after others judged it: on わたしのページ, by a
//! letter, or said and written down. Where telling would do harm the reviewer says so and nobody is asked to.
use app::{Cx, Error, Result, authorise};
use bridge::{LetterId, Line, NewLetter, Receiver, Who};
use kernel::{Id, time, wareki};
use people::ResidentId;
use people::authz::{Basic, Read, What, decide, scope};
use slice::{Answer, AnswerOption, Chip, LetterKind, MyLink, Todo};

use crate::model::ask::Tell;
use crate::model::glass::{Glass, Verdict};
use crate::{permissions, store};

/// Kind of the letter.
pub const KIND: &str = "emergency.glass-told";
/// Days in which an answer is asked for.
const DUE_DAYS: i64 = 21;

pub(super) fn kind() -> LetterKind {
    LetterKind {
        code: KIND,
        label: "緊急閲覧のお知らせ",
        answers: || {
            vec![
                AnswerOption::new("got", "受け取りました", ""),
                AnswerOption::new("ask", "聞きたいことがあります", "担当の者から電話します"),
            ]
        },
        on_answer: answered,
    }
}

/// Whoever answered has read it.
fn answered(cx: &Cx<'_>, a: &Answer) -> Result<()> {
    if let Some(glass) = a.record {
        store::ask::told(cx, glass, &a.from, "letter")?;
    }
    Ok(())
}

/// A 緊急閲覧 as the person may read it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// To be told.
    pub tell: Tell,
    /// What it was.
    pub glass: Glass,
    /// The brigade.
    pub brigade: String,
}

impl Seen {
    /// What the reviewers said, in a sentence for the person.
    pub fn judged(&self) -> &'static str {
        match self.glass.verdict {
            Some(Verdict::Right) => "ほかの機関がたしかめ、問題はありませんでした",
            Some(Verdict::Wrong) => "ほかの機関がたしかめ、見るべきではなかったと判断しました",
            Some(Verdict::LookInto) => "ほかの機関が、さらに調べています",
            None => "ほかの機関がたしかめています",
        }
    }
}

fn seen(cx: &Cx<'_>, tell: Tell) -> Result<Seen> {
    let glass = store::glass::one(cx, tell.glass)?.ok_or(Error::NotFound)?;
    let brigade = accounts::organisation(cx, glass.organisation.into())?.name;
    Ok(Seen { tell, glass, brigade })
}

/// The page for the office that tells them.
pub fn view(cx: &Cx<'_>, glass: Id) -> Result<(Seen, String)> {
    let tell = store::ask::one(cx, glass)?.filter(|t| t.quiet.is_empty()).ok_or(Error::NotFound)?;
    let permit = decide::<Read, Basic>(cx, &permissions::TELL, ResidentId(tell.resident), None)?;
    let name = people::use_cases::view::resident(cx, &permit)?.name;
    Ok((seen(cx, tell)?, name))
}

/// 「伝えた」.
pub fn said(cx: &Cx<'_>, glass: Id, to: &str) -> Result<()> {
    let (s, _) = view(cx, glass)?;
    let to = to.trim();
    if to.is_empty() || to.chars().count() > 60 {
        return Err(Error::field(
            "to",
            "だれに伝えたかを、60文字以内で入力してください（例 本人・長男）",
        ));
    }
    store::ask::told(cx, s.tell.glass, to, "said")?;
    Ok(())
}

/// A letter to the person.
pub fn letter(cx: &Cx<'_>, glass: Id) -> Result<LetterId> {
    let (s, _) = view(cx, glass)?;
    let permit = decide::<Read, Basic>(cx, &permissions::TELL, ResidentId(s.tell.resident), None)?;
    let who = people::use_cases::view::resident(cx, &permit)?;
    if !bridge::can_reach(&who.phone) {
        return Err(Error::Rule(
            "電話番号がないので、手紙の番号を作れません。電話や訪問で伝えて、「伝えた」を押してください".into(),
        ));
    }
    let new = NewLetter {
        kind: KIND.into(),
        title: "救急隊があなたの情報を見ました".into(),
        to: Receiver::Typed {
            name: format!("{} 様", who.name),
            phone: who.phone.clone(),
            fax: String::new(),
        },
        about: Some(Who::of(&who, cx.today())),
        lines: vec![
            Line::new("見た日", wareki::long(s.glass.at.date())),
            Line::new("見た機関", s.brigade.chars().take(40).collect::<String>()),
        ],
        answers: Vec::new(),
        record: Some(glass),
        link: format!("/emergency/tell/{glass}"),
        due: time::add_days(cx.today(), DUE_DAYS),
        expires: None,
        batch: None,
    };
    bridge::send_once(cx, glass, &new)
}

/// きょう: whom the office is to tell.
pub(crate) fn lines(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    if !app::may(cx, &permissions::TELL)? {
        return Ok(Vec::new());
    }
    let open = {
        let scope = scope(cx, &permissions::TELL, What::Basic)?;
        store::ask::untold(cx, &scope)?
    };
    let ids: Vec<Id> = open.iter().map(|t| t.resident).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let people = people::use_cases::view::of_list(cx, &ids, What::Basic)?;
    let line = |t: Tell| {
        let p = people.iter().find(|p| p.id.0 == t.resident)?;
        Some(Todo {
            rank: 150,
            who: Some(slice::Who {
                id: t.resident,
                name: p.name.clone(),
                kana: p.kana.clone(),
                age: p.age(cx.today()),
            }),
            title: String::new(),
            why: "救急隊の緊急閲覧がたしかめられました。ご本人かご家族に伝えます".into(),
            chips: vec![Chip {
                kind: "",
                icon: "info",
                text: format!("{} にたしかめずみ", wareki::month_day(t.at.date())),
            }],
            action: "伝える".into(),
            href: format!("/emergency/tell/{}", t.glass),
            due: None,
        })
    };
    Ok(open.into_iter().filter_map(line).collect())
}

/// わたしのページ: a link when there is something to read.
pub(crate) fn my(cx: &Cx<'_>, resident: Id) -> Result<Vec<MyLink>> {
    if !app::may(cx, &permissions::MY)? || store::ask::of(cx, resident)?.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![MyLink {
        words: "救急隊があなたの情報を見たとき".into(),
        href: "/my/emergency".into(),
        why: "登録がないときに、命を守るために見た記録です".into(),
    }])
}

/// The page of the person, or of who is at home with them.
pub fn mine(cx: &Cx<'_>) -> Result<Vec<Seen>> {
    authorise(cx, &permissions::MY)?;
    let mine = people::use_cases::my::whose(cx)?;
    decide::<Read, Basic>(cx, &permissions::MY, mine.resident, None)?;
    store::ask::of(cx, mine.resident.0)?.into_iter().map(|t| seen(cx, t)).collect()
}

/// It was read there: nobody needs to tell it any more.
pub fn read(cx: &Cx<'_>) -> Result<()> {
    for s in mine(cx)? {
        store::ask::told(cx, s.tell.glass, &cx.actor().name, "page")?;
    }
    Ok(())
}
