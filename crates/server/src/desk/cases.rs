//! Cases as a whole: the list, one of them, its beginning and its end.

use axum::http::StatusCode;
use casebook::case::{Act, Case, CaseId, Client};
use casebook::chain::Change;
use casebook::exported::Verified;
use casebook::store::{Filter, Hit, Line, Standing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::{Desk, hand, words};
use crate::api::shape::Shape;
use crate::problem::Problem;
use crate::who::{Person, Role};

type ShapeOfStanding = Shape<Standing>;

/// So many cases, hits or deeds are given at once.
pub const PAGE_MAX: u32 = 200;
/// So many unless another number is asked for.
pub const PAGE: u32 = 50;

/// Which cases are wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "kebab-case")]
#[into_params(parameter_in = Query)]
pub struct CasesWanted {
    /// Open or closed ones; all unless it is given.
    #[param(value_type = Option<ShapeOfStanding>)]
    pub standing: Option<Standing>,
    /// Letters that stand in the title or the client's name.
    pub naming: Option<String>,
    /// Only those that follow: the `next` of the list before.
    pub after: Option<String>,
    /// So many at most.
    #[param(format = "uint32")]
    pub count: Option<u32>,
}

/// A stretch of the list of cases, the last changed first.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CaseList {
    /// The cases.
    pub cases: Vec<Line>,
    /// What to ask for to get those that follow; none at the end.
    pub next: Option<String>,
}

/// What a case begins with.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct CaseBegun {
    /// What to call it.
    pub title: String,
    /// The person it happened to, as far as they are known.
    pub client: Client,
}

impl Desk {
    /// Cases, the last changed first.
    ///
    /// # Errors
    /// [`Problem`], as in all functions of the desk.
    pub async fn cases(&self, person: &Person, wanted: &CasesWanted) -> Result<CaseList, Problem> {
        person.may(Role::Helper)?;
        let naming = wanted.naming.clone();
        let naming = words::maybe_line("the letters to look for", naming)?;
        let after = wanted.after.as_deref().map(place).transpose()?;
        let filter = Filter { standing: wanted.standing, naming, after };
        let count = count(wanted.count);
        let mut cases = self.book.page(&filter, count + 1).await?;
        let further = cases.len() > count as usize;
        cases.truncate(count as usize);
        let next = cases.last().filter(|_| further);
        let next = next.map(|line| format!("{}~{}", line.changed, line.number));
        Ok(CaseList { cases, next })
    }

    /// The case that a number of this casebook, or an id, names.
    ///
    /// # Errors
    /// See [`Self::cases`].
    pub async fn case(&self, person: &Person, case: &str) -> Result<Case, Problem> {
        person.may(Role::Helper)?;
        Ok(self.book.case(self.find(case).await?).await?)
    }

    /// Which case is meant. Whoever calls this has asked what the person may do.
    pub(crate) async fn find(&self, case: &str) -> Result<CaseId, Problem> {
        let is_name = case.len() <= 36 && case.bytes().all(is_of_name);
        if is_name { Ok(self.book.find(case).await?) } else { Err(Problem::not_found("case")) }
    }

    /// Opens a case.
    ///
    /// # Errors
    /// See [`Self::cases`].
    pub async fn begin_case(&self, person: &Person, begun: CaseBegun) -> Result<Case, Problem> {
        person.may(Role::Helper)?;
        let title = words::line("the title", &begun.title)?;
        let mut client = cleaned(begun.client)?;
        if client.country.is_none() {
            client.country = self.settings().await?.country;
        }
        let case = self.book.begin(&title, hand(person)).await?;
        if client != Client::default() {
            self.book.change(case.id, &Act::Client(client), hand(person)).await?;
        }
        Ok(self.book.case(case.id).await?)
    }

    /// Gives a case another title.
    ///
    /// # Errors
    /// See [`Self::cases`].
    pub async fn rename_case(
        &self,
        person: &Person,
        case: &str,
        title: &str,
    ) -> Result<u64, Problem> {
        let title = words::line("the title", title)?;
        self.change(person, case, &Act::Named { title }).await
    }

