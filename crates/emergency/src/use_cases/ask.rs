//! 「変わりありませんか」 once a year by letter (paper bridge): an answer confirms the card or the entry, or opens a line for the
//! office that asked. Answers by telephone are keyed in at the letter and do the same.
use app::{Cx, Error, Result};
use bridge::{LetterId, Line, NewLetter, Receiver, Who};
use kernel::{Date, Id, time, wareki};
use people::ResidentId;
use people::authz::{Emergency, Read, Register, What, Write, decide};
use people::use_cases::card_facts::{card_facts, register_line};
use slice::{Answer, AnswerOption, Chip, LetterKind, Todo};

use crate::model::ask::{About, Made};
use crate::model::card::ASK_AFTER_MONTHS;
use crate::{permissions, store};

/// Kind of the letter about a card.
pub const CARD: &str = "emergency.card-same";
/// Kind of the letter about an entry of a register.
pub const REGISTER: &str = "emergency.register-same";
/// Days in which an answer is asked for.
const DUE_DAYS: i64 = 21;
/// Most letters made by one press.
const MOST: usize = 100;
/// Said when no letter can be made.
pub const NO_PHONE: &str = "電話番号がないので、手紙の番号を作れません。電話や訪問で聞いて、「変わりありません」を押してください";

/// What emergency sends to people at home.
pub(crate) fn kinds() -> Vec<LetterKind> {
    let answers: fn() -> Vec<AnswerOption> = || {
        vec![
            AnswerOption::new("same", "変わりありません", "きょう確かめたことになります"),
            AnswerOption::new("changed", "変わりました", "担当の者から連絡します")
                .asking("変わったところ"),
            AnswerOption::new("stop", "登録をやめたい", "担当の者から連絡します"),
        ]
    };
    vec![
        LetterKind {
            code: CARD, label: "救急医療情報の年1回の確認", answers, on_answer: answered
        },
        LetterKind {
            code: REGISTER,
            label: "見守りの名簿の年1回の確認",
            answers,
            on_answer: answered,
        },
        super::tell::kind(),
    ]
}

fn letter(about: About, who: &people::Resident, on: Date, cx: &Cx<'_>) -> NewLetter {
    NewLetter {
        kind: match about {
            About::Card => CARD.into(),
            About::Register => REGISTER.into(),
        },
        title: format!("{}の年1回の確認", about.label()),
        to: Receiver::Typed {
            name: format!("{} 様", who.name),
            phone: who.phone.clone(),
            fax: String::new(),
        },
        about: Some(Who::of(who, cx.today())),
        lines: vec![
            Line::new("たしかめること", "電話する人・病院・注意・鍵"),
            Line::new("前にたしかめた日", wareki::long(on)),
        ],
        answers: Vec::new(),
        record: Some(who.id.0),
        link: format!("/people/{}/{}", who.id, about.page()),
        due: time::add_days(cx.today(), DUE_DAYS),
        expires: None,
        batch: None,
    }
}

/// A letter to the person about their card; the same one while it can still be answered.
pub fn ask_card(cx: &Cx<'_>, id: ResidentId) -> Result<LetterId> {
    decide::<Write, Emergency>(cx, &permissions::WRITE, id, None)?;
    let permit = decide::<Read, Emergency>(cx, &permissions::WRITE, id, None)?;
    if store::card::running(cx, id.0)?.is_none() {
        return Err(Error::Rule("登録してからたずねてください".into()));
    }
    let card = store::card::newest(cx, id.0)?.ok_or(Error::NotFound)?;
    let who = card_facts(cx, &permit)?.resident;
    sent(cx, &letter(About::Card, &who, card.confirmed_on, cx), &who.phone)
}

/// A letter to the person about their entry.
pub fn ask_register(cx: &Cx<'_>, id: ResidentId) -> Result<LetterId> {
    decide::<Write, Register>(cx, &permissions::REGISTERS_WRITE, id, None)?;
    let permit = decide::<Read, Register>(cx, &permissions::REGISTERS_WRITE, id, None)?;
    let entry = store::register::newest(cx, id.0)?.filter(|e| e.listed).ok_or(Error::NotFound)?;
    let line = register_line(cx, &permit)?;
    let who = people::use_cases::view::resident(cx, &permit)?;
    let mut new = letter(About::Register, &who, entry.surveyed_on, cx);
    new.lines = vec![
        Line::new("たしかめること", "住所・電話・連絡先"),
        Line::new("前にたしかめた日", wareki::long(entry.surveyed_on)),
    ];
    sent(cx, &new, &line.phone)
}

