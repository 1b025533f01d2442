//! A roster as offices keep it in Excel: one row a person. Read by the words of the headings, in any order; each row is
//! right or says what to change.
use kernel::{Date, Hat};

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

/// A row with its line in the sheet: the person, or what is wrong.
pub type Line = (u64, Result<Person, String>);

/// Hats that an office of any kind can give.
pub const HATS: [Hat; 8] = [
    Hat::CareManager,
    Hat::Hokatsu,
    Hat::Liaison,
    Hat::Ward,
    Hat::Doctor,
    Hat::Provider,
    Hat::Coordinator,
    Hat::City,
];

fn hat(text: &str) -> Option<Hat> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    HATS.into_iter().find(|h| h.code() == text || h.label() == text)
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

fn person(cell: impl Fn(usize) -> String) -> Result<Person, String> {
    let (number, name, kana) = (cell(0), cell(1), cell(2));
    if name.is_empty() || name.chars().count() > 60 {
        return Err("氏名を60文字以内で入れてください".into());
    }
    if kana.is_empty() || kana.chars().count() > 60 {
        return Err("かなを60文字以内で入れてください".into());
    }
    if number.chars().count() > 40 {
        return Err("職員番号は40文字までにしてください".into());
    }
    let Some(hat) = hat(&cell(3)) else {
        let all: Vec<&str> = HATS.iter().map(|h| h.label()).collect();
        return Err(format!("役割は、次のどれかにしてください: {}", all.join("、")));
    };
    let leaves = cell(5);
    let leaves_on = if leaves.is_empty() {
        None
    } else {
        Some(date(&leaves).ok_or("退職日は 2027-03-31 のように入れてください")?)
    };
    let profession = Some(cell(4)).filter(|p| !p.is_empty()).unwrap_or_else(|| hat.label().into());
    Ok(Person { number, name, kana, hat, profession, leaves_on })
}

/// Reads a table whose first row that names 氏名 holds the headings. Rows: line in the sheet and cells. An error when
/// there are no headings, no rows or too many.
pub fn read(rows: &[(u64, Vec<String>)]) -> Result<Vec<Line>, String> {
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
        let mut read = person(cell);
        if let Ok(p) = &read
            && out.iter().any(|(_, o)| o.as_ref().is_ok_and(|o| same(o, p)))
        {
            read = Err("同じ人の行が、上にもあります".into());
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
        let read = read(&rows(
            "令和9年度 職員名簿\n氏名,かな,役割,退職日,職員番号,備考\n佐藤 花子,さとう はなこ,介護支援専門員,,A1,x\n\n鈴木 一,すずき,医者,,A2,\n,たなか,cm,,A3,\n高橋 実,たかはし,cm,2027/3/31,A4,\n伊藤,いとう,cm,いつか,A5,\n佐藤 華子,さとう,cm,,A1,\n渡辺 久,わたなべ,事業所職員,令和9年3月31日,,",
        ))
        .unwrap();
        let lines: Vec<(u64, bool)> = read.iter().map(|(l, r)| (*l, r.is_ok())).collect();
        assert_eq!(
            lines,
            [(3, true), (5, false), (6, false), (7, true), (8, false), (9, false), (10, true)]
        );
        let last = Date::new(2027, 3, 31).unwrap();
        assert_eq!(read[3].1.as_ref().unwrap().leaves_on, Some(last));
        assert_eq!(read[6].1.as_ref().unwrap().leaves_on, Some(last));
        assert_eq!(read[0].1.as_ref().unwrap().profession, "介護支援専門員");
        assert!(read[1].1.as_ref().unwrap_err().contains("役割は"));
        assert!(read[5].1.as_ref().unwrap_err().contains("上にも"));
    }

    #[test]
    fn a_table_that_is_no_roster_is_refused_in_words() {
        for (text, why) in [
            ("", "見出し"),
            ("名前,かな\n佐藤,さとう", "見出し"),
            ("氏名,かな\n佐藤,さとう", "役割"),
            ("氏名,かな,役割", "職員の行"),
        ] {
            assert!(read(&rows(text)).unwrap_err().contains(why), "{text}");
        }
    }
}
