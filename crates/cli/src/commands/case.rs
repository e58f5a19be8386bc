//! `hangup case`: the cases that are kept, what is added to them, and how they move.

mod adding;
mod blocking;
mod following;
mod editing;
mod keeping;
mod moving;
mod packing;
mod redacting;
mod payments;
mod people;
mod recovering;
mod report;
mod showing;
mod telling;
mod warning;

use anyhow::{Context as _, Result};
use casebook::case::CaseId;
use casebook::store::{Address, Casebook, Hand};
use clap::{Args, Subcommand};
use jiff::Timestamp;

use crate::knowledge::KnowledgeArguments;
use crate::outcome::Outcome;

/// The arguments of `hangup case`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
    /// The casebook: a file, or a server as postgres://user:password@host/database; otherwise a
    /// file in your data folder
    #[arg(long, global = true, value_name = "ADDRESS", env = "HANGUP_CASEBOOK")]
    #[arg(hide_env_values = true)]
    casebook: Option<Address>,
    /// Who makes the change, as the case's log will say; otherwise the name you signed in with
    #[arg(long, global = true, value_name = "NAME", env = "HANGUP_BY")]
    by: Option<String>,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
}

/// What to do with cases.
#[derive(Debug, Subcommand)]
enum Action {
    /// Open a case
    New(adding::New),
    /// List the cases, the last changed first
    List(showing::List),
    /// Show a case, with the number of each part
    Show(showing::Show),
    /// Show who changed what and when
    Log(showing::Log),
    /// Find cases by words that were said or noted
    Search(showing::Search),
    /// Add a call, written down or transcribed, and judge it
    AddCall(adding::AddCall),
    /// Add a note in somebody's own words
    AddNote(adding::AddNote),
    /// Add a payment
    AddPayment(payments::AddPayment),
    /// Say more about a payment, such as who made it or when the bank was told
    AmendPayment(payments::AmendPayment),
    /// Add a caller, under the names that they gave
    AddCaller(people::AddCaller),
    /// Say who fills in reports for the client
    Reporter(people::SetReporter),
    /// Add what `hangup checkup --json` found
    AddCheckup(adding::AddCheckup),
    /// Add a file, such as a photo of the screen
    Attach(adding::Attach),
    /// Say who the client is: name, country, phone, email, address
    Client(editing::EditClient),
    /// Add what is to be done, and by when
    AddTask(editing::AddTask),
    /// Mark a task as done
    TaskDone(editing::TaskNamed),
    /// Mark a task as not done after all
    TaskOpen(editing::TaskNamed),
    /// Say what has happened, such as connected or paid-gift-card
    Happened(adding::Happened),
    /// Show the recovery plan: what to do now, whom to call, by when, and which letters to write
    Recover(recovering::Recover),
    /// Say whether a situation of the plan holds, such as gave-code
    Situation(following::SetSituation),
    /// Say that a step of the plan is done, or not done after all
    Step(following::Step),
    /// Write a letter of the plan
    Letter(recovering::WriteLetter),
    /// Draft a report for the police or an office, or list the forms that fit
    Report(report::Report),
    /// Add a claim, a complaint or a cancellation that was sent
    AddClaim(following::AddClaim),
    /// Say what was answered to it
    Answer(following::AnswerClaim),
    /// Add a report that was sent, with its number
    AddReport(following::AddReport),
    /// Take a part out of the case; the log keeps that it was there
    Withdraw(adding::Withdraw),
    /// Show what is the client's and would be masked before the case leaves
    Redact(redacting::Redact),
    /// Make a warning of a case, redacted, with comments in the margin; print or publish it
    Warn(warning::Warn),
    /// Close a case
    Close(adding::Named),
    /// Open a closed case again
    Reopen(adding::Named),
    /// Write the numbers of scam callers of all cases as a block list (CSV)
    BlockList(blocking::MakeBlockList),
    /// Write a case as an evidence pack for the police or a bank, which can be checked
    Pack(packing::MakePack),
    /// Write a case with its log and its files to one file
    Export(moving::Export),
    /// Put in a case from such a file
    Import(moving::Import),
    /// Check that a case is as it was written: in the casebook, an exported file, or a pack
    Verify(moving::Verify),
    /// Write the whole casebook to one file, sealed with a passphrase if you wish
    Backup(keeping::Backup),
    /// Put back from such a file what the casebook has not
    Restore(keeping::Restore),
    /// Delete a case with all that belongs to it, so that it is gone
    Delete(moving::Delete),
}

