//! Who may come in: signing in and out, and what an admin does about people.

use std::net::IpAddr;

use axum::http::StatusCode;
use casebook::store::{Member, PEOPLE_MAX};
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Desk, words};
use crate::guard::secret::{self, Token};
use crate::problem::Problem;
use crate::who::{Person, Role};

/// A session ends after so long.
pub const SESSION: SignedDuration = SignedDuration::from_hours(12);
/// A shorter password is guessed.
pub const PASSWORD_CHARS_MIN: usize = 10;
/// A longer one is no password, and takes time to hash.
pub const PASSWORD_CHARS_MAX: usize = 200;

/// Somebody who is to come in.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Newcomer {
    /// Their name, as the logs will say.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Their password.
    pub password: String,
}

/// A name and a password.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// The name.
    pub name: String,
    /// The password.
    pub password: String,
}

/// A password and the one that takes its place.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The one of today.
    pub old: String,
    /// The one from now on.
    pub new: String,
}

impl Desk {
    /// Lets somebody in: returns the token of their session, which only they get to see.
    ///
    /// # Errors
    /// [`Problem`] with 401 where name and password do not fit, 429 after too many tries.
    pub async fn sign_in(&self, given: &Credentials, from: IpAddr) -> Result<Token, Problem> {
        // As it was taken down: telephones add a space behind a word.
        let name = given.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if !self.doors.may_try(from, &name) {
            self.metrics.refused.inc();
            return Err(too_many_tries());
        }
        let hash = self.book.password(&name).await?;
        if !secret::fits(given.password.clone(), hash).await {
            self.metrics.refused.inc();
            // Only names that exist are kept: others may be passwords typed into the wrong field.
            let known = self.book.people().await?.iter().any(|one| one.name == name);
            let name = if known { name.as_str() } else { "somebody" };
            if self.doors.may_note_refusal(name) {
                self.book.note_deed(name, "sign-in-refused", None).await?;
            }
            let advice = "Check both; after ten tries in a quarter of an hour none is heard.";
            return Err(Problem::new(
                StatusCode::UNAUTHORIZED,
                "Name or password is wrong",
                advice,
            ));
        }
        self.doors.came_in(from, &name);
        let token = Token::new();
        let now = Timestamp::now();
        self.book.begin_session((&token.hash(), &name), now, now + SESSION).await?;
        self.book.note_deed(&name, "signed-in", None).await?;
        Ok(token)
    }

    /// Ends the session of a token.
    ///
    /// # Errors
    /// [`Problem`] when the casebook does not answer.
    pub async fn sign_out(&self, person: &Person, token: &Token) -> Result<(), Problem> {
        self.book.end_session(&token.hash()).await?;
        self.noted(person, "signed-out", None).await
    }

    /// Ends all sessions of a person, on all servers.
    ///
    /// # Errors
    /// See [`Self::sign_out`].
    pub async fn sign_out_everywhere(&self, person: &Person) -> Result<(), Problem> {
        self.book.end_sessions(&person.name).await?;
        self.noted(person, "signed-out-everywhere", None).await
    }

    /// Everybody who may come in.
    ///
    /// # Errors
    /// [`Problem`] when the person may not ask.
    pub async fn people(&self, person: &Person) -> Result<Vec<Member>, Problem> {
        person.may(Role::Admin)?;
        Ok(self.book.people().await?)
    }

    /// Lets somebody in from now on.
    ///
    /// # Errors
    /// [`Problem`] when the person may not, the name is taken, or the password is too short.
    pub async fn add_person(&self, person: &Person, new: Newcomer) -> Result<Member, Problem> {
        person.may(Role::Admin)?;
        let name = words::line("the name", &new.name)?;
        let people = self.book.people().await?;
        if people.iter().any(|one| one.name == name) {
            let advice = "Remove them first, or choose another name.";
            return Err(Problem::new(StatusCode::CONFLICT, "That name is taken", advice));
        }
        if people.len() >= PEOPLE_MAX {
            return Err(words::unfit("there are too many people", "Remove some first."));
        }
        fitting(&new.password)?;
        let role = new.role.id().to_owned();
        let member = Member { name, role, added: Timestamp::now() };
        self.book.put_person(&member, &secret::hashed(new.password).await?).await?;
        self.noted(person, "person-added", Some(&member.name)).await?;
        Ok(member)
    }

