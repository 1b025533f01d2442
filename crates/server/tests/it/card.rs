//! ご本人・ご家族 over HTTP: a printed card, a word that is on no paper, a PIN, わたしのページ; guessed by nobody, ended at once.
use accounts::model::password;
use db::{Stmt, Value};
use kernel::Id;
use people::model::card::{Secrets, birth_word, proof, read_code, token_hash};

use crate::client::{Answer, Server, Visitor};
use crate::crew::press;
use crate::identities::leave_alone;
use crate::yui::{Yui, in_both};

const MIYO: &[(&str, &str)] = &[
    ("name", "高橋 ミヨ"),
    ("kana", "たかはし みよ"),
    ("birth.era", "S"),
    ("birth.y", "15"),
    ("birth.m", "5"),
    ("birth.d", "3"),
    ("sex", "female"),
    ("care_level", "22"),
    ("consent_method", "written"),
    ("consent_on", "2026-04-01"),
];
const BIRTH: &[(&str, &str)] =
    &[("birth.era", "S"), ("birth.y", "15"), ("birth.m", "5"), ("birth.d", "3")];

fn town(place: Yui) -> Server {
    place.region("mura", &["--demo"]);
    let words = [
        "organisation",
        "add",
        "--name",
        "みずほ居宅",
        "--kana",
        "みずほ",
        "--kind",
        "care_management",
        "--reason",
        "試験",
    ];
    place.at("mura", &words).done();
    Server::start(place)
}

/// A care manager: in a demonstration region (real ones take no residents yet) the printed code alone lets one in.
fn enter(s: &Server, v: &mut Visitor<'_>) {
    let words = [
        "invite",
        "--organisation",
        "みずほ居宅",
        "--name",
        "佐藤 花子",
        "--kana",
        "さとう",
        "--hat",
        "cm",
        "--reason",
        "試験",
    ];
    let out = s.place.at("mura", &words).done().out;
    let a = v.post("/mura/join", &[("code", out.split(' ').nth(1).unwrap())]);
    assert_eq!(a.status, 303, "{}", a.body);
}

/// Registers somebody: the path of their page.
fn registered(cm: &mut Visitor<'_>, change: &[(&str, &str)]) -> String {
    let form: Vec<(&str, &str)> = MIYO
        .iter()
        .map(|(k, v)| *change.iter().find(|(c, _)| c == k).unwrap_or(&(*k, *v)))
        .collect();
    let a = press(cm, "/mura/people/new", "/mura/people/new", &form);
    assert_eq!(a.status, 303, "{}", a.body);
    a.header("location").to_string()
}

/// The paper goes out as a PDF; what is on it is put in the place of known signs, so that the test can type them.
fn printed(
    s: &Server,
    page: &Answer,
    seed: u8,
    word: &str,
    account: Option<&str>,
) -> (String, String) {
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, "application/pdf"),
        "{}",
        page.body
    );
    let secrets = Secrets::from_bytes(&[seed; 24]);
    let (token, code) = (secrets.token(), secrets.code());
    let plain = read_code(&code).unwrap();
    let kept = password::keep(&proof(&token, &plain, word), &[seed; password::SALT_BYTES]).unwrap();
    const PUT: Stmt = Stmt {
        name: "test.PUT",
        sql: "UPDATE people_card SET token_hash = $1, proof = $2 WHERE used_at IS NULL AND ended_at IS NULL AND (account = $3 OR $3 = '')",
    };
    let values =
        [token_hash(&token), kept, account.unwrap_or_default().to_string()].map(Value::Text);
    let n = s.place.store("mura").write(move |tx| tx.exec(PUT, &values)).unwrap();
    assert_eq!(n, 1, "one paper is out");
    (format!("/mura/card/{token}"), code)
}

fn card_id(cm: &mut Visitor<'_>, person: &str) -> String {
    let page = cm.get(&format!("{person}/cards")).body;
    page.split("/cards/")
        .find_map(|t| t.split('/').next().filter(|i| i.parse::<Id>().is_ok()))
        .unwrap()
        .into()
}

/// Code and word, then the PIN.
fn answer(v: &mut Visitor<'_>, at: &str, code: &str, word: &[(&str, &str)]) -> Answer {
    v.post(at, &[&[("code", code)], word].concat())
}

