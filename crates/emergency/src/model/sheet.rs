//! The card as it is read: ten seconds, in the order of the crew's questions (whom to call, which hospital, what to mind).
use kernel::{At, Date, Weekday, wareki};
use people::use_cases::card_facts::CardFacts;
use people::{AlertLevel, FactKind, TeamRole};

use super::card::Card;

/// A number that can be called.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Call {
    /// Who answers.
    pub who: String,
    /// The number as written.
    pub number: String,
    /// Beside it: 鍵を預かる, 夜間の番号, 診察券 …
    pub note: String,
    /// Nobody answers at this hour.
    pub closed: bool,
}

impl Call {
    /// Digits for `tel:`.
    pub fn digits(&self) -> String {
        kernel::kana::half_width(&self.number).chars().filter(char::is_ascii_digit).collect()
    }
}

/// A clinic as printed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clinic {
    /// 病院と科.
    pub name: String,
    /// 医師.
    pub doctor: String,
    /// 昼.
    pub day: String,
    /// 夜.
    pub night: String,
    /// 診察券.
    pub number: String,
}

/// The card, ready to be shown.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// ふりがな.
    pub kana: String,
    /// 氏名.
    pub name: String,
    /// 「86歳・女 S15.4.8生」.
    pub who: String,
    /// 性別.
    pub sex: String,
    /// 生年月日 in words.
    pub birth: String,
    /// 住所 with the entrance.
    pub address: String,
    /// Own telephone.
    pub phone: String,
    /// 鍵.
    pub key: String,
    /// 目印・動物.
    pub place: Vec<String>,
    /// Whom to call first: contacts.
    pub contacts: Vec<Call>,
    /// かかりつけ and hospitals, by the number that answers now.
    pub doctors: Vec<Call>,
    /// The same as printed.
    pub clinics: Vec<Clinic>,
    /// 注意: the word and what stands beside it.
    pub warn: Vec<(String, String)>,
    /// 病名.
    pub diagnoses: Vec<String>,
    /// ふだん.
    pub usual: Vec<String>,
    /// 要介護度.
    pub care: String,
    /// Medicines.
    pub medicines: Vec<String>,
    /// お薬手帳のある所.
    pub medicine_at: String,
    /// 支える人.
    pub team: Vec<Call>,
    /// 希望する搬送先.
    pub wanted: String,
    /// そのほか.
    pub other: Vec<(String, String)>,
    /// 「本人・長男と確認 R8.9.30（佐藤 花子）」.
    pub confirmed: String,
    /// Entered from a paper, nobody asked yet.
    pub unsettled: bool,
    /// When it is to be asked again.
    pub next: String,
}

/// Is it a time at which offices answer: weekdays 8:30 to 17:30?
fn office_hours(now: At) -> bool {
    let at = now.local();
    let minutes = i32::from(at.hour()) * 60 + i32::from(at.minute());
    let weekday = !matches!(now.date().weekday(), Weekday::Saturday | Weekday::Sunday);
    weekday && !kernel::Holidays::shipped().contains(now.date()) && (510..1050).contains(&minutes)
}

fn clinic(card: &Card, n: &str) -> Option<Clinic> {
    let get = |what: &str| card.get(&format!("clinic{n}{what}")).to_owned();
    let c = Clinic {
        name: get(""),
        doctor: get(".doctor"),
        day: get(".day"),
        night: get(".night"),
        number: get(".number"),
    };
    (!c.name.is_empty()).then_some(c)
}

fn call_of(c: &Clinic, day: bool) -> Option<Call> {
    let (number, word) = match (day, c.night.is_empty()) {
        (false, false) => (&c.night, "夜間の番号"),
        _ => (&c.day, ""),
    };
    let mut note: Vec<String> = Vec::new();
    // a hospital answers at all hours, a clinic without a number of the night does not
    let closed = !day && c.night.is_empty() && !c.name.contains("病院");
    if closed {
        note.push("いまは時間外".into());
    } else if !word.is_empty() {
        note.push(word.into());
    }
    if !c.number.is_empty() {
        note.push(format!("診察券 {}", c.number));
    }
    let who = [c.name.as_str(), c.doctor.as_str()].join(" ").trim().to_owned();
    (!number.is_empty()).then(|| Call {
        who,
        number: number.clone(),
        note: note.join("・"),
        closed,
    })
}

impl Sheet {
    /// Puts the card together. Without a card of its own (緊急閲覧) only what people knows.
    pub fn of(f: &CardFacts, card: Option<&Card>, now: At) -> Sheet {
        Sheet::as_of(f, card, now.date(), office_hours(now))
    }

