//! Who may do what with organisations and accounts.
use app::Permission;
use kernel::Hat;

const C: &str = "accounts";

/// Make, print and withdraw invitation codes.
pub static INVITE: Permission = Permission {
    code: "accounts.invitation.make",
    label: "招待コードをつくる",
    capability: C,
    hats: &[Hat::Coordinator, Hat::City, Hat::Operator],
};
/// Change one's own organisation's hours.
pub static CALENDAR: Permission = Permission {
    code: "accounts.calendar.change",
    label: "自分の事業所の営業日と時間を変える",
    capability: C,
    hats: &[
        Hat::CareManager,
        Hat::Hokatsu,
        Hat::Liaison,
        Hat::Provider,
        Hat::Coordinator,
        Hat::City,
    ],
};
/// See one's own settings.
pub static ME: Permission = Permission {
    code: "accounts.me.read",
    label: "自分の設定を見る",
    capability: C,
    hats: &Hat::STAFF,
};
/// Choose the wards at which one works.
pub static OWN_WARDS: Permission = Permission {
    code: "accounts.ward.own",
    label: "自分の病棟を選ぶ",
    capability: C,
    hats: &[Hat::Liaison, Hat::Ward, Hat::Doctor],
};

/// Say who stands in for whom in one's own organisation.
pub static DEPUTY: Permission = Permission {
    code: "accounts.deputy.set",
    label: "不在のときの代理を決める",
    capability: C,
    hats: &[
        Hat::CareManager,
        Hat::Hokatsu,
        Hat::Liaison,
        Hat::Ward,
        Hat::Doctor,
        Hat::Provider,
        Hat::Coordinator,
        Hat::City,
    ],
};

/// Look after one's own organisation's people: only its administrators, which the use case asks for.
pub static STAFF: Permission = Permission {
    code: "accounts.staff.manage",
    label: "自分の事業所の職員を招待し、退職を登録する（管理者だけ）",
    capability: C,
    hats: &[
        Hat::CareManager,
        Hat::Hokatsu,
        Hat::Liaison,
        Hat::Ward,
        Hat::Doctor,
        Hat::Provider,
        Hat::Coordinator,
        Hat::City,
        Hat::Operator,
    ],
};

/// Decide how crews sign in: digits of the PIN, minutes until it is asked for again, names on the screen or not.
pub static CREW_RULE: Permission = Permission {
    code: "accounts.crew.rule",
    label: "救急隊の端末の決まりを変える",
    capability: C,
    hats: &[Hat::Coordinator, Hat::City, Hat::Operator],
};
/// Open and shut the vendor's door. The vendor itself and the centre, which does not police, cannot.
pub static OPENINGS: Permission = Permission {
    code: "accounts.opening.manage",
    label: "保守の業者に時間を決めて開く",
    capability: C,
    hats: &[Hat::City, Hat::Operator],
};

/// Say which identity providers of cities and hospitals are trusted.
pub static PROVIDERS: Permission = Permission {
    code: "accounts.provider.manage",
    label: "市や病院のログインを登録する",
    capability: C,
    hats: &[Hat::City, Hat::Operator],
};

/// Words of the log for what is done with accounts behind these doors, and before any of them.
pub const ACTS: &[(&str, &str)] = &[
    ("accounts.application.confirm", "参加の申込みを確認する"),
    ("accounts.application.refuse", "参加の申込みを見送る"),
    ("accounts.application.send", "参加の申込みを送る"),
    ("accounts.crew.code", "救急隊の人にコードの紙を出す"),
    ("accounts.crew.pin", "救急隊の人が番号を決める"),
    ("accounts.deputy.act", "不在の人の代わりをする"),
    ("accounts.device.change", "救急隊の端末の登録を変える"),
    ("accounts.device.enrol", "救急隊の端末を登録する"),
    ("accounts.device.list", "救急隊の端末の一覧を見る"),
    ("accounts.invitation.issue", "職員を招待する"),
    ("accounts.invitation.use", "招待コードを使う"),
    ("accounts.login.change", "自分のログインを変える"),
    ("accounts.login.off", "ログインを止める"),
    ("accounts.login.on", "ログインを戻す"),
    ("accounts.opening.close", "保守の業者に閉じる"),
    ("accounts.opening.open", "保守の業者に開く"),
    ("accounts.opening.request", "保守の業者が画面を開く"),
    ("accounts.phone.close", "ご本人・ご家族の端末を閉じる"),
    ("accounts.phone.end", "ご本人・ご家族の端末の登録をやめる"),
    ("accounts.phone.set", "ご本人・ご家族が番号を決める"),
    ("accounts.provider.add", "市や病院のログインを加える"),
    ("accounts.provider.end", "市や病院のログインを外す"),
    ("accounts.roster.check", "名簿を読み、変わることを見る"),
    ("accounts.roster.import", "名簿を取りこむ"),
    ("accounts.signin", "ログインする"),
    ("accounts.staff.change", "職員の登録を変える"),
    ("accounts.staff.list", "職員の一覧を見る"),
    ("accounts.staff.read", "職員のページを見る"),
    ("accounts.temporary.allow", "きょうだけ使えるコードを出す"),
    ("accounts.temporary.use", "きょうだけ使えるコードで入る"),
    ("accounts.year.answer", "年度がわりの確認をする"),
];

/// The table.
pub const ALL: &[&Permission] =
    &[&INVITE, &CALENDAR, &ME, &OWN_WARDS, &DEPUTY, &STAFF, &CREW_RULE, &OPENINGS, &PROVIDERS];

#[cfg(test)]
mod tests {
    use std::path::Path;

    fn sources(dir: &Path, out: &mut String) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, out);
            } else {
                out.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn every_act_of_accounts_has_words_in_the_log() {
        let mut text = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
        let before = concat!("AuditEntry::act", "(\"");
        let acts: Vec<&str> =
            text.split(before).skip(1).filter_map(|t| t.split('"').next()).collect();
        assert!(acts.len() > 25, "{acts:?}");
        for act in acts {
            let known = super::ACTS.iter().any(|(code, _)| *code == act)
                || super::ALL.iter().any(|p| p.code == act);
            assert!(known, "{act} is shown as its code");
        }
    }
}
