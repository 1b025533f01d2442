//! Papers of discharge, 受診前フェイスシート, 病院・包括 連絡票: what is on them follows from the profile and the stay.
use app::Result;
use forms::{Answer, Answers, Key, Pick, Value};
use kernel::Date;
use kernel::time::{add_days, age_on};
use people::{CareLevel, Sex};
use transitions::use_cases::written::Written;
use transitions::use_cases::{face_sheet, referral};

use super::{Head, Papers, body};
use crate::demo::city::City;
use crate::demo::clinical::{Medicine, date, pick, picks, text, whole, yes};
use crate::demo::folk::{Person, form_code};

/// Who writes on which day, and when the person leaves.
#[derive(Debug, Clone, Copy)]
pub(in crate::demo) struct By<'a> {
    pub author: &'a str,
    pub tel: &'a str,
    pub on: Date,
    pub leaves: Date,
}

fn person(a: &mut Answers, p: &Person, on: Date) {
    text(a, "person.name", &p.resident.name);
    text(a, "person.kana", &p.resident.kana);
    whole(a, "person.age", age_on(p.resident.birth, on));
}

fn medicines(p: &Person) -> String {
    let of = |m: &Medicine| m.name.clone();
    p.profile.medicines.iter().map(of).collect::<Vec<_>>().join("、")
}

fn illness(p: &Person, head: &Head) -> String {
    let known = p.profile.diagnoses.iter().take(3).map(|d| d.1.as_str());
    let all: Vec<&str> = std::iter::once(head.reason.as_str()).chain(known).collect();
    all.join("、")
}

fn allergies(p: &Person) -> String {
    if p.allergies.is_empty() { "なし".into() } else { p.allergies.join("、") }
}

fn procs(p: &Person) -> Vec<String> {
    let all: Vec<String> = p.profile.procs.iter().filter(|c| *c != "other").cloned().collect();
    if all.is_empty() { vec!["none".into()] } else { all }
}

/// Questions of these papers and of the admission sheet that ask the same.
const ADL: [(&str, &str); 6] = [
    ("adl.move", "adl.move"),
    ("adl.stand", "adl.situp"),
    ("adl.eat", "adl.eat"),
    ("adl.toilet", "toilet.urine"),
    ("adl.bath", "adl.bath"),
    ("adl.dress", "adl.dress"),
];

fn adl(a: &mut Answers, p: &Person) {
    for (to, from) in ADL {
        if let Some(code) = p.profile.sheet.code(from) {
            pick(a, to, code);
        }
    }
}

fn near(p: &Person) -> String {
    p.contacts.first().map_or(String::new(), |c| format!("{}（{}）{}", c.name, c.relation, c.phone))
}

impl Papers {
    /// A paper of discharge: version of the form and body.
    pub(in crate::demo) fn written(
        &self,
        which: Written,
        city: &City,
        p: &Person,
        head: &Head,
        by: By<'_>,
    ) -> Result<(String, String)> {
        let form = self.form(which.form())?;
        let a = self.written_answers(which, city, p, head, by)?;
        Ok((form.version.clone(), body(form, &a)))
    }

    /// Its answers.
    pub(in crate::demo) fn written_answers(
        &self,
        which: Written,
        city: &City,
        p: &Person,
        head: &Head,
        by: By<'_>,
    ) -> Result<Answers> {
        let mut a = Answers::new();
        date(&mut a, "doc.written_on", by.on);
        text(&mut a, "from.hospital", &head.hospital);
        text(&mut a, "from.tel", by.tel);
        text(&mut a, "from.author", by.author);
        person(&mut a, p, by.on);
        match which {
            Written::Nursing => self.nursing(&mut a, p, head, by),
            Written::Summary => self.summary(&mut a, p, head, by),
            Written::Referral => self.letter(&mut a, city, p, head)?,
            Written::Letter => {
                text(&mut a, "illness.names", &illness(p, head));
                text(&mut a, "purpose", "退院後の診療をお願いします");
                text(&mut a, "course.story", "入院して治療を行い、症状は落ち着きました");
                text(&mut a, "medicine.now", &medicines(p));
            }
            Written::Facility => {
                pick(&mut a, "person.care", form_code(p.resident.care_level));
                date(&mut a, "stay.admitted_on", head.admitted_on);
                date(&mut a, "stay.discharge_on", by.leaves);
                text(&mut a, "illness.names", &illness(p, head));
                adl(&mut a, p);
                picks(&mut a, "care.procedures", &procs(p));
                text(&mut a, "care.medicine", &medicines(p));
                text(
                    &mut a,
                    "tell.watch",
                    "38度以上の熱が出たとき、食事が半分より少ない日が続くとき",
                );
            }
        }
        Ok(a)
    }

