//! What can be practised, and by which words it is found.
//!
//! ```text
//! offered ─retire→ retired ─offer again→ offered
//! ```
//!
//! Nothing is deleted: doctors keep what they practise, and visits are counted by the specialty they were booked of.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    doctor::Specialty,
    faults::ProfileFault,
    meant::{folded, is_filler},
};
use crate::platform::{
    fold,
    problem::{Fault, Problem, ValidationErrors},
    text,
};

/// More than anybody could choose from.
pub const MOST: usize = 200;
/// So many words together are looked up in a search.
const MOST_TOGETHER: usize = 2;
/// Words of one specialty.
const MOST_WORDS: usize = 60;
/// Characters of a word.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=40;
/// Characters of an id that is made from a name.
const MOST_OF_SLUG: usize = 40;

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

/// What an admin sends to add one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpecialtySpec {
    /// For people; no other specialty has it, in whatever letter case.
    #[cfg_attr(feature = "openapi", schema(format = "line", min_length = 1, max_length = 60, example = "Cardiology"))]
    pub name: String,
    /// What people call it, have, or look for: each one or two words of 2 to 40 characters in all, at most 60. Plurals and
    /// beginnings need no entry; what is there twice is kept once.
    #[cfg_attr(feature = "openapi", schema(max_items = 60, example = json!(["cardiologist", "heart", "blood pressure"])))]
    #[serde(default)]
    pub words: Vec<String>,
}

/// What an admin sends to change one: only what is given changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpecialtyPatch {
    /// For people; no other specialty has it, in whatever letter case.
    #[cfg_attr(feature = "openapi", schema(format = "line", min_length = 1, max_length = 60, example = "Cardiology"))]
    pub name: Option<String>,
    /// All of them: see what adding says of them.
    #[cfg_attr(feature = "openapi", schema(max_items = 60, example = json!(["cardiologist", "heart", "blood pressure"])))]
    pub words: Option<Vec<String>>,
    /// `true` takes it out of the offer, `false` back into it.
    #[cfg_attr(feature = "openapi", schema(example = true))]
    pub retired: Option<bool>,
    /// The version that was read: when somebody else has changed it since, nothing is changed.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 1))]
    pub version: Option<i64>,
}

impl SpecialtySpec {
    /// Tidied, or every field that does not fit beside these others.
    fn checked<'a>(self, others: impl Iterator<Item = &'a SpecialtyEntry>) -> Result<Self, Problem> {
        let mut errors = ValidationErrors::default();
        let name = text::line(&self.name, 1, 60).map_err(Fault::from);
        let name = errors.keep("name", name.and_then(|name| alone(name, others)));
        let words = errors.keep("words", tidied(&self.words));
        errors.into_result()?;
        Ok(Self { name: name.unwrap_or_default(), words: words.unwrap_or_default() })
    }
}

/// The name, if people read no other as the same.
fn alone<'a>(name: String, mut others: impl Iterator<Item = &'a SpecialtyEntry>) -> Result<String, Fault> {
    match others.find(|other| folded(&other.name) == folded(&name)) {
        Some(other) => Err(ProfileFault::SpecialtyNameTaken { name: other.name.clone() }.into()),
        None => Ok(name),
    }
}

/// Each once, as it was typed first.
fn tidied(words: &[String]) -> Result<Vec<String>, Fault> {
    let (mut kept, mut known) = (Vec::new(), Vec::new());
    for word in words.iter().flat_map(|text| SpecialtyEntry::split(text)) {
        let said = folded(&word);
        let mut parts = said.split(' ');
        let fits =
            LETTERS.contains(&word.chars().count()) && parts.clone().count() <= MOST_TOGETHER && !parts.all(is_filler);
        if !fits {
            let begun: String = word.chars().take(*LETTERS.end()).collect();
            // What hides in it is told before it is repeated.
            let begun = text::line(&begun, 0, *LETTERS.end())?;
            let fault = ProfileFault::NotASearchWord { least: *LETTERS.start(), most: *LETTERS.end() };
            return Err(Fault::Part { typed: begun, fault: Box::new(fault.into()) });
        }
        let word = text::line(&word, 0, *LETTERS.end())?;
        if !known.contains(&said) {
            kept.push(word);
            known.push(said);
        }
    }
    if kept.len() > MOST_WORDS {
        return Err(ProfileFault::TooManySearchWords { most: MOST_WORDS, given: kept.len() }.into());
    }
    Ok(kept)
}

