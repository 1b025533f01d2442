//! 会議体 of the demonstration: a council, its sections, 地域ケア個別会議 and 協議体, with members, two years of meetings, promises, one
//! day that is looked for, and a case under a sign, made by the use cases as the pages do it. Every name is invented.
use ::meetings::model::case::NewCase;
use ::meetings::model::lines::{NewAction, NewItem};
use ::meetings::model::poll::{Mark, NewSlot};
use ::meetings::model::seats::Presence;
use ::meetings::model::{NewBody, NewMeeting, NewMember, State};
use ::meetings::use_cases::attendance::Said;
use ::meetings::use_cases::{
    agenda, attendance, bodies, cases, chronicle, decisions, meetings, minutes, poll, read,
};
use ::meetings::{BodyId, MeetingId};
use app::{App, Cx, Error, Result};
use kernel::time::add_days;
use kernel::{Actor, At, Date, Time};

use super::beside::Later;

/// Organisation, given name, profession, role.
type Seat = (&'static str, &'static str, &'static str, &'static str);

const SEATS: [Seat; 12] = [
    ("結野医師会", "照井 徹", "doctor", "chair"),
    ("結野歯科医師会", "昆野 恵", "dentist", "deputy"),
    ("結野薬剤師会", "千田 直樹", "pharmacist", "member"),
    ("みどり総合病院", "及川 さやか", "social-worker", "member"),
    ("あおば訪問看護", "小田島 由美", "nurse", "member"),
    ("みずほ居宅介護支援", "菊池 健", "care-manager", "member"),
    ("ケアホームゆい", "阿部 学", "care-worker", "member"),
    ("地域包括支援センター", "八重樫 光", "social-worker", "member"),
    ("社会福祉協議会", "藤原 まどか", "coordinator", "member"),
    ("消防本部", "佐々木 徹", "fire", "member"),
    ("市 長寿介護課", "", "city", "member"),
    ("連携拠点", "", "nurse", "office"),
];

