//! Passwords and tokens: made, hashed and compared. Neither is ever written down as it is.

use std::fmt;
use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use tokio::sync::Semaphore;

use crate::desk::blocking;
use crate::problem::Problem;

/// 256 bits cannot be guessed.
const TOKEN_BYTES: usize = 32;
/// So many passwords are hashed at once: each takes 19 MiB (the parameters that OWASP advises).
const HASHES_AT_ONCE: usize = 2;

static TURNS: Semaphore = Semaphore::const_new(HASHES_AT_ONCE);

/// What a session, or a program, shows to be known by.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

impl Token {
    /// A new one.
    ///
    /// # Panics
    /// Where the system has no source of randomness, without which nothing can be kept safe.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "two tokens are never the same")]
    pub fn new() -> Self {
        let mut bytes = [0; TOKEN_BYTES];
        getrandom::fill(&mut bytes).expect("every system that this runs on has randomness");
        Self(casebook::chain::hexadecimal(&bytes))
    }

    /// As it came in a request.
    #[must_use]
    pub fn given(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// As it is told to whoever it belongs to.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// By what the casebook knows it. A token is random, so it needs neither salt nor time.
    #[must_use]
    pub fn hash(&self) -> String {
        casebook::chain::hexadecimal(&Sha256::digest(&self.0))
    }

    /// Whether it is the same, in a time that tells nothing of where they differ.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Sha256::digest(&self.0).as_slice().ct_eq(Sha256::digest(&other.0).as_slice()).into()
    }
}

/// The hash of a password: Argon2id with a random salt, as a PHC string.
///
/// # Errors
/// [`Problem`] when the system has no memory or randomness left.
pub async fn hashed(password: String) -> Result<String, Problem> {
    let _turn = TURNS.acquire().await.map_err(|_| Problem::ours("password"))?;
    let hash = blocking(move || hash(&password)).await?;
    hash.ok_or_else(|| Problem::ours("password"))
}

/// Whether a password fits its hash. Where there is none, it takes as long and does not fit.
pub async fn fits(password: String, hash: Option<String>) -> bool {
    let Ok(_turn) = TURNS.acquire().await else { return false };
    let known = hash.is_some();
    let hash = hash.unwrap_or_else(|| NOBODYS.clone());
    let fits = move || {
        let hash = PasswordHash::new(&hash).ok()?;
        Argon2::default().verify_password(password.as_bytes(), &hash).ok()
    };
    known & matches!(blocking(fits).await, Ok(Some(())))
}

/// The hash that is tried where a name does not exist.
static NOBODYS: LazyLock<String> = LazyLock::new(|| hash("nobody's").unwrap_or_default());

fn hash(password: &str) -> Option<String> {
    Some(Argon2::default().hash_password(password.as_bytes()).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn passwords_fit_their_own_hash_alone() {
        let kept = hashed("a long password".to_owned()).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(fits("a long password".to_owned(), Some(kept.clone())).await);
        assert!(!fits("another".to_owned(), Some(kept)).await);
        assert!(!fits("nobody's".to_owned(), None).await);
        assert!(!fits("x".to_owned(), Some("no hash".to_owned())).await);
    }

    #[test]
    fn tokens_differ_and_do_not_show() {
        let (one, other) = (Token::new(), Token::new());
        assert!(!one.is(&other) && one.is(&Token::given(one.reveal())));
        assert_eq!((one.reveal().len(), format!("{one:?}").as_str()), (64, "Token(…)"));
    }
}