impl SpecialtyEntry {
    /// A new one, which is offered; or why it cannot stand beside these.
    pub fn new(spec: SpecialtySpec, all: &[Self]) -> Result<Self, Problem> {
        if all.len() >= MOST {
            return Err(Problem::conflict(ProfileFault::TooManySpecialties { most: MOST }));
        }
        let SpecialtySpec { name, words } = spec.checked(all.iter())?;
        let slug = slug(&name);
        let numbered = (2..).map(|n| format!("{slug}-{n}"));
        let mut ids = std::iter::once(slug.clone()).chain(numbered);
        let id = ids.find(|id| all.iter().all(|other| other.id != *id)).unwrap_or(slug);
        Ok(Self { id, name, words, retired_at: None, version: 1 })
    }

    /// What it is after this change, among all; or why it cannot be. The store raises the version.
    pub fn changed(&self, patch: SpecialtyPatch, all: &[Self], now: DateTime<Utc>) -> Result<Self, Problem> {
        if patch.version.is_some_and(|read| read != self.version) {
            return Err(Self::overtaken());
        }
        let spec = SpecialtySpec {
            name: patch.name.unwrap_or_else(|| self.name.clone()),
            words: patch.words.unwrap_or_else(|| self.words.clone()),
        };
        let SpecialtySpec { name, words } = spec.checked(all.iter().filter(|other| other.id != self.id))?;
        let retired_at = match patch.retired {
            Some(true) => self.retired_at.or(Some(now)),
            Some(false) => None,
            None => self.retired_at,
        };
        Ok(Self { name, words, retired_at, ..self.clone() })
    }

    /// Somebody else was faster.
    pub fn overtaken() -> Problem {
        Problem::conflict(ProfileFault::SpecialtyOvertaken)
    }

