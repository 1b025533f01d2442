//! Words for the codes that the survey counts: procedures and reasons. A code of a later edition stands as it is.
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Questions to facilities beyond the sixteen procedures (data/rules/facility-care.json).
const CARE: [(&str, &str); 11] = [
    ("suction-night", "夜間の吸引"),
    ("insulin", "インスリン注射"),
    ("ventilator", "人工呼吸器"),
    ("cv-port", "中心静脈栄養・CVポート"),
    ("dialysis", "透析の通院"),
    ("narcotics", "医療用麻薬の管理"),
    ("nebulizer", "ネブライザー"),
    ("self-catheter", "導尿"),
    ("nephrostomy", "腎ろう"),
    ("drain", "ドレーン"),
    ("end-of-life", "看取り"),
];

/// 退院できない理由 in few words (forms.md §2.2, 14 codes; data/rules/not-discharged-reasons.json).
const STUCK: [(&str, &str); 14] = [
    ("person_wish", "ご本人の希望"),
    ("family_wish", "ご家族の希望"),
    ("home_care_cause", "在宅の介護サービスの受け入れ待ち"),
    ("home_care_none", "必要な在宅の介護サービスがない"),
    ("home_medical_cause", "在宅の医療サービスの受け入れ待ち"),
    ("home_medical_none", "必要な在宅の医療サービスがない"),
    ("facility_cause", "入所先の施設の受け入れ待ち"),
    ("facility_none", "受け入れられる施設がない"),
    ("facility_procedure", "医療処置があり施設での受け入れがむずかしい"),
    ("housing", "住まいの環境がととのっていない"),
    ("coordination", "退院の調整がまだできていない"),
    ("cost", "費用の負担がふえる"),
    ("transfer_none", "転院先が決まっていない"),
    ("other", "そのほか"),
];

/// Why 退院日の連絡 came late (data/rules/late-notice-reasons.json).
const LATE: [(&str, &str); 9] = [
    ("short_stay", "入院の期間が短かった"),
    ("better_early", "思ったより早くよくなった"),
    ("doctor_decided_late", "主治医の決定が直前になった"),
    ("family_late", "ご本人・ご家族の決定が直前になった"),
    ("person_left", "ご本人・ご家族の希望で早く帰ることになった"),
    ("place_found_late", "帰る先・移る先が直前に決まった"),
    ("bed", "病棟のベッドの都合"),
    ("told_late", "決まっていたが、連絡がおくれた"),
    ("other", "そのほか"),
];

fn of(table: &'static [(&str, &str)], code: &str) -> String {
    table.iter().find(|(c, _)| *c == code).map_or_else(|| code.to_string(), |(_, l)| (*l).into())
}

/// 医療処置.
pub(super) fn procedure(code: &str) -> String {
    static READ: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    let sixteen = READ.get_or_init(|| {
        let json = include_str!("../../../../../forms/codes/medical-procedures.json");
        let list: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
        let codes = list.get("codes").and_then(serde_json::Value::as_array);
        let text = |c: &serde_json::Value, key: &str| {
            c.get(key).and_then(serde_json::Value::as_str).map(str::to_string)
        };
        codes
            .into_iter()
            .flatten()
            .filter_map(|c| Some((text(c, "code")?, text(c, "display")?)))
            .collect()
    });
    sixteen.get(code).cloned().unwrap_or_else(|| of(&CARE, code))
}

/// 退院できない理由.
pub(super) fn stuck(code: &str) -> String {
    of(&STUCK, code)
}

/// 直前の連絡の理由.
pub(super) fn late(code: &str) -> String {
    of(&LATE, code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_codes_have_words_and_unknown_ones_stand_as_they_are() {
        assert_eq!(procedure("suction"), "喀痰吸引");
        assert_eq!(procedure("suction-night"), "夜間の吸引");
        assert_eq!(stuck("housing"), "住まいの環境がととのっていない");
        assert_eq!(late("bed"), "病棟のベッドの都合");
        assert_eq!((procedure("x"), stuck("y"), late("z")), ("x".into(), "y".into(), "z".into()));
    }
}
