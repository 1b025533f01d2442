//! The rates of the survey: key, name, and what is divided by what.

macro_rules! rates {
    ($($name:ident = $code:literal, $label:literal, $definition:literal;)*) => {
        /// A rate.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum R { $(#[doc = $label] $name),* }

        impl R {
            /// All, in the order of the JSON.
            pub const ALL: &'static [R] = &[$(R::$name),*];

            /// Key in the JSON.
            pub const fn code(self) -> &'static str { match self { $(R::$name => $code),* } }

            /// Name on pages.
            pub const fn label(self) -> &'static str { match self { $(R::$name => $label),* } }

            /// What is divided by what.
            pub const fn definition(self) -> &'static str { match self { $(R::$name => $definition),* } }

            /// From its key.
            pub fn from_code(code: &str) -> Option<R> {
                R::ALL.iter().copied().find(|r| r.code() == code)
            }
        }

        /// The rates, in the order of the JSON: key and name.
        pub const RATES: &[(&str, &str)] = &[$(($code, $label)),*];
    };
}

rates! {
    AdmissionContact = "admission_contact", "入院連絡率", "ケアマネジャーから病院へ連絡した入院（提供書だけを送ったものを含む） ÷ 入院";
    SheetSent = "sheet_sent", "入院時情報提供書を送った割合", "入院時情報提供書を送った入院 ÷ 入院";
    PlanningContact = "planning_contact", "退院調整開始の連絡があった割合", "退院調整開始の連絡があった退院 ÷ 退院（死亡・転院、調査票の分を除く）";
    DischargeContact = "discharge_contact", "退院連絡率", "退院日までに病院から退院日の連絡があった退院 ÷ 退院（死亡・転院を除く）";
    FiveDaysBefore = "five_days_before", "退院5日以上前連絡割合", "8日以上前と5〜7日前 ÷ 退院日の連絡があった退院（時期の不明を含む）";
    FiveDaysBeforeKnown = "five_days_before_known", "退院5日以上前連絡割合（不明を除く）", "8日以上前と5〜7日前 ÷ 退院日の連絡があった退院（時期の不明を除く）";
    RecordReceived = "record_received", "退院・退所情報記録書がある割合", "退院・退所情報記録書がある退院 ÷ 退院（死亡・転院、調査票の分を除く）";
    FeeAdmission1 = "fee_admission_1", "加算(Ⅰ)のめやす", "入院時情報連携加算(Ⅰ)の期限までに提供書を送った入院 ÷ 入院";
    FeeAdmission2 = "fee_admission_2", "加算(Ⅱ)のめやす", "入院時情報連携加算(Ⅱ)の期限までに提供書を送った入院 ÷ 入院";
    SheetReceived = "sheet_received", "入院時情報提供書が受け取られた割合", "病院が「受け取りました」と伝えたか返事をした入院 ÷ 提供書を送った入院（調査票の分を除く）";
    DayBeforeOrSame = "day_before_or_same", "前日・当日の連絡割合", "前日と当日 ÷ 退院日の連絡があった退院（時期の不明を含む）";
    ConferenceHeld = "conference_held", "退院前カンファ実施率", "退院前カンファを開いた退院 ÷ 退院（死亡・転院を除く。調査票で答えがないものを除く）";
    ConferenceDecided = "conference_decided", "カンファを開くか決めた割合", "開いた、または理由を書いて「開かない」とした退院 ÷ 退院（死亡・転院、調査票の分を除く）";
    PapersHanded = "papers_handed", "退院の書類が渡された割合", "退院時サマリーなどの書類が渡された退院 ÷ 退院（死亡・転院を除く。調査票で答えがないものを除く）";
    PapersReceived = "papers_received", "退院の書類が受け取られた割合", "事業所が「受け取りました」と伝えた退院 ÷ 退院（死亡・転院、調査票の分を除く）";
    WishTold = "wish_told", "退院先の希望が伝えられた割合", "本人の退院先の希望が相手に伝えられた退院 ÷ 退院（死亡・転院、調査票の分を除く）";
    WishMet = "wish_met", "希望した所へ退院した割合", "最後に聞いた希望と同じ所へ退院した退院 ÷ 希望が記録された退院（死亡・転院、調査票の分を除く）";
    DentalStopped = "dental_stopped", "歯科の受診が中断していた割合", "入院で歯科が中断していた退院 ÷ 歯科の再開を確かめた退院（死亡・転院、調査票の分を除く）";
    DentalResumed = "dental_resumed", "歯科の再開率", "歯科の再開の手はずがついた退院 ÷ 入院で歯科が中断していた退院（死亡・転院、調査票の分を除く）";
    FacilityAccepted = "facility_accepted", "施設の医療処置の受入率", "「受けられます」か「条件つき」の返事があった退院 ÷ 医療処置を問い合わせて返事があった退院（死亡・転院を含む）";
    FeeDischarge1i = "fee_discharge_1i", "退院・退所加算(Ⅰ)イのめやす", "会議なし・聞き取り1日の退院 ÷ 退院（死亡・転院を除く）";
    FeeDischarge1ro = "fee_discharge_1ro", "退院・退所加算(Ⅰ)ロのめやす", "会議で・聞き取り1日の退院 ÷ 退院（死亡・転院を除く）";
    FeeDischarge2i = "fee_discharge_2i", "退院・退所加算(Ⅱ)イのめやす", "会議なし・聞き取り2日以上の退院 ÷ 退院（死亡・転院を除く）";
    FeeDischarge2ro = "fee_discharge_2ro", "退院・退所加算(Ⅱ)ロのめやす", "会議を含む聞き取り2日の退院 ÷ 退院（死亡・転院を除く）";
    FeeDischarge3 = "fee_discharge_3", "退院・退所加算(Ⅲ)のめやす", "会議を含む聞き取り3日以上の退院 ÷ 退院（死亡・転院を除く）";
    Readmitted30 = "readmitted_30", "30日以内の再入院", "退院から30日以内に入院（予定の入院を含む）した退院 ÷ 退院（死亡・転院、調査票の分を除く）。期間の終わりから30日たつまでは少なく出ます";
}

impl R {
    /// Those of 退院・退所加算, in the order of [`super::DischargeFee::ALL`].
    pub const DISCHARGE_FEES: [R; 5] = [
        R::FeeDischarge1i,
        R::FeeDischarge1ro,
        R::FeeDischarge2i,
        R::FeeDischarge2ro,
        R::FeeDischarge3,
    ];
}
