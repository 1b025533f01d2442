//! わたしのきぼうノート of the demonstration: invented notes of some residents, written down by their care managers; one of them was taken
//! back, and one is shown to the crew.
use acp::model::around::{Discretion, NewPaper, NewProxy, NewTalk, PaperKind, Step};
use acp::model::{Body, NewVersion, Part, Whose};
use acp::permissions::WRITE;
use acp::use_cases::{beside, save, share};
use app::{Cx, Result};
use people::ResidentId;
use people::authz::Addressee;

const VOICES: [&str; 6] = [
    "できるだけ家で。庭の梅が見えるところがいい。",
    "むずかしいことは子どもと相談してほしい。",
    "口から食べられるうちは、すきなものを食べたい。",
    "痛いのだけはいやです。あとはおまかせします。",
    "猫といっしょに暮らしたい。",
    "孫の入学式まで元気でいたい。",
];
const LIKES: [&str; 4] = ["庭いじり", "のど自慢を見ること", "漬物づくり", "相撲と将棋"];

fn pick(list: &[&'static str], n: usize) -> &'static str {
    list.get(n % list.len().max(1)).copied().unwrap_or("")
}

fn body(n: usize) -> Body {
    let mut out = Body::new();
    let mut put = |code: &str, given: &[&str]| {
        out.insert(code.to_owned(), given.iter().map(|g| (*g).to_owned()).collect());
    };
    put("values.voice", &[pick(&VOICES, n / 4)]);
    put("about.likes", &[pick(&LIKES, n / 4)]);
    put("values.dear", &["family", pick(&["home", "eat", "no-pain"], n / 4)]);
    put("place.care", &["home"]);
    put("place.end", &[pick(&["home", "unknown", "facility"], n / 8)]);
    if n.is_multiple_of(8) {
        put("medical.words", &["苦しくないようにしてほしい"]);
        put("eating.tube", &[pick(&["not", "unknown", "proxy"], n / 8)]);
        put("ambulance.wish", &["doctor"]);
    }
    out
}

/// The note of the `n`-th resident, as `keeper` heard it: of every fourth.
pub(super) fn note(cx: &Cx<'_>, id: ResidentId, n: usize, keeper: &str) -> Result<()> {
    if !n.is_multiple_of(4) {
        return Ok(());
    }
    share::show(cx, id, Addressee::Team, keeper)?;
    let version = NewVersion {
        part: Part::Wish,
        base: None,
        body: body(n),
        whose: if n % 20 == 12 { Whose::Presumed } else { Whose::Own },
        spoke: if n % 20 == 12 { "長女".into() } else { "本人".into() },
        present: keeper.to_owned(),
        grounds: if n % 20 == 12 {
            "元気なころから、そう話していました".into()
        } else {
            String::new()
        },
        confirmed_on: cx.today(),
    };
    save::save(cx, &WRITE, id, &version)?;
    let proxy = NewProxy {
        name: "家族 一郎（架空）".into(),
        relation: "長男".into(),
        phone: "090-0000-0001".into(),
        discretion: Discretion::May,
        why: "いちばん話しやすいから".into(),
    };
    let proxy = beside::add_proxy(cx, id, &proxy)?;
    beside::step(cx, id, proxy, (Step::Agreed, cx.today(), keeper))?;
    if n.is_multiple_of(8) {
        let talk = NewTalk {
            held_on: cx.today(),
            place: "自宅".into(),
            present: format!("本人、長男、主治医、{keeper}"),
            topic: "これからの過ごし方".into(),
            own_words: pick(&VOICES, n / 4).to_owned(),
            family_words: "本人の思うようにさせたい".into(),
            explained: "病気の見通しを主治医が話しました".into(),
            agreed: "家で過ごす。むずかしくなったら、また話し合う".into(),
            next: "次の訪問のとき".into(),
            doctor: "結野中央病院 伊藤医師".into(),
            phone_day: "0000-64-0004".into(),
            phone_night: "0000-64-0009".into(),
        };
        beside::add_talk(cx, id, &talk)?;
        share::show(cx, id, Addressee::Hospital, keeper)?;
        share::show(cx, id, Addressee::Emergency, keeper)?;
    }
    if n == 16 {
        let paper = NewPaper {
            kind: PaperKind::Directive,
            made_on: cx.today(),
            signed_by: "伊藤医師".into(),
            kept_at: "冷蔵庫の扉".into(),
            kept_by: String::new(),
        };
        beside::add_paper(cx, id, &paper)?;
    }
    if n == 12 {
        share::withdraw(cx, id, "ご本人が、もう少し考えたいと話しました")?;
    }
    Ok(())
}