fn sent(cx: &Cx<'_>, new: &NewLetter, phone: &str) -> Result<LetterId> {
    if !bridge::can_reach(phone) {
        return Err(Error::Rule(NO_PHONE.into()));
    }
    let record = new.record.ok_or(Error::NotFound)?;
    bridge::send_once(cx, record, new)
}

/// Somebody who was not asked for a year.
#[derive(Debug, Clone)]
pub struct Due {
    /// The resident.
    pub resident: Id,
    /// 氏名.
    pub name: String,
    /// About what.
    pub about: About,
    /// Confirmed last.
    pub on: Date,
    /// The letter that already asks; none = still to be asked.
    pub made: Option<Made>,
}

/// Who is being asked, or has answered that something changed: nobody asks them a second time.
pub(super) struct Busy {
    made: Vec<Made>,
    answered: Vec<(Id, About)>,
}

impl Busy {
    pub(super) fn of(cx: &Cx<'_>, org: Id) -> Result<Busy> {
        let answered = store::ask::open(cx, org)?;
        Ok(Busy {
            made: store::ask::letters(cx, org, CARD, REGISTER)?,
            answered: answered.into_iter().map(|r| (r.resident, r.about)).collect(),
        })
    }

    fn answered(&self, resident: Id, about: About) -> bool {
        self.answered.contains(&(resident, about))
    }

    fn letter(&self, resident: Id, about: About) -> Option<&Made> {
        self.made.iter().find(|m| m.resident == resident && m.about == about)
    }

    /// A letter is on its way, or its answer stands in きょう as a line of its own.
    pub(super) fn has(&self, resident: Id, about: About) -> bool {
        self.answered(resident, about) || self.letter(resident, about).is_some()
    }
}

/// Whom the actor's office is to ask, the longest ago first.
pub fn due(cx: &Cx<'_>) -> Result<Vec<Due>> {
    Ok(year(cx)?.into_iter().filter(|d| d.made.is_none()).collect())
}

/// Who was not confirmed for a year, with the letter that asks them already. Who answered that something changed is looked
/// after and stands here no more.
pub fn year(cx: &Cx<'_>) -> Result<Vec<Due>> {
    app::authorise(cx, &permissions::ASK)?;
    let Some(org) = cx.actor().organisation else { return Ok(Vec::new()) };
    let busy = Busy::of(cx, org)?;
    let until = time::add_months(cx.today(), -ASK_AFTER_MONTHS);
    let mut all: Vec<(Id, Date, About)> = Vec::new();
    if app::may(cx, &permissions::WRITE)? {
        let cards = store::card::due(cx, until, org)?;
        all.extend(cards.into_iter().filter(|c| c.1 <= until).map(|(r, d)| (r, d, About::Card)));
    }
    if app::may(cx, &permissions::REGISTERS_WRITE)? {
        let entries = store::ask::due(cx, until, org)?;
        all.extend(entries.into_iter().map(|(r, d)| (r, d, About::Register)));
    }
    all.retain(|(resident, _, about)| !busy.answered(*resident, *about));
    let ids =
        |about: About| -> Vec<Id> { all.iter().filter(|a| a.2 == about).map(|a| a.0).collect() };
    let mut names = people::use_cases::view::of_list(cx, &ids(About::Card), What::Basic)?;
    names.extend(people::use_cases::view::of_list(cx, &ids(About::Register), What::Register)?);
    let mut out: Vec<Due> = all
        .into_iter()
        .filter_map(|(resident, on, about)| {
            let r = names.iter().find(|p| p.id.0 == resident)?;
            let made = busy.letter(resident, about).cloned();
            Some(Due { resident, name: r.name.clone(), about, on, made })
        })
        .collect();
    out.sort_by(|a, b| a.on.cmp(&b.on).then(a.resident.cmp(&b.resident)));
    Ok(out)
}

/// Letters to all who are due; how many, and who cannot be reached by one.
pub fn ask_all(cx: &Cx<'_>) -> Result<(usize, Vec<String>)> {
    let (mut n, mut left_out) = (0, Vec::new());
    for d in due(cx)?.into_iter().take(MOST) {
        let id = ResidentId(d.resident);
        let done = match d.about {
            About::Card => ask_card(cx, id),
            About::Register => ask_register(cx, id),
        };
        match done {
            Ok(_) => n += 1,
            Err(Error::Rule(_) | Error::NotFound) => left_out.push(d.name),
            Err(e) => return Err(e),
        }
    }
    Ok((n, left_out))
}

