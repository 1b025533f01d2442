//! The basic facts of a resident as a form: fields from what is stored or typed, and back.
use kernel::kana::half_width;
use kernel::{Date, wareki};
use slice::Form;
use ui::dates;
use ui::field::{DatePart, DateValue, Field, FieldKind, Opt};
use ui::{ErrorSummary, FieldError};

use crate::model::{CareLevel, NewResident, Resident, Sex};

/// What was typed, with what is wrong in it.
pub(super) struct Typed {
    /// The resident as far as it could be read.
    pub resident: NewResident,
    /// What could not be read.
    pub errors: Vec<FieldError>,
    wrong_parts: Vec<(String, DatePart)>,
}

/// Reads the posted fields. A date that cannot be read is an error and keeps its text.
pub(super) fn read(form: &Form, today: Date) -> Typed {
    let mut errors: Vec<FieldError> = form.state().errors.clone();
    let mut wrong_parts = Vec::new();
    let mut day = |name: &str, errors: &mut Vec<FieldError>| match dates::date(
        &dates::posted(form.state(), name),
        today,
    ) {
        Ok(d) => d,
        Err(p) => {
            errors.push(FieldError { field: name.into(), message: p.message });
            wrong_parts.push((name.to_string(), p.part));
            None
        }
    };
    let birth = day("birth", &mut errors);
    let care_from = day("care_from", &mut errors);
    let care_to = day("care_to", &mut errors);
    if birth.is_none() && !errors.iter().any(|e| e.field == "birth") {
        errors.push(FieldError {
            field: "birth".into(),
            message: "生年月日を入力してください".into(),
        });
    }
    let sex = Sex::from_code(form.get("sex"));
    if sex.is_none() {
        errors.push(FieldError {
            field: "sex".into(), message: "性別を選んでください".into()
        });
    }
    let care_level = CareLevel::from_code(form.get("care_level"));
    if care_level.is_none() {
        errors.push(FieldError {
            field: "care_level".into(),
            message: "要介護度を選んでください".into(),
        });
    }
    let resident = NewResident {
        name: form.get("name").into(),
        kana: form.get("kana").into(),
        birth: birth.unwrap_or(today),
        sex: sex.unwrap_or(Sex::Unknown),
        address: form.get("address").into(),
        phone: half_width(form.get("phone")),
        insurer: half_width(form.get("insurer")),
        insured: half_width(form.get("insured")),
        care_level: care_level.unwrap_or(CareLevel::Unknown),
        care_from,
        care_to,
        household: form.get("household").into(),
    }
    .tidied();
    Typed { resident, errors, wrong_parts }
}

/// A form as if this resident had been typed.
pub(super) fn of(r: &Resident) -> Form {
    let mut f = Form::default();
    for (name, value) in [
        ("name", r.name.clone()),
        ("kana", r.kana.clone()),
        ("sex", r.sex.code().into()),
        ("address", r.address.clone()),
        ("phone", r.phone.clone()),
        ("insurer", r.insurer.clone()),
        ("insured", r.insured.clone()),
        ("care_level", r.care_level.code().into()),
        ("household", r.household.clone()),
    ] {
        f.push(name, value);
    }
    for (name, day) in
        [("birth", Some(r.birth)), ("care_from", r.care_from), ("care_to", r.care_to)]
    {
        let Some(day) = day else { continue };
        let v = dates::boxes(&day.to_string());
        for (part, text) in [("era", v.era), ("y", v.y), ("m", v.m), ("d", v.d)] {
            f.push(&format!("{name}.{part}"), text);
        }
    }
    f
}