    /// The same for a day, while offices answer (`day`) or do not: what is read later elsewhere holds both.
    pub fn as_of(f: &CardFacts, card: Option<&Card>, today: Date, day: bool) -> Sheet {
        let r = &f.resident;
        let own = |code: &str| card.map_or("", |c| c.get(code)).to_owned();
        let texts = |k: FactKind| -> Vec<String> {
            f.facts.iter().filter(|x| x.kind == k).map(|x| x.text.clone()).collect()
        };
        let clinics: Vec<Clinic> =
            card.into_iter().flat_map(|c| [clinic(c, "1"), clinic(c, "2")]).flatten().collect();
        let mut warn: Vec<(String, String)> = Vec::new();
        let mut minded: Vec<_> = f
            .facts
            .iter()
            .filter(|x| {
                x.alert != AlertLevel::None
                    || matches!(x.kind, FactKind::Allergy | FactKind::Device)
            })
            .collect();
        minded.sort_by_key(|x| x.alert != AlertLevel::Harm);
        for x in minded {
            warn.push((x.text.clone(), x.kind.label().to_owned()));
        }
        for (code, word) in [("care", ""), ("infection", "感染症")] {
            if !own(code).is_empty() {
                warn.push((own(code), word.to_owned()));
            }
        }
        let (doctor, others): (Vec<_>, Vec<_>) =
            f.team.iter().filter(|m| !m.phone.is_empty()).partition(|m| m.role == TeamRole::Doctor);
        let mut doctors: Vec<Call> = clinics.iter().filter_map(|c| call_of(c, day)).collect();
        for m in doctor {
            if !clinics.iter().any(|c| m.label.contains(&c.name) || c.day == m.phone) {
                doctors.push(Call {
                    who: format!("かかりつけ {}", m.label),
                    number: m.phone.clone(),
                    note: if day { String::new() } else { "いまは時間外".into() },
                    closed: !day,
                });
            }
        }
        let mut team: Vec<Call> = others
            .iter()
            .map(|m| {
                // 訪問看護 answers by night
                let always = m.role == TeamRole::VisitNursing;
                Call {
                    who: match m.label.starts_with(m.role.label()) {
                        true => m.label.clone(),
                        false => format!("{} {}", m.role.label(), m.label),
                    },
                    number: m.phone.clone(),
                    note: if day || always { String::new() } else { "いまは時間外".into() },
                    closed: !day && !always,
                }
            })
            .collect();
        team.sort_by_key(|c| c.closed);
        let key = own("key");
        let mut usual = texts(FactKind::Adl);
        usual.extend([own("usual"), own("senses")].into_iter().filter(|t| !t.is_empty()));
        let mut medicines = texts(FactKind::Medicine);
        medicines.dedup();
        Sheet {
            kana: r.kana.clone(),
            name: r.name.clone(),
            who: format!("{}歳・{} {}生", r.age(today), r.sex.label(), wareki::short(r.birth)),
            sex: r.sex.label().to_owned(),
            birth: wareki::long(r.birth),
            address: match own("entrance") {
                e if e.is_empty() || r.address.is_empty() => r.address.clone(),
                e => format!("{}（{e}）", r.address),
            },
            phone: r.phone.clone(),
            place: [("目印", own("landmark")), ("動物", own("pets"))]
                .into_iter()
                .filter(|(_, t)| !t.is_empty())
                .map(|(l, t)| format!("{l} {t}"))
                .collect(),
            contacts: f
                .contacts
                .iter()
                .filter(|c| !c.phone.is_empty())
                .map(|c| Call {
                    who: format!("{} {}", c.relation, c.name).trim().to_owned(),
                    number: c.phone.clone(),
                    note: contact_note(c, &key),
                    closed: false,
                })
                .collect(),
            key,
            doctors,
            clinics,
            warn,
            diagnoses: texts(FactKind::Diagnosis),
            usual,
            care: r.care_level.label().to_owned(),
            medicines,
            medicine_at: own("medicine_at"),
            team,
            wanted: own("wanted"),
            other: [
                ("処置", texts(FactKind::Procedure).join("・")),
                ("血液型", own("blood")),
                ("身長・体重", own("body")),
                ("身寄り", own("alone")),
                ("伝えたいこと", own("note")),
            ]
            .into_iter()
            .filter(|(_, t)| !t.is_empty())
            .map(|(l, t)| (l.to_owned(), t))
            .collect(),
            confirmed: card.map_or_else(String::new, |c| {
                format!("{}と確認 {}（{}）", c.confirmed_with, wareki::short(c.confirmed_on), c.by)
            }),
            unsettled: card.is_some_and(|c| !c.settled),
            next: card.map_or_else(String::new, |c| month(c.ask_on())),
        }
    }
}

fn contact_note(c: &people::Contact, key: &str) -> String {
    let family: &str = c.name.split([' ', '　']).next().unwrap_or("");
    let holds = !family.is_empty() && key.contains(family) && !c.lives_with;
    let mut notes = Vec::new();
    if holds {
        notes.push("鍵を預かる");
    }
    if c.lives_with {
        notes.push("同居");
    }
    if c.key_person {
        notes.push("キーパーソン");
    }
    notes.join("・")
}

/// 「R9.9」.
fn month(d: Date) -> String {
    let short = wareki::short(d);
    short.rsplit_once('.').map_or_else(|| short.clone(), |(m, _)| m.to_owned())
}
