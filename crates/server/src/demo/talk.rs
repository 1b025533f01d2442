//! やりとり of the demonstration: a few rooms and a group, planned here and written within the run, each at its own time,
//! through the same use cases as the pages. All invented.
use std::collections::BTreeMap;

use app::{Cx, Result};
use kernel::{At, Id};
use people::ResidentId;
use rooms::model::{Layer, NewPost, PostKind, Reply, Vital};
use rooms::use_cases::answer::{Give, give};
use rooms::use_cases::post::{NewWords, write};
use rooms::use_cases::{begin, groups, mark};
use transitions::model::EndKind;

use super::found::Founded;
use super::plan::Plan;

/// A post of a script: hours ago, who (role of the demonstration), what, in which layer, words, to whom, the post that it
/// answers (its place in the script), vital signs.
struct Line {
    hours: i64,
    who: &'static str,
    kind: PostKind,
    family: bool,
    text: &'static str,
    to: &'static str,
    answers: Option<usize>,
    vitals: &'static [(&'static str, i64)],
}

const fn line(hours: i64, who: &'static str, kind: PostKind, text: &'static str) -> Line {
    Line { hours, who, kind, family: false, text, to: "", answers: None, vitals: &[] }
}

impl Line {
    const fn to(self, to: &'static str) -> Line {
        Line { to, ..self }
    }

    const fn answers(self, n: usize) -> Line {
        Line { answers: Some(n), ..self }
    }

    const fn with(self, vitals: &'static [(&'static str, i64)]) -> Line {
        Line { vitals, ..self }
    }

    const fn family(self) -> Line {
        Line { family: true, ..self }
    }
}

const SCRIPTS: &[&[Line]] = &[
    &[
        line(76, "visit-nurse", PostKind::Report, "【ようす】足のむくみが先週より強くなっています。息切れは、歩いたあとに少し。\n【したこと】足浴、体重をはかりました。\n【つぎの訪問】あさって")
            .with(&[("temp", 364), ("sys", 142), ("dia", 78), ("pulse", 84), ("spo2", 95), ("weight", 512)]),
        line(75, "visit-nurse", PostKind::Consult, "体重が1週間で1.8kg増えています。受診を早めたほうがよいでしょうか。").to("doctor"),
        line(52, "doctor", PostKind::Report, "あさっての午前に往診します。それまで塩分と水分に気をつけてください。息苦しさが出たら、時間外でも電話してください。").answers(1),
        line(28, "cm", PostKind::Request, "往診の前に、朝の体重と血圧を3日分、ここに書いていただけますか。").to("visit-nurse"),
        line(5, "visit-nurse", PostKind::Report, "けさの測定です。むくみは少し引きました。")
            .answers(3)
            .with(&[("temp", 362), ("sys", 134), ("dia", 74), ("pulse", 78), ("spo2", 96), ("weight", 504)]),
        line(4, "cm", PostKind::Report, "きょうのようすをお知らせします。\n\nけさは顔色もよく、朝ごはんを全部めしあがったそうです。あさって、先生が往診に来られます。").family(),
    ],
    &[
        line(50, "pharmacy", PostKind::Report, "お薬カレンダーの夕方の分が、4回残っていました。昼の眠けが強い、とのお話です。"),
        line(49, "pharmacy", PostKind::Consult, "夕方の薬を、夜寝る前の1回にまとめられないか、処方の見直しをお願いできますか。").to("doctor"),
        line(3, "cm", PostKind::Urgent, "ヘルパーから、きのうの夜から何も食べていないと連絡がありました。きょう訪問できる方はいますか。").to("visit-nurse"),
    ],
    &[
        line(120, "cm", PostKind::Report, "福祉用具の手すりを、玄関に入れました。使い方は、ご本人と確かめています。"),
        line(30, "facility", PostKind::Report, "きょうの通所では、入浴を1回断られました。お風呂場が寒いと話されています。"),
    ],
];

/// The group is the room after those of the scripts.
const GROUP: usize = SCRIPTS.len();

/// Something said or read, at its time, by a member of the staff.
#[derive(Debug, Clone)]
pub(super) enum Talk {
    /// The room of this person is begun.
    Begin { room: usize, person: usize },
    /// A line of the script, to the organisation of a member of the staff.
    Say { room: usize, line: usize, to: Option<usize> },
    /// It is read; a report is acknowledged.
    Read { room: usize, line: usize },
    /// The group is founded with these organisations.
    Found { members: Vec<usize> },
    /// The one post of the group.
    Invite,
}

/// What the talk has made so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Talked {
    rooms: BTreeMap<usize, Id>,
    posts: BTreeMap<(usize, usize), Id>,
}

impl Talked {
    /// What came later on top of what was.
    pub(super) fn extend(&mut self, new: Talked) {
        self.rooms.extend(new.rooms);
        self.posts.extend(new.posts);
    }
}

type All = Vec<(At, usize, Talk)>;