    /// Lets somebody in no more; their sessions end at once.
    ///
    /// # Errors
    /// [`Problem`] when the person may not, or it is the last admin.
    pub async fn remove_person(&self, person: &Person, name: &str) -> Result<(), Problem> {
        person.may(Role::Admin)?;
        let people = self.book.people().await?;
        not_the_last_admin(&people, &one_of(&people, name)?)?;
        self.book.remove_person(name).await?;
        self.noted(person, "person-removed", Some(name)).await
    }

    /// Says what somebody may do from now on; their sessions stay, and may do no more than that.
    ///
    /// # Errors
    /// [`Problem`] when the person may not, or it is the last admin.
    pub async fn set_role(
        &self,
        person: &Person,
        name: &str,
        role: Role,
    ) -> Result<Member, Problem> {
        person.may(Role::Admin)?;
        let people = self.book.people().await?;
        let member = one_of(&people, name)?;
        if role != Role::Admin {
            not_the_last_admin(&people, &member)?;
        }
        let member = Member { role: role.id().to_owned(), ..member };
        self.book.set_role(name, role.id()).await?;
        self.noted(person, "role-changed", Some(name)).await?;
        Ok(member)
    }

    /// Gives somebody who has lost their password another one; all of their sessions end.
    ///
    /// # Errors
    /// [`Problem`] when the person may not, or the password is too short.
    pub async fn give_password(
        &self,
        person: &Person,
        name: &str,
        password: String,
    ) -> Result<(), Problem> {
        person.may(Role::Admin)?;
        let member = one_of(&self.book.people().await?, name)?;
        fitting(&password)?;
        self.book.put_person(&member, &secret::hashed(password).await?).await?;
        self.book.end_sessions(name).await?;
        self.noted(person, "password-changed", Some(name)).await
    }

    /// Changes one's own password; all sessions end.
    ///
    /// # Errors
    /// [`Problem`] when the old one is wrong, or the new one too short.
    pub async fn change_password(
        &self,
        person: &Person,
        change: PasswordChange,
        from: IpAddr,
    ) -> Result<(), Problem> {
        if !self.doors.may_try(from, &person.name) {
            return Err(too_many_tries());
        }
        let member = one_of(&self.book.people().await?, &person.name)?;
        let hash = self.book.password(&person.name).await?;
        if !secret::fits(change.old, hash).await {
            return Err(words::unfit("the old password", "It is another one."));
        }
        self.doors.came_in(from, &person.name);
        fitting(&change.new)?;
        self.book.put_person(&member, &secret::hashed(change.new).await?).await?;
        self.sign_out_everywhere(person).await?;
        self.noted(person, "password-changed", None).await
    }
}

fn too_many_tries() -> Problem {
    let advice = "Wait a quarter of an hour, then try again; `hangup people password` gives \
        another password on the machine itself.";
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "That was tried too often", advice)
}

fn one_of(people: &[Member], name: &str) -> Result<Member, Problem> {
    let found = people.iter().find(|one| one.name == name);
    found.cloned().ok_or_else(|| Problem::not_found("person"))
}

/// Somebody must be left who may let others in.
fn not_the_last_admin(people: &[Member], member: &Member) -> Result<(), Problem> {
    let admins = people.iter().filter(|one| one.role == Role::Admin.id()).count();
    if member.role != Role::Admin.id() || admins > 1 {
        return Ok(());
    }
    let advice = "Make somebody else an admin first, or use `hangup people` on the machine itself.";
    Err(Problem::new(StatusCode::CONFLICT, "They are the last admin", advice))
}

/// Whether a password is long enough, and not too long.
///
/// # Errors
/// [`Problem`] that says how long it must be.
pub fn fitting(password: &str) -> Result<(), Problem> {
    let chars = password.chars().count();
    if (PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX).contains(&chars) {
        return Ok(());
    }
    let advice = format!("Use {PASSWORD_CHARS_MIN} to {PASSWORD_CHARS_MAX} characters.");
    Err(words::unfit("the password", advice))
}
