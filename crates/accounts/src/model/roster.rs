//! A roster as offices keep it in Excel: one row a person. Read by the words of the headings, in any order; each row is
//! right or says what to change.
use kernel::{Date, Hat};

use super::{OrganisationKind, words};

/// The headings, in the order of the sheet that is offered for filling in.
pub const HEADINGS: [&str; 6] = ["職員番号", "氏名", "かな", "役割", "職種", "退職日"];

/// Most rows of one roster.
pub const MOST: usize = 500;

/// A row that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// 職員番号; empty when the office has none.
    pub number: String,
    /// Name.
    pub name: String,
    /// Kana.
    pub kana: String,
    /// Role.
    pub hat: Hat,
    /// 職種; the role's word when empty.
    pub profession: String,
    /// Last day.
    pub leaves_on: Option<Date>,
}

/// A row that cannot be used: whose it is, as far as it says, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Name as written.
    pub name: String,
    /// What to change.
    pub why: String,
}

/// A row with its line in the sheet: the person, or what is wrong.
pub type Line = (u64, Result<Person, Wrong>);

/// What offices call their people, and the roles that fits.
const PROFESSIONS: &str = include_str!("../../data/professions.csv");

fn plain(text: &str) -> String {
    kernel::kana::half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_lowercase()
}

/// The role meant by a word, in an organisation of this kind: the role's own word or code, or a profession that one of
/// its roles fits. Second: it was a profession, which is worth keeping.
fn hat(text: &str, kind: OrganisationKind) -> Option<(Hat, bool)> {
    let text = plain(text);
    let own = kind.hats();
    if let Some(h) = own.iter().find(|h| h.code() == text || plain(h.label()) == text) {
        return Some((*h, false));
    }
    let lines = PROFESSIONS.lines().filter(|l| !l.starts_with('#'));
    let (_, fits) = lines.filter_map(|l| l.split_once(',')).find(|(w, _)| plain(w) == text)?;
    let fits = fits.split(' ').filter_map(Hat::from_code).find(|h| own.contains(h))?;
    Some((fits, true))
}

/// `2027-03-31`, `2027/3/31` or `令和9年3月31日`.
fn date(text: &str) -> Option<Date> {
    let iso = text.replace(['/', '.'], "-");
    let parts: Vec<&str> = iso.split('-').collect();
    if let [y, m, d] = parts.as_slice() {
        return Date::new(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?).ok();
    }
    let rest = text.strip_prefix("令和")?;
    let (y, rest) = rest.split_once('年')?;
    let (m, rest) = rest.split_once('月')?;
    let d = rest.strip_suffix('日')?;
    let y: i16 = if y == "元" { 1 } else { y.parse().ok()? };
    Date::new(2018 + y, m.parse().ok()?, d.parse().ok()?).ok()
}

fn person(cell: impl Fn(usize) -> String, kind: OrganisationKind) -> Result<Person, String> {
    let (number, name, kana) = (cell(0), cell(1), cell(2));
    let checks = [
        words::name("", &name, "氏名"),
        words::reading("", &kana, "かな", false),
        words::short("", &number, "職員番号", 40),
        words::short("", &cell(4), "職種", words::MOST),
    ];
    if let Some(wrong) = checks.into_iter().flatten().next() {
        return Err(wrong.message);
    }
    let Some((hat, profession)) = hat(&cell(3), kind) else {
        let all: Vec<&str> = kind.hats().iter().map(|h| h.label()).collect();
        return Err(format!("役割は、次のどれかにしてください: {}", all.join("、")));
    };
    let leaves = cell(5);
    let leaves_on = if leaves.is_empty() {
        None
    } else {
        Some(date(&leaves).ok_or("退職日は 2027-03-31 のように入れてください")?)
    };
    let word = if profession { cell(3) } else { hat.label().into() };
    let profession = Some(cell(4)).filter(|p| !p.is_empty()).unwrap_or(word);
    Ok(Person { number, name, kana, hat, profession, leaves_on })
}

/// Reads a table of an organisation of this kind, whose first row that names 氏名 holds the headings. Rows: line in the sheet and cells. An error when
/// there are no headings, no rows or too many.
pub fn read(rows: &[(u64, Vec<String>)], kind: OrganisationKind) -> Result<Vec<Line>, String> {
    let clean = |t: &String| t.trim().replace('　', " ");
    let at = rows.iter().position(|(_, c)| c.iter().any(|t| clean(t) == "氏名"));
    let Some((head, body)) = at.and_then(|i| rows.get(i..)?.split_first()) else {
        return Err("見出しの行（職員番号・氏名・かな・役割・職種・退職日）が見つかりません".into());
    };
    let columns = HEADINGS.map(|h| head.1.iter().position(|t| clean(t) == h));
    for (i, h) in HEADINGS.iter().enumerate() {
        if (1..=3).contains(&i) && columns.get(i).is_some_and(Option::is_none) {
            return Err(format!("「{h}」の列がありません"));
        }
    }
    let mut out: Vec<Line> = Vec::new();
    for (line, cells) in body {
        let cell = |i: usize| {
            let column = columns.get(i).copied().flatten();
            column.and_then(|c| cells.get(c)).map(clean).unwrap_or_default()
        };
        if cells.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let wrong = |why| Wrong { name: cell(1).chars().take(60).collect(), why };
        let mut read = person(cell, kind).map_err(wrong);
        if let Ok(p) = &read
            && out.iter().any(|(_, o)| o.as_ref().is_ok_and(|o| same(o, p)))
        {
            read = Err(wrong("同じ人の行が、上にもあります".into()));
        }
        out.push((*line, read));
    }
    match out.len() {
        0 => Err("職員の行がありません".into()),
        n if n > MOST => Err(format!("一度に{MOST}人までにしてください")),
        _ => Ok(out),
    }
}