    fn nursing(&self, a: &mut Answers, p: &Person, head: &Head, by: By<'_>) {
        date(a, "stay.admitted_on", head.admitted_on);
        date(a, "stay.discharge_on", by.leaves);
        text(a, "stay.ward", &head.ward);
        text(a, "illness.names", &illness(p, head));
        text(a, "illness.allergy", &allergies(p));
        text(a, "course.before", &head.reason);
        text(a, "course.stay", "治療により症状は落ち着き、リハビリで家の中の動作を練習しました");
        text(a, "course.vitals", "体温36.5 血圧124/70 脈拍72 SpO2 96%（室内気）");
        adl(a, p);
        picks(a, "care.procedures", &procs(p));
        text(a, "care.medicine", &medicines(p));
        text(
            a,
            "care.teaching",
            "お薬の飲みかたと、転ばない動きかたを、ご本人とご家族に説明しました",
        );
        pick(a, "care.learned", "watch");
        text(a, "tell.person", "家に帰れることを喜んでおられます");
        text(a, "tell.tasks", "退院後1週間は、食事の量と足のむくみを見てください");
        text(a, "tell.contact", &near(p));
    }

    fn summary(&self, a: &mut Answers, p: &Person, head: &Head, by: By<'_>) {
        date(a, "stay.admitted_on", head.admitted_on);
        date(a, "stay.discharge_on", by.leaves);
        text(a, "stay.ward", &head.ward);
        text(a, "diagnosis.reason", &head.reason);
        text(a, "diagnosis.discharge", &illness(p, head));
        text(a, "illness.allergy", &allergies(p));
        text(a, "course.stay", "治療により症状は落ち着き、リハビリで家の中の動作を練習しました");
        text(a, "leave.state", "熱や強い痛みはなく、状態は安定しています");
        picks(a, "care.procedures", &procs(p));
        text(a, "leave.medicine", &medicines(p));
        text(a, "leave.tasks", "退院後2週間のうちに、血圧とむくみを診てください");
    }

    fn letter(&self, a: &mut Answers, city: &City, p: &Person, head: &Head) -> Result<()> {
        text(a, "to.office", &city.at(p.office)?.name);
        text(a, "to.person", &city.who(p.keeper)?.name);
        text(a, "diagnosis.first", &head.reason);
        for (link, d) in ["diagnosis.second", "diagnosis.third"].iter().zip(&p.profile.diagnoses) {
            text(a, link, &d.1);
        }
        text(a, "course.story", "入院して治療を行い、症状は落ち着きました");
        for (to, from) in
            [("state.bedridden", "care.bedridden"), ("state.dementia", "care.dementia")]
        {
            if let Some(code) = p.profile.sheet.code(from) {
                pick(a, to, code);
            }
        }
        let way = if p.profile.sheet.code("meal.way") == Some("tube") { "tube" } else { "oral" };
        pick(a, "food.way", way);
        text(a, "needs.services", "見守りと、からだを動かす機会が必要です");
        text(a, "needs.cautions", "息切れ、むくみ、食事の量の変化に気をつけてください");
        Ok(())
    }

    /// 受診前フェイスシート.
    pub(in crate::demo) fn face(
        &self,
        city: &City,
        p: &Person,
        why: &str,
        on: Date,
    ) -> Result<(String, String)> {
        let form = self.form(face_sheet::FORM)?;
        Ok((form.version.clone(), body(form, &self.face_answers(city, p, why, on)?)))
    }