fn choose(v: &mut Visitor<'_>, at: &str, step: &str, pin: &str, again: &str) -> Answer {
    v.post(&format!("{at}/number"), &[("step", step), ("pin", pin), ("again", again)])
}

fn begun(v: &mut Visitor<'_>, at: &str, code: &str, word: &[(&str, &str)], pin: &str) {
    let a = answer(v, at, code, word);
    assert_eq!(a.status, 200, "{}", a.body);
    let a = choose(v, at, &a.value("step").unwrap(), pin, pin);
    assert_eq!((a.status, a.header("location")), (303, "/mura/my"), "{}", a.body);
}

#[test]
fn a_card_a_birth_date_and_a_pin_open_ones_own_page_and_nothing_else() {
    in_both(|place| {
        let s = town(place);
        let mut cm = s.visitor();
        enter(&s, &mut cm);
        let person = registered(&mut cm, &[]);
        let other = registered(
            &mut cm,
            &[("name", "菊池 正"), ("kana", "きくち ただし"), ("birth.d", "4")],
        );
        let cards = format!("{person}/cards");
        assert_eq!(press(&mut cm, &cards, &cards, &[]).status, 422, "for whom is asked");
        let paper = press(&mut cm, &cards, &cards, &[("basis", "self")]);
        let birth = birth_word("1940-05-03".parse().unwrap());
        let (at, code) = printed(&s, &paper, 21, &birth, None);

        // the page says nobody's name, and an address of nobody's looks the same
        let mut phone = s.visitor();
        phone.network = "198.51.100.30".into();
        let page = phone.get(&at);
        assert!(page.status == 200 && !page.body.contains("高橋"), "{}", page.body);
        let none = phone.get(&format!("/mura/card/{}", "a".repeat(32)));
        assert_eq!(page.body.len(), none.body.len());
        assert_eq!(phone.get("/mura/my").header("location"), "/mura/my/enter?next=%2Fmy");
        assert!(phone.get("/mura/my/enter").body.contains("まだカードを使っていません"));
        let wrong = [("birth.era", "S"), ("birth.y", "15"), ("birth.m", "5"), ("birth.d", "4")];
        assert_eq!(answer(&mut phone, &at, &code, &wrong).status, 422);
        assert_eq!(answer(&mut phone, &at, "", BIRTH).status, 422);
        assert_eq!(answer(&mut phone, &at, &code, &[]).status, 422);
        let a = answer(&mut phone, &at, &code.to_lowercase(), BIRTH);
        assert_eq!(a.status, 200, "{}", a.body);
        let step = a.value("step").unwrap();
        for (pin, again, said) in [
            ("150503", "150503", "当てられやすい"),
            ("123456", "123456", "当てられやすい"),
            ("4815", "4815", "6つ"),
            ("481592", "481593", "2つの番号がちがいます"),
        ] {
            let a = choose(&mut phone, &at, &step, pin, again);
            assert!(a.status == 422 && a.body.contains(said), "{said}: {}", a.body);
            assert!(!a.body.contains("481592"), "a PIN is never sent back");
        }
        assert_eq!(choose(&mut phone, &at, &"0".repeat(64), "481592", "481592").status, 422);
        let a = choose(&mut phone, &at, &step, "481592", "481592");
        assert_eq!((a.status, a.header("location")), (303, "/mura/my"), "{}", a.body);
        assert!(a.cookie("yui_device").unwrap().contains("HttpOnly; SameSite=Lax"));
        assert_eq!(choose(&mut phone, &at, &step, "481592", "481592").status, 422, "used up");

        // one's own page, and no other
        let my = phone.get("/mura/my");
        assert!(my.status == 200 && my.body.contains("高橋 ミヨ") && !my.body.contains("菊池"));
        assert!(my.body.contains("誰に見えるか") && my.body.contains("class=\"form-col my\""));
        assert_eq!(phone.get("/mura/").header("location"), "/mura/my");
        for page in [
            "/mura/my/see",
            "/mura/my/seen",
            "/mura/my/consent",
            "/mura/my/family",
            "/mura/my/phone",
        ] {
            let a = phone.get(page);
            assert_eq!(a.status, 200, "{page}: {}", a.body);
        }
        assert!(phone.get("/mura/my/see").body.contains("みずほ居宅"));
        for shut in [
            "/mura/people",
            "/mura/staff",
            "/mura/search",
            "/mura/me",
            "/mura/directory",
            "/mura/audit",
            &person,
            &other,
            &cards,
            &format!("{person}/consent"),
            &format!("{person}/seen"),
        ] {
            assert!(matches!(phone.get(shut).status, 403 | 404), "{shut}");
        }

        // the session is good on this phone alone
        let mut thief = s.visitor();
        thief.cookies.insert("yui_session".into(), phone.cookies["yui_session"].clone());
        assert_eq!(thief.get("/mura/my").status, 303, "elsewhere it is dead");
        assert_eq!(thief.post("/mura/my/enter", &[("pin", "481592")]).status, 422);
        assert_eq!(phone.get("/mura/my").status, 303, "and was ended, too");
        assert_eq!(phone.get("/mura/login").header("location"), "/mura/my/enter?next=%2F");
        let door = phone.get("/mura/my/enter");
        assert!(door.body.contains("あなたの番号") && !door.body.contains("高橋"), "{}", door.body);
        assert_eq!(phone.post("/mura/my/enter", &[("pin", "481593")]).status, 422);
        let a = phone.post("/mura/my/enter", &[("pin", "４８１５９２"), ("next", "/my/see")]);
        assert_eq!((a.status, a.header("location")), (303, "/mura/my/see"), "{}", a.body);

        // locked while nobody is there: the PIN opens it
        leave_alone(&s, 20);
        assert!(phone.get("/mura/my").header("location").starts_with("/mura/login/again"));
        assert!(!phone.get("/mura/login/again").body.contains("高橋"));
        let again = [("pin", "481592"), ("next", "/my")];
        assert_eq!(phone.post("/mura/login/again", &again).status, 303);
        assert_eq!(phone.get("/mura/my").status, 200);

        // consent in three taps: the link, the summary, the button
        assert_eq!(
            press(&mut phone, "/mura/my/consent", "/mura/my/consent/withdraw", &[]).status,
            303
        );
        assert!(phone.get("/mura/my/consent").body.contains("いま、同意はありません"));
        assert!(cm.get(&format!("{person}/consent")).body.contains("いま有効な同意はありません"));

        // ended by who made it: out with the next request, and its PIN is worth nothing
        let id = card_id(&mut cm, &person);
        assert_eq!(press(&mut cm, &cards, &format!("{other}/cards/{id}/end"), &[]).status, 404);
        assert_eq!(press(&mut cm, &cards, &format!("{cards}/{id}/end"), &[]).status, 303);
        assert_eq!(phone.get("/mura/my").status, 303, "out at once");
        assert_eq!(phone.post("/mura/my/enter", &[("pin", "481592")]).status, 422);
        assert!(phone.get("/mura/my/enter").body.contains("まだカードを使っていません"));
        let log = s
            .place
            .at("mura", &["--persons", "--reason", "試験", "audit", "export", "--ndjson"])
            .done()
            .out;
        for act in [
            "people.card.make",
            "people.card.use",
            "accounts.phone.set",
            "people.my.read",
            "people.my.own",
        ] {
            assert!(log.contains(act), "{act}");
        }
        assert!(!log.contains(&at[11..]), "no address of a card in the log");
    });
}

