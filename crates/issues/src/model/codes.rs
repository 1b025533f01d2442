//! The closed lists of this slice: each entry with the code that is stored and the words that are shown.

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$entry:meta])* $variant:ident = $code:literal, $label:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$entry])* $variant),* }

        impl $name {
            /// All, in the order of the pages.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// Stored code.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }

            /// Words on pages and papers.
            pub const fn label(self) -> &'static str {
                match self { $($name::$variant => $label),* }
            }

            /// From the code.
            pub fn from_code(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|v| v.code() == code)
            }
        }
    };
}

codes! {
    /// With whom the centre talks: one of these is one 一次連携. The list is that of Kamaishi's partners
    /// (チームかまいしの連携手法, 2022, 「《一次連携》職能団体等との打ち合わせ会」) with the wards that Komatsu visits.
    Profession {
        /// 医師会.
        Medical = "medical", "医科";
        /// 歯科医師会.
        Dental = "dental", "歯科";
        /// 薬剤師会.
        Pharmacy = "pharmacy", "薬剤";
        /// 介護支援専門員連絡協議会.
        CareManager = "cm", "介護支援専門員";
        /// リハビリテーション専門職の会.
        Rehab = "rehab", "リハ";
        /// 栄養士会.
        Diet = "diet", "栄養";
        /// 訪問看護ステーション.
        Nursing = "nursing", "訪問看護";
        /// 病院連携室（急性期）.
        Liaison = "liaison", "病院連携室（急性期）";
        /// 病院連携室（慢性期）.
        LiaisonLong = "liaison-long", "病院連携室（慢性期）";
        /// Wards of the hospitals.
        Ward = "ward", "病棟・看護部";
        /// 地域包括支援センター.
        Hokatsu = "hokatsu", "地域包括支援センター";
        /// 介護認定係.
        Certification = "certification", "介護認定係";
        /// 介護施設連絡協議会.
        Facility = "facility", "介護施設・事業所";
        /// 生活支援コーディネーター.
        LifeSupport = "life-support", "生活支援コーディネーター";
        /// 地区の窓口 (Kamaishi: 地区生活応援センター).
        District = "district", "地区のセンター";
        /// 社会福祉協議会.
        Welfare = "welfare", "社会福祉協議会";
        /// 市保健師.
        PublicNurse = "public-nurse", "保健師";
        /// 消防本部.
        Fire = "fire", "消防本部";
        /// 市・町の課.
        City = "city", "行政";
        /// NPO, 障害福祉, 住民 and others.
        Other = "other", "そのほか";
    }
}

impl Profession {
    /// One or two characters, for 「歯科×医・介」.
    pub const fn short(self) -> &'static str {
        match self {
            Profession::Medical => "医",
            Profession::Dental => "歯",
            Profession::Pharmacy => "薬",
            Profession::CareManager => "介",
            Profession::Rehab => "リハ",
            Profession::Diet => "栄",
            Profession::Nursing => "訪看",
            Profession::Liaison => "連",
            Profession::LiaisonLong => "連（慢性期）",
            Profession::Ward => "病棟",
            Profession::Hokatsu => "包括",
            Profession::Certification => "認定",
            Profession::Facility => "施設",
            Profession::LifeSupport => "生活支援",
            Profession::District => "地区",
            Profession::Welfare => "社協",
            Profession::PublicNurse => "保健",
            Profession::Fire => "消防",
            Profession::City => "行政",
            Profession::Other => "他",
        }
    }
}

/// The others beside one profession: 「医科」 for one, 「医・介」 for several, as the papers write them.
pub fn short_words(others: &[Profession]) -> String {
    match others {
        [one] => one.label().to_string(),
        many => many.iter().map(|p| p.short()).collect::<Vec<_>>().join("・"),
    }
}

codes! {
    /// 場面: the four of the programme's guide (Ver.4) and the two that go across them.
    Scene {
        /// 日常の療養支援.
        Daily = "daily", "日常の療養支援";
        /// 入退院支援.
        Discharge = "discharge", "入退院支援";
        /// 急変時の対応.
        Sudden = "sudden", "急変時の対応";
        /// 看取り.
        End = "end", "看取り";
        /// 認知症.
        Dementia = "dementia", "認知症";
        /// 感染症・災害.
        Disaster = "disaster", "感染症・災害";
    }
}

codes! {
    /// What kind of issue. No national list exists; these are read off Kamaishi's issues A–G, Kitami's and Komatsu's.
    Kind {
        /// Nobody knows the other's face.
        Face = "face", "顔の見える関係";
        /// Whom to ask is not clear.
        Window = "window", "相談先・窓口";
        /// Not called, not held.
        Conference = "conference", "会議・カンファレンス";
        /// What should arrive does not.
        Information = "information", "情報の共有";
        /// How something is done, and on what paper.
        Procedure = "procedure", "手順・書類";
        /// Others do not know what a profession can do.
        Role = "role", "職能・役割の理解";
        /// There is too little of it.
        Resource = "resource", "資源・人材";
        /// Rules and their working.
        System = "system", "制度・手続き";
        /// Residents do not know.
        Residents = "residents", "住民への普及";
        /// Anything else.
        Other = "other", "そのほか";
    }
}

