//! Beside the column: who may see, team, contacts, health facts, basic facts.
use kernel::wareki;
use people::authz::What;
use people::use_cases::who_may_see::{Spread, kinds_in_words, shown};
use people::{AlertLevel, FactKind, Sex, TeamRole};
use ui::{Button, Html, Kv, Link, PlainRow, Rows, See, SeeEntry, TagKind};

use super::Person;
use crate::draw::tel;

/// A box at the side.
pub(super) struct Panel {
    /// Heading.
    pub title: String,
    /// The list or table in it.
    pub body: Html,
    /// Words when it is empty.
    pub empty: String,
    /// Way to change it.
    pub edit: Option<Link>,
}

/// 「誰に見えるか」: opened on the page, folded by its own head.
pub(super) fn see(here: &str, p: &Person) -> See {
    let family = p.view.resident.name.split([' ', '　']).next().unwrap_or_default();
    let intro: String = match p.view.consents.first() {
        Some(c) => format!(
            "{family}さんが{}に同意した範囲です（{}）。{}",
            wareki::long(c.given_on),
            c.method.label(),
            match p.spread {
                Spread::Any => "入院のあいだは、病院にも広がります。",
                Spread::Some => "入院のあいだは、ご本人が同意した病院にだけ広がります。",
                Spread::Unsaid => "",
            }
        ),
        None => "いま有効な同意はありません。書いた事業所と、書類を受け取った相手にだけ見えます。"
            .into(),
    };
    let mut entries = Vec::new();
    let mut unseen = Html::default();
    let (mut intro, mut glass) = (intro, false);
    for (who, basis, kinds) in &p.sees {
        if who.is_empty() {
            intro = format!("{intro}{basis}。");
            continue;
        }
        if kinds.is_empty() {
            unseen = Html::text(basis);
            continue;
        }
        let name = ui::org(who, p.fictitious);
        let mine = *who == p.office;
        let not = What::ALL.iter().filter(|w| **w != What::Register && !shown(kinds, **w));
        glass |= basis.starts_with("緊急閲覧");
        entries.push(SeeEntry {
            who: if mine { "あなたの事業所".into() } else { name.clone() },
            basis: if mine { name.and("・").and(basis) } else { Html::text(basis) },
            sees: kinds_in_words(kinds),
            not: not.map(|w| format!("{}は見えません", w.label())).collect(),
        });
    }
    if glass {
        intro.push_str("緊急閲覧は、この同意によらず、命を守るために短い時間だけ見るものです。");
    }
    let seen = Button::link("誰が見たかを見る", format!("{here}/seen")).compact().icon("eye");
    let consent = Button::link("同意の記録", format!("{here}/consent")).compact();
    let mut buttons = vec![seen, consent];
    if p.may_change {
        buttons.push(Button::link("住所などを伏せる", format!("{here}/shield")).compact());
    }
    See { intro: intro.into(), entries, unseen, buttons, open: true }
}

/// The name of a team member: 「結の里（架空） 佐藤 花子」.
fn label(p: &Person, text: &str) -> Html {
    match p.offices.iter().find_map(|o| text.strip_prefix(o.as_str()).map(|rest| (o, rest))) {
        Some((office, rest)) => ui::org(office, true).and(rest),
        None => Html::text(text),
    }
}

/// 支援チーム.
pub(super) fn team(here: &str, p: &Person) -> Panel {
    let rows = p
        .view
        .team
        .iter()
        .map(|m| PlainRow {
            title: Html::text(role(m.role)),
            href: None,
            tag: None,
            meta: label(p, &m.label).and(phone(&m.phone)),
        })
        .collect();
    Panel {
        title: format!("支援チーム {}人", p.view.team.len()),
        body: list(rows),
        empty: "支援チームには、まだだれも入っていません。".into(),
        edit: p.may_change.then(|| Link::new("支援チームを直す", format!("{here}/details#t-h"))),
    }
}

fn role(r: TeamRole) -> &'static str {
    r.label()
}