/// The fields, with what was typed and what is wrong.
pub(super) fn fields(form: &Form, typed: Option<&Typed>, errors: &[FieldError]) -> Vec<Field> {
    let date = |name: &str| {
        let mut v: DateValue = dates::posted(form.state(), name);
        if name == "birth" && v.era.is_empty() && v.y.is_empty() {
            // nearly everybody here was born in 昭和
            v.era = "S".into();
        }
        v.bad = typed.and_then(|t| t.wrong_parts.iter().find(|(n, _)| n == name).map(|(_, p)| *p));
        FieldKind::Date(v)
    };
    let text = |name: &str| FieldKind::text(form.get(name));
    let sex = Sex::ALL.iter().map(|s| Opt::new(s.code(), s.label())).collect();
    let level = CareLevel::ALL.iter().map(|l| Opt::new(l.code(), l.label())).collect();
    [
        Field::new("name", "お名前", text("name")).required(),
        Field::new("kana", "ふりがな", text("kana"))
            .required()
            .hint("カタカナで入れても、ひらがなにして登録します"),
        Field::new("birth", "生年月日", date("birth"))
            .required()
            .hint("「S15.5.3」のようにも入れられます"),
        Field::new("sex", "性別", FieldKind::radio(form.get("sex"), sex)).required(),
        Field::new("address", "住所", text("address"))
            .hint("町名から入れると、担当の包括が分かります"),
        Field::new("phone", "電話", text("phone")),
        Field::new("care_level", "要介護度", FieldKind::select(form.get("care_level"), level))
            .required(),
        Field::new("care_from", "認定の有効期間　はじまり", date("care_from")),
        Field::new("care_to", "認定の有効期間　おわり", date("care_to")),
        Field::new("insurer", "保険者番号（介護保険）", text("insurer")).hint("数字6けた"),
        Field::new("insured", "被保険者番号（介護保険）", text("insured")).hint("数字10けた"),
        Field::new("household", "世帯のようす", text("household"))
            .hint("例 長男と同居・日中はおひとり"),
    ]
    .into_iter()
    .map(|f| f.error_from(errors))
    .collect()
}

/// The summary of errors in the order in which the fields stand on the page.
pub(super) fn summary(errors: &[FieldError], fields: &[&[Field]]) -> ErrorSummary {
    let names = fields.iter().flat_map(|f| f.iter()).map(|f| f.name.as_str());
    ErrorSummary::of(errors).in_order(names)
}

/// One line a fact, for comparing two versions.
pub(super) fn lines(r: &NewResident) -> Vec<(&'static str, &'static str, String)> {
    let day = |d: Option<Date>| d.map(wareki::long).unwrap_or_default();
    vec![
        ("name", "お名前", r.name.clone()),
        ("kana", "ふりがな", r.kana.clone()),
        ("birth", "生年月日", wareki::birth(r.birth)),
        ("sex", "性別", r.sex.label().into()),
        ("address", "住所", r.address.clone()),
        ("phone", "電話", r.phone.clone()),
        ("care_level", "要介護度", r.care_level.label().into()),
        ("care_from", "有効期間のはじまり", day(r.care_from)),
        ("care_to", "有効期間のおわり", day(r.care_to)),
        ("insurer", "保険者番号", r.insurer.clone()),
        ("insured", "被保険者番号", r.insured.clone()),
        ("household", "世帯のようす", r.household.clone()),
    ]
}

/// The same in the form in which fields post it: for hidden inputs and for comparing exactly.
pub(super) fn raw(r: &NewResident) -> Vec<(&'static str, String)> {
    let day = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
    vec![
        ("name", r.name.trim().into()),
        ("kana", r.kana.trim().into()),
        ("birth", r.birth.to_string()),
        ("sex", r.sex.code().into()),
        ("address", r.address.trim().into()),
        ("phone", r.phone.trim().into()),
        ("care_level", r.care_level.code().into()),
        ("care_from", day(r.care_from)),
        ("care_to", day(r.care_to)),
        ("insurer", r.insurer.trim().into()),
        ("insured", r.insured.trim().into()),
        ("household", r.household.trim().into()),
    ]
}

/// A stored resident as the lines compare it.
pub(super) fn as_new(r: &Resident) -> NewResident {
    NewResident {
        name: r.name.clone(),
        kana: r.kana.clone(),
        birth: r.birth,
        sex: r.sex,
        address: r.address.clone(),
        phone: r.phone.clone(),
        insurer: r.insurer.clone(),
        insured: r.insured.clone(),
        care_level: r.care_level,
        care_from: r.care_from,
        care_to: r.care_to,
        household: r.household.clone(),
    }
}

/// Errors of a use case as the page shows them.
pub(super) fn errors_of(fields: Vec<app::FieldError>) -> Vec<FieldError> {
    fields.into_iter().map(|f| FieldError { field: f.field, message: f.message }).collect()
}