const EXAMPLES: &str = "\
Examples:
  hangup case new \"Mrs Lindqvist, call of 14 March\" --country GB
  hangup case add-call 1 call.txt --context they-rang-me --number-shown \"+44 1632 960123\"
  hangup case add-note 1 \"He said that he was in the computer for three hours\" --whose client
  hangup case add-payment 1 --way gift-card --amount 500 --currency GBP --date 2026-03-14 --deceived
  hangup case add-checkup 1 findings.json
  hangup case show 1
  hangup case recover 1
  hangup case letter 1 gift-card-refund
  hangup case report 1 gb-report-fraud
  hangup case search \"gift card\"
  hangup case pack 1 lindqvist.zip
  hangup case verify lindqvist.zip";

/// What `--help` tells and `-h` does not.
pub const ABOUT: &str = "\
Keep cases: calls, notes, payments, the check-up of the computer, and what was done when

A case is the sum of the changes to it. Each change is chained to the one before by a hash, so that
nothing can be altered unseen; `verify` checks that. What you take back stays in the log, and
`delete` makes all of it gone. In a file the bytes are overwritten at once; a PostgreSQL server
overwrites freed space in its own time.

Cases stay on this machine, in one file, unless you name a server of your own with --casebook.

Exit codes:
  0    done
  1    `verify` found that a case is not as it was written
  2    bad input or wrong usage";

/// Does what the arguments ask for.
///
/// # Errors
/// When the casebook cannot be opened, or does not hold what is asked for.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.context("starting to work with the casebook")?;
    runtime.block_on(act(arguments))
}

async fn act(arguments: &Arguments) -> Result<Outcome> {
    if let Action::Verify(verify) = &arguments.action
        && let Some(file) = verify.file()
    {
        return moving::verify_file(verify, file, arguments);
    }
    let address = crate::casebook_address::of(arguments.casebook.as_ref())?;
    let book = Casebook::open(&address).await?;
    let desk = Desk { book: &book, arguments };
    let ended = match &arguments.action {
        Action::New(new) => desk.begin(new).await,
        Action::List(list) => desk.list(list).await,
        Action::Show(show) => desk.show(show).await,
        Action::Log(log) => desk.log(log).await,
        Action::Search(search) => desk.search(search).await,
        Action::AddCall(call) => desk.add_call(call).await,
        Action::AddNote(note) => desk.add_note(note).await,
        Action::AddPayment(payment) => desk.add_payment(payment).await,
        Action::AmendPayment(payment) => desk.amend_payment(payment).await,
        Action::AddCaller(caller) => desk.add_caller(caller).await,
        Action::Reporter(reporter) => desk.set_reporter(reporter).await,
        Action::Recover(recover) => desk.recover(recover).await,
        Action::Situation(situation) => desk.situation(situation).await,
        Action::Step(step) => desk.step(step).await,
        Action::Letter(letter) => desk.letter(letter).await,
        Action::Report(report) => desk.report(report).await,
        Action::AddClaim(claim) => desk.add_claim(claim).await,
        Action::Answer(answer) => desk.answer(answer).await,
        Action::AddReport(report) => desk.add_report(report).await,
        Action::AddCheckup(checkup) => desk.add_checkup(checkup).await,
        Action::Attach(attach) => desk.attach(attach).await,
        Action::Client(client) => desk.edit_client(client).await,
        Action::AddTask(task) => desk.add_task(task).await,
        Action::TaskDone(task) => desk.end_task(task).await,
        Action::TaskOpen(task) => desk.reopen_task(task).await,
        Action::Happened(happened) => desk.happened(happened).await,
        Action::Withdraw(withdraw) => desk.withdraw(withdraw).await,
        Action::Redact(redact) => desk.redact(redact).await,
        Action::Warn(warn) => desk.warn(warn).await,
        Action::Close(named) => desk.close(named).await,
        Action::Reopen(named) => desk.reopen(named).await,
        Action::BlockList(list) => desk.block_list(list).await,
        Action::Pack(pack) => desk.pack(pack).await,
        Action::Export(export) => desk.export(export).await,
        Action::Import(import) => desk.import(import).await,
        Action::Verify(verify) => desk.verify(verify).await,
        Action::Backup(backup) => desk.back_up(backup).await,
        Action::Restore(restore) => desk.restore(restore).await,
        Action::Delete(delete) => desk.delete(delete).await,
    };
    book.close().await;
    ended
}

/// Where one works on cases: the casebook, and what all commands know.
#[derive(Debug, Clone, Copy)]
struct Desk<'d> {
    book: &'d Casebook,
    arguments: &'d Arguments,
}

impl Desk<'_> {
    /// Whose hand it is, now.
    fn hand(&self) -> Hand<'_> {
        let by = self.arguments.by.as_deref().unwrap_or(UNNAMED);
        Hand { by, at: Timestamp::now() }
    }

    /// The case that the user means.
    async fn find(&self, name: &str) -> Result<CaseId> {
        Ok(self.book.find(name).await?)
    }
}

/// Whoever does not say who they are.
const UNNAMED: &str = "this computer's user";
