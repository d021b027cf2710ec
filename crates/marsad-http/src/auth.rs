//! API keys: who may do what with which lists.
//!
//! A key is `marsad_<id>_<secret>` with 256 random bits as its secret; what is filed is the id and the hash
//! of the secret. A secret of so many bits can not be guessed, so that one round of SHA-256 is enough. A
//! server without keys listens to this machine alone, where everyone may do everything.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::error::{Code, Problem};
use crate::store::KeyRow;

/// What a key allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Scope {
    /// Search, and see lists.
    Read,
    /// Change lists.
    Write,
    /// See the trail of all lists and the metrics.
    Admin,
}

impl Scope {
    const ALL: [Scope; 3] = [Scope::Read, Scope::Write, Scope::Admin];

    /// The scope as it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Write => "write",
            Scope::Admin => "admin",
        }
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    /// Names the caller in the trail and the log.
    pub who: Arc<str>,
    scopes: Vec<Scope>,
    /// `None`: all.
    lists: Option<Vec<String>>,
}

impl Caller {
    /// Whoever can reach a server without keys.
    pub(crate) fn local() -> Caller {
        Caller { who: "local".into(), scopes: Scope::ALL.to_vec(), lists: None }
    }

    /// Someone who may do nothing.
    pub(crate) fn nobody() -> Caller {
        Caller { who: "".into(), scopes: Vec::new(), lists: Some(Vec::new()) }
    }

    /// # Errors
    /// The key lacks `scope`.
    pub(crate) fn may(&self, scope: Scope) -> Result<(), Problem> {
        if self.scopes.contains(&scope) {
            return Ok(());
        }
        let message = format!("the key lacks the scope {}", scope.name());
        Err(Problem::new(Code::Forbidden, message).expected(format!("a key with {}", scope.name())))
    }

    /// # Errors
    /// The key is not for `list`.
    pub(crate) fn may_use(&self, list: &str) -> Result<(), Problem> {
        if self.sees(list) {
            return Ok(());
        }
        let message = format!("the key is not for the list `{list}`");
        Err(Problem::new(Code::Forbidden, message).field("watchlist"))
    }

    /// Whether the key is for `list`.
    pub(crate) fn sees(&self, list: &str) -> bool {
        self.lists.as_ref().is_none_or(|lists| lists.iter().any(|granted| granted == list))
    }
}

/// The keys that hold, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    by_id: HashMap<String, (Vec<u8>, Arc<Caller>)>,
    /// Whether there ever was a key: ending the last one must not open the server to everyone.
    are_needed: bool,
}

impl Keys {
    /// # Errors
    /// A key that is filed with a scope or grant that this program does not know.
    pub(crate) fn new(rows: &[KeyRow]) -> anyhow::Result<Keys> {
        let mut keys = HashMap::new();
        for row in rows.iter().filter(|row| row.revoked.is_none()) {
            let lists = match &row.lists {
                Some(json) => Some(serde_json::from_str(json).context("grants of a key")?),
                None => None,
            };
            let caller = Caller {
                who: format!("{}:{}", row.id, row.name).into(),
                scopes: scopes(&row.scopes)?,
                lists,
            };
            keys.insert(row.id.clone(), (row.hash.clone(), Arc::new(caller)));
        }
        Ok(Keys { by_id: keys, are_needed: !rows.is_empty() })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Whether a request needs a key.
    pub(crate) fn are_needed(&self) -> bool {
        self.are_needed
    }

    /// Who has this key.
    pub(crate) fn caller(&self, key: &str) -> Option<&Arc<Caller>> {
        let (id, secret) = key.strip_prefix("marsad_")?.split_once('_')?;
        let given = Sha256::digest(secret.as_bytes());
        let (hash, caller) = self.by_id.get(id)?;
        bool::from(given[..].ct_eq(hash)).then_some(caller)
    }
}

fn scopes(written: &str) -> anyhow::Result<Vec<Scope>> {
    let scope = |word: &str| match Scope::ALL.into_iter().find(|scope| scope.name() == word) {
        Some(scope) => Ok(scope),
        None => bail!("a key has the scope `{word}`; known are read, write, admin"),
    };
    written.split(',').map(scope).collect()
}

/// A new key: what is filed, and the key itself, which is told once.
///
/// # Errors
/// A system without random numbers.
pub(crate) fn new_key(
    name: &str,
    granted: &[Scope],
    lists: &[String],
    now: i64,
) -> anyhow::Result<(KeyRow, String)> {
    let (mut id, mut secret) = ([0; 6], [0; 32]);
    getrandom::fill(&mut id).context("no random numbers")?;
    getrandom::fill(&mut secret).context("no random numbers")?;
    let (id, secret) = (hex(&id), hex(&secret));
    let row = KeyRow {
        id: id.clone(),
        name: name.to_owned(),
        hash: Sha256::digest(secret.as_bytes()).to_vec(),
        scopes: granted.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(","),
        lists: if lists.is_empty() { None } else { Some(serde_json::to_string(lists)?) },
        created: now,
        revoked: None,
    };
    Ok((row, format!("marsad_{id}_{secret}")))
}

/// Bytes as lower hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_key_is_known() {
        let (row, key) = new_key("desk", &[Scope::Read], &["people".to_owned()], 0).unwrap();
        assert_eq!(key.len(), "marsad_".len() + 12 + 1 + 64);
        assert!(!key.contains(&hex(&row.hash)), "what is filed does not open");
        let keys = Keys::new(std::slice::from_ref(&row)).unwrap();
        let caller = keys.caller(&key).unwrap();
        assert!(caller.may(Scope::Read).is_ok() && caller.may(Scope::Write).is_err());
        assert!(caller.may_use("people").is_ok() && caller.may_use("world").is_err());
        let mut other = key.clone();
        let last = other.pop().unwrap();
        other.push(if last == '0' { '1' } else { '0' });
        let (short, empty) = (&key[..key.len() - 1], &key[..key.len() - 64]);
        let hashed = format!("marsad_{}_{}", row.id, hex(&row.hash));
        for wrong in ["", "marsad_", "marsad__", &other, short, empty, &hashed, &key[7..]] {
            assert_eq!(keys.caller(wrong), None, "{wrong}");
        }
        let revoked = KeyRow { revoked: Some(1), ..row };
        let keys = Keys::new(&[revoked]).unwrap();
        assert!(keys.is_empty() && keys.are_needed() && keys.caller(&key).is_none());
        assert!(!Keys::new(&[]).unwrap().are_needed());
    }
}
