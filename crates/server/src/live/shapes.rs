//! What is said about calls in JSON, by programs to the server and by the server to programs.

use evidence::judgement::{Advice, Confrontation, Judgement, Level, Refutation};
use evidence::judgement::{Statement, StoryChange};
use evidence::knowledge::Knowledge;
use evidence::plain::act;
use evidence::transcript::Side;
use hear::call::Call;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a call begins. Nothing of it is written anywhere unless `keep` is true.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Beginning {
    /// How the call came about: an id of the contexts, such as `they-rang-me`.
    pub context: Option<String>,
    /// The country (ISO 3166-1, two letters); none takes that of the case's client.
    pub country: Option<String>,
    /// Whether the call is kept in a case.
    pub keep: bool,
    /// The case in which it is kept: its number or its id; none opens a new one.
    pub case: Option<String>,
}

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Saying {
    /// The words.
    pub text: String,
    /// Who said it.
    #[serde(default)]
    pub side: Speaker,
    /// When, in milliseconds from the beginning of the call; none means now.
    #[serde(default)]
    pub start_ms: Option<u64>,
    /// A name for this saying: the same key twice is heard once, so a lost answer can be asked for
    /// again.
    #[serde(default)]
    pub key: Option<String>,
}

/// Who speaks.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Speaker {
    /// The side whose claims are examined.
    Caller,
    /// The one who is rung.
    Callee,
    /// To be worked out from the words.
    #[default]
    Unknown,
}

impl From<Speaker> for Side {
    fn from(speaker: Speaker) -> Self {
        match speaker {
            Speaker::Caller => Self::Caller,
            Speaker::Callee => Self::Callee,
            Speaker::Unknown => Self::Unknown,
        }
    }
}

impl From<Side> for Speaker {
    fn from(side: Side) -> Self {
        match side {
            Side::Caller => Self::Caller,
            Side::Callee => Self::Callee,
            Side::Unknown => Self::Unknown,
        }
    }
}

/// What whoever follows a call puts right; what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Correction {
    /// How the call came about: an id of the contexts; an empty one means that nobody knows.
    pub context: Option<String>,
    /// All that has happened: ids such as `connected`.
    pub happened: Option<Vec<String>>,
    /// Of whoever spoke at this turn, `side` is told.
    pub turn: Option<usize>,
    /// Of this voice, counted from 0 in the order of first words, `side` is told.
    pub voice: Option<usize>,
    /// The side of `turn` or `voice`.
    pub side: Option<Speaker>,
    /// Takes the caller side for the other one, and the other way round.
    pub switch_sides: bool,
    /// It is no scam, says whoever follows it; false takes that back.
    pub not_a_scam: Option<bool>,
}

/// Where a saying stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema, ToSchema)]
pub struct Heard {
    /// Its turn, counted from 0; none where there were no words in it.
    pub turn: Option<usize>,
}

/// How many sayings were taken from what was pasted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, ToSchema)]
pub struct Pasted {
    /// So many.
    pub utterances: usize,
    /// What had to be mended or left out, in sentences.
    pub problems: Vec<String>,
}

/// A call in the list.
#[derive(Debug, Clone, Serialize, JsonSchema, ToSchema)]
#[schemars(rename = "CallLine")]
#[schema(as = CallLine)]
pub struct Line {
    /// Its name in addresses.
    pub id: String,
    /// When it began.
    #[schemars(with = "String")]
    #[schema(value_type = String, format = DateTime)]
    pub began: Timestamp,
    /// Whether it is over.
    pub is_over: bool,
    /// Where it is heard.
    pub held: Held,
    /// The case in which it is kept; none where it is not kept.
    pub case: Option<String>,
    /// How many turns were heard.
    pub turns: usize,
    /// The level of its verdict.
    #[schemars(with = "String")]
    #[schema(value_type = String)]
    pub level: Level,
    /// How likely it is a scam, from 0 to 1.
    pub probability: f64,
    /// Whether too little was said for a verdict.
    pub abstained: bool,
}

/// Where a call is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "CallHeld")]
#[schema(as = CallHeld)]
pub enum Held {
    /// By this server.
    Here,
    /// By another server that shares the casebook: it can be watched here.
    Elsewhere,
    /// By none: its server is gone, and whoever says something in it takes it up here.
    Nowhere,
}

