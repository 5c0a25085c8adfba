//! What only so many can have at once: connections of a network, live lines of an account.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Counts who holds how many permits. Cheap to clone.
pub struct Permits<K>(Arc<Mutex<Held<K>>>);

struct Held<K> {
    most: usize,
    in_all: usize,
    by: HashMap<K, usize>,
}

/// Who has too many.
#[derive(Debug, PartialEq, Eq)]
pub enum Full<K> {
    /// Everybody together.
    InAll,
    One(K),
}

/// One permit. It is given back when this is dropped.
pub struct Permit<K: Eq + Hash> {
    permits: Permits<K>,
    holders: Vec<K>,
}

impl<K> Clone for Permits<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K> Permits<K> {
    /// Room for so many in all.
    pub fn new(most: usize) -> Self {
        Self(Arc::new(Mutex::new(Held { most, in_all: 0, by: HashMap::new() })))
    }

    fn held(&self) -> MutexGuard<'_, Held<K>> {
        // Nothing in here panics half-way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Copy + Eq + Hash> Permits<K> {
    /// A permit that counts for each of these holders, who may have so many each.
    pub fn take(&self, holders: &[(K, usize)]) -> Result<Permit<K>, Full<K>> {
        let mut held = self.held();
        if held.in_all >= held.most {
            return Err(Full::InAll);
        }
        let full = holders.iter().find(|(holder, most)| held.by.get(holder).copied().unwrap_or(0) >= *most);
        if let Some((holder, _)) = full {
            return Err(Full::One(*holder));
        }
        held.in_all += 1;
        for (holder, _) in holders {
            *held.by.entry(*holder).or_default() += 1;
        }
        Ok(Permit { permits: self.clone(), holders: holders.iter().map(|(holder, _)| *holder).collect() })
    }
}

impl<K: Eq + Hash> Drop for Permit<K> {
    fn drop(&mut self) {
        let mut held = self.permits.held();
        held.in_all -= 1;
        for holder in &self.holders {
            if let Some(number) = held.by.get_mut(holder) {
                *number -= 1;
                if *number == 0 {
                    held.by.remove(holder);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permit_is_taken_for_all_who_hold_it_or_for_none() {
        let permits = Permits::new(4);
        let first = permits.take(&[("ada", 2), ("home", 3)]).expect("a permit");
        let second = permits.take(&[("ada", 2), ("home", 3)]).expect("a permit");
        assert_eq!(permits.take(&[("home", 3), ("ada", 2)]).err(), Some(Full::One("ada")));
        let third = permits.take(&[("bea", 2), ("home", 3)]).expect("a refusal has taken nothing at home");
        assert_eq!(permits.take(&[("bea", 2), ("home", 3)]).err(), Some(Full::One("home")));
        let fourth = permits.take(&[]).expect("a permit");
        assert_eq!(permits.take(&[("cleo", 2)]).err(), Some(Full::InAll));
        drop((first, fourth));
        assert!(permits.take(&[("ada", 2)]).is_ok());
        drop((second, third));
        assert!(permits.held().by.is_empty(), "who holds nothing is forgotten");
    }
}