/// Name, kind, of the council?, purpose, which seats, days back to a meeting of each year.
type Plan = (&'static str, &'static str, bool, &'static str, &'static [usize], &'static [i64]);

const PLANS: [Plan; 6] = [
    (
        "在宅医療・介護連携推進会議",
        "council",
        false,
        "在宅医療と介護の連携の課題と取り組みを、職種をこえて話し合い、決める",
        &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        &[545, 425, 305, 180, 60],
    ),
    (
        "入退院支援部会",
        "section",
        true,
        "入院と退院の連絡を、早く確かにする",
        &[0, 3, 4, 5, 7, 11],
        &[500, 370, 250, 130, 26],
    ),
    (
        "看取り・意思決定支援部会",
        "section",
        true,
        "本人の望みが、家でも病院でも伝わるようにする",
        &[0, 4, 5, 6, 11],
        &[470, 280, 95],
    ),
    (
        "救急連携ワーキング",
        "working",
        true,
        "救急のときに渡す情報をそろえる",
        &[3, 5, 7, 9, 11],
        &[210, 75],
    ),
    (
        "地域ケア個別会議",
        "care-case",
        false,
        "ひとりの暮らしから、地域の課題と宝を見つける",
        &[2, 5, 7, 8, 11],
        &[120, 33],
    ),
    (
        "生活支援体制整備 協議体",
        "first",
        false,
        "住民の支え合いを見つけ、広げる",
        &[7, 8, 10, 11],
        &[200, 40],
    ),
];

/// Topic, what was said, what was decided, what follows, who.
const TALKS: [[&str; 5]; 6] = [
    [
        "入院時の連絡の早さ",
        "連絡が遅れるのは、担当ケアマネジャーが分からないときが多い",
        "担当の調べ方を一覧にして配る",
        "調べ方の一覧をまとめる",
        "事務局",
    ],
    [
        "退院前カンファレンス",
        "オンラインなら出られるという声が多い",
        "オンラインで出られることを案内に書く",
        "案内の文を直す",
        "みどり総合病院",
    ],
    [
        "わたしのきぼうノート",
        "書いたあと、家族に渡っていないことがある",
        "渡し方の紙を1枚付ける",
        "渡し方の紙をつくる",
        "看護の委員",
    ],
    [
        "災害のときの連絡",
        "停電のとき、だれが安否を確かめるか決まっていない",
        "事業所ごとの連絡先を年に1回集める",
        "連絡先を集める",
        "市 長寿介護課",
    ],
    [
        "薬の飲みのこし",
        "薬剤師に様子を伝える方法がない",
        "連絡票を試しに使う",
        "連絡票の案をつくる",
        "結野薬剤師会",
    ],
    [
        "多職種の研修",
        "夜の開催は助かる。事例がよい",
        "年3回、夜に開く",
        "来年度の日程の案を出す",
        "事務局",
    ],
];

fn clock(h: i8, m: i8) -> Time {
    Time::constant(h, m, 0, 0)
}

#[derive(Clone)]
struct Desk {
    who: Actor,
    mark: &'static str,
    today: Date,
}

fn meeting(day: Option<Date>, form: &str) -> NewMeeting {
    let (from, to) = if day.is_some() { ("18:30", "20:00") } else { ("", "") };
    NewMeeting {
        title: String::new(),
        day,
        from: from.into(),
        to: to.into(),
        place: "保健センター 大会議室".into(),
        form: form.into(),
        link: String::new(),
        note: "出欠は、1週間前までに事務局へお知らせください。".into(),
    }
}

fn found(cx: &Cx<'_>, d: &Desk, plan: &Plan, parent: Option<BodyId>) -> Result<BodyId> {
    let (name, kind, _, purpose, seats, _) = plan;
    let begun = add_days(d.today, -560);
    let id = bodies::add(
        cx,
        &NewBody {
            name: (*name).into(),
            kind: (*kind).into(),
            purpose: (*purpose).into(),
            founded_on: Some(begun.to_string()),
            parent: parent.map(|p| p.to_string()).unwrap_or_default(),
            secretariat: format!("連携拠点{}", d.mark),
            ground: format!("{name}設置要綱{}", d.mark),
            term: "2年".into(),
            ..NewBody::default()
        },
    )?;
    for (organisation, name, profession, role) in seats.iter().filter_map(|n| SEATS.get(*n)) {
        let new = NewMember {
            organisation: format!("{organisation}{}", d.mark),
            name: (*name).into(),
            profession: (*profession).into(),
            // the chair of the council sits in a section as a member
            role: if parent.is_some() && *role != "office" {
                "member".into()
            } else {
                (*role).into()
            },
            from: Some(begun),
            until: Some(add_days(begun, 730)),
        };
        bodies::add_member(cx, id, &new)?;
    }
    Ok(id)
}

fn talk(cx: &Cx<'_>, id: MeetingId, n: usize, day: Date, late: bool) -> Result<()> {
    let Some([topic, said, decided, next, owner]) = TALKS.get(n % TALKS.len()) else {
        return Ok(());
    };
    let item = NewItem {
        title: (*topic).into(),
        who: "事務局".into(),
        minutes: Some(30),
        note: (*said).into(),
    };
    agenda::add(cx, id, &item)?;
    let decision = decisions::add(cx, id, decided)?;
    let due = add_days(day, if late { 30 } else { 45 });
    let new = NewAction { text: (*next).into(), owner: (*owner).into(), due: Some(due) };
    let action = decisions::add_action(cx, id, decision, &new)?;
    if !late {
        decisions::tick(cx, action, true)?;
    }
    Ok(())
}

/// Who came: of every seven, one was away, one online, one sent somebody.
fn seats(cx: &Cx<'_>, id: MeetingId, n: usize) -> Result<()> {
    let hall = attendance::open(cx, id)?;
    let said: Vec<Said> = hall
        .seats
        .iter()
        .enumerate()
        .filter_map(|(i, s)| {
            let (how, proxy) = match (i + n) % 7 {
                3 => (Presence::Away, ""),
                5 => (Presence::Online, ""),
                6 if !s.name.is_empty() => (Presence::Proxy, "同じ事業所の職員"),
                _ => (Presence::Here, ""),
            };
            s.member.map(|m| Said::Member(m, how, proxy.into()))
        })
        .collect();
    attendance::save(cx, id, &said)
}

fn held(d: &Desk, body: BodyId, kind: &'static str, back: i64, n: usize, newest: bool) -> Later {
    let day = add_days(d.today, -back);
    let at = move |n: i64, h: i8| At::jst(add_days(day, n), clock(h, 20));
    let who = d.who.clone();
    let mut steps = Later::none();
    steps.put(at(-30, 9), &d.who, move |cx| {
        let form = if n % 3 == 1 { "both" } else { "gather" };
        let id = meetings::add(cx, body, &meeting(Some(day), form))?;
        let mut more = Later::none();
        more.put(at(0, 20), &who, move |cx| {
            meetings::set_state(cx, id, State::Held, "")?;
            seats(cx, id, n)?;
            talk(cx, id, n, day, newest)?;
            if kind == "care-case" {
                case(cx, id, day, newest)?;
            }
            Ok(Later::none())
        });
        if !newest {
            more.put(at(10, 16), &who, move |cx| {
                let m = minutes::open(cx, id)?;
                let text = m.draft.map(|d| d.content).unwrap_or_default();
                minutes::confirm(cx, id, &text, 0).map(|_| Later::none())
            });
        }
        Ok(more)
    });
    steps
}

fn case(cx: &Cx<'_>, id: MeetingId, day: Date, newest: bool) -> Result<()> {
    let new = NewCase {
        age: "85-".into(),
        household: "alone".into(),
        theme: "坂の上でひとり暮らし。買い物に行けなくなってきた".into(),
        outline: "週に1回サロンに通う。転んでから坂を歩くのがこわい".into(),
        problems: "店まで遠く、重い物を持てない。通院も家族だより".into(),
        strengths: "畑の野菜を近所に配っている。向かいの人が毎朝雨戸を見る。サロンの仲間が週に1度さそいに来る".into(),
        support: "サロンの帰りに、いっしょに買い物に寄る".into(),
        follow_on: Some(add_days(day, 60)),
        follow_text: if newest { String::new() } else { "サロンの日に移動販売が寄るようになった".into() },
        issue: "坂の上の住宅地で、買い物と通院の足がない".into(),
    };
    let c = cases::add(cx, id, &new)?;
    cases::advise(cx, c, "pharmacist", "薬を届けるときに、ようすを見られる")?;
    cases::advise(cx, c, "coordinator", "移動販売の会社に、サロンの日を伝えてみる")
}

/// What is ahead: the next council with its agenda, and a section that looks for a day.
fn ahead(d: &Desk, council: BodyId, section: BodyId) -> Later {
    let today = d.today;
    let mut steps = Later::none();
    steps.put(At::jst(add_days(today, -12), clock(9, 40)), &d.who, move |cx| {
        let id = meetings::add(cx, council, &meeting(Some(add_days(today, 24)), "both"))?;
        agenda::take_up(cx, id, None)?;
        let item =
            NewItem {
                title: "来年度の取り組み".into(), minutes: Some(40), ..NewItem::default()
            };
        agenda::add(cx, id, &item)?;
        meetings::add_paper(cx, id, "今年度の取り組みの一覧", "共有フォルダー")?;
        Ok(Later::none())
    });
    steps.put(At::jst(add_days(today, -6), clock(10, 10)), &d.who, move |cx| {
        let id = meetings::add(cx, section, &meeting(None, "gather"))?;
        let slots: Vec<NewSlot> = [16, 18, 22]
            .iter()
            .map(|n| NewSlot { day: add_days(today, *n), from: "18:30".into(), to: "20:00".into() })
            .collect();
        poll::propose(cx, id, &slots, Some(add_days(today, 5)), "1つでも多く選んでください。")?;
        let w = poll::open(cx, id)?;
        let marks = [Mark::Yes, Mark::Maybe, Mark::No];
        for (i, m) in w.members.iter().enumerate().take(4) {
            let said: Vec<_> = w
                .slots
                .iter()
                .enumerate()
                .filter_map(|(j, s)| Some((s.id, *marks.get((i * 2 + j) % 3)?)))
                .collect();
            poll::key_in(cx, id, m.id, &said, if i == 1 { "19時からなら出られます" } else { "" })?;
        }
        Ok(Later::none())
    });
    steps.put(At::jst(add_days(today, -5), clock(11, 0)), &d.who, move |cx| {
        let day = add_days(today, -100);
        let year = i64::from(kernel::fiscal_year(day));
        chronicle::add(cx, year, Some(day), "連携ハンドブック第2版を発行").map(|_| Later::none())
    });
    steps
}

/// What the centre of a region met about; nothing is written down later than its clock.
pub(super) fn plan(app: &App) -> Result<Later> {
    let who = super::events::actor(app)?
        .ok_or_else(|| Error::Inconsistent("demo: no coordinator".into()))?;
    let mark = if app.region().fictitious { "（架空）" } else { "（見本）" };
    let d = Desk { who, mark, today: app.now().date() };
    let mut steps = Later::none();
    let begun = At::jst(add_days(d.today, -590), clock(9, 0));
    let desk = d.clone();
    steps.put(begun, &d.who, move |cx| {
        let mut more = Later::none();
        let mut council = None;
        for plan in &PLANS {
            let id = found(cx, &desk, plan, council.filter(|_| plan.2))?;
            council = council.or(Some(id));
            let last = plan.5.len().saturating_sub(1);
            for (n, back) in plan.5.iter().enumerate() {
                more.join(held(&desk, id, plan.1, *back, n, n == last && *back < 40));
            }
        }
        let all = read::bodies(cx)?;
        let find = |kind: &str| all.iter().find(|b| b.data.kind == kind).map(|b| b.id);
        if let (Some(council), Some(section)) = (council, find("section")) {
            more.join(ahead(&desk, council, section));
        }
        Ok(more)
    });
    Ok(steps)
}
