//! What people say when they look for a doctor, and what they mean: a specialty, a language, or nothing by itself.

use std::sync::LazyLock;

use strsim::osa_distance;

use super::doctor::LANGUAGES;
use crate::platform::fold;

/// What a word narrows a search to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Its id.
    Specialty(&'static str),
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

/// What people call what they have or look for, by the specialty's id. Plurals and beginnings need no entry.
const SPECIALTIES: &[(&str, &str)] = &[
    (
        "cardiology",
        "cardiology, cardiologist, cardiac, cardiovascular, heart, palpitation, hypertension, cholesterol, chest,
        pressure, blood pressure",
    ),
    (
        "dentistry",
        "dentistry, dentist, dental, tooth, teeth, toothache, gum, cavity, caries, denture, braces, orthodontist,
        orthodontics",
    ),
    ("dermatology", "dermatology, dermatologist, skin, rash, eczema, acne, mole, psoriasis, wart, allergy"),
    (
        "endocrinology",
        "endocrinology, endocrinologist, diabetes, diabetic, diabetologist, hormone, thyroid, blood sugar, sugar",
    ),
    (
        "ent",
        "ent, ear, nose, throat, hearing, sinus, tonsil, snoring, tinnitus, allergy, otolaryngology, otolaryngologist",
    ),
    (
        "general-practice",
        "general practice, general practitioner, general medicine, general physician, general doctor, generalist,
        family practice, family practitioner, family medicine, family physician, family doctor, primary, gp, gps, fever,
        cold, flu, cough, checkup, check up, vaccination",
    ),
    (
        "gynaecology",
        "gynaecology, gynaecologist, gynecology, gynecologist, obgyn, ob gyn, obstetrics, obstetrician, pregnancy,
        pregnant, period, contraception, menopause, women, woman",
    ),
    ("neurology", "neurology, neurologist, headache, migraine, nerve, epilepsy, seizure, stroke, brain"),
    (
        "ophthalmology",
        "ophthalmology, ophthalmologist, eye, vision, sight, eyesight, glasses, optician, optometrist, cataract, glaucoma",
    ),
    (
        "orthopaedics",
        "orthopaedics, orthopaedic, orthopaedist, orthopedics, orthopedic, orthopedist, bone, joint, fracture, knee, hip,
        shoulder, ankle, spine, back, sports",
    ),
    (
        "paediatrics",
        "paediatrics, paediatric, paediatrician, pediatrics, pediatric, pediatrician, child, children, baby, infant,
        newborn, toddler, kid",
    ),
    (
        "physiotherapy",
        "physiotherapy, physiotherapist, physio, physical therapy, physical therapist, rehabilitation, rehab, posture,
        muscle, back, sports",
    ),
    ("psychiatry", "psychiatry, psychiatrist, psychiatric, mental, mental health, medication, depression, bipolar, adhd"),
    (
        "psychotherapy",
        "psychotherapy, psychotherapist, psychology, psychologist, therapy, therapist, counselling, counseling, counsellor,
        counselor, mental, mental health, anxiety, depression, burnout, stress, panic, grief, trauma",
    ),
];

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

static SAYINGS: LazyLock<Vec<Saying>> = LazyLock::new(|| {
    let specialties = SPECIALTIES.iter().map(|(id, said)| (*said, Meaning::Specialty(id)));
    let languages = LANGUAGES.iter().map(|(code, name)| (*name, Meaning::Language(code)));
    let other = LANGUAGES_TOO.iter().map(|(code, said)| (*said, Meaning::Language(code)));
    specialties
        .chain(languages)
        .chain(other)
        .chain([(FILLERS, Meaning::Anybody)])
        .flat_map(|(said, means)| said.split(',').map(move |said| Saying { said: fold::words(said).join(" "), means }))
        .collect()
});

/// What people call what a specialty is for, such as "heart" for cardiology; without the forms of its own name.
pub fn complaints(specialty: &str) -> Vec<&'static str> {
    let stem = specialty.get(..4).unwrap_or(specialty);
    let said = SPECIALTIES.iter().filter(|(id, _)| *id == specialty).flat_map(|(_, said)| said.split(','));
    said.map(str::trim).filter(|word| !word.starts_with(stem)).collect()
}

/// Does this folded word say nothing when something else does?
pub fn is_filler(word: &str) -> bool {
    SAYINGS.iter().any(|saying| saying.means == Meaning::Anybody && saying.said == word)
}

/// What is meant by a folded word, or by two with a space between.
pub fn exactly(words: &str) -> Vec<&'static Saying> {
    let forms = singular(words);
    SAYINGS.iter().filter(|saying| saying.means != Meaning::Anybody && forms.contains(&saying.said)).collect()
}

/// What is meant by a folded word; with "dermatolog", what may be meant.
pub fn meant(word: &str) -> Vec<&'static Saying> {
    let found = exactly(word);
    // A beginning of a language begins many names as well: "Roman", "Germ".
    let begun = |saying: &&Saying| matches!(saying.means, Meaning::Specialty(_)) && saying.said.starts_with(word);
    if found.is_empty() && LETTERS.contains(&word.chars().count()) {
        return SAYINGS.iter().filter(begun).collect();
    }
    found
}

/// What is meant but for one slip: a letter that is wrong, missing, too many, or has changed places with the next.
pub fn nearly(word: &str) -> Vec<&'static Saying> {
    let forms = singular(word);
    let near = |saying: &&Saying| match saying.means {
        // Only what looks for somebody: "Neal" and "Heath" are names, and not far from "near" and "health".
        Meaning::Anybody => {
            matches!(&*saying.said, "doctor" | "doctors" | "specialist" | "specialists" | "physician" | "physicians")
                && is_slip(word, &saying.said)
        }
        _ => forms.iter().any(|form| is_slip(form, &saying.said)),
    };
    SAYINGS.iter().filter(near).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(sayings: Vec<&Saying>) -> Vec<&str> {
        let mut ids: Vec<_> = sayings
            .iter()
            .map(|saying| match saying.means {
                Meaning::Specialty(id) | Meaning::Language(id) => id,
                Meaning::Anybody => "anybody",
            })
            .collect();
        ids.dedup();
        ids
    }

    #[test]
    fn plurals_beginnings_and_other_names_mean_the_same() {
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
            assert_eq!(ids(meant(said)), expected, "{said}");
        }
    }

    #[test]
    fn one_slip_is_forgiven_where_words_are_long_enough() {
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
            assert_eq!(ids(nearly(typed)), expected, "{typed}");
        }
        assert!(!is_slip("anna", "anna") && is_slip("anna", "anan") && !is_slip("ann", "anna"));
    }

    #[test]
    fn every_saying_is_folded_once_and_can_be_found() {
        for (n, saying) in SAYINGS.iter().enumerate() {
            assert!((1..=2).contains(&saying.said.split(' ').filter(|word| !word.is_empty()).count()), "{saying:?}");
            assert_eq!(fold::words(&saying.said).join(" "), saying.said);
            assert!(!SAYINGS[..n].contains(saying), "{saying:?} twice");
            let is_found = match saying.means {
                Meaning::Anybody => is_filler(&saying.said),
                _ => !is_filler(&saying.said) && meant(&saying.said).contains(&saying),
            };
            assert!(is_found, "{saying:?}");
        }
    }
}
