//! Rooms, posts, who is asked and who has answered.
use kernel::{At, Hat, Id};

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $label:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),* }
        impl $name {
            /// All, in the order of forms.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// Stored code.
            pub const fn code(self) -> &'static str { match self { $($name::$variant => $code),* } }
            /// Word on pages.
            pub const fn label(self) -> &'static str { match self { $($name::$variant => $label),* } }
            /// From the code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.code() == code)
            }
        }
    };
}

coded! {
    /// What a post wants.
    PostKind {
        /// Tells; wants no answer.
        Report = "report", "報告";
        /// Asks for words.
        Consult = "consult", "相談";
        /// Asks for something to be done.
        Request = "request", "依頼";
        /// Asks for something soon. What cannot wait at all is for the telephone, and the form says so.
        Urgent = "urgent", "至急";
    }
}
coded! {
    /// Who reads it.
    Layer {
        /// The care team only.
        Team = "team", "支援チーム";
        /// The team, the person and the relatives who are named.
        Family = "family", "ご家族と";
    }
}
coded! {
    /// An answer of one press.
    Reply {
        /// 「了解」.
        Ack = "ack", "了解";
        /// 「担当ではありません」.
        NotMine = "not_mine", "担当ではありません";
    }
}

/// Said when taking back comes too late.
pub const RECALL_OVER: &str =
    "5分をすぎたため、取り消せません。まちがいは「訂正する」で直してください";
/// Said when somebody has opened it.
pub const RECALL_READ: &str =
    "もう読んだ人がいるため、取り消せません。まちがいは「訂正する」で直してください";

/// The layers that a hat reads. The person and the relatives read their own only.
pub fn layers_of(hat: Hat) -> &'static [Layer] {
    match hat {
        Hat::CareManager
        | Hat::Hokatsu
        | Hat::Liaison
        | Hat::Ward
        | Hat::Doctor
        | Hat::Provider
        | Hat::Coordinator
        | Hat::City => &[Layer::Team, Layer::Family],
        Hat::Resident | Hat::Family => &[Layer::Family],
        Hat::Crew | Hat::Vendor | Hat::Operator | Hat::System => &[],
    }
}

/// A room: of a resident, or a group.
#[derive(Debug, Clone)]
pub struct Room {
    /// Id.
    pub id: Id,
    /// Whose; none for a group.
    pub resident: Option<Id>,
    /// Name of a group; empty otherwise.
    pub name: String,
    /// What the group is for.
    pub purpose: String,
    /// Who founded it.
    pub organisation: Option<Id>,
    /// Since.
    pub at: At,
    /// A group that has ended takes no posts.
    pub closed_at: Option<At>,
}

/// A post.
#[derive(Debug, Clone)]
pub struct Post {
    /// Id.
    pub id: Id,
    /// Room.
    pub room: Id,
    /// Who reads it.
    pub layer: Layer,
    /// What it wants.
    pub kind: PostKind,
    /// The words.
    pub text: String,
    /// The post it answers.
    pub reply_to: Option<Id>,
    /// Until when an answer is asked for.
    pub due_at: Option<At>,
    /// The first answer that settled it.
    pub answered_at: Option<At>,
    /// Pinned since.
    pub pinned_at: Option<At>,
    /// By whom.
    pub pinned_by: String,
    /// Who wrote it.
    pub account: Option<Id>,
    /// For which organisation.
    pub organisation: Option<Id>,
    /// Name of who wrote it.
    pub name: String,
    /// Name of the organisation.
    pub office: String,
    /// When.
    pub at: At,
    /// From 1; more when it was corrected.
    pub version: i64,
    /// Taken back.
    pub cancelled_at: Option<At>,
    /// How many files hang on it.
    pub files: i64,
}

impl Post {
    /// Seconds in which the author can still take it back; 0 when that is over.
    pub fn recall_seconds(&self, now: At, minutes: i64) -> i64 {
        let over = self.at.plus_minutes(minutes);
        (over.millis() - now.millis()).div_euclid(1000).max(0)
    }
}

/// Somebody who is asked: an organisation, or one account of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct To {
    /// Organisation or account.
    pub party: Id,
    /// As shown.
    pub label: String,
}

/// An answer of one press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// To which post.
    pub post: Id,
    /// Who.
    pub account: Id,
    /// For which organisation.
    pub organisation: Id,
    /// What.
    pub what: Reply,
    /// Name.
    pub name: String,
    /// Organisation's name.
    pub office: String,
    /// With 担当ではありません: who is, as far as known.
    pub detail: String,
    /// When.
    pub at: At,
}

/// Somebody has opened a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Which.
    pub post: Id,
    /// Name.
    pub name: String,
    /// Organisation's name.
    pub office: String,
    /// When.
    pub at: At,
}

/// A former text of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its number.
    pub version: i64,
    /// Its text.
    pub text: String,
    /// Why it was corrected.
    pub reason: String,
    /// By whom.
    pub name: String,
    /// When.
    pub at: At,
}

/// A post to write.
#[derive(Debug, Clone)]
pub struct NewPost {
    /// Who reads it.
    pub layer: Layer,
    /// What it wants.
    pub kind: PostKind,
    /// The words.
    pub text: String,
    /// The post it answers.
    pub reply_to: Option<Id>,
    /// Until when; none = as the rules say for the kind.
    pub due_at: Option<At>,
    /// Who is asked.
    pub to: Vec<Id>,
    /// Vital signs.
    pub vitals: Vec<super::Vital>,
}

