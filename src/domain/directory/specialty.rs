//! What can be practised, and by which words it is found.

use super::doctor::Specialty;

/// A specialty as the clinic keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecialtyEntry {
    /// A readable slug; it never changes.
    pub id: String,
    pub name: String,
    /// What people call it, what they have and whom they look for: "cardiologist", "heart", "blood pressure".
    pub words: Vec<String>,
}

impl SpecialtyEntry {
    /// Words from a text that has a comma between two, without what is empty.
    pub fn split(text: &str) -> Vec<String> {
        text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    /// As readers see it.
    pub fn specialty(&self) -> Specialty {
        Specialty { id: self.id.clone(), name: self.name.clone() }
    }

    /// What it is for, as people call it, such as "heart" for cardiology: its words without the forms of its own name.
    pub fn complaints(&self) -> impl Iterator<Item = &str> {
        let stem = self.id.get(..4).unwrap_or(&self.id);
        self.words.iter().map(String::as_str).filter(move |word| !word.starts_with(stem))
    }
}