codes! {
    /// Where an issue stands: Komatsu's 課題の把握 → 多職種協議 → 事業化, and its ends.
    Stage {
        /// Heard and written down.
        Found = "found", "課題の把握";
        /// Several professions talk about it.
        Talk = "talk", "多職種協議";
        /// Something is being done.
        Project = "project", "事業化";
        /// Solved.
        Solved = "solved", "解決";
        /// Not followed up, with a reason.
        Dropped = "dropped", "見送り";
        /// Entered by mistake; its letter is not given again.
        Withdrawn = "withdrawn", "取り下げ";
    }
}

impl Stage {
    /// The three columns of the board.
    pub const BOARD: [Stage; 3] = [Stage::Found, Stage::Talk, Stage::Project];

    /// Still being worked on?
    pub const fn open(self) -> bool {
        matches!(self, Stage::Found | Stage::Talk | Stage::Project)
    }
}

codes! {
    /// 形式: how people met (Kamaishi, 「歯科との連携の歩み」 R3).
    Form {
        /// By telephone.
        Tel = "tel", "TEL";
        /// Online.
        Online = "online", "オンライン";
        /// All in one room.
        Real = "real", "参集";
        /// Both.
        Hybrid = "hybrid", "ハイブリッド";
        /// Not yet decided.
        Undecided = "undecided", "未定";
    }
}

codes! {
    /// What was done. The first three belong to 一次連携, the last three to 三次連携, those between to 二次連携.
    Sort {
        /// 打ち合わせ with one profession.
        Hearing = "hearing", "打ち合わせ";
        /// What a profession asked the centre.
        Consult = "consult", "相談対応";
        /// Planned, and open whether others will join.
        Either = "either", "一次連携（または二次連携）";
        /// 同行訪問.
        Visit = "visit", "同行訪問";
        /// 合同研修.
        Training = "training", "合同研修";
        /// 情報交換会.
        Exchange = "exchange", "情報交換会・意見交換会";
        /// 見学.
        Tour = "tour", "見学";
        /// 視察対応.
        Inspection = "inspection", "視察対応";
        /// 共同発表.
        Present = "present", "共同発表";
        /// 人材交流.
        People = "people", "人材交流";
        /// Flows, sheets, lists made together.
        Tool = "tool", "様式・仕組みづくり";
        /// Anything else of 二次連携.
        Other = "other", "そのほか";
        /// 協議会, 検討会.
        Council = "council", "会議";
        /// A training or report for all professions.
        Briefing = "briefing", "研修会";
        /// Anything else of 三次連携.
        Wide = "wide", "そのほかの共有の場";
    }
}

codes! {
    /// By whom a 二次連携 was done (marks of Kamaishi's pharmacy table).
    By {
        /// The centre brought them together: ◆.
        Centre = "centre", "二次連携";
        /// Done together with the centre otherwise: ◇.
        Joint = "joint", "ほかの協働事業";
        /// The associations did it by themselves: counted apart.
        Own = "own", "職能団体などが自分たちで";
    }
}

impl By {
    /// The mark in the table.
    pub const fn mark(self) -> &'static str {
        match self {
            By::Centre => "◆",
            By::Joint => "◇",
            By::Own => "□",
        }
    }
}

codes! {
    /// How far it is.
    State {
        /// An idea.
        Idea = "idea", "案";
        /// Being arranged.
        Arranging = "arranging", "調整中";
        /// It took place.
        Done = "done", "実施";
        /// It will not take place, with a reason.
        Stopped = "stopped", "中止";
    }
}

codes! {
    /// 財源: a tag on every activity.
    Funding {
        /// 地域医療介護総合確保基金.
        Fund = "fund", "基金";
        /// 地域支援事業交付金.
        Grant = "grant", "交付金";
        /// 委託料 of the city.
        Contract = "contract", "委託料";
        /// 自主事業.
        Own = "own", "自主事業";
        /// No money was needed.
        None = "none", "経費なし";
        /// Anything else.
        Other = "other", "そのほか";
    }
}

codes! {
    /// To whom an issue belongs.
    OwnerKind {
        /// A profession as a whole.
        Profession = "profession", "職種";
        /// An association, organisation or body.
        Party = "party", "団体・事業所・会議体";
    }
}

codes! {
    /// How issues were given back.
    How {
        /// Handed over and talked through.
        Hand = "hand", "会って渡した";
        /// At a meeting.
        Meeting = "meeting", "会議で渡した";
        /// By mail.
        Mail = "mail", "メール";
        /// By FAX.
        Fax = "fax", "FAX";
        /// By post.
        Post = "post", "郵送";
        /// By telephone.
        Tel = "tel", "電話で伝えた";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back_and_are_unique() {
        macro_rules! all {
            ($($t:ident),*) => {$(
                for v in $t::ALL {
                    assert_eq!($t::from_code(v.code()), Some(*v));
                    assert_eq!($t::ALL.iter().filter(|w| w.code() == v.code()).count(), 1);
                    assert!(!v.label().is_empty());
                }
                assert_eq!($t::from_code("no such"), None);
            )*};
        }
        all!(Profession, Scene, Kind, Stage, Form, Sort, By, State, Funding, OwnerKind, How);
    }

    #[test]
    fn the_others_are_written_as_the_papers_do() {
        assert_eq!(short_words(&[Profession::Medical]), "医科");
        assert_eq!(short_words(&[Profession::Medical, Profession::CareManager]), "医・介");
        assert_eq!(short_words(&[]), "");
    }
}
