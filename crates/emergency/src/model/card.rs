//! The card: what the person added to what people knows. Items after the 救急医療情報キット and 安心カード of cities
//! (reference: 吹田, 本庄, 南部町, 四日市, 日高, 松阪, 飯能, 二宮). Each saving is a version with its source.
use std::collections::BTreeMap;

use app::FieldError;
use kernel::{At, Date, Id, time};
use people::ConsentMethod;

/// Edition of the paper on which the consent is given.
pub const FORM: &str = "2026.1";
/// After so many months somebody asks 「変わりありませんか」.
pub const ASK_AFTER_MONTHS: i32 = 12;

/// Who said what stands on a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// 本人.
    Person,
    /// 家族.
    Family,
    /// ケアマネジャー.
    CareManager,
    /// 地域包括支援センター.
    Hokatsu,
    /// 民生委員の紙から, entered on behalf: stands as 未確定 until somebody asked the person.
    Paper,
}

impl Source {
    /// All, in the order of the form.
    pub const ALL: [Source; 5] =
        [Source::Person, Source::Family, Source::CareManager, Source::Hokatsu, Source::Paper];

    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Source::Person => "person",
            Source::Family => "family",
            Source::CareManager => "cm",
            Source::Hokatsu => "hokatsu",
            Source::Paper => "paper",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Source> {
        Source::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Words on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Source::Person => "ご本人から聞いた",
            Source::Family => "ご家族から聞いた",
            Source::CareManager => "ケアマネジャーの記録から",
            Source::Hokatsu => "地域包括支援センターの記録から",
            Source::Paper => "民生委員の紙から（ご本人にまだ確かめていません）",
        }
    }
}

/// A question of the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Stable code.
    pub code: &'static str,
    /// Words.
    pub label: &'static str,
    /// How to answer.
    pub hint: &'static str,
    /// Most characters.
    pub most: usize,
}

const fn item(code: &'static str, label: &'static str, hint: &'static str, most: usize) -> Item {
    Item { code, label, hint, most }
}

/// The card's own questions, by section.
pub const SECTIONS: [(&str, &[Item]); 5] = [
    (
        "家に入るとき",
        &[
            item("entrance", "入り口・棟・部屋", "例 平屋・北口から ／ 2号棟203", 60),
            item("key", "鍵のある所・預けている人", "例 隣家 佐々木さん（右どなり・青い屋根）", 80),
            item("landmark", "近くの目印", "例 ときわ公園の北", 40),
            item("pets", "飼っている動物", "例 犬（玄関につないでいます）", 40),
        ],
    ),
    (
        "かかっている病院",
        &[
            item("clinic1", "1つ目　病院・診療所と科", "例 常盤台医院", 60),
            item("clinic1.doctor", "医師", "例 伊藤医師（訪問診療）", 40),
            item("clinic1.day", "昼の電話", "例 0000-65-0203", 30),
            item("clinic1.night", "夜の電話", "ないときは空けておきます", 30),
            item("clinic1.number", "診察券番号", "", 20),
            item("clinic2", "2つ目　病院・診療所と科", "例 結野中央病院 循環器内科", 60),
            item("clinic2.doctor", "医師", "", 40),
            item("clinic2.day", "昼の電話", "", 30),
            item("clinic2.night", "夜の電話", "", 30),
            item("clinic2.number", "診察券番号", "", 20),
            item("wanted", "希望する搬送先", "希望です。搬送先は救急隊が決めます", 60),
        ],
    ),
    (
        "救急隊に注意してほしいこと",
        &[
            item("care", "注意", "例 透析のシャントは左腕 ／ インスリン（朝・夕）", 120),
            item("infection", "感染症", "", 60),
            item("blood", "血液型（自己申告）", "例 A型 Rh＋", 12),
            item("body", "身長・体重", "例 148cm・46kg", 20),
        ],
    ),
    (
        "ふだんのようす",
        &[
            item("usual", "歩き方・話し方", "例 歩行器・会話できる", 80),
            item("senses", "耳・目・ことば・もの忘れ", "例 右耳が聞こえにくい", 80),
            item("medicine_at", "お薬手帳のある所", "例 冷蔵庫の袋の中", 60),
        ],
    ),
    (
        "そのほか",
        &[
            item("alone", "身寄り", "例 身寄りなし（成年後見人 ○○さん）", 80),
            item("note", "伝えたいこと", "", 200),
        ],
    ),
];

