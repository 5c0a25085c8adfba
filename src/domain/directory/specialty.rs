//! What can be practised, and by which words it is found.

use chrono::{DateTime, Utc};

use super::{doctor::Specialty, meant::folded};

/// So many words together are looked up in a search.
const MOST_WORDS: usize = 2;

/// A specialty as the clinic keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecialtyEntry {
    /// A readable slug; it never changes.
    pub id: String,
    pub name: String,
    /// What people call it, what they have and whom they look for: "cardiologist", "heart", "blood pressure".
    pub words: Vec<String>,
    /// Since when it is not offered any more: nobody can choose it, and no search means it. Whoever practises it keeps it.
    pub retired_at: Option<DateTime<Utc>>,
    /// Raised by every change.
    pub version: i64,
}

impl SpecialtyEntry {
    /// Words from a text that has a comma between two, without what is empty.
    pub fn split(text: &str) -> Vec<String> {
        text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    pub fn is_offered(&self) -> bool {
        self.retired_at.is_none()
    }

    /// As readers see it.
    pub fn specialty(&self) -> Specialty {
        Specialty { id: self.id.clone(), name: self.name.clone() }
    }

    /// What means it, folded, each once: its name, if that is no longer than what is looked up, and its words.
    pub fn sayings(&self) -> Vec<String> {
        let mut sayings = Vec::with_capacity(self.words.len() + 1);
        let name = Some(folded(&self.name)).filter(|name| (1..=MOST_WORDS).contains(&name.split(' ').count()));
        for said in name.into_iter().chain(self.words.iter().map(|word| folded(word))) {
            if !sayings.contains(&said) {
                sayings.push(said);
            }
        }
        sayings
    }

    /// What it is for, as people call it, such as "heart" for cardiology: its words without the forms of its own name.
    pub fn complaints(&self) -> impl Iterator<Item = &str> {
        let stem = self.id.get(..4).unwrap_or(&self.id);
        self.words.iter().map(String::as_str).filter(move |word| !word.starts_with(stem))
    }
}

/// What can be chosen by somebody who has these already, by their ids: what is offered, and what they have.
pub fn choices<'a>(all: &'a [SpecialtyEntry], own: &'a [String]) -> impl Iterator<Item = &'a SpecialtyEntry> {
    all.iter().filter(|entry| entry.is_offered() || own.contains(&entry.id))
}
