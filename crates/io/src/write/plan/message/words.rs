//! The words of messages in three languages.

use crate::write::CaseKind;

/// A language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Korean.
    Korean,
    /// Japanese.
    Japanese,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::English, Self::Korean, Self::Japanese];

    /// ISO 639-1.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Korean => "ko",
            Self::Japanese => "ja",
        }
    }

    /// First and last line of a message.
    pub const fn band(self, kind: CaseKind) -> &'static str {
        match (self, kind) {
            (Self::English, CaseKind::Exercise) => "EXERCISE EXERCISE EXERCISE",
            (Self::Korean, CaseKind::Exercise) => "훈련 훈련 훈련 EXERCISE",
            (Self::Japanese, CaseKind::Exercise) => "訓練 訓練 訓練 EXERCISE",
            (Self::English, CaseKind::Real) => "REAL REAL REAL",
            (Self::Korean, CaseKind::Real) => "실제상황 실제상황 실제상황 REAL",
            (Self::Japanese, CaseKind::Real) => "実事案 実事案 実事案 REAL",
        }
    }
}

/// Declares the labels with their words: English, Korean, Japanese.
macro_rules! labels {
    ($($name:ident: $en:literal, $ko:literal, $ja:literal;)*) => {
        /// Words that stand in messages.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Label {
            $(#[doc = $en] $name,)*
        }

        impl Label {
            /// All of them.
            #[cfg(test)]
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The words.
            pub const fn word(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$name, Language::English) => $en,
                    (Self::$name, Language::Korean) => $ko,
                    (Self::$name, Language::Japanese) => $ja,)*
                }
            }
        }
    };
}