/// The answers, by the item's code; what is empty is not kept.
pub type Body = BTreeMap<String, String>;

/// Reads the answers of a form, trimmed.
pub fn body(get: impl Fn(&str) -> String) -> Body {
    items()
        .filter_map(|i| {
            let text = get(i.code).trim().to_owned();
            (!text.is_empty()).then(|| (i.code.to_owned(), text))
        })
        .collect()
}

/// All questions.
pub fn items() -> impl Iterator<Item = &'static Item> {
    SECTIONS.iter().flat_map(|(_, items)| items.iter())
}

/// What is wrong with the answers.
pub fn validate(body: &Body) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (code, text) in body {
        let Some(item) = items().find(|i| i.code == code) else {
            errors.push(FieldError {
                field: code.clone(), message: "この項目はありません".into()
            });
            continue;
        };
        if text.chars().count() > item.most {
            let message = format!("{}文字以内で入力してください", item.most);
            errors.push(FieldError { field: code.clone(), message });
        }
        let phone = code.ends_with(".day") || code.ends_with(".night");
        if phone && text.chars().any(|c| !(c.is_ascii_digit() || "-()（）－ ".contains(c))) {
            let message = "電話番号は、数字とハイフンで入力してください（例 0000-12-3456）";
            errors.push(FieldError { field: code.clone(), message: message.into() });
        }
    }
    errors
}

/// A version to keep.
#[derive(Debug, Clone)]
pub struct NewCard {
    /// The version that the form was opened with; 0 = there was none.
    pub version: i64,
    /// Answers.
    pub body: Body,
    /// Who said so.
    pub source: Source,
    /// Asked of the person (or who speaks for them); what comes from a paper is not.
    pub settled: bool,
    /// On which day it was confirmed.
    pub confirmed_on: Date,
    /// With whom.
    pub confirmed_with: String,
}

/// The newest version.
#[derive(Debug, Clone)]
pub struct Card {
    /// Number.
    pub version: i64,
    /// Answers.
    pub body: Body,
    /// Who said so.
    pub source: Source,
    /// Asked of the person.
    pub settled: bool,
    /// Confirmed.
    pub confirmed_on: Date,
    /// With whom.
    pub confirmed_with: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: At,
}

impl Card {
    /// An answer; empty when there is none.
    pub fn get(&self, code: &str) -> &str {
        self.body.get(code).map_or("", String::as_str)
    }

    /// The day on which 「変わりありませんか」 is due.
    pub fn ask_on(&self) -> Date {
        time::add_months(self.confirmed_on, ASK_AFTER_MONTHS)
    }
}

/// The consent to be looked up by 消防.
#[derive(Debug, Clone)]
pub struct Registration {
    /// Id.
    pub id: Id,
    /// Whose.
    pub resident: Id,
    /// How it was given.
    pub method: ConsentMethod,
    /// Who gave it: 本人 or somebody in their place.
    pub given_by: String,
    /// Who heard it or took the paper.
    pub heard_by: String,
    /// When.
    pub given_on: Date,
    /// A look-up is told to the team too.
    pub tell_team: bool,
    /// Who wrote it down.
    pub by: String,
    /// When.
    pub at: At,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_kept_without_blanks_and_judged() {
        let b = body(|c| match c {
            "key" => " 隣家 佐々木さん ".into(),
            "clinic1.day" => "０００".into(),
            "blood" => "A".repeat(13),
            _ => " ".into(),
        });
        assert_eq!(b.len(), 3);
        assert_eq!(b["key"], "隣家 佐々木さん");
        let wrong: Vec<String> = validate(&b).into_iter().map(|e| e.field).collect();
        assert_eq!(wrong, ["blood", "clinic1.day"]);
        assert_eq!(validate(&Body::from([("x".into(), "y".into())])).len(), 1);
    }

    #[test]
    fn every_item_has_one_code() {
        let mut codes: Vec<&str> = items().map(|i| i.code).collect();
        let n = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), n);
    }
}