/// The same person in two rows: by number, without numbers by name and kana.
pub fn same(a: &Person, b: &Person) -> bool {
    if a.number.is_empty() && b.number.is_empty() {
        a.name == b.name && a.kana == b.kana
    } else {
        a.number == b.number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        text.lines()
            .enumerate()
            .map(|(i, l)| (i as u64 + 1, l.split(',').map(String::from).collect()))
            .collect()
    }

    #[test]
    fn rows_are_read_by_their_headings_and_wrong_ones_say_why() {
        let list = rows(
            "令和9年度 職員名簿\n氏名,かな,役割,退職日,職員番号,備考\n佐藤 花子,さとう はなこ,介護支援専門員,,A1,x\n\n鈴木 一,すずき,医者,,A2,\n,たなか,cm,,A3,\n高橋 実,たかはし,cm,2027/3/31,A4,\n伊藤,いとう,cm,いつか,A5,\n佐藤 華子,さとう,cm,,A1,\n渡辺 久,わたなべ,事業所職員,令和9年3月31日,,",
        );
        let read = read(&list, OrganisationKind::Multi).unwrap();
        let lines: Vec<(u64, bool)> = read.iter().map(|(l, r)| (*l, r.is_ok())).collect();
        assert_eq!(
            lines,
            [(3, true), (5, false), (6, false), (7, true), (8, false), (9, false), (10, true)]
        );
        let last = Date::new(2027, 3, 31).unwrap();
        assert_eq!(read[3].1.as_ref().unwrap().leaves_on, Some(last));
        assert_eq!(read[6].1.as_ref().unwrap().leaves_on, Some(last));
        assert_eq!(read[0].1.as_ref().unwrap().profession, "介護支援専門員");
        assert!(read[1].1.as_ref().unwrap_err().why.contains("役割は"));
        assert!(read[5].1.as_ref().unwrap_err().why.contains("上にも"));
    }

    #[test]
    fn a_table_that_is_no_roster_is_refused_in_words() {
        for (text, why) in [
            ("", "見出し"),
            ("名前,かな\n佐藤,さとう", "見出し"),
            ("氏名,かな\n佐藤,さとう", "役割"),
            ("氏名,かな,役割", "職員の行"),
        ] {
            let kind = OrganisationKind::CareManagement;
            assert!(read(&rows(text), kind).unwrap_err().contains(why), "{text}");
        }
    }

    #[test]
    fn the_words_of_offices_for_their_people_are_read_by_kind_and_a_wrong_row_keeps_its_name() {
        use OrganisationKind as K;
        for (kind, word, hat, profession) in [
            (K::CareManagement, "ケアマネジャー", Hat::CareManager, "ケアマネジャー"),
            (K::CareManagement, "ケアマネ", Hat::CareManager, "ケアマネ"),
            (K::CareManagement, "ｹｱﾏﾈｼﾞｬｰ", Hat::CareManager, "ｹｱﾏﾈｼﾞｬｰ"),
            (K::CareManagement, "介護支援専門員", Hat::CareManager, "介護支援専門員"),
            (K::Hokatsu, "主任ケアマネジャー", Hat::Hokatsu, "主任ケアマネジャー"),
            (K::VisitNursing, "看護師", Hat::Provider, "看護師"),
            (K::Hospital, "看護師", Hat::Ward, "看護師"),
            (K::Hospital, "ＭＳＷ", Hat::Liaison, "ＭＳＷ"),
            (K::Hospital, "相談員", Hat::Liaison, "相談員"),
            (K::Hospital, "地域連携室", Hat::Liaison, "地域連携室"),
            (K::Facility, "生活相談員", Hat::Provider, "生活相談員"),
            (K::Clinic, "院長", Hat::Doctor, "院長"),
        ] {
            let list = rows(&format!("氏名,かな,役割,職種\n佐藤 花子,さとう,{word},"));
            let read = read(&list, kind).unwrap();
            let p = read[0].1.as_ref().unwrap();
            assert_eq!((p.hat, p.profession.as_str()), (hat, profession), "{kind:?} {word}");
        }
        let list = rows(
            "氏名,かな,役割\n佐藤 花子,さとう,市の担当\n鈴木 一,suzuki,ケアマネ\n田\u{202e}中,たなか,ケアマネ",
        );
        let read = read(&list, K::CareManagement).unwrap();
        let wrong: Vec<&Wrong> = read.iter().map(|(_, r)| r.as_ref().unwrap_err()).collect();
        assert_eq!(wrong[0].name, "佐藤 花子");
        assert_eq!(
            wrong[0].why, "役割は、次のどれかにしてください: 介護支援専門員",
            "this kind's roles only"
        );
        assert!(wrong[1].why.contains("ひらがな") && wrong[2].why.contains("使えない文字"));
    }

    #[test]
    fn every_word_for_a_profession_names_roles_that_exist() {
        for line in PROFESSIONS.lines().filter(|l| !l.starts_with('#')) {
            let (word, hats) = line.split_once(',').unwrap();
            let all: Vec<Option<Hat>> = hats.split(' ').map(Hat::from_code).collect();
            assert!(!word.is_empty() && all.iter().all(Option::is_some), "{line}");
        }
    }
}
