//! Kinds of notices, when a mail may come, and what stands in it. Pure.
use app::mail::Mail;
use kernel::{At, Hat, Id, Time, time};

/// Kinds of notices as people choose them: code, label. A notice belongs to the one its kind begins with.
pub const GROUPS: [(&str, &str); 8] = [
    ("transitions", "入退院の連絡"),
    ("rooms", "やりとり"),
    ("emergency", "救急の知らせ"),
    ("acp", "わたしのきぼうノート"),
    ("people", "同意・支援チーム"),
    ("bridge", "紙・FAXの返事"),
    ("home", "記録の確認"),
    ("other", "そのほか"),
];

/// The group of a notice's kind.
pub fn group(kind: &str) -> &'static str {
    let slice = kind.split('.').next().unwrap_or_default();
    GROUPS.iter().map(|g| g.0).find(|g| *g == slice).unwrap_or("other")
}

/// What a group is called.
pub fn label(group: &str) -> &'static str {
    GROUPS.iter().find(|g| g.0 == group).map_or("そのほか", |g| g.1)
}

/// How an account gets the notices of a group by mail, or on its devices. They are in the in-tray always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Each at once.
    Now,
    /// All of a day in one mail, at eight in the morning.
    Daily,
    /// Not this way.
    Off,
}

impl Way {
    /// All of them, with their words.
    pub const ALL: [(Way, &'static str, &'static str); 3] = [
        (Way::Now, "now", "すぐに"),
        (Way::Daily, "daily", "1日1回（朝8時）まとめて"),
        (Way::Off, "off", "受け取らない"),
    ];

    /// Code as stored.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|w| w.0 == self).map_or("", |w| w.1)
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Way> {
        Self::ALL.iter().find(|w| w.1 == code).map(|w| w.0)
    }
}

/// Hours of the day (minutes since midnight) in which no mail comes; may go over midnight.
pub type Quiet = (i64, i64);

/// Families get nothing between 20:00 and 8:00, whatever they chose (issue 5, B): a notice at night frightens.
pub const FAMILY_QUIET: Quiet = (20 * 60, 8 * 60);
/// Hours at which the mail of a day comes.
pub const DAILY_AT: i64 = 8 * 60;

/// Is it somebody of the person's own side?
pub fn is_family(hat: Hat) -> bool {
    matches!(hat.code(), "family" | "resident")
}

fn minute(at: At) -> i64 {
    i64::from(at.time().hour()) * 60 + i64::from(at.time().minute())
}

fn at_minute(day: kernel::Date, m: i64) -> At {
    let (h, m) = (i8::try_from(m / 60).unwrap_or(0), i8::try_from(m % 60).unwrap_or(0));
    At::jst(day, Time::new(h, m, 0, 0).unwrap_or_else(|_| Time::midnight()))
}

/// The next time of day `m` that is not before `now`.
fn next(now: At, m: i64) -> At {
    let today = at_minute(now.date(), m);
    if today >= now { today } else { at_minute(time::add_days(now.date(), 1), m) }
}

/// When a mail that came up now may go out.
pub fn due(now: At, hat: Hat, own: Option<Quiet>) -> At {
    let after = |at: At, q: Quiet| {
        let m = minute(at);
        let inside = if q.0 <= q.1 { q.0 <= m && m < q.1 } else { m >= q.0 || m < q.1 };
        if inside && q.0 != q.1 { next(at, q.1) } else { at }
    };
    let mut at = now;
    // twice: the end of one quiet time may lie in the other
    for _ in 0..2 {
        if is_family(hat) {
            at = after(at, FAMILY_QUIET);
        }
        if let Some(q) = own {
            at = after(at, q);
        }
    }
    at
}

/// When the collected mail of a day goes out.
pub fn daily(now: At, hat: Hat, own: Option<Quiet>) -> At {
    due(next(now, DAILY_AT), hat, own)
}

/// The mail about `n` notices of a group; an empty group = several.
pub fn notice_mail(id: Id, to: &str, n: i64, group: &str, home: &str) -> Mail {
    let subject = format!("Yui にお知らせが{n}件あります");
    let kind = if group.is_empty() { "いろいろ" } else { label(group) };
    let text = format!(
        "{subject}。\n種類：{kind}\n\n次のところで、ログインして読んでください。\n{home}/notices\n\nこのメールには、人の情報は書かれていません。返信はできません。\n届け方を変えるとき：{home}/me/delivery\n"
    );
    Mail { id: id.to_string(), to: to.into(), subject, text }
}

/// What a device shows: a title and a line, as its service worker reads them. Where it leads is the worker's to know.
pub fn push_text(title: &str, line: &str) -> String {
    serde_json::json!({ "title": title, "text": line }).to_string()
}

/// The push about `n` notices of a group; an empty group = several.
pub fn notice_push(n: i64, group: &str) -> String {
    let kind = if group.is_empty() { "いろいろ" } else { label(group) };
    push_text(&format!("Yui にお知らせが{n}件あります"), &format!("種類：{kind}"))
}

