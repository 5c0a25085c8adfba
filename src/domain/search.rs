//! Searching the directory: what narrows it, and what would match with one wish less.

use serde::{Deserialize, Serialize};

use super::{doctor::DoctorSort, lifecycle::words, visit_type::VisitKind};

/// A search in the directory.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct DoctorSearch {
    /// Beginnings of words of the name or specialty; all must match.
    pub q: String,
    /// Specialty id.
    pub specialty: Option<String>,
    pub kind: Option<VisitKind>,
    /// ISO 639-1 code.
    pub language: Option<String>,
    pub sort: DoctorSort,
}

crate::shows_only!(DoctorSearch { specialty, kind, language, sort });

words! {
    /// What a search can be narrowed by; the words are those of its address.
    Filter {
        Q = "q", "Words";
        Specialty = "specialty", "Specialty";
        Kind = "kind", "In person or video";
        Language = "language", "Language";
    }
}

impl DoctorSearch {
    /// What is set.
    pub fn filters(&self) -> impl Iterator<Item = Filter> {
        let is_set = |filter: &Filter| match filter {
            Filter::Q => !self.q.is_empty(),
            Filter::Specialty => self.specialty.is_some(),
            Filter::Kind => self.kind.is_some(),
            Filter::Language => self.language.is_some(),
        };
        Filter::ALL.iter().copied().filter(is_set)
    }

    /// The same search with one wish less.
    pub fn without(&self, filter: Filter) -> Self {
        let mut search = self.clone();
        match filter {
            Filter::Q => search.q = String::new(),
            Filter::Specialty => search.specialty = None,
            Filter::Kind => search.kind = None,
            Filter::Language => search.language = None,
        }
        search
    }
}

/// What people call what they have or look for, and the specialty's name that is meant. Plurals need no line.
const MEANT: &[(&str, &[&str])] = &[
    ("cardiology", &["heart", "palpitation", "hypertension"]),
    ("dentistry", &["dentist", "tooth", "teeth", "toothache", "gum"]),
    ("dermatology", &["skin", "rash", "eczema", "acne", "mole"]),
    ("endocrinology", &["diabetes", "hormone", "thyroid"]),
    ("ear nose throat", &["ent", "hearing", "sinus", "tonsil"]),
    ("general practice", &["gp", "physician", "fever", "cold", "flu"]),
    ("gynaecology", &["gynecology", "gynecologist", "pregnancy", "period", "contraception"]),
    ("neurology", &["headache", "migraine", "nerve", "epilepsy", "brain"]),
    ("ophthalmology", &["eye", "vision", "glasses", "optician"]),
    ("orthopaedics", &["orthopedic", "bone", "joint", "knee", "hip", "shoulder"]),
    ("paediatrics", &["pediatric", "pediatrician", "child", "children", "baby", "babies", "kid"]),
    ("physiotherapy", &["physio", "back", "posture"]),
    ("psychiatry", &["mental", "medication"]),
    ("psychotherapy", &["therapy", "therapist", "anxiety", "depression", "burnout", "stress"]),
];

impl DoctorSearch {
    /// The same search in the words of the specialties, for what finds nobody as it was typed: "heart" is cardiology.
    pub fn in_other_words(&self) -> Option<Self> {
        let typed = self.q.to_lowercase();
        let words: Vec<&str> = typed.split_whitespace().map(|word| meant(word).unwrap_or(word)).collect();
        let q = words.join(" ");
        (q != typed.split_whitespace().collect::<Vec<_>>().join(" ")).then(|| Self { q, ..self.clone() })
    }
}

fn meant(word: &str) -> Option<&'static str> {
    let one = word.strip_suffix('s').unwrap_or(word);
    MEANT.iter().find(|(_, said)| said.contains(&word) || said.contains(&one)).map(|(name, _)| *name)
}

/// How many doctors would be found without one of the wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relaxed {
    pub without: Filter,
    pub doctors: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_say_means_a_specialty() {
        let said =
            |q: &str| DoctorSearch { q: q.into(), ..DoctorSearch::default() }.in_other_words().map(|other| other.q);
        assert_eq!(said("Heart"), Some("cardiology".into()));
        assert_eq!(said("dentists  Berlin"), Some("dentistry berlin".into()));
        assert_eq!(said("GP"), Some("general practice".into()));
        assert_eq!(
            (said("Lindqvist"), said("hearts of oak"), said("")),
            (None, Some("cardiology of oak".into()), None)
        );
        let mut all: Vec<_> = MEANT.iter().flat_map(|(_, said)| *said).collect();
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair[0] != pair[1]), "one word, one meaning");
    }

    #[test]
    fn one_wish_is_taken_away_at_a_time() {
        let search = DoctorSearch {
            q: "heart".into(),
            kind: Some(VisitKind::Video),
            language: Some("de".into()),
            ..DoctorSearch::default()
        };
        assert_eq!(search.filters().collect::<Vec<_>>(), [Filter::Q, Filter::Kind, Filter::Language]);
        let relaxed = search.without(Filter::Kind);
        assert_eq!(relaxed.filters().collect::<Vec<_>>(), [Filter::Q, Filter::Language]);
        assert_eq!(DoctorSearch::default().filters().count(), 0);
    }
}