    /// Words from a text that has a comma or a line break between two, without what is empty.
    pub fn split(text: &str) -> Vec<String> {
        text.split([',', '\n']).map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    pub fn is_offered(&self) -> bool {
        self.retired_at.is_none()
    }

    /// As readers see it.
    pub fn specialty(&self) -> Specialty {
        Specialty { id: self.id.clone(), name: self.name.clone() }
    }

    /// Do these words, in any order, begin words of its name or of what it is found by?
    pub fn is_called(&self, q: &str) -> bool {
        let key = fold::key(std::iter::once(&*self.name).chain(self.words.iter().map(String::as_str)));
        fold::words(q).iter().all(|word| key.contains(&format!(" {word}")))
    }

    /// What means it, folded, each once: its name, if that is no longer than what is looked up, and its words.
    pub fn sayings(&self) -> Vec<String> {
        let mut sayings = Vec::with_capacity(self.words.len() + 1);
        let name = Some(folded(&self.name)).filter(|name| name.split(' ').count() <= MOST_TOGETHER);
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

/// "Ear, nose and throat" → "ear-nose-and-throat"; for addresses, so in ASCII.
fn slug(name: &str) -> String {
    let plain = |word: String| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let words = fold::words(name).into_iter().map(plain).filter(|word| !word.is_empty());
    let mut slug = words.collect::<Vec<_>>().join("-");
    slug.truncate(MOST_OF_SLUG);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "specialty".to_owned() } else { slug.to_owned() }
}

/// What can be chosen by somebody who has these already, by their ids: what is offered, and what they have.
pub fn choices<'a>(all: &'a [SpecialtyEntry], own: &'a [String]) -> impl Iterator<Item = &'a SpecialtyEntry> {
    all.iter().filter(|entry| entry.is_offered() || own.contains(&entry.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(name: &str, words: &[&str], all: &[SpecialtyEntry]) -> Result<SpecialtyEntry, Problem> {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        SpecialtyEntry::new(SpecialtySpec { name: name.to_owned(), words }, all)
    }

    fn refused<T>(outcome: Result<T, Problem>) -> Vec<String> {
        let problem = outcome.err();
        problem.iter().flat_map(Problem::fields).map(|field| field.field.clone()).collect()
    }

    #[test]
    fn an_id_is_made_of_the_name_once() {
        let mut all: Vec<SpecialtyEntry> = Vec::new();
        let long = "Long ".repeat(12);
        for (name, id) in [
            ("Ear, nose and throat", "ear-nose-and-throat"),
            ("Ear nose & throat (children)", "ear-nose-throat-children"),
            ("Gynäkologie", "gynakologie"),
            ("心臓", "specialty"),
            ("皮膚", "specialty-2"),
            (&long, "long-long-long-long-long-long-long-long"),
        ] {
            let entry = added(name, &[], &all).unwrap();
            assert_eq!((entry.id.as_str(), entry.version, entry.is_offered()), (id, 1, true), "{name}");
            all.push(entry);
        }
    }

    #[test]
    fn a_name_is_the_only_one_that_people_read_so() {
        let all = [added("Kinderärzte", &[], &[]).unwrap()];
        for name in
            ["Kinderärzte", "KINDERARZTE", " kinderärzte ", "Kindera\u{308}rzte", "", "  ", "a\nb", &"x".repeat(61)]
        {
            assert_eq!(refused(added(name, &[], &all)), ["name"], "{name}");
        }
        let now = DateTime::UNIX_EPOCH;
        let rename = |name: &str| SpecialtyPatch { name: Some(name.to_owned()), ..SpecialtyPatch::default() };
        let own = all[0].changed(rename("Kinderarzte"), &all, now).unwrap();
        assert_eq!(
            (own.name.as_str(), own.id.as_str()),
            ("Kinderarzte", "kinderarzte"),
            "its own name is not in the way"
        );
        let all = [own.clone(), added("ENT", &[], &[]).unwrap()];
        assert_eq!(refused(own.changed(rename("ent"), &all, now)), ["name"]);
        let many: Vec<_> = (0..MOST).map(|n| added(&format!("S{n}"), &[], &[]).unwrap()).collect();
        assert!(matches!(added("One more", &[], &many), Err(Problem::Conflict { .. })));
    }

    #[test]
    fn words_are_looked_up_as_they_are_kept() {
        for (typed, kept) in [
            (&["heart", "Heart", "HEART ", "Herz"][..], &["heart", "Herz"][..]),
            (&["heart, blood pressure\nchest pain", ""], &["heart", "blood pressure", "chest pain"]),
            (&["O’Brien's"], &["O’Brien's"]),
            (&["check-up"], &["check-up"]),
            (&["family doctor"], &["family doctor"]),
            (&[], &[]),
        ] {
            assert_eq!(added("Name", typed, &[]).unwrap().words, kept, "{typed:?}");
        }
        for wrong in ["doctor", "the doctor", "h", "ear nose throat", "a\u{200B}b", "heart\u{202E}"] {
            assert_eq!(refused(added("Name", &["heart", wrong], &[])), ["words"], "{wrong}");
        }
        let many: Vec<String> = (0..61).map(|n| format!("word{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(added("Name", &many[..60], &[]).unwrap().words.len(), 60);
        for wrong in [&many[..], &["x".repeat(41).as_str()], &["x".repeat(20_000).as_str()]] {
            assert_eq!(refused(added("Name", wrong, &[])), ["words"]);
        }
    }

    #[test]
    fn the_table_of_states_is_complete() {
        let (then, now) = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(1));
        for (before, retired, after) in [
            (None, None, None),
            (None, Some(false), None),
            (None, Some(true), Some(now)),
            (Some(then), None, Some(then)),
            (Some(then), Some(true), Some(then)),
            (Some(then), Some(false), None),
        ] {
            let entry = SpecialtyEntry { retired_at: before, ..added("ENT", &["ear"], &[]).unwrap() };
            let changed = entry
                .changed(SpecialtyPatch { retired, ..Default::default() }, std::slice::from_ref(&entry), now)
                .unwrap();
            assert_eq!(changed, SpecialtyEntry { retired_at: after, ..entry }, "{before:?} {retired:?}");
        }
    }

    #[test]
    fn what_somebody_else_has_changed_is_not_overwritten() {
        let entry = SpecialtyEntry { version: 3, ..added("ENT", &[], &[]).unwrap() };
        for (read, is_good) in [(None, true), (Some(3), true), (Some(2), false), (Some(4), false)] {
            let patch = SpecialtyPatch { version: read, ..SpecialtyPatch::default() };
            assert_eq!(
                entry.changed(patch, std::slice::from_ref(&entry), DateTime::UNIX_EPOCH).is_ok(),
                is_good,
                "{read:?}"
            );
        }
    }

    #[test]
    fn it_is_found_by_its_name_and_its_words() {
        let entry = added("Ear, nose and throat", &["Tinnitus", "Müllers ear"], &[]).unwrap();
        for q in ["", "nose", "throat ear", "TINN", "muller", "mueller"] {
            assert!(entry.is_called(q), "{q}");
        }
        for q in ["heart", "ear heart", "innitus", "%"] {
            assert!(!entry.is_called(q), "{q}");
        }
        assert_eq!(entry.sayings(), ["tinnitus", "mullers ear"], "nobody types four words to be looked up");
        assert_eq!(
            added("Sports medicine", &["sports medicine", "sport"], &[]).unwrap().sayings(),
            ["sports medicine", "sport"]
        );
    }
}
