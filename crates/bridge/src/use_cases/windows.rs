//! 連絡窓口一覧の年1回の確認: one act sends a letter to every window, one paper each in one PDF; the list says who has
//! not answered, because these are offices and no persons.
use app::{Cx, Error, Result, authorise};
use directory::use_cases::windows::{self as windows, Listed};
use kernel::{Date, Id};
use slice::Answer;

use super::issue::{Chance, Issued, put};
use super::send::{NewLetter, Receiver, can_reach, send};
use crate::model::letter::TEXT;
use crate::model::{Letter, Line};
use crate::store::{answers, letters};
use crate::{kinds, permissions};

/// How many were asked, and the windows that could not be.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The batch.
    pub batch: Id,
    /// Letters.
    pub n: usize,
    /// Windows without a telephone, by the name of their office.
    pub left_out: Vec<String>,
}

fn cut(text: &str) -> String {
    if text.chars().count() <= TEXT {
        return text.into();
    }
    text.chars().take(TEXT - 1).chain(['…']).collect()
}

fn lines(w: &Listed) -> Vec<Line> {
    let (hours, _) = directory::views::window_line(&w.window);
    let who = if w.window.person.is_empty() {
        w.window.name.clone()
    } else {
        format!("{}　{}", w.window.name, w.window.person)
    };
    let mut phone = w.window.phone.clone();
    if !w.window.fax.is_empty() {
        phone.push_str(&format!("　FAX {}", w.window.fax));
    }
    let mut out = vec![Line::new("窓口", cut(&who)), Line::new("電話", cut(&phone))];
    if !hours.is_empty() {
        out.push(Line::new("電話の時間", cut(&hours)));
    }
    out
}

/// The window's own number is on the paper, and its last four digits are what the office knows by heart.
fn to(w: &Listed) -> Receiver {
    Receiver::Typed {
        name: w.party_name.clone(),
        phone: w.window.phone.clone(),
        fax: w.window.fax.clone(),
    }
}

/// Sends the confirmation to every window that has a telephone.
pub fn ask(cx: &Cx<'_>, due: Date) -> Result<Asked> {
    authorise(cx, &permissions::WINDOWS)?;
    if due <= cx.today() {
        return Err(Error::field("due", "返事の期限は、あしたから後の日にしてください"));
    }
    let batch = cx.new_id();
    let (mut n, mut left_out) = (0, Vec::new());
    for w in windows::list(cx)? {
        if !can_reach(&w.window.phone) {
            left_out.push(w.party_name.clone());
            continue;
        }
        send(
            cx,
            &NewLetter {
                kind: kinds::WINDOW.into(),
                title: "連絡窓口の確認".into(),
                to: to(&w),
                about: None,
                lines: lines(&w),
                answers: Vec::new(),
                record: Some(w.window.id.0),
                link: "/directory/windows".into(),
                due,
                expires: None,
                batch: Some(batch),
            },
        )?;
        n += 1;
    }
    if n == 0 {
        return Err(Error::Rule(
            "電話番号のある連絡窓口がまだありません。先に連絡窓口を登録してください".into(),
        ));
    }
    Ok(Asked { batch, n, left_out })
}

/// One line of the list of a batch.
#[derive(Debug, Clone)]
pub struct Row {
    /// The letter.
    pub letter: Letter,
    /// Label, what was filled in, free words of the answer that stands.
    pub answer: Option<(String, String, String)>,
}

/// The letters of a batch of one's own organisation, those without an answer first.
pub fn batch(cx: &Cx<'_>, id: Id) -> Result<Vec<Row>> {
    authorise(cx, &permissions::WINDOWS)?;
    let all = own_batch(cx, id)?;
    let given = answers::of_batch(cx, id)?;
    let mut rows: Vec<Row> = all
        .into_iter()
        .map(|letter| {
            let mut of = given.iter().filter(|g| g.0 == letter.id.0);
            let answer = of.next_back().map(|g| (g.1.clone(), g.2.clone(), g.3.clone()));
            Row { letter, answer }
        })
        .collect();
    rows.sort_by_key(|r| r.answer.is_some());
    Ok(rows)
}

fn own_batch(cx: &Cx<'_>, id: Id) -> Result<Vec<Letter>> {
    let mine = cx.actor().organisation;
    let all = letters::of_batch(cx, id)?;
    if all.is_empty() || all.iter().any(|l| Some(l.organisation) != mine) {
        return Err(Error::NotFound);
    }
    Ok(all)
}

/// How many papers the next print of a batch needs: one for each letter without an answer that can still be opened.
pub fn unanswered(cx: &Cx<'_>, id: Id) -> Result<usize> {
    authorise(cx, &permissions::WINDOWS)?;
    Ok(own_batch(cx, id)?.iter().filter(|l| l.answered_at.is_none() && l.alive(cx.today())).count())
}

/// Gives all unanswered letters of a batch the numbers of a new paper.
pub fn issue_all(cx: &Cx<'_>, id: Id, chances: &[Chance]) -> Result<Vec<Issued>> {
    authorise(cx, &permissions::WINDOWS)?;
    let today = cx.today();
    let open: Vec<Letter> = own_batch(cx, id)?
        .into_iter()
        .filter(|l| l.answered_at.is_none() && l.alive(today))
        .collect();
    if open.len() > chances.len() {
        return Err(Error::Rule("返事のようすが変わりました。もう一度印刷してください".into()));
    }
    open.into_iter().zip(chances).map(|(l, c)| put(cx, l, c)).collect()
}

/// What an answer does: 「変わりありません」 confirms the window of the directory, today.
pub(crate) fn answered(cx: &Cx<'_>, a: &Answer) -> Result<()> {
    let Some(window) = a.record else { return Ok(()) };
    if a.code != kinds::SAME {
        return Ok(());
    }
    match windows::confirm(cx, window.into()) {
        // the window was removed meanwhile: the answer is kept, there is nothing to confirm
        Err(Error::NotFound) => Ok(()),
        other => other,
    }
}
