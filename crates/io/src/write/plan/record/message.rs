//! What messages tell besides the plan.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who sends the messages to whom, and what they tell besides the plan. What is empty is written as unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MessageFacts {
    /// Sender.
    pub from: String,
    /// Addressees.
    pub to: String,
    /// Number of the situation report for this casualty; 1 if it is the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sitrep_number: Option<u32>,
    /// What happened, and when.
    pub what_happened: String,
    /// The craft, its looks, its life-saving gear.
    pub craft: String,
    /// What was done so far.
    pub actions_so_far: String,
    /// What help is wanted.
    pub help_wanted: String,
    /// SAR mission co-ordinator.
    pub smc: String,
    /// On-scene co-ordinator.
    pub osc: String,
    /// Aircraft co-ordinator.
    pub aco: String,
}

/// The communications plan, as far as it is given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Communications {
    /// Channels.
    pub channels: Vec<Channel>,
    /// Call signs of units.
    pub call_signs: Vec<CallSign>,
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// What it is for.
    pub purpose: Purpose,
    /// Frequency or channel as it is said: `VHF 16`, `5680 kHz`.
    pub frequency: String,
}

/// What a channel is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Between the mission co-ordinator and the scene.
    Control,
    /// At the scene.
    OnScene,
    /// Listened to.
    Monitor,
    /// For the press.
    Press,
}

/// What a unit is called on the air.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallSign {
    /// Its id in the plan.
    pub unit: String,
    /// Its call sign.
    pub call_sign: String,
}
