//! Who is shown, and how far each stay has come.
use people::{CareLevel, Sex};
use transitions::model::Learned;

use crate::demo::folk::Cast;

/// How far a stay has come: the step named is done, the next one is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Upto {
    Reported,
    Contacted,
    Sent,
    Assigned,
    Screened,
    Planned,
    Met,
    Told,
    Read,
    Handed,
    Left,
    Recorded,
}

/// A stay of the story.
pub(super) struct Scene {
    pub hospital: &'static str,
    pub ward: &'static str,
    /// Admitted so many days ago; 0 = this morning.
    pub ago: i64,
    pub planned: bool,
    pub reason: &'static str,
    pub learned: Learned,
    pub upto: Upto,
    /// Leaves in so many days, left so many days ago.
    pub leaves: i64,
    /// Conference so many days ago; none = 開かない.
    pub held: Option<i64>,
}

const fn cast(
    name: &'static str,
    kana: &'static str,
    sex: Sex,
    age: i64,
    level: CareLevel,
) -> Cast {
    let (office, keeper) = ("kyotaku-01", "s001");
    Cast { name, kana, age, level, sex, office, keeper, town: "瀬織", family: "" }
}

impl Cast {
    const fn of(self, office: &'static str, keeper: &'static str) -> Self {
        Cast { office, keeper, ..self }
    }

    const fn lives(self, town: &'static str, family: &'static str) -> Self {
        Cast { town, family, ..self }
    }
}

const fn scene(
    hospital: &'static str,
    ward: &'static str,
    ago: i64,
    reason: &'static str,
    upto: Upto,
) -> Scene {
    let (learned, planned) = (Learned::Family, false);
    Scene { hospital, ward, ago, planned, reason, learned, upto, leaves: 20, held: None }
}

impl Scene {
    const fn leaving(self, days: i64) -> Self {
        Scene { leaves: days, ..self }
    }

    const fn met(self, days_ago: i64) -> Self {
        Scene { held: Some(days_ago), ..self }
    }

    const fn known_by(self, learned: Learned) -> Self {
        Scene { learned, ..self }
    }

    const fn planned_one(self) -> Self {
        Scene { planned: true, ..self }
    }
}