    /// Says who the client is; replaces what was known.
    ///
    /// # Errors
    /// See [`Self::cases`].
    pub async fn set_client(
        &self,
        person: &Person,
        case: &str,
        client: Client,
    ) -> Result<u64, Problem> {
        self.change(person, case, &Act::Client(cleaned(client)?)).await
    }

    /// Closes a case.
    ///
    /// # Errors
    /// See [`Self::cases`].
    pub async fn close_case(&self, person: &Person, case: &str) -> Result<u64, Problem> {
        self.change(person, case, &Act::Closed).await
    }

    /// Opens a closed case again.
    ///
    /// # Errors
    /// See [`Self::cases`].
    pub async fn reopen_case(&self, person: &Person, case: &str) -> Result<u64, Problem> {
        self.change(person, case, &Act::Reopened).await
    }

    /// Finds cases by words that were said or noted.
    ///
    /// # Errors
    /// See [`Self::cases`].
    pub async fn search(
        &self,
        person: &Person,
        words: &str,
        wanted: Option<u32>,
    ) -> Result<Vec<Hit>, Problem> {
        person.may(Role::Helper)?;
        let words: String = words.chars().take(words::LINE_CHARS_MAX).collect();
        Ok(self.book.search(&words, count(wanted)).await?)
    }

    /// All changes to a case, in order.
    ///
    /// # Errors
    /// See [`Self::cases`].
    pub async fn log(&self, person: &Person, case: &str) -> Result<Vec<Change>, Problem> {
        person.may(Role::Helper)?;
        Ok(self.book.log(self.find(case).await?).await?)
    }

    /// Checks that a case is as it was written.
    ///
    /// # Errors
    /// See [`Self::cases`].
    pub async fn verify(&self, person: &Person, case: &str) -> Result<Verified, Problem> {
        person.may(Role::Helper)?;
        Ok(self.book.verify(self.find(case).await?).await?)
    }

    /// Deletes a case with all that belongs to it, so that it is gone.
    ///
    /// # Errors
    /// See [`Self::cases`].
    pub async fn delete_case(&self, person: &Person, case: &str) -> Result<(), Problem> {
        person.may(Role::Admin)?;
        let id = self.find(case).await?;
        self.noted(person, "case-deleted", Some(&id.to_string())).await?;
        Ok(self.book.delete(id).await?)
    }

    /// Changes a case in a way that everybody may.
    pub(super) async fn change(
        &self,
        person: &Person,
        case: &str,
        act: &Act,
    ) -> Result<u64, Problem> {
        person.may(Role::Helper)?;
        let id = self.find(case).await?;
        Ok(self.book.change(id, act, hand(person)).await?)
    }
}

/// How many are given of so many wanted.
pub(super) fn count(wanted: Option<u32>) -> u32 {
    wanted.unwrap_or(PAGE).clamp(1, PAGE_MAX)
}

/// The characters of which numbers and ids of cases consist.
fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || byte == b'-'
}

/// Where a list goes on: when its last line was changed, and that line's number.
fn place(after: &str) -> Result<(jiff::Timestamp, i64), Problem> {
    let parts = after
        .split_once('~')
        .and_then(|(changed, number)| Some((changed.parse().ok()?, number.parse().ok()?)));
    let advice = "Give back `next` of the list before, unchanged.";
    parts.ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "`after` is no place", advice))
}

fn cleaned(client: Client) -> Result<Client, Problem> {
    Ok(Client {
        name: words::maybe_line("the client's name", client.name)?,
        country: words::country(client.country)?,
        phone: words::maybe_line("the client's number", client.phone)?,
        email: words::maybe_line("the client's e-mail", client.email)?,
        address: words::maybe_text("the client's address", client.address)?,
        age: client.age,
        circumstances: words::maybe_text("the circumstances", client.circumstances)?,
        papers_given: words::lines("the papers", &client.papers_given)?,
    })
}