#[test]
fn a_relative_sees_their_own_part_and_the_person_ends_the_card_with_two_taps() {
    in_both(|place| {
        let s = town(place);
        let mut cm = s.visitor();
        enter(&s, &mut cm);
        let person = registered(&mut cm, &[]);
        let cards = format!("{person}/cards");
        let paper = press(&mut cm, &cards, &cards, &[("basis", "self")]);
        let (at, code) = printed(&s, &paper, 31, &birth_word("1940-05-03".parse().unwrap()), None);
        let mut phone = s.visitor();
        phone.network = "198.51.100.31".into();
        begun(&mut phone, &at, &code, BIRTH, "481592");
        let new = [
            ("basis", "relative"),
            ("name", "高橋 一郎"),
            ("relation", "長男"),
            ("kinds", "room"),
            ("heard_by", "佐藤 花子"),
        ];
        assert_eq!(press(&mut cm, &cards, &cards, &new).status, 422, "a word is asked for");
        let with = [&new[..], &[("word", "１２３４")]].concat();
        let paper = press(&mut cm, &cards, &cards, &with);
        let (at, code) = printed(&s, &paper, 32, "1234", None);
        let mut son = s.visitor();
        son.network = "198.51.100.32".into();
        assert!(son.get(&at).body.contains("合言葉"));
        begun(&mut son, &at, &code, &[("word", "1234")], "739164");
        let my = son.get("/mura/my");
        assert!(my.status == 200 && my.body.contains("高橋 ミヨ さんのページ"), "{}", my.body);
        assert!(!my.body.contains("誰に見えるか"));
        for shut in ["/mura/my/see", "/mura/my/seen", "/mura/my/consent", "/mura/my/family"] {
            assert_eq!(son.get(shut).status, 403, "{shut}");
        }
        let family = phone.get("/mura/my/family");
        assert!(family.body.contains("高橋 一郎（長男）") && family.body.contains("やりとり"));
        let end = family.body.split("action=\"").find(|t| t.contains("/my/family/")).unwrap();
        let end = end.split('"').next().unwrap().to_string();
        let nobody = "/mura/my/family/01926446-9400-7000-8000-000000000000/end";
        assert_eq!(press(&mut phone, "/mura/my/family", nobody, &[]).status, 404);
        assert_eq!(press(&mut phone, "/mura/my/family", &end, &[]).status, 303);
        assert_eq!(son.get("/mura/my").status, 303, "out at once");
        assert!(phone.get("/mura/my/family").body.contains("いません"));
        // one's own phone
        let a = press(&mut phone, "/mura/my/phone", "/mura/my/phone/end", &[]);
        assert_eq!(a.status, 303);
        assert!(phone.get("/mura/my/enter").body.contains("まだカードを使っていません"));
        let renew = card_id(&mut cm, &person);
        assert!(cm.get(&cards).body.contains("新しい紙を印刷する"), "{renew}");
    });
}