labels! {
    Unknown: "unknown", "미상", "不明";
    None: "none", "없음", "なし";
    Ship: "ship", "함선", "船艇";
    Boat: "boat", "구조정", "救助艇";
    Helicopter: "helicopter", "헬기", "回転翼機";
    FixedWing: "fixed-wing aircraft", "고정익기", "固定翼機";
    Uav: "unmanned aircraft", "무인기", "無人機";
    Usv: "unmanned surface craft", "무인수상정", "無人水上艇";
    Starboard: "starboard", "우현", "右舷";
    Port: "port", "좌현", "左舷";
    Control: "control", "통제", "統制";
    OnScene: "on-scene", "현장", "現場";
    Monitor: "monitor", "청취", "聴守";
    Press: "press", "언론", "報道";
    ActionTitle: "SEARCH ACTION PLAN", "수색 활동 계획", "捜索活動計画";
    SitrepTitle: "SITUATION REPORT (SITREP)", "상황 보고 (SITREP)", "状況報告 (SITREP)";
    Case: "Case", "사건", "事案";
    Title: "Title", "제목", "件名";
    Number: "SITREP number", "보고 번호", "報告番号";
    Issued: "Issued", "발신 일시", "発信日時";
    From: "From", "발신", "発";
    To: "To", "수신", "宛";
    PartSituation: "1. SITUATION", "1. 상황", "1. 状況";
    PartAreas: "2. SEARCH AREAS", "2. 수색 구역", "2. 捜索区域";
    PartExecution: "3. EXECUTION", "3. 수색 실시", "3. 捜索の実施";
    PartCoordination: "4. CO-ORDINATION", "4. 조정", "4. 調整";
    PartCommunications: "5. COMMUNICATIONS", "5. 통신", "5. 通信";
    PartReports: "6. REPORTS", "6. 보고", "6. 報告";
    WhatHappened: "What happened", "발생 경위", "発生状況";
    Craft: "Craft in distress", "조난 선박", "遭難船舶";
    Objects: "Search objects (class; %; persons; survival h; what it is)",
        "수색 대상 (분류; %; 인원; 생존 h; 내용)", "捜索対象 (分類; %; 人数; 生存 h; 内容)";
    SurvivalNote: "Survival times are a band; they never end a search by themselves.",
        "생존 시간은 추정 범위이며, 그 자체로 수색 종료의 근거가 되지 않음.",
        "生存時間は幅のある推定値であり、それだけを捜索打切りの根拠としない。";
    Datum: "Datum", "추정 위치 (datum)", "推定位置 (datum)";
    DatumTime: "Datum valid at", "추정 위치 기준 시각", "推定位置の基準時刻";
    Radius50: "50 % of the probability within", "50 % 확률 반경", "50 % 確率半径";
    Radius90: "90 % of the probability within", "90 % 확률 반경", "90 % 確率半径";
    Visibility: "Visibility", "시정", "視程";
    Waves: "Significant wave height", "유의파고", "有義波高";
    Cloud: "Cloud cover", "운량", "雲量";
    WindFrom: "Wind from", "풍향", "風向";
    WindSpeed: "Wind speed", "풍속", "風速";
    Water: "Water temperature", "수온", "海水温度";
    Area: "Area", "구역", "区域";
    Unit: "Unit", "수색 세력", "捜索勢力";
    Party: "Party", "소속", "所属";
    Kind: "Kind", "종류", "種別";
    Size: "Size", "면적", "面積";
    Corners: "Corners over ground", "대지 기준 꼭짓점", "対地での頂点";
    Task: "Task of area", "수색 임무 구역", "捜索任務区域";
    Pattern: "Pattern", "수색 방식", "捜索方式";
    Csp: "CSP", "수색 개시점 (CSP)", "捜索開始点 (CSP)";
    FirstLeg: "First leg (over ground)", "첫 구간 침로 (대지)", "最初の捜索線の針路 (対地)";
    FirstLegDrifting: "First leg (in the drifting frame)", "첫 구간 침로 (표류 좌표계)", "最初の捜索線の針路 (漂流座標系)";
    FrameNote: "Turns and first leg are over ground; creep and leg lengths are in the frame that moves with the drift followed.",
        "변침점과 첫 구간 침로는 대지 기준, 전진 방향과 구간 길이는 표류와 함께 움직이는 좌표계 기준.",
        "変針点と最初の捜索線の針路は対地、前進方向と捜索線の長さは漂流とともに動く座標系による。";
    Creep: "Creep", "전진 방향", "前進方向";
    FirstTurn: "First turn", "첫 변침", "最初の変針";
    Legs: "Search legs", "수색 구간 수", "捜索線数";
    LegLength: "Leg length", "수색 구간 길이", "捜索線の長さ";
    Spacing: "Track spacing", "수색 간격", "捜索間隔";
    SearchSpeed: "Search speed", "수색 속력", "捜索速力";
    AltitudeLow: "Height from", "고도 하한", "高度下限";
    AltitudeHigh: "Height to", "고도 상한", "高度上限";
    Height: "Height", "고도", "高度";
    DriftSet: "Follows drift to", "표류 보정 방향", "漂流補正方向";
    DriftSpeed: "Follows drift at", "표류 보정 속력", "漂流補正速力";
    Departure: "Departure", "출발", "出発";
    Previous: "Comes from area", "이전 수색 구역", "前の捜索区域";
    Next: "Goes on to area", "다음 수색 구역", "次の捜索区域";
    Commence: "Commence search", "수색 개시", "捜索開始";
    EndSearch: "End of search", "수색 종료", "捜索終了";
    Landing: "Back at base", "기지 복귀", "基地帰投";
    Detection: "Detection (class; sweep width NM; coverage)", "탐지 (분류; 유효 탐지폭 NM; 수색 밀도)",
        "探知 (分類; 有効捜索幅 NM; 捜索密度)";
    Waypoints: "Turns over ground (name; position; time; course; NM)", "대지 변침점 (이름; 위치; 시각; 침로; NM)",
        "対地変針点 (名称; 位置; 時刻; 針路; NM)";
    Unused: "Units without a task", "임무 미부여 세력", "任務のない勢力";
    Smc: "SAR mission co-ordinator (SMC)", "수색구조 임무 조정관 (SMC)", "捜索救助任務調整者 (SMC)";
    Osc: "On-scene co-ordinator (OSC)", "현장 조정관 (OSC)", "現場調整者 (OSC)";
    Aco: "Aircraft co-ordinator (ACO)", "항공기 조정관 (ACO)", "航空機調整者 (ACO)";
    WindowStart: "Search from", "수색 기간 시작", "捜索期間の開始";
    WindowEnd: "Search until", "수색 기간 종료", "捜索期間の終了";
    Pos: "Probability of success (POS)", "성공 확률 (POS)", "捜索成功確率 (POS)";
    Bound: "Of at most", "이론상 상한", "理論上の上限";
    AliveLow: "Expected share found alive, at least", "생존 발견 기대 비율 (하한)", "生存発見の期待割合 (下限)";
    AliveMiddle: "Expected share found alive, middle of the band", "생존 발견 기대 비율 (중앙값)", "生存発見の期待割合 (中央値)";
    AliveHigh: "Expected share found alive, at most", "생존 발견 기대 비율 (상한)", "生存発見の期待割合 (上限)";
    AliveNote: "The plan is made for survivors; POS and its bound count finds alive or not.",
        "이 계획은 생존자 발견을 목표로 작성되었으며, 성공 확률과 그 상한은 생존 여부와 무관함.",
        "本計画は生存者の発見を目的とする。捜索成功確率及びその上限は生死を問わない。";
    Cumulative: "Cumulative POS", "누적 성공 확률", "累積成功確率";
    AheadStart: "If nothing is found, next sortie from", "미발견 시 다음 수색 시작", "発見に至らない場合の次の捜索の開始";
    AheadEnd: "Next sortie until", "다음 수색 종료", "次の捜索の終了";
    AheadPos: "Expected POS of the next sortie", "다음 수색의 예상 성공 확률", "次の捜索の予想成功確率";
    AheadCumulative: "Expected POS of both and all before", "다음 수색까지 예상 누적 성공 확률", "次の捜索までの予想累積成功確率";
    AheadNote: "Look-ahead only, not tasking; the bound is of this search alone.",
        "전망일 뿐 임무 지시가 아니며, 상한은 이번 수색에만 해당함.",
        "見通しであり任務の付与ではない。上限は今回の捜索のみに対するもの。";
    Closed: "Keep out of", "진입 금지 구역", "立入禁止区域";
    SafetyNote: "Masters and pilots in command answer for the safety of their craft; report at once what can not be done as ordered.",
        "선장과 기장은 자기 선박과 항공기의 안전을 책임지며, 지시대로 수행할 수 없는 사항은 즉시 보고할 것.",
        "船長及び機長は自船自機の安全に責任を負い、指示どおり実施できない事項は直ちに報告すること。";
    LandNote: "Nothing here has been checked against charts for depth or obstructions.",
        "수심과 장애물은 해도로 확인되지 않았음.",
        "水深及び障害物は海図で確認されていない。";
    Warnings: "Cautions", "주의 사항 (영어 원문)", "注意事項 (英語原文)";
    Channels: "Channels (use; frequency)", "통신 채널 (용도; 주파수)", "通信チャンネル (用途; 周波数)";
    CallSigns: "Call signs (unit; call sign)", "호출부호 (세력; 호출부호)", "呼出符号 (勢力; 呼出符号)";
    ReportArrival: "Report on arrival and on commencing search, with weather on scene.",
        "도착 시와 수색 개시 시 현장 기상과 함께 보고할 것.",
        "到着時及び捜索開始時に現場気象とともに報告すること。";
    ReportHourly: "Report every hour: position, progress, weather, remaining endurance.",
        "매시 위치, 진행 상황, 기상, 잔여 체공 또는 항속 시간을 보고할 것.",
        "毎時、位置、進捗、気象及び残り行動可能時間を報告すること。";
    ReportSighting: "Report sightings at once, with position, time and what was seen.",
        "발견 시 위치, 시각, 발견 내용을 즉시 보고할 것.",
        "発見時は位置、時刻及び内容を直ちに報告すること。";
    ReportEnd: "Report at the end: track covered, areas left out, estimated detection, weather.",
        "종료 시 수색 항적, 미수색 구역, 추정 탐지율, 기상을 보고할 것.",
        "終了時は捜索航跡、未捜索区域、推定探知率及び気象を報告すること。";
    LetterA: "A. DISTRESS", "A. 조난 대상", "A. 遭難対象";
    LetterB: "B. POSITION", "B. 위치", "B. 位置";
    LetterC: "C. EVENTS", "C. 경위", "C. 経過";
    LetterD: "D. PERSONS", "D. 인원", "D. 人員";
    LetterE: "E. HELP WANTED", "E. 요청 사항", "E. 要請事項";
    LetterF: "F. CO-ORDINATING", "F. 조정 기관", "F. 調整機関";
    LetterG: "G. DESCRIPTION", "G. 선박 제원", "G. 船舶の特徴";
    LetterH: "H. WEATHER ON SCENE", "H. 현장 기상", "H. 現場気象";
    LetterI: "I. FIRST ACTIONS", "I. 초동 조치", "I. 初動措置";
    LetterJ: "J. SEARCH AREAS", "J. 수색 구역", "J. 捜索区域";
    LetterK: "K. CO-ORDINATION ON SCENE", "K. 현장 조정", "K. 現場調整";
    LetterL: "L. PLANS", "L. 향후 계획", "L. 今後の計画";
    LetterM: "M. REMARKS", "M. 기타", "M. その他";
    Help: "Help wanted", "요청 내용", "要請内容";
    Actions: "Actions so far", "조치 내용", "実施済みの措置";
    AreasOfUnits: "Areas (area; unit; pattern; CSP; commence; end)", "구역 (구역; 세력; 방식; CSP; 개시; 종료)",
        "区域 (区域; 勢力; 方式; CSP; 開始; 終了)";
    PersonsOf: "Persons (class; persons)", "인원 (분류; 인원)", "人員 (分類; 人数)";
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A label that begins another one would be read for it.
    #[test]
    fn labels_with_a_colon_are_all_different() {
        for language in Language::ALL {
            for (k, a) in Label::ALL.iter().enumerate() {
                let same = Label::ALL[..k].iter().find(|b| b.word(language) == a.word(language));
                assert!(same.is_none(), "{a:?} and {same:?} in {language:?}");
            }
        }
    }

    /// Numbers and Latin abbreviations are the same in every language: a label can not change a figure.
    #[test]
    fn digits_of_labels_are_equal() {
        for label in Label::ALL {
            let digits = |l: Language| label.word(l).chars().filter(char::is_ascii_digit).collect::<String>();
            assert_eq!(digits(Language::English), digits(Language::Korean), "{label:?}");
            assert_eq!(digits(Language::English), digits(Language::Japanese), "{label:?}");
        }
    }
}