fn phone(number: &str) -> Html {
    if number.is_empty() { Html::default() } else { Html::trusted("<br>").and(tel(number)) }
}

fn list(rows: Vec<PlainRow>) -> Html {
    if rows.is_empty() { Html::default() } else { Rows { rows, small: true }.html() }
}

/// ご家族・連絡先, in order of calling.
pub(super) fn contacts(here: &str, p: &Person) -> Panel {
    let rows = p
        .view
        .contacts
        .iter()
        .map(|c| {
            let mut said = Vec::new();
            if c.lives_with {
                said.push("同居");
            }
            if c.carer {
                said.push("主介護者");
            }
            let age = c.age.map(|a| format!("・{a}歳")).unwrap_or_default();
            let words =
                if said.is_empty() { String::new() } else { format!("・{}", said.join("・")) };
            PlainRow {
                title: Html::text(format!("{} さん", c.name)),
                href: None,
                tag: c.key_person.then(|| ui::tag(TagKind::Now, "キーパーソン").icon("person")),
                meta: Html::text(format!("{}{age}{words}", c.relation)).and(phone(&c.phone)),
            }
        })
        .collect();
    Panel {
        title: "ご家族・連絡先".into(),
        body: list(rows),
        empty: "連絡先は、まだ登録がありません。".into(),
        edit: p.may_change.then(|| Link::new("連絡先を直す", format!("{here}/details#c-h"))),
    }
}

/// 病気・お薬・アレルギー with source and date.
pub(super) fn health(here: &str, p: &Person) -> Panel {
    let mut rows = Vec::new();
    for kind in FactKind::ALL {
        for f in p.view.facts.iter().filter(|f| f.kind == *kind) {
            let tag = match f.alert {
                AlertLevel::Harm => Some(ui::tag(TagKind::Late, "危険")),
                AlertLevel::Caution => Some(ui::tag(TagKind::Due, "注意").icon("alert")),
                AlertLevel::None => None,
            };
            let from = if f.source.is_empty() { String::new() } else { format!("・{}", f.source) };
            rows.push(PlainRow {
                title: Html::text(&f.text),
                href: None,
                tag,
                meta: Html::text(format!("{}・{}{from}", kind.label(), wareki::long(f.as_of))),
            });
        }
    }
    Panel {
        title: "病気・お薬・アレルギー".into(),
        body: list(rows),
        empty: "まだ入力がありません。「なし」とはかぎりません。".into(),
        edit: p.may_change_health.then(|| Link::new("内容を直す", format!("{here}/details#f-h"))),
    }
}

/// Address, telephone, insurance.
pub(super) fn basics(here: &str, p: &Person) -> Panel {
    let r = &p.view.resident;
    let or_none = |t: &str| {
        if t.is_empty() {
            Html::text("（まだ入力がありません）")
        } else {
            Html::text(t)
        }
    };
    let mut rows: Vec<(Html, Html)> = vec![
        ("住所".into(), or_none(&r.address)),
        ("電話".into(), if r.phone.is_empty() { or_none("") } else { tel(&r.phone) }),
    ];
    if r.sex != Sex::Unknown {
        rows.push(("性別".into(), r.sex.label().into()));
    }
    rows.push(("要介護度".into(), r.care_level.label().into()));
    if let Some(to) = r.care_to {
        let from = r.care_from.map(|d| format!("{}から", wareki::long(d))).unwrap_or_default();
        rows.push((
            "有効期間".into(),
            ui::spaced([Html::text(from), Html::text(format!("{}まで", wareki::long(to)))]),
        ));
    }
    if !r.insurer.is_empty() {
        rows.push(("保険者番号".into(), Html::text(&r.insurer)));
    }
    if !r.insured.is_empty() {
        rows.push(("被保険者番号".into(), Html::text(&r.insured)));
    }
    Panel {
        title: "基本情報".into(),
        body: Kv { rows, tight: true, small: true }.html(),
        empty: String::new(),
        edit: p.may_change.then(|| Link::new("基本情報を直す", format!("{here}/edit"))),
    }
}
