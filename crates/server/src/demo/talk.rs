//! やりとり of the demonstration: a few rooms and a group, written through the same use cases as the pages. All invented.
use accounts::Account;
use app::{App, Result};
use kernel::{Actor, ActorKind, Id};
use people::ResidentId;
use rooms::model::{Layer, NewPost, PostKind, Reply, Vital};
use rooms::use_cases::answer::{Give, give};
use rooms::use_cases::post::{NewWords, write};
use rooms::use_cases::{begin, groups, mark};

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

fn actor(a: &Account) -> Actor {
    Actor {
        kind: ActorKind::Staff,
        account: Some(a.id.0),
        organisation: Some(a.organisation.0),
        hat: a.hat,
        name: a.name.clone(),
    }
}

/// Writes them; how many posts.
pub(super) fn write_all(app: &App) -> Result<usize> {
    let cast = app.read(&Actor::system(), accounts::demo_accounts)?;
    let of = |role: &str| cast.iter().find(|a| a.demo_role.as_deref() == Some(role)).map(actor);
    let Some(cm) = of("cm") else { return Ok(0) };
    let mut residents = app.read(&cm, |cx| {
        let (rows, _) = people::use_cases::view::list(cx, None, true)?;
        let mut out: Vec<(ResidentId, Vec<Id>)> = Vec::new();
        for r in rows.iter().filter(|r| r.died_on.is_none()) {
            let v = people::use_cases::view::view(cx, r.id)?;
            out.push((r.id, v.team.iter().filter_map(|m| m.organisation).collect()));
        }
        Ok(out)
    })?;
    let roles = |script: &[Line], team: &[Id]| {
        script
            .iter()
            .filter(|l| {
                of(l.who).is_some_and(|a| a.organisation.is_some_and(|o| team.contains(&o)))
            })
            .count()
    };
    let mut n = 0;
    for script in SCRIPTS {
        // who has most of the speakers in the team
        let Some(at) = (0..residents.len())
            .max_by_key(|i| residents.get(*i).map_or(0, |r| roles(script, &r.1)))
        else {
            break;
        };
        let (id, team) = residents.remove(at);
        n += play(app, &cm, id, &team, script, &of)?;
    }
    n += group(app, &cm, &cast)?;
    Ok(n)
}

fn play(
    app: &App,
    cm: &Actor,
    id: ResidentId,
    team: &[Id],
    script: &[Line],
    of: &dyn Fn(&str) -> Option<Actor>,
) -> Result<usize> {
    let inside =
        |role: &str| of(role).filter(|a| a.organisation.is_some_and(|o| team.contains(&o)));
    let begun = script.first().map_or(1, |l| l.hours + 1);
    let at = |hours: i64| app.now().plus_minutes(-hours * 60);
    let room = app.write_at(cm, at(begun), move |cx| begin::begin(cx, id))?;
    let mut posts: Vec<Option<Id>> = Vec::new();
    for l in script {
        let above = l.answers.map(|n| posts.get(n).copied().flatten());
        let speaker = if l.who == "cm" { Some(cm.clone()) } else { inside(l.who) };
        let (Some(who), false) = (speaker, above == Some(None)) else {
            posts.push(None);
            continue;
        };
        let new = NewPost {
            layer: if l.family { Layer::Family } else { Layer::Team },
            kind: l.kind,
            text: l.text.into(),
            reply_to: above.flatten(),
            due_at: None,
            to: inside(l.to).and_then(|a| a.organisation).into_iter().collect(),
            vitals: l.vitals.iter().map(|(c, v)| Vital { code: (*c).into(), value: *v }).collect(),
        };
        let cmd = NewWords { room, new, files: Vec::new(), sure: false };
        let post = app.write_at(&who, at(l.hours), move |cx| write(cx, &cmd))?;
        // those of yesterday and before have been read by the care manager
        if l.hours > 24 && l.who != "cm" {
            app.write_at(cm, at(l.hours - 1), move |cx| mark::read(cx, room, &[post]))?;
            if l.kind == PostKind::Report {
                let cmd = Give { room, post, what: Reply::Ack, detail: String::new() };
                app.write_at(cm, at(l.hours - 1), move |cx| give(cx, &cmd))?;
            }
        }
        posts.push(Some(post));
    }
    Ok(posts.iter().flatten().count())
}

fn group(app: &App, cm: &Actor, cast: &[Account]) -> Result<usize> {
    let at = |hours: i64| app.now().plus_minutes(-hours * 60);
    let members: Vec<Id> = cast
        .iter()
        .filter(|a| {
            matches!(
                a.demo_role.as_deref(),
                Some("hokatsu" | "coordinator" | "visit-nurse" | "pharmacy")
            )
        })
        .map(|a| a.organisation.0)
        .collect();
    let cmd = groups::Found {
        name: "入退院の勉強会".into(),
        purpose: "年4回。つぎの日と、もちよる話題の相談に使います".into(),
        members,
    };
    let room = app.write_at(cm, at(200), move |cx| groups::found(cx, &cmd))?;
    let new = NewPost {
        layer: Layer::Team,
        kind: PostKind::Report,
        text: "つぎの勉強会は、来月の第2水曜 18時30分からです。話題は「お薬の引き継ぎ」。もちよりたいことがあれば、ここに書いてください。".into(),
        reply_to: None,
        due_at: None,
        to: Vec::new(),
        vitals: Vec::new(),
    };
    let cmd = NewWords { room, new, files: Vec::new(), sure: false };
    app.write_at(cm, at(48), move |cx| write(cx, &cmd))?;
    Ok(1)
}