/// What a device is called in its owner's list: browser and system, told from what the browser says of itself. No more of
/// that is kept.
pub fn device_name(agent: &str) -> String {
    let first = |all: &[(&'static str, &'static str)], other| {
        all.iter().find(|(sign, _)| agent.contains(sign)).map_or(other, |(_, name)| *name)
    };
    let browser =
        [("Edg", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    let system = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];
    format!("{}（{}）", first(&browser, "ブラウザー"), first(&system, "端末"))
}

/// The mail that asks to confirm an address.
pub fn confirm_mail(id: Id, to: &str, code: &str, home: &str) -> Mail {
    let text = format!(
        "Yui でこのアドレスを使うための確認番号です（30分のあいだ使えます）。\n\n{code}\n\n{home}/me/delivery で入れてください。\n心当たりがないときは、何もしなくてかまいません。\n"
    );
    Mail { id: id.to_string(), to: to.into(), subject: "Yui の確認番号".into(), text }
}

/// Could this be a mail address? One @, something on both sides, no blanks or signs that would end a header.
pub fn address(typed: &str) -> Option<String> {
    let text = kernel::kana::half_width(typed).trim().to_string();
    let (name, host) = text.split_once('@')?;
    let plain = |t: &str| {
        !t.is_empty()
            && t.is_ascii()
            && t.chars().all(|c| c.is_ascii_graphic() && !"<>()[],;:\\\"@".contains(c))
    };
    (text.len() <= 200
        && plain(name)
        && plain(host)
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.'))
    .then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str, time: &str) -> At {
        testkit::at(day, time)
    }

    #[test]
    fn quiet_hours_push_a_mail_to_their_end() {
        let q = Some((20 * 60, 8 * 60));
        let due = |t: &str| due(at("2026-11-19", t), Hat::CareManager, q);
        assert_eq!(due("19:59"), at("2026-11-19", "19:59"));
        assert_eq!(due("20:00"), at("2026-11-20", "08:00"));
        assert_eq!(due("03:00"), at("2026-11-19", "08:00"));
        assert_eq!(due("08:00"), at("2026-11-19", "08:00"));
        let noon = Some((12 * 60, 13 * 60));
        assert_eq!(
            super::due(at("2026-11-19", "12:30"), Hat::Liaison, noon),
            at("2026-11-19", "13:00")
        );
        assert_eq!(
            super::due(at("2026-11-19", "02:00"), Hat::Liaison, None),
            at("2026-11-19", "02:00")
        );
        assert_eq!(
            super::due(at("2026-11-19", "02:00"), Hat::Liaison, Some((60, 60))),
            at("2026-11-19", "02:00")
        );
    }

    #[test]
    fn the_mail_of_a_day_comes_at_eight() {
        let d = |t: &str| daily(at("2026-11-19", t), Hat::CareManager, None);
        assert_eq!(d("07:59"), at("2026-11-19", "08:00"));
        assert_eq!(d("08:01"), at("2026-11-20", "08:00"));
        let late = Some((0, 9 * 60));
        assert_eq!(
            daily(at("2026-11-19", "10:00"), Hat::CareManager, late),
            at("2026-11-20", "09:00")
        );
    }

    #[test]
    fn a_mail_says_that_something_is_there_and_nothing_else() {
        let m = notice_mail(
            testkit::id(1),
            "a@example.jp",
            1,
            "transitions",
            "https://yui.example.jp/yuino",
        );
        assert_eq!(m.subject, "Yui にお知らせが1件あります");
        assert!(
            m.text.contains("入退院の連絡")
                && m.text.contains("https://yui.example.jp/yuino/notices")
        );
        let links: Vec<&str> = m.text.split_whitespace().filter(|w| w.contains("://")).collect();
        assert_eq!(links.len(), 2, "{links:?}");
        assert!(!m.text.contains('?') && !m.text.contains(&testkit::id(1).to_string()));
    }

    #[test]
    fn a_push_says_as_little_and_holds_no_address() {
        let text = notice_push(3, "");
        assert!(text.contains("お知らせが3件あります") && text.contains("いろいろ"), "{text}");
        assert!(!text.contains('/') && text.len() < 300, "{text}");
    }

    #[test]
    fn a_device_is_called_by_browser_and_system() {
        let android = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36";
        assert_eq!(device_name(android), "Chrome（Android）");
        assert_eq!(
            device_name("Mozilla/5.0 (Windows NT 10.0) Chrome/150 Edg/150"),
            "Edge（Windows）"
        );
        assert_eq!(device_name("curl"), "ブラウザー（端末）");
    }

    #[test]
    fn every_kind_of_notice_belongs_somewhere() {
        assert_eq!(label(group("transitions.discharge")), "入退院の連絡");
        assert_eq!(label(group("accounts.year")), "そのほか");
        assert_eq!(Way::from_code("daily"), Some(Way::Daily));
        assert_eq!(Way::Off.code(), "off");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        assert_eq!(address(" ａ@example.jp ").as_deref(), Some("a@example.jp"));
        for bad in [
            "",
            "a",
            "a@b",
            "a@@b.c",
            "a b@c.d",
            "a@b.c\r\nBcc: x@y.z",
            "<a@b.c>",
            "あ@b.c",
            "a@.b",
            "a@b.",
        ] {
            assert_eq!(address(bad), None, "{bad:?}");
        }
    }
}