/// A turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, ToSchema)]
pub struct Turn {
    /// Its number, from 0.
    pub turn: usize,
    /// Who spoke, as far as it is known.
    pub side: Speaker,
    /// What the voice is called while its side is not known; empty where voices are not told apart.
    pub voice: String,
    /// When it began, in milliseconds from the beginning of the call.
    pub start_ms: Option<u64>,
    /// What was said.
    pub text: String,
}

impl Turn {
    /// The turns of a call from one on.
    #[must_use]
    pub fn from(call: &Call<'_>, turn: usize) -> Vec<Self> {
        (turn..call.utterances.len()).map(|turn| Self::of(call, turn)).collect()
    }

    /// One turn of a call.
    #[must_use]
    pub fn of(call: &Call<'_>, turn: usize) -> Self {
        let said = &call.utterances[turn];
        Self {
            turn,
            side: call.side(turn).into(),
            voice: said.speaker.clone(),
            start_ms: said.start_ms,
            text: said.text.clone(),
        }
    }
}

/// What a call amounts to, in words and as it was found. The whole sum with its weights is in
/// `judgement` of the call.
#[derive(Debug, Clone, Serialize, JsonSchema, ToSchema)]
#[schemars(rename = "CallStanding")]
#[schema(as = CallStanding)]
pub struct Standing {
    /// How many turns it is made of.
    pub turns: usize,
    /// The level of the verdict.
    #[schemars(with = "String")]
    #[schema(value_type = String)]
    pub level: Level,
    /// How likely it is a scam, from 0 to 1.
    pub probability: f64,
    /// Whether too little was said for a verdict.
    pub abstained: bool,
    /// Two or three words.
    pub headline: String,
    /// What to believe.
    pub sentence: String,
    /// What to do, or not to do, now.
    pub steps: Vec<String>,
    /// Of calls like this one, how many are scams; none while too little was said.
    pub share: Option<String>,
    /// What to do, and what to ask next.
    #[schema(value_type = Object)]
    pub advice: Advice,
    /// What they claim.
    #[schema(value_type = Vec<Object>)]
    pub statements: Vec<Statement>,
    /// Where they changed their story.
    #[schema(value_type = Vec<Object>)]
    pub story_changes: Vec<StoryChange>,
    /// What is false, and who says so.
    #[schema(value_type = Vec<Object>)]
    pub refutations: Vec<Refutation>,
    /// What the machine answers.
    #[schema(value_type = Vec<Object>)]
    pub confrontations: Vec<Confrontation>,
    /// Whoever follows it says that it is no scam.
    pub is_cleared: bool,
}

impl Standing {
    /// What a call amounts to now.
    #[must_use]
    pub fn of(call: &Call<'_>, knowledge: &Knowledge) -> Self {
        let judgement = &call.judgement;
        let act = act(judgement, &call.circumstances, knowledge);
        Self {
            turns: call.utterances.len(),
            level: judgement.verdict.level,
            probability: judgement.verdict.probability,
            abstained: judgement.verdict.abstained,
            headline: act.headline.to_owned(),
            sentence: act.sentence.to_owned(),
            steps: act.steps,
            share: act.share,
            advice: judgement.advice.clone(),
            statements: judgement.statements.clone(),
            story_changes: judgement.story_changes.clone(),
            refutations: judgement.refutations.clone(),
            confrontations: judgement.confrontations.clone(),
            is_cleared: call.is_cleared,
        }
    }
}

/// A call with all that is known of it.
#[derive(Debug, Clone, Serialize, JsonSchema, ToSchema)]
pub struct Whole {
    /// The call, as in the list.
    #[serde(flatten)]
    pub line: Line,
    /// The number of the call within its case.
    pub case_part: Option<u64>,
    /// How it came about.
    pub context: Option<String>,
    /// The country.
    pub country: Option<String>,
    /// What has happened.
    pub happened: Vec<String>,
    /// What was said.
    pub utterances: Vec<Turn>,
    /// What it amounts to.
    pub standing: Standing,
    /// The judgement with each reason and its weight.
    #[schema(value_type = Object)]
    pub judgement: Judgement,
}

/// How far the hearing has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, JsonSchema, ToSchema)]
pub struct Hearing {
    /// Milliseconds of the call that were heard.
    pub heard_ms: u64,
    /// Milliseconds of sound that wait to be turned into words.
    pub backlog_ms: u64,
    /// How loud it is now, from 0 to 1; none where there is no sound.
    pub level: Option<f32>,
}
