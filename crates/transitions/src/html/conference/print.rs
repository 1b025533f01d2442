//! 退院前カンファレンス記録 on A4: who, what was said, what was decided, what changed since.
use kernel::{At, wareki};
use office::print::{FormRow, FormSection, FormSheet, LabelValue, PrintJob, Table, Value};
use slice::{Fail, Req, Resp};

use crate::model::ConferenceId;
use crate::model::conference::{Rules, State};
use crate::use_cases::conferences::read::{View, view};

/// Makes the sheet.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let id = req.id::<ConferenceId>("conference")?;
    let v = req.read(move |cx| view(cx, id))?;
    if v.entered.head.state == State::Cancelled {
        return Err(Fail::NotFound);
    }
    let job = PrintJob::of(&sheet(&v))
        .map_err(|e| Fail::Use(app::Error::Inconsistent(format!("conference sheet: {e}"))))?
        .title("退院前カンファレンス記録")
        .subject(format!("{} 様", v.entered.resident.name))
        .sender(req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default())
        .demo(req.shell.region.demo_paper())
        .edition(format!("第{}版", v.entered.head.version))
        .printed_at(printed_at(v.now))
        .build();
    Ok(Resp::print(job))
}

fn printed_at(now: At) -> String {
    let t = now.local();
    format!("{} {}:{:02}", wareki::short(now.date()), t.hour(), t.minute())
}

fn text(label: &str, text: &str) -> FormRow {
    let value = if text.is_empty() { Value::Blank } else { Value::LongText(text.into()) };
    FormRow::new(label, value)
}

fn table(head: &[&str], rows: Vec<Vec<String>>) -> Value {
    if rows.is_empty() {
        return Value::Blank;
    }
    Value::Table(Table { head: head.iter().map(ToString::to_string).collect(), rows })
}

fn section(title: &str, rows: Vec<FormRow>) -> FormSection {
    FormSection { title: title.into(), note: None, rows }
}

fn sheet(v: &View) -> FormSheet {
    let (c, r) = (&v.content, &v.entered.resident);
    let rules = Rules::shipped().ok();
    let job = |code: &str| rules.map(|r| r.label(code).to_owned()).unwrap_or_default();
    let seats = c
        .attendees
        .iter()
        .map(|a| {
            vec![
                a.organisation_name.clone(),
                job(&a.profession),
                a.name.clone(),
                a.presence().label().to_owned(),
            ]
        })
        .collect();
    let decided = c
        .decisions
        .iter()
        .map(|d| {
            let until = d.until().map(wareki::month_day).unwrap_or_default();
            let done = if v.done.contains_key(&d.n) { "済み" } else { "" };
            vec![d.what.clone(), d.owner.clone(), until, done.into()]
        })
        .collect();
    let agenda = rules.and_then(|r| r.agenda(&c.agenda));
    let mut said: Vec<FormRow> = agenda
        .map(|a| a.items.iter().map(|t| text(&t.title, c.said_about(&t.key))).collect())
        .unwrap_or_default();
    said.push(text("ご本人の希望", &c.wish_person));
    said.push(text("ご家族の希望", &c.wish_family));
    let changes = v
        .editions
        .iter()
        .filter(|e| e.version > v.entered.head.first_closed)
        .map(|e| vec![super::draw::day_moment(e.at), e.name.clone(), e.reason.clone()])
        .collect::<Vec<_>>();
    let place =
        [c.means().label(), &c.place].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>();
    let mut sections = vec![
        section(
            "１．出席した人",
            vec![FormRow::new("出席", table(&["事業所・所属", "職種", "お名前", "出席"], seats))],
        ),
        section("２．話したこと", said),
        section(
            "３．決まったこと",
            vec![FormRow::new(
                "決定",
                table(&["内容", "だれがするか", "いつまで", "済み"], decided),
            )],
        ),
    ];
    if !changes.is_empty() {
        let rows = vec![FormRow::new("変更", table(&["いつ", "変えた人", "理由"], changes))];
        sections.push(section("４．閉じたあとの変更（上の決定は、変更後のものです）", rows));
    }
    FormSheet {
        heading_rows: vec![
            LabelValue::new("氏名", format!("{} 様", r.name)),
            LabelValue::new("生年月日", wareki::birth(r.birth)),
            LabelValue::new("入院先", v.entered.stay.hospital_name.clone()),
            LabelValue::new("日時", c.when()),
            LabelValue::new("開き方・場所", place.join("　")),
        ],
        sections,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn the_paper_holds_everybody_every_decision_and_every_change() {
        let s = sheet(&samples::changed(true));
        assert_eq!(s.sections.len(), 4);
        let json = serde_json::to_string(&s).unwrap();
        for words in [
            "佐藤 花子",
            "退院予定日",
            "11月25日（水）",
            "リハビリが予定より進んだため",
            "畑に出たい",
        ] {
            assert!(json.contains(words), "{words}");
        }
        let bare = sheet(&samples::bare());
        assert_eq!(bare.sections.len(), 3);
        let long = sheet(&samples::long(true));
        assert!(serde_json::to_string(&long).unwrap().contains(&"長".repeat(1_900)));
    }
}