/// An answer as the rule of waiting sees it: by whom, and what (none = a post of words).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Account.
    pub account: Option<Id>,
    /// Organisation.
    pub organisation: Option<Id>,
    /// What; none = words.
    pub what: Option<Reply>,
}

/// Whose answer is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waiting {
    /// Nobody's.
    Nobody,
    /// Any answer of the room will do, and there is none.
    Anybody,
    /// Of these.
    These(Vec<Id>),
    /// All who were asked said that it is not theirs: the asker must ask somebody else.
    NotTheirs,
}

/// Does such an answer settle a post of this kind? 「了解」 settles a request; a question wants words.
pub fn settles(kind: PostKind, what: Option<Reply>) -> bool {
    match (kind, what) {
        (PostKind::Report, _) => false,
        (_, None) => true,
        (PostKind::Consult, Some(Reply::Ack)) | (_, Some(Reply::NotMine)) => false,
        (PostKind::Request | PostKind::Urgent, Some(Reply::Ack)) => true,
    }
}

/// Whose answer to a post is missing. Answers of its own author count for nothing.
pub fn waiting(post: &Post, to: &[To], answers: &[Asked]) -> Waiting {
    if post.due_at.is_none() || post.cancelled_at.is_some() {
        return Waiting::Nobody;
    }
    let others: Vec<&Asked> = answers.iter().filter(|a| a.account != post.account).collect();
    if to.is_empty() {
        let settled = others.iter().any(|a| settles(post.kind, a.what));
        return if settled { Waiting::Nobody } else { Waiting::Anybody };
    }
    let by = |party: Id, a: &Asked| a.organisation == Some(party) || a.account == Some(party);
    let open: Vec<Id> = to
        .iter()
        .map(|t| t.party)
        .filter(|p| {
            !others.iter().any(|a| {
                by(*p, a) && (settles(post.kind, a.what) || a.what == Some(Reply::NotMine))
            })
        })
        .collect();
    let settled = others.iter().any(|a| settles(post.kind, a.what));
    match (open.is_empty(), settled) {
        (false, _) => Waiting::These(open),
        (true, true) => Waiting::Nobody,
        (true, false) => Waiting::NotTheirs,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> Id {
        Id::from_bytes([n; 16])
    }

    fn post(kind: PostKind) -> Post {
        let at = testkit::noon_before();
        Post {
            id: id(1),
            room: id(2),
            layer: Layer::Team,
            kind,
            text: "x".into(),
            reply_to: None,
            due_at: (kind != PostKind::Report).then(|| at.plus_minutes(60)),
            answered_at: None,
            pinned_at: None,
            pinned_by: String::new(),
            account: Some(id(9)),
            organisation: Some(id(8)),
            name: "佐藤".into(),
            office: "結の里".into(),
            at,
            version: 1,
            cancelled_at: None,
            files: 0,
        }
    }

    fn to(n: u8) -> To {
        To { party: id(n), label: String::new() }
    }

    fn by(account: u8, organisation: u8, what: Option<Reply>) -> Asked {
        Asked { account: Some(id(account)), organisation: Some(id(organisation)), what }
    }

    #[test]
    fn a_report_waits_for_nobody() {
        assert_eq!(waiting(&post(PostKind::Report), &[to(20)], &[]), Waiting::Nobody);
    }

    #[test]
    fn an_ack_settles_a_request_but_no_question() {
        let ack = [by(21, 20, Some(Reply::Ack))];
        assert_eq!(waiting(&post(PostKind::Request), &[to(20)], &ack), Waiting::Nobody);
        assert_eq!(
            waiting(&post(PostKind::Consult), &[to(20)], &ack),
            Waiting::These(vec![id(20)])
        );
        let words = [by(21, 20, None)];
        assert_eq!(waiting(&post(PostKind::Consult), &[to(20)], &words), Waiting::Nobody);
    }

    #[test]
    fn each_who_is_asked_is_waited_for_and_anybody_where_nobody_is_named() {
        let p = post(PostKind::Consult);
        let one = [by(21, 20, None)];
        assert_eq!(waiting(&p, &[to(20), to(30)], &one), Waiting::These(vec![id(30)]));
        assert_eq!(waiting(&p, &[], &[]), Waiting::Anybody);
        assert_eq!(waiting(&p, &[], &one), Waiting::Nobody);
        // one account may be asked by itself
        assert_eq!(waiting(&p, &[to(21)], &one), Waiting::Nobody);
    }

    #[test]
    fn not_mine_gives_the_question_back_to_the_asker() {
        let p = post(PostKind::Request);
        let no = [by(21, 20, Some(Reply::NotMine))];
        assert_eq!(waiting(&p, &[to(20)], &no), Waiting::NotTheirs);
        assert_eq!(waiting(&p, &[], &no), Waiting::Anybody);
        let both = [no[0], by(31, 30, Some(Reply::Ack))];
        assert_eq!(waiting(&p, &[to(20), to(30)], &both), Waiting::Nobody);
    }

    #[test]
    fn what_the_asker_says_is_no_answer() {
        let own = [by(9, 8, None)];
        assert_eq!(waiting(&post(PostKind::Consult), &[], &own), Waiting::Anybody);
    }
}
