//! What people say when they look for a doctor, and what they mean: a specialty, a language, or nothing by itself.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, LazyLock},
};

use strsim::osa_distance;

use super::{
    doctor::LANGUAGES,
    specialty::{self, SpecialtyEntry},
};
use crate::platform::fold;

/// What a word narrows a search to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Its id.
    Specialty(String),
    /// ISO 639-1 code.
    Language(&'static str),
    /// Whoever looks for a "doctor" looks for anybody.
    Anybody,
}

/// A word, or two, as it is folded, and one of its meanings.
#[derive(Debug, PartialEq, Eq)]
pub struct Saying {
    pub said: String,
    pub means: Meaning,
}

/// Slips are looked for in words of so many letters: in shorter ones, every word is a slip of another.
pub const LETTERS: std::ops::RangeInclusive<usize> = 4..=24;

/// Languages in other words than their English names: their own, and what is spoken of them.
const LANGUAGES_TOO: &[(&str, &str)] = &[
    ("ar", "العربية, عربي"),
    ("zh", "mandarin, cantonese, 中文, 汉语, 漢語, 普通话"),
    ("nl", "nederlands, flemish"),
    ("fr", "français"),
    ("de", "deutsch"),
    ("el", "ελληνικά"),
    ("hi", "हिन्दी, हिंदी"),
    ("it", "italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("pl", "polski"),
    ("pt", "português"),
    ("ro", "română"),
    ("ru", "русский"),
    ("es", "español, castellano"),
    ("sw", "kiswahili"),
    ("sv", "svenska"),
    ("tr", "türkçe"),
    ("uk", "українська"),
    ("ur", "اردو"),
    ("vi", "tiếng việt"),
];

/// Words that say nothing when something else does.
const FILLERS: &str = "doctor, doctors, dr, drs, mr, mrs, ms, specialist, specialists, clinic, clinics, centre, center,
    hospital, practice, practices, practitioner, practitioners, physician, physicians, medicine, medical, health, care, treatment,
    problem, problems, pain, appointment, near, nearby, me, my, i, a, an, the, for, in, of, at, and, or, with, to, who, that,
    is, speak, speaks, speaking, spoken, speaker, language";

static ANYBODY: LazyLock<HashSet<String>> = LazyLock::new(|| FILLERS.split(',').map(folded).collect());

/// Does this folded word say nothing when something else does?
pub fn is_filler(word: &str) -> bool {
    ANYBODY.contains(word)
}

/// What may be typed, and what it means: the words of the specialties, the languages, and what says nothing by itself.
#[derive(Default)]
pub struct Vocabulary {
    specialties: Vec<SpecialtyEntry>,
    sayings: Vec<Arc<Saying>>,
    /// Where each stands among the sayings.
    by_said: HashMap<String, Vec<usize>>,
}

impl Vocabulary {
    pub fn of(specialties: Vec<SpecialtyEntry>) -> Self {
        let offered = specialties.iter().filter(|entry| entry.is_offered());
        let words = offered.flat_map(|entry| {
            let meaning = Meaning::Specialty(entry.id.clone());
            entry.sayings().into_iter().map(move |said| (said, meaning.clone()))
        });
        let languages = LANGUAGES
            .iter()
            .chain(LANGUAGES_TOO)
            .flat_map(|(code, said)| said.split(',').map(move |said| (folded(said), Meaning::Language(code))));
        let anybody = FILLERS.split(',').map(|said| (folded(said), Meaning::Anybody));
        let sayings = words.chain(languages).chain(anybody).map(|(said, means)| Arc::new(Saying { said, means }));
        let sayings: Vec<_> = sayings.collect();
        let mut by_said: HashMap<String, Vec<usize>> = HashMap::with_capacity(sayings.len());
        for (at, saying) in sayings.iter().enumerate().filter(|(_, saying)| saying.means != Meaning::Anybody) {
            by_said.entry(saying.said.clone()).or_default().push(at);
        }
        Self { specialties, sayings, by_said }
    }

    /// All specialties, offered or not, by name.
    pub fn specialties(&self) -> &[SpecialtyEntry] {
        &self.specialties
    }

    /// What is offered, by name.
    pub fn offered(&self) -> impl Iterator<Item = &SpecialtyEntry> {
        self.choices(&[])
    }

    /// See [`specialty::choices`].
    pub fn choices<'a>(&'a self, own: &'a [String]) -> impl Iterator<Item = &'a SpecialtyEntry> {
        specialty::choices(&self.specialties, own)
    }

    /// The specialty of this id or name, whatever its letter case, offered or not.
    pub fn specialty(&self, id_or_name: &str) -> Option<&SpecialtyEntry> {
        let wanted = id_or_name.trim().to_lowercase();
        let by_id = self.specialties.iter().find(|entry| entry.id == wanted);
        by_id.or_else(|| self.specialties.iter().find(|entry| entry.name.to_lowercase() == wanted))
    }

    /// What is meant by a folded word, or by two with a space between.
    pub fn exactly(&self, words: &str) -> Vec<&Arc<Saying>> {
        let mut found: Vec<usize> =
            singular(words).iter().filter_map(|form| self.by_said.get(form)).flatten().copied().collect();
        found.sort_unstable();
        found.into_iter().filter_map(|at| self.sayings.get(at)).collect()
    }

    /// What is meant by a folded word; with "dermatolog", what may be meant.
    pub fn meant(&self, word: &str) -> Vec<&Arc<Saying>> {
        let found = self.exactly(word);
        // A beginning of a language begins many names as well: "Roman", "Germ".
        let begun =
            |saying: &&Arc<Saying>| matches!(saying.means, Meaning::Specialty(_)) && saying.said.starts_with(word);
        if found.is_empty() && LETTERS.contains(&word.chars().count()) {
            return self.sayings.iter().filter(begun).collect();
        }
        found
    }

    /// What is meant but for one slip: a letter that is wrong, missing, too many, or has changed places with the next.
    pub fn nearly(&self, word: &str) -> Vec<&Arc<Saying>> {
        let forms = singular(word);
        let near = |saying: &&Arc<Saying>| match saying.means {
            // Only what looks for somebody: "Neal" and "Heath" are names, and not far from "near" and "health".
            Meaning::Anybody => {
                matches!(
                    &*saying.said,
                    "doctor" | "doctors" | "specialist" | "specialists" | "physician" | "physicians"
                ) && is_slip(word, &saying.said)
            }
            _ => forms.iter().any(|form| is_slip(form, &saying.said)),
        };
        self.sayings.iter().filter(near).collect()
    }
}

/// Words as they are compared, with a space between two.
pub(super) fn folded(said: &str) -> String {
    fold::words(said).join(" ")
}

/// Is one of these the other but for one slip? In short words, nothing is.
pub fn is_slip(typed: &str, word: &str) -> bool {
    let (typed_letters, letters) = (typed.chars().count(), word.chars().count());
    LETTERS.contains(&typed_letters)
        && letters >= *LETTERS.start()
        && letters.abs_diff(typed_letters) <= 1
        && osa_distance(typed, word) == 1
}

/// A word as it is, and without the endings of a plural or a possessive: "babies", "rashes", "children's".
fn singular(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    if word.chars().count() >= *LETTERS.start() {
        forms.extend(["s", "es"].iter().filter_map(|end| word.strip_suffix(end)).map(str::to_owned));
        forms.extend(word.strip_suffix("ies").map(|stem| format!("{stem}y")));
    }
    forms
}

/// With the specialties that the migrations fill in; both fill in the same.
#[cfg(test)]
pub(crate) fn seeded() -> Vocabulary {
    let fill = |migration: &'static str| migration.split_once("specialty (id, name, words) VALUES").unwrap().1;
    let sqlite = fill(include_str!("../../../migrations/sqlite/0001_clinic.sql"));
    assert_eq!(sqlite, fill(include_str!("../../../migrations/postgres/0001_clinic.sql")));
    let texts: Vec<&str> = sqlite.split('\'').skip(1).step_by(2).collect();
    let (rows, rest) = texts.as_chunks::<3>();
    assert!(rest.is_empty());
    let entry = |[id, name, words]: &[&str; 3]| SpecialtyEntry {
        id: (*id).to_owned(),
        name: (*name).to_owned(),
        words: SpecialtyEntry::split(words),
        retired_at: None,
        version: 1,
    };
    Vocabulary::of(rows.iter().map(entry).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(sayings: Vec<&Arc<Saying>>) -> Vec<&str> {
        let mut ids: Vec<&str> = sayings
            .iter()
            .map(|saying| match &saying.means {
                Meaning::Specialty(id) => id.as_str(),
                Meaning::Language(code) => code,
                Meaning::Anybody => "anybody",
            })
            .collect();
        ids.dedup();
        ids
    }

    #[test]
    fn plurals_beginnings_and_other_names_mean_the_same() {
        let vocabulary = seeded();
        for (said, expected) in [
            ("heart", &["cardiology"][..]),
            ("cardiologists", &["cardiology"]),
            ("cardiologis", &["cardiology"]),
            ("dentists", &["dentistry"]),
            ("dermatologists", &["dermatology"]),
            ("rashes", &["dermatology"]),
            ("allergies", &["dermatology", "ent"]),
            ("babies", &["paediatrics"]),
            ("childrens", &["paediatrics"]),
            ("women", &["gynaecology"]),
            ("womens", &["gynaecology"]),
            ("psychotherapists", &["psychotherapy"]),
            ("family medicine", &["general-practice"]),
            ("family doctors", &["general-practice"]),
            ("gps", &["general-practice"]),
            ("eyes", &["ophthalmology"]),
            ("deutsch", &["de"]),
            ("francais", &["fr"]),
            ("german", &["de"]),
            ("ent", &["ent"]),
            ("en", &[]),
            ("germ", &[]),
            ("roma", &[]),
            ("fors", &[]),
            ("hea", &[]),
            ("", &[]),
            ("doctor", &[]),
        ] {
            assert_eq!(ids(vocabulary.meant(said)), expected, "{said}");
        }
    }

    #[test]
    fn one_slip_is_forgiven_where_words_are_long_enough() {
        let vocabulary = seeded();
        for (typed, expected) in [
            ("cardiolgy", &["cardiology"][..]),
            ("kardiology", &["cardiology"]),
            ("cardiolgists", &["cardiology"]),
            ("dermatolgist", &["dermatology"]),
            ("dentsit", &["dentistry"]),
            ("opthalmologist", &["ophthalmology"]),
            ("germna", &["de"]),
            ("docter", &["anybody"]),
            ("neal", &[]),
            ("heath", &[]),
            ("venter", &[]),
            ("bent", &[]),
            ("eent", &[]),
            ("dnetsit", &[]),
            ("foobar", &[]),
        ] {
            assert_eq!(ids(vocabulary.nearly(typed)), expected, "{typed}");
        }
        assert!(!is_slip("anna", "anna") && is_slip("anna", "anan") && !is_slip("ann", "anna"));
    }

    #[test]
    fn nothing_means_what_is_not_offered() {
        let entry = |id: &str, retired_at| SpecialtyEntry {
            id: id.to_owned(),
            name: id.to_uppercase(),
            words: vec!["allergy".to_owned(), format!("{id} doctor")],
            retired_at,
            version: 1,
        };
        let vocabulary = Vocabulary::of(vec![entry("skin", None), entry("ent", Some(chrono::DateTime::UNIX_EPOCH))]);
        assert_eq!(ids(vocabulary.meant("allergies")), ["skin"]);
        assert_eq!(ids(vocabulary.meant("ent doctor")), [""; 0]);
        let offered = |own: &[&str]| {
            let own: Vec<String> = own.iter().map(|id| (*id).to_owned()).collect();
            vocabulary.choices(&own).map(|entry| entry.id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(offered(&[]), ["skin"]);
        assert_eq!(offered(&["ent"]), ["skin", "ent"], "whoever has it may keep it");
        assert_eq!(vocabulary.specialty("Ent").map(|entry| entry.id.as_str()), Some("ent"), "it has its name");
    }

    #[test]
    fn every_saying_is_folded_once_and_can_be_found() {
        let vocabulary = seeded();
        for (n, saying) in vocabulary.sayings.iter().enumerate() {
            assert!((1..=2).contains(&saying.said.split(' ').filter(|word| !word.is_empty()).count()), "{saying:?}");
            assert_eq!(fold::words(&saying.said).join(" "), saying.said);
            assert!(!vocabulary.sayings[..n].contains(saying), "{saying:?} twice");
            let is_found = match saying.means {
                Meaning::Anybody => is_filler(&saying.said),
                _ => !is_filler(&saying.said) && vocabulary.meant(&saying.said).contains(&saying),
            };
            assert!(is_found, "{saying:?}");
        }
    }
}
