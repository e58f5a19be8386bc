//! What was done to a case, told without its content.

use super::Act;

impl Act {
    /// What was done, in a few words that name nobody.
    #[must_use]
    pub fn deed(&self) -> String {
        let words = match self {
            Self::Opened { .. } => "the case was opened",
            Self::Named { .. } => "it got another title",
            Self::Closed => "it was closed",
            Self::Reopened => "it was opened again",
            Self::Client(_) => "the client's data were changed",
            Self::Happened { .. } => "it was said what has happened",
            Self::NotHappened { .. } => "it was said what has not happened",
            Self::Caller(_) => "a caller was added",
            Self::Call(_) => "a call was added",
            Self::Heard { call, .. } => return format!("something was heard in call {call}"),
            Self::CallEnded { call, .. } => return format!("call {call} was judged or ended"),
            Self::CallCorrected { call, .. } => return format!("call {call} was put right"),
            Self::Machine(_) => "the check of a computer was added",
            Self::Payment(_) => "a payment was added",
            Self::Note(_) => "a note was added",
            Self::Task(_) => "a task was added",
            Self::TaskDone { task } => return format!("task {task} was done"),
            Self::TaskOpen { task } => return format!("task {task} is not done after all"),
            Self::Attachment(_) => "a file was added",
            Self::Reporter(_) => "it was said who reports for the client",
            Self::PaymentAmended { payment, .. } => {
                return format!("more became known of payment {payment}");
            }
            Self::Situation { situation, holds: true } => return format!("it holds: {situation}"),
            Self::Situation { situation, holds: false } => {
                return format!("it does not hold: {situation}");
            }
            Self::StepDone { step, .. } => return format!("a step was done: {step}"),
            Self::StepOpen { step } => return format!("a step is not done after all: {step}"),
            Self::Claim(_) => "a claim was sent",
            Self::ClaimAnswered { claim, .. } => return format!("claim {claim} was answered"),
            Self::Report(_) => "a report was sent",
            Self::Withdrawn { part } => return format!("part {part} was taken out"),
        };
        words.to_owned()
    }
}