/// All of it for a plan that has its people and stays: when, who, what.
pub(super) fn plan(founded: &Founded, plan: &Plan, now: At) -> All {
    let staff = &founded.city.staff;
    let of = |role: &str| staff.iter().position(|s| s.demo_role.as_deref() == Some(role));
    let Some(cm) = of("cm") else { return Vec::new() };
    let at = |hours: i64| now.plus_minutes(-hours * 60);
    let mut out = All::new();
    let first = SCRIPTS.iter().flat_map(|s| s.iter()).map(|l| l.hours + 2).max().unwrap_or(1);
    let died = |i: usize| plan.stays.iter().any(|s| s.person == i && s.end == EndKind::Death);
    let inside = |person: usize, role: &str| {
        let who = of(role)?;
        let org = staff.get(who)?.org;
        let p = plan.people.get(person)?;
        (p.office == org || p.team.iter().any(|m| m.org == org)).then_some(who)
    };
    let mut residents: Vec<usize> = plan
        .people
        .iter()
        .enumerate()
        .filter(|(i, p)| p.keeper == cm && p.registered < at(first) && !died(*i))
        .map(|(i, _)| i)
        .collect();
    for (room, script) in SCRIPTS.iter().enumerate() {
        // who has most of the speakers in the team
        let speakers = |i: &usize| script.iter().filter(|l| inside(*i, l.who).is_some()).count();
        let Some(person) = residents.iter().copied().max_by_key(speakers) else { break };
        residents.retain(|i| *i != person);
        let begun = script.first().map_or(1, |l| l.hours + 1);
        out.push((at(begun), cm, Talk::Begin { room, person }));
        let mut said = Vec::new();
        for (line, l) in script.iter().enumerate() {
            let above = l.answers.is_none_or(|n| said.contains(&n));
            let Some(who) = inside(person, l.who).filter(|_| above) else { continue };
            said.push(line);
            out.push((at(l.hours), who, Talk::Say { room, line, to: inside(person, l.to) }));
            // those of yesterday and before have been read by the care manager
            if l.hours > 24 && l.who != "cm" {
                out.push((at(l.hours - 1), cm, Talk::Read { room, line }));
            }
        }
    }
    let members = ["hokatsu", "coordinator", "visit-nurse", "pharmacy"];
    let members = members.into_iter().filter_map(of).collect();
    out.push((at(200), cm, Talk::Found { members }));
    out.push((at(48), cm, Talk::Invite));
    out
}

/// Does one, as the actor at the time of `cx`.
pub(super) fn talk(
    cx: &Cx<'_>,
    t: &Talk,
    founded: &Founded,
    resident: impl Fn(usize) -> Result<ResidentId>,
    (before, new): (&Talked, &mut Talked),
) -> Result<()> {
    let gap = |what: &str| app::Error::Inconsistent(format!("demo: {what} before its time"));
    let room_of = |new: &Talked, n: usize| {
        new.rooms.get(&n).or_else(|| before.rooms.get(&n)).copied().ok_or_else(|| gap("a room"))
    };
    let post_of = |new: &Talked, room: usize, line: usize| {
        let at = (room, line);
        new.posts.get(&at).or_else(|| before.posts.get(&at)).copied().ok_or_else(|| gap("a post"))
    };
    let organisation =
        |staff: usize| -> Result<Id> { Ok(founded.org_id(founded.city.who(staff)?.org)?.0) };
    match t {
        Talk::Begin { room, person } => {
            let id = begin::begin(cx, resident(*person)?)?;
            new.rooms.insert(*room, id);
        }
        Talk::Say { room, line, to } => {
            let l = script_line(*room, *line).ok_or_else(|| gap("a line"))?;
            let above = l.answers.map(|n| post_of(new, *room, n)).transpose()?;
            let words = NewPost {
                layer: if l.family { Layer::Family } else { Layer::Team },
                kind: l.kind,
                text: l.text.into(),
                reply_to: above,
                due_at: None,
                to: to.map(organisation).transpose()?.into_iter().collect(),
                vitals: l
                    .vitals
                    .iter()
                    .map(|(c, v)| Vital { code: (*c).into(), value: *v })
                    .collect(),
            };
            let id = room_of(new, *room)?;
            let cmd = NewWords { room: id, new: words, files: Vec::new(), sure: false };
            let post = write(cx, &cmd)?;
            new.posts.insert((*room, *line), post);
        }
        Talk::Read { room, line } => {
            let (id, post) = (room_of(new, *room)?, post_of(new, *room, *line)?);
            mark::read(cx, id, &[post])?;
            if script_line(*room, *line).is_some_and(|l| l.kind == PostKind::Report) {
                give(cx, &Give { room: id, post, what: Reply::Ack, detail: String::new() })?;
            }
        }
        Talk::Found { members } => {
            let cmd = groups::Found {
                name: "入退院の勉強会".into(),
                purpose: "年4回。つぎの日と、もちよる話題の相談に使います".into(),
                members: members.iter().map(|s| organisation(*s)).collect::<Result<_>>()?,
            };
            let id = groups::found(cx, &cmd)?;
            new.rooms.insert(GROUP, id);
        }
        Talk::Invite => {
            let words = NewPost {
                layer: Layer::Team,
                kind: PostKind::Report,
                text: "つぎの勉強会は、来月の第2水曜 18時30分からです。話題は「お薬の引き継ぎ」。もちよりたいことがあれば、ここに書いてください。".into(),
                reply_to: None,
                due_at: None,
                to: Vec::new(),
                vitals: Vec::new(),
            };
            let room = room_of(new, GROUP)?;
            write(cx, &NewWords { room, new: words, files: Vec::new(), sure: false })?;
        }
    }
    Ok(())
}

fn script_line(room: usize, line: usize) -> Option<&'static Line> {
    SCRIPTS.get(room).and_then(|s| s.get(line))
}