    /// Its answers.
    pub(in crate::demo) fn face_answers(
        &self,
        city: &City,
        p: &Person,
        why: &str,
        on: Date,
    ) -> Result<Answers> {
        let (mut a, r, office) = (Answers::new(), &p.resident, city.at(p.office)?);
        date(&mut a, "doc.written_on", on);
        date(&mut a, "visit.on", add_days(on, 2));
        text(&mut a, "visit.why", why);
        text(&mut a, "visit.with", p.contacts.first().map_or("", |c| c.relation.as_str()));
        text(&mut a, "from.office", &office.name);
        text(&mut a, "from.manager", &city.who(p.keeper)?.name);
        text(&mut a, "from.tel", &office.phone);
        yes(&mut a, "consent.given", true);
        person(&mut a, p, on);
        date(&mut a, "person.birth", r.birth);
        pick(&mut a, "person.sex", if r.sex == Sex::Male { "male" } else { "female" });
        text(&mut a, "person.address", &r.address);
        text(&mut a, "person.tel", &r.phone);
        pick(&mut a, "care.level", form_code(r.care_level));
        text(&mut a, "house.note", &r.household);
        if let Some(c) = p.contacts.first() {
            text(&mut a, "face.contact_name", &format!("{}（{}）", c.name, c.relation));
            text(&mut a, "face.contact_tel", &c.phone);
        }
        adl(&mut a, p);
        for link in ["adl.stand", "adl.dress"] {
            a.set(&Key::single(link), Answer::default());
        }
        let known: Vec<&str> = p.profile.diagnoses.iter().map(|d| d.1.as_str()).collect();
        text(&mut a, "history.note", &known.join("、"));
        text(&mut a, "drug.note", &medicines(p));
        let allergy =
            if p.allergies.is_empty() { "なし".into() } else { p.allergies.join("、") };
        text(&mut a, "local.allergy", &allergy);
        Ok(a)
    }

    /// 病院・包括 連絡票; `reply` = who of the 包括 answered, and on which day.
    pub(in crate::demo) fn referral(
        &self,
        p: &Person,
        head: &Head,
        by: By<'_>,
        reply: Option<(&str, Date)>,
    ) -> Result<(String, String)> {
        let form = self.form(referral::FORM)?;
        Ok((form.version.clone(), body(form, &self.referral_answers(p, head, by, reply))))
    }

    /// Its answers.
    pub(in crate::demo) fn referral_answers(
        &self,
        p: &Person,
        head: &Head,
        by: By<'_>,
        reply: Option<(&str, Date)>,
    ) -> Answers {
        let (mut a, r) = (Answers::new(), &p.resident);
        yes(&mut a, "consent.given", true);
        text(&mut a, "person.name", &r.name);
        text(&mut a, "person.kana", &r.kana);
        date(&mut a, "person.birth", r.birth);
        pick(&mut a, "person.sex", if r.sex == Sex::Male { "male" } else { "female" });
        text(&mut a, "person.address", &r.address);
        text(&mut a, "person.tel", &r.phone);
        yes(&mut a, "family.none", p.profile.family.0 == "alone-nokin");
        if let Some(c) = p.contacts.first() {
            text(&mut a, "family.name", &c.name);
            let other = (p.carer.0 == "other").then(|| "施設の職員".to_string());
            let chosen = Pick { code: p.carer.0.clone(), other };
            a.set(&Key::single("family.relation"), Answer::of(Value::Picks(vec![chosen])));
            text(&mut a, "family.tel", &c.phone);
        }
        yes(&mut a, "house.alone", p.profile.family.1 == "alone");
        date(&mut a, "stay.admitted_on", head.admitted_on);
        text(&mut a, "stay.ward", &head.ward);
        text(&mut a, "stay.reason", &head.reason);
        let applied = r.care_level == CareLevel::Applied;
        pick(&mut a, "care.state", if applied { "applying" } else { "none" });
        text(&mut a, "adl.state", "歩行器で病室の中を歩けます。着替えと入浴に手助けがいります");
        text(&mut a, "home.goal", "これまでの家で暮らしたい");
        let ask = if applied { ["manager", "visit"] } else { ["apply", "visit"] };
        picks(&mut a, "ask.kinds", &ask.map(String::from));
        text(&mut a, "ask.detail", "退院の前に、家のようすを見ていただけないでしょうか");
        date(&mut a, "ask.reply_on", add_days(by.on, 5));
        text(&mut a, "from.hospital", &head.hospital);
        text(&mut a, "from.person", by.author);
        text(&mut a, "from.tel", by.tel);
        if let Some((who, on)) = reply {
            text(&mut a, "reply.person", who);
            date(&mut a, "reply.on", on);
            pick(&mut a, "reply.known", "no");
            picks(&mut a, "reply.plan", &["visit".to_string()]);
            date(&mut a, "reply.visit_on", add_days(on, 4));
            text(&mut a, "reply.detail", "病院でお会いして、申請と家の準備をご相談します");
        }
        a
    }
}
