//! Local names: what a region calls its centre, its 包括 and its neighbourhoods. Used in every label, PDF and mail.

/// Something that has a local name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabelKey {
    /// Key of the setting after `label.`.
    pub key: &'static str,
    /// Said when the region has no name of its own.
    pub default: &'static str,
    /// What it is, for the page of settings.
    pub about: &'static str,
}

/// 連携拠点: who runs the programme.
pub const CENTER: LabelKey = LabelKey {
    key: "center",
    default: "在宅医療・介護連携支援センター",
    about: "連携拠点の呼び名",
};
/// 地域包括支援センター, in full.
pub const HOKATSU: LabelKey = LabelKey {
    key: "hokatsu",
    default: "地域包括支援センター",
    about: "地域包括支援センターの呼び名",
};
/// The same, short.
pub const HOKATSU_SHORT: LabelKey =
    LabelKey {
        key: "hokatsu_short", default: "包括", about: "地域包括支援センターの短い呼び名"
    };
/// 圏域.
pub const AREA: LabelKey =
    LabelKey { key: "area", default: "圏域", about: "日常生活圏域の呼び名" };
/// 町丁.
pub const TOWN: LabelKey =
    LabelKey { key: "town", default: "町丁", about: "町や字の呼び名" };
/// 地域連携室.
pub const LIAISON: LabelKey =
    LabelKey { key: "liaison", default: "地域連携室", about: "病院の窓口の呼び名" };

/// All, in the order of the settings page.
pub const LABELS: [LabelKey; 6] = [CENTER, HOKATSU, HOKATSU_SHORT, AREA, TOWN, LIAISON];

/// The names in use in a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels(Vec<(&'static str, String)>);

impl Default for Labels {
    fn default() -> Self {
        Labels::from_settings(&[])
    }
}

impl Labels {
    /// From the settings `label.*`; a blank one counts as absent.
    pub fn from_settings(settings: &[(String, String)]) -> Self {
        let of = |l: LabelKey| {
            let own = settings
                .iter()
                .find(|(k, v)| k.strip_prefix("label.") == Some(l.key) && !v.trim().is_empty());
            (l.key, own.map_or_else(|| l.default.to_string(), |(_, v)| v.trim().to_string()))
        };
        Labels(LABELS.into_iter().map(of).collect())
    }

    /// The name of something.
    pub fn get(&self, label: LabelKey) -> &str {
        self.0.iter().find(|(k, _)| *k == label.key).map_or(label.default, |(_, v)| v)
    }

    /// 連携拠点.
    pub fn center(&self) -> &str {
        self.get(CENTER)
    }

    /// 地域包括支援センター.
    pub fn hokatsu(&self) -> &str {
        self.get(HOKATSU)
    }

    /// 包括.
    pub fn hokatsu_short(&self) -> &str {
        self.get(HOKATSU_SHORT)
    }

    /// 圏域.
    pub fn area(&self) -> &str {
        self.get(AREA)
    }

    /// 町丁.
    pub fn town(&self) -> &str {
        self.get(TOWN)
    }

    /// 地域連携室.
    pub fn liaison(&self) -> &str {
        self.get(LIAISON)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_s_own_names_stand_before_the_usual_ones() {
        let own = [
            ("label.center".to_string(), " 在宅きたかみ ".to_string()),
            ("label.area".to_string(), " ".to_string()),
        ];
        let l = Labels::from_settings(&own);
        assert_eq!(l.center(), "在宅きたかみ");
        assert_eq!(l.area(), "圏域");
        assert_eq!(Labels::default().hokatsu_short(), "包括");
    }
}
