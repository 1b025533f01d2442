//! An indicator (指標): what is counted, by what it is divided, where it comes from. Everything in it is data of the region.
use app::Result;

use super::Wrong;
use super::catalogue::Catalogue;
use crate::IndicatorId;

/// What somebody writes about an indicator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewIndicator {
    /// Scene.
    pub scene: String,
    /// 「退院連絡率」.
    pub name: String,
    /// 「回」「人」「%」.
    pub unit: String,
    /// What is counted.
    pub numerator: String,
    /// By what it is divided; empty for a count.
    pub denominator: String,
    /// Where it comes from, in words.
    pub source: String,
    /// Source of figures counted from records; empty = typed or imported.
    pub provider: String,
    /// Which of its figures.
    pub of: String,
    /// `more` = more is better, `less` = less is, empty = neither.
    pub better: String,
    /// Stands on the first page of the centre.
    pub front_centre: bool,
    /// Stands on the first page of the city.
    pub front_city: bool,
}

/// As stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Id.
    pub id: IndicatorId,
    /// Order within its scene.
    pub place: i64,
    /// What is written.
    pub data: NewIndicator,
    /// Taken out of lists; tables and logic models keep its name.
    pub removed: bool,
    /// Counts changes.
    pub version: i64,
}

impl NewIndicator {
    /// Is it counted from records?
    pub fn live(&self) -> bool {
        !self.provider.is_empty()
    }

    /// Is it a share?
    pub fn rate(&self) -> bool {
        self.unit == "%"
    }

    /// What is divided by what: 「A ÷ B」, or what is counted.
    pub fn definition(&self) -> String {
        match self.denominator.is_empty() {
            true => self.numerator.clone(),
            false => format!("{} ÷ {}", self.numerator, self.denominator),
        }
    }

    /// Checks what was typed. `known`: is it a figure of a registered source?
    pub fn check(&self, c: &Catalogue, known: impl Fn(&str, &str) -> bool) -> Result<()> {
        let mut w = Wrong::default();
        w.need("name", "指標の名前", &self.name);
        w.line("name", "指標の名前", &self.name, 60);
        w.need("unit", "単位", &self.unit);
        // 「%」 is no letter of a plain line, and the one sign that a unit may be
        if !self.rate() {
            w.line("unit", "単位", &self.unit, 10);
        }
        w.need("numerator", "数えるもの", &self.numerator);
        w.line("numerator", "数えるもの", &self.numerator, 200);
        w.line("denominator", "割る数", &self.denominator, 200);
        w.need("source", "出どころ", &self.source);
        w.line("source", "出どころ", &self.source, 200);
        if !c.scenes.iter().any(|s| s.code == self.scene) {
            w.say("scene", "場面を選んでください");
        }
        if self.live() && !known(&self.provider, &self.of) {
            w.say("provider", "数え方を一覧から選んでください");
        }
        if !["", "more", "less"].contains(&self.better.as_str()) {
            w.say("better", "どちらがよいかを選んでください");
        }
        w.end()
    }
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::catalogue;
    use super::*;

    fn new() -> NewIndicator {
        NewIndicator {
            scene: "end".into(),
            name: "在宅等で亡くなった人の割合".into(),
            unit: "%".into(),
            numerator: "自宅と老人ホームで亡くなった人".into(),
            denominator: "亡くなった人".into(),
            source: "人口動態統計".into(),
            ..NewIndicator::default()
        }
    }

    #[test]
    fn a_definition_says_what_is_counted_where_it_comes_from_and_by_what_it_is_divided() {
        let c = catalogue().unwrap();
        assert!(new().check(c, |_, _| false).is_ok());
        assert_eq!(new().definition(), "自宅と老人ホームで亡くなった人 ÷ 亡くなった人");
        for change in [
            |n: &mut NewIndicator| n.name = " ".into(),
            |n: &mut NewIndicator| n.unit.clear(),
            |n: &mut NewIndicator| n.numerator.clear(),
            |n: &mut NewIndicator| n.source.clear(),
            |n: &mut NewIndicator| n.scene = "x".into(),
            |n: &mut NewIndicator| n.better = "x".into(),
            |n: &mut NewIndicator| n.name = "あ".repeat(61),
            |n: &mut NewIndicator| n.name = "1行\n2行".into(),
            |n: &mut NewIndicator| n.provider = "x.y".into(),
        ] {
            let mut n = new();
            change(&mut n);
            assert!(n.check(c, |_, _| false).is_err(), "{n:?}");
        }
    }
}