#[test]
fn guessing_is_bounded_by_card_by_network_and_by_pin() {
    in_both(|place| {
        let s = town(place);
        let mut cm = s.visitor();
        enter(&s, &mut cm);
        let person = registered(&mut cm, &[]);
        let cards = format!("{person}/cards");
        let birth = birth_word("1940-05-03".parse().unwrap());
        let paper = press(&mut cm, &cards, &cards, &[("basis", "self")]);
        let (at, code) = printed(&s, &paper, 41, &birth, None);
        // five on the card, from anywhere, whatever it is that is wrong
        for n in 0..5 {
            let mut v = s.visitor();
            v.network = format!("198.51.{n}.9");
            let word = [("birth.era", "S"), ("birth.y", "15"), ("birth.m", "6"), ("birth.d", "1")];
            assert_eq!(answer(&mut v, &at, &code, &word).status, 422, "{n}");
        }
        let mut phone = s.visitor();
        phone.network = "198.51.100.41".into();
        assert_eq!(answer(&mut phone, &at, &code, BIRTH).status, 422, "closed");
        assert!(cm.get(&cards).body.contains("5回まちがえたので閉じました"));
        assert!(cm.get("/mura/notices").body.contains("カードの入力が5回ちがった"));
        // a new paper for the same card
        let id = card_id(&mut cm, &person);
        let paper = press(&mut cm, &cards, &format!("{cards}/{id}/renew"), &[]);
        let (at, code) = printed(&s, &paper, 42, &birth, Some(&id));
        begun(&mut phone, &at, &code, BIRTH, "481592");
        // sixty from one network, at whatever card
        let mut far = s.visitor();
        far.network = "192.0.2.77".into();
        let mut heard = 0;
        for n in 0..70 {
            let nobody = format!("/mura/card/{n:032x}");
            heard += usize::from(answer(&mut far, &nobody, &code, BIRTH).status == 422);
        }
        assert_eq!(heard, 60);
        // five PINs in a quarter of an hour
        let mut said = Vec::new();
        for _ in 0..6 {
            said.push(phone.post("/mura/my/enter", &[("pin", "900001")]).status);
        }
        assert_eq!(said, [422, 422, 422, 422, 422, 429]);
        assert_eq!(phone.post("/mura/my/enter", &[("pin", "481592")]).status, 429);
    });
}