/// Who is shown, and their stays, older ones first.
pub(super) fn story() -> Vec<(Cast, Vec<Scene>)> {
    use CareLevel::{Applied, Care1, Care2, Care3, Care4, NotApplied, Support1, Support2};
    use Sex::{Female, Male};
    use Upto::{
        Assigned, Contacted, Handed, Left, Met, Planned, Read, Recorded, Reported, Screened, Sent,
        Told,
    };
    let fever = "肺炎（急に熱が出て息が苦しくなった）";
    let hip = "大腿骨頸部骨折（自宅の廊下で転んだ）";
    let heart = "慢性心不全の急性増悪（体重が増え、足のむくみと息切れが出た）";
    let stroke = "脳梗塞（朝、右手に力が入らなくなった）";
    vec![
        // the care manager's own
        (
            cast("高橋 ミヨ", "たかはし みよ", Female, 86, Care2).lives("瀬織", "with-son"),
            vec![
                scene("hosp-midori", "w-m3e", 79, heart, Recorded).leaving(-72).met(75),
                scene("hosp-chuo", "w-c3e", 0, fever, Contacted),
            ],
        ),
        (
            cast("及川 トシ", "おいかわ とし", Female, 91, Care3).lives("瀬織", "with-daughter"),
            vec![
                scene(
                    "hosp-sakura",
                    "w-s2",
                    24,
                    "腰椎圧迫骨折（しりもちをついて動けなくなった）",
                    Told,
                )
                .leaving(7)
                .met(6),
            ],
        ),
        (
            cast("小原 信夫", "おはら のぶお", Male, 74, Care1).lives("糸ノ瀬", "couple"),
            vec![scene("hosp-chuo", "w-c4e", 4, stroke, Screened).known_by(Learned::Ambulance)],
        ),
        (
            cast("伊藤 フミ", "いとう ふみ", Female, 88, Care2).lives("舟結", "alone-near"),
            vec![
                scene(
                    "hosp-sakura",
                    "w-s2",
                    10,
                    "脱水症（暑い日が続き、食べられなくなった）",
                    Planned,
                )
                .leaving(9),
            ],
        ),
        (
            cast("阿部 ハル", "あべ はる", Female, 83, Care1).lives("茜織", "alone"),
            vec![scene("hosp-chuo", "w-c3e", 2, heart, Assigned).known_by(Learned::VisitNurse)],
        ),
        (
            cast("菊池 正", "きくち ただし", Male, 79, Care2).lives("七糸", "couple"),
            vec![scene("hosp-chuo", "w-c4e", 18, hip, Met).leaving(4).met(7)],
        ),
        (
            cast("千田 勇", "ちだ いさむ", Male, 81, Care1)
                .lives("東結野一丁目", "with-son-single"),
            vec![scene("hosp-chuo", "w-c4e", 21, stroke, Left).leaving(-3).met(9)],
        ),
        (
            cast("八重樫 キミ", "やえがし きみ", Female, 90, Care2).lives("葦結", "with-son"),
            // an admission that lies ahead
            vec![
                scene("hosp-midori", "w-m4w", -6, "白内障の手術（予定の手術）", Contacted)
                    .planned_one(),
            ],
        ),
        (
            cast("照井 良子", "てるい よしこ", Female, 87, Support2).lives("若糸", "alone-near"),
            vec![scene("hosp-midori", "w-m4w", 31, hip, Recorded).leaving(-12).met(17)],
        ),
        // other offices' people in the hospital that is shown
        (
            cast("佐々木 清", "ささき きよし", Male, 88, Care3)
                .of("kyotaku-07", "s028")
                .lives("ひばり野台二丁目", "couple"),
            vec![
                scene("hosp-chuo", "w-c4w", 16, "誤嚥性肺炎（食事中にむせて熱が出た）", Read)
                    .leaving(1),
            ],
        ),
        (
            cast("鎌田 マサ", "かまた まさ", Female, 89, Care1)
                .of("kyotaku-04", "s019")
                .lives("ひばり野台三丁目", "alone"),
            vec![scene("hosp-chuo", "w-c3e", 6, fever, Contacted)],
        ),
        (
            cast("村上 辰男", "むらかみ たつお", Male, 84, Care2)
                .of("kyotaku-10", "s038")
                .lives("南結野一丁目", "couple"),
            vec![scene("hosp-chuo", "w-c4e", 14, hip, Screened)],
        ),
        (
            cast("工藤 ヤエ", "くどう やえ", Female, 92, Care4)
                .of("kyotaku-08", "s032")
                .lives("東結野一丁目", "with-son"),
            vec![scene("hosp-chuo", "w-c3e", 19, heart, Handed).leaving(-1).met(8)],
        ),
        // people without a care manager, and others whom 包括 follows
        (
            cast("藤原 スミ", "ふじわら すみ", Female, 92, Applied)
                .of("hokatsu-kita", "s006")
                .lives("北結野", "alone"),
            vec![
                scene(
                    "hosp-chuo",
                    "w-c4w",
                    46,
                    "腰椎圧迫骨折（しりもちをついて動けなくなった）",
                    Met,
                )
                .leaving(4)
                .met(9),
            ],
        ),
        (
            cast("熊谷 キヨ", "くまがい きよ", Female, 84, NotApplied)
                .of("hokatsu-kita", "s006")
                .lives("藍干場", "alone-near"),
            vec![
                scene(
                    "hosp-chuo",
                    "w-c3w",
                    1,
                    "転倒して頭を打った（頭を打ち、様子を見るため）",
                    Reported,
                )
                .known_by(Learned::Hospital),
            ],
        ),
        (
            cast("石川 栄一", "いしかわ えいいち", Male, 78, Support1)
                .of("hokatsu-kita", "s006")
                .lives("白繭", "couple"),
            vec![
                scene(
                    "hosp-midori",
                    "w-m3e",
                    2,
                    "大腸ポリープの手術（予定の検査と手術）",
                    Contacted,
                )
                .planned_one(),
            ],
        ),
        (
            cast("田村 ヨシ子", "たむら よしこ", Female, 80, Support2)
                .of("hokatsu-kita", "s006")
                .lives("栗織", "alone"),
            vec![
                scene(
                    "hosp-midori",
                    "w-m4w",
                    20,
                    "腰椎圧迫骨折（しりもちをついて動けなくなった）",
                    Told,
                )
                .leaving(6),
            ],
        ),
        (
            cast("松本 初江", "まつもと はつえ", Female, 85, Care2)
                .of("kyotaku-02", "s011")
                .lives("瀬織", "with-son"),
            vec![
                scene(
                    "hosp-midori",
                    "w-m5",
                    63,
                    "骨折のあとのリハビリ（手術した病院から移る）",
                    Planned,
                )
                .leaving(12)
                .planned_one(),
            ],
        ),
        // more of the care manager's own: home for eight days; in a hospital outside that has not answered the FAX
        (
            cast("小野寺 貞子", "おのでら さだこ", Female, 84, Care2).lives("瀬織", "couple"),
            vec![scene("hosp-midori", "w-m4w", 29, heart, Recorded).leaving(-8).met(13)],
        ),
        (
            cast("三浦 ノブ", "みうら のぶ", Female, 88, Care1).lives("糸ノ瀬", "alone-near"),
            vec![scene("hosp-yukishiro", "w-y6", 5, stroke, Sent).known_by(Learned::Ambulance)],
        ),
        // the 包括's own: the day of the planned admission was moved
        (
            cast("及川 サダ", "おいかわ さだ", Female, 82, Support2)
                .of("hokatsu-kita", "s006")
                .lives("北結野", "couple"),
            vec![
                scene("hosp-chuo", "w-c3w", -9, "心臓の検査（予定の検査）", Contacted)
                    .planned_one(),
            ],
        ),
    ]
}