fn who(a: &Answer) -> String {
    let who = if a.person.trim().is_empty() { "本人" } else { a.person.trim() };
    let by = match a.source {
        slice::AnswerSource::Phone => "電話",
        _ => "手紙の返事",
    };
    format!("{}（{by}）", who.chars().take(40).collect::<String>())
}

/// What an answer does, as the office that asked. Where the card or the entry is gone, the answer stays with the letter.
fn answered(cx: &Cx<'_>, a: &Answer) -> Result<()> {
    let Some(resident) = a.resident else { return Ok(()) };
    let (id, about) = match a.kind.as_str() {
        REGISTER => (ResidentId(resident), About::Register),
        _ => (ResidentId(resident), About::Card),
    };
    let done = match a.code.as_str() {
        "same" => same(cx, id, about, a),
        code => {
            let words: Vec<&str> =
                [a.beside.trim(), a.note.trim()].into_iter().filter(|t| !t.is_empty()).collect();
            let text: String = words.join("。").chars().take(300).collect();
            // corrected within five minutes: one line, not two
            store::ask::close(cx, resident, about)?;
            store::ask::add(cx, resident, about, code, &text)
        }
    };
    match done {
        Err(Error::NotFound | Error::Rule(_)) => Ok(()),
        other => other,
    }
}

fn same(cx: &Cx<'_>, id: ResidentId, about: About, a: &Answer) -> Result<()> {
    match about {
        About::Card => {
            let card = store::card::newest(cx, id.0)?.ok_or(Error::NotFound)?;
            super::card::confirm(cx, id, &who(a), card.version)
        }
        About::Register => {
            let kept = store::register::newest(cx, id.0)?.filter(|e| e.listed);
            let mut entry = kept.ok_or(Error::NotFound)?;
            entry.surveyed_on = cx.today();
            super::registers::enter(cx, id, &entry)
        }
    }
}

/// きょう: answers that need somebody, and how many are due.
pub(crate) fn lines(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let Some(org) = cx.actor().organisation else { return Ok(Vec::new()) };
    if !app::may(cx, &permissions::ASK)? {
        return Ok(Vec::new());
    }
    let open = store::ask::open(cx, org)?;
    let mut people = Vec::new();
    for (about, what) in [(About::Card, What::Basic), (About::Register, What::Register)] {
        let ids: Vec<Id> = open.iter().filter(|r| r.about == about).map(|r| r.resident).collect();
        if !ids.is_empty() {
            people.extend(people::use_cases::view::of_list(cx, &ids, what)?);
        }
    }
    let mut out: Vec<Todo> = open
        .into_iter()
        .filter_map(|r| {
            let p = people.iter().find(|p| p.id.0 == r.resident)?;
            let stop = r.kind == "stop";
            let words = if r.words.is_empty() { String::new() } else { format!("：{}", r.words) };
            Some(Todo {
                rank: 120,
                who: Some(slice::Who {
                    id: r.resident,
                    name: p.name.clone(),
                    kana: p.kana.clone(),
                    age: p.age(cx.today()),
                }),
                title: String::new(),
                why: match stop {
                    true => format!("{}をやめたいとのお返事です{words}", r.about.label()),
                    false => format!("{}に変わったところがあります{words}", r.about.label()),
                },
                chips: vec![Chip {
                    kind: "due",
                    icon: "pencil",
                    text: format!("{} の返事", wareki::month_day(r.at.date())),
                }],
                action: if stop {
                    "聞いて、やめる".into()
                } else {
                    "聞いて、直す".into()
                },
                href: format!("/people/{}/{}", r.resident, r.about.page()),
                due: None,
            })
        })
        .collect();
    let n = due(cx)?.len();
    if n > 0 {
        out.push(Todo {
            rank: 510,
            who: None,
            title: format!("「変わりありませんか」　{n}人"),
            why: "前にたしかめてから1年たちました。手紙でまとめてたずねられます".into(),
            chips: Vec::new(),
            action: "手紙でたずねる".into(),
            href: "/emergency/ask".into(),
            due: None,
        });
    }
    Ok(out)
}
