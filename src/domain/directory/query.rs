//! What is typed into the directory's search, word by word.

use std::{collections::HashMap, sync::Arc};

use super::meant::{self, LETTERS, Meaning, Saying, Vocabulary};
use crate::platform::fold;

/// Words that all must match something of a doctor.
#[derive(Clone, PartialEq, Eq)]
pub struct Query {
    /// What narrows; none: everybody matches.
    pub terms: Vec<Term>,
    /// Every word, folded, also those that do not narrow.
    pub words: Vec<String>,
}

crate::shows_only!(Query {});

/// A word, or two that mean something together.
#[derive(Clone, PartialEq, Eq)]
pub struct Term {
    /// As it was typed.
    pub typed: String,
    /// Beginnings of words of the doctor's key (see [`fold::doctor`]); all of them, or else what is said by them.
    pub words: Vec<String>,
    said: Vec<Arc<Saying>>,
    /// The word may also be one of the key's but for one slip.
    pub misspelt: bool,
}

crate::shows_only!(Term { misspelt });

/// What a doctor is found by.
pub struct Traits {
    /// As [`fold::doctor`] makes it.
    pub key: String,
    pub specialties: Vec<String>,
    pub languages: Vec<String>,
}

impl Query {
    pub fn of(vocabulary: &Vocabulary, typed: &str) -> Self {
        let as_typed = as_typed(typed);
        let words = fold::words(typed);
        let mut terms: Vec<Term> = Vec::new();
        let mut rest = words.as_slice();
        while let [word, next @ ..] = rest {
            let two = next.first().map(|next| vocabulary.exactly(&format!("{word} {next}"))).unwrap_or_default();
            let (length, said) = if two.is_empty() { (1, vocabulary.meant(word)) } else { (2, two) };
            let (words, behind) = rest.split_at(length);
            rest = behind;
            let is_known = terms.iter().any(|term| term.words == words);
            if !is_known && (length == 2 || !meant::is_filler(word)) {
                let typed: Vec<&str> = words.iter().map(|word| as_typed.get(word).copied().unwrap_or(word)).collect();
                let said = said.into_iter().cloned().collect();
                terms.push(Term { typed: typed.join(" "), words: words.to_vec(), said, misspelt: false });
            }
        }
        Self { terms, words }
    }

    /// The same with slips forgiven in words that mean nothing as they stand; none, if there are no such words.
    pub fn forgiving(&self, vocabulary: &Vocabulary) -> Option<Self> {
        let mut query = self.clone();
        for term in &mut query.terms {
            if let ([word], true) = (&*term.words, term.said.is_empty()) {
                // Not in signs and numbers.
                term.misspelt = LETTERS.contains(&word.chars().count()) && word.chars().any(char::is_alphabetic);
                if term.misspelt {
                    term.said = vocabulary.nearly(word).into_iter().cloned().collect();
                }
            }
        }
        query.terms.iter().any(|term| term.misspelt).then_some(query)
    }

    /// Is somebody called so? Beginnings of the name's words, in any order. The directory's SQL asks the same of keys.
    pub fn names(&self, full_name: &str) -> bool {
        if self.words.is_empty() {
            return false;
        }
        let key = fold::key([full_name]);
        self.words.iter().all(|word| key.contains(&format!(" {word}")))
    }

    /// What a forgiving search was taken for, by whom it found: "lindqvist", or "anna maier" and "anna meyer". More than
    /// three are not all of them; none, if nothing was forgiven.
    pub fn taken_for(&self, found: &[Traits]) -> Vec<String> {
        let mut texts: Vec<Vec<String>> = Vec::new();
        for doctor in found {
            let candidates: Vec<_> = self.terms.iter().map(|term| term.candidates(doctor)).collect();
            let tells = |text: &Vec<String>| text.iter().zip(&candidates).all(|(word, known)| known.contains(word));
            if !texts.iter().any(tells) {
                texts.push(candidates.iter().filter_map(|known| known.first()).cloned().collect());
            }
        }
        let texts = texts.into_iter().map(|words| words.join(" "));
        texts.filter(|text| *text != self.text()).take(4).collect()
    }

    /// What narrows, as it was typed.
    fn text(&self) -> String {
        self.terms.iter().map(|term| term.typed.as_str()).collect::<Vec<_>>().join(" ")
    }
}

impl Term {
    pub fn specialties(&self) -> impl Iterator<Item = &str> {
        self.said.iter().filter_map(|saying| match &saying.means {
            Meaning::Specialty(id) => Some(id.as_str()),
            _ => None,
        })
    }

    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.said.iter().filter_map(|saying| match saying.means {
            Meaning::Language(code) => Some(code),
            _ => None,
        })
    }

    /// Was it meant to be a word that does not narrow?
    pub fn is_anybody(&self) -> bool {
        self.said.iter().any(|saying| saying.means == Meaning::Anybody)
    }

    /// Words that tell why this doctor was found, the likeliest first.
    fn candidates(&self, doctor: &Traits) -> Vec<String> {
        if !self.misspelt {
            return vec![self.typed.clone()];
        }
        let word = self.words.concat();
        let as_it_stands = doctor.key.contains(&format!(" {word}")).then(|| self.typed.clone());
        let said = self.said.iter().filter(|saying| match &saying.means {
            Meaning::Specialty(id) => doctor.specialties.contains(id),
            Meaning::Language(code) => doctor.languages.iter().any(|known| known == code),
            Meaning::Anybody => true,
        });
        let said = said.map(|saying| saying.said.clone());
        let of_the_key = doctor.key.split(' ').filter(|known| meant::is_slip(&word, known)).map(str::to_owned);
        let mut words: Vec<String> = as_it_stands.into_iter().chain(said).chain(of_the_key).collect();
        if words.is_empty() {
            words.push(self.typed.clone());
        }
        words
    }
}

/// Folded words as they were typed, without the signs around them: "Müller" for muller.
fn as_typed(text: &str) -> HashMap<String, &str> {
    let bare = text.split_whitespace().map(|token| token.trim_matches(|c: char| c.is_ascii_punctuation()));
    let mut typed = HashMap::new();
    for token in bare {
        if let [word] = fold::words(token).as_slice() {
            typed.entry(word.clone()).or_insert(token);
        }
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::{super::meant::seeded, *};

    /// Each term in short: what was typed, and what it means.
    fn terms(typed: &str) -> Vec<String> {
        let short = |term: &Term| {
            let mut means: Vec<_> = term.specialties().chain(term.languages()).collect();
            means.dedup();
            if means.is_empty() { term.typed.clone() } else { format!("{}: {}", term.typed, means.join(", ")) }
        };
        Query::of(&seeded(), typed).terms.iter().map(short).collect()
    }

    #[test]
    fn a_search_is_read_word_by_word() {
        for (typed, expected) in [
            ("Lindqvist", &["Lindqvist"][..]),
            ("dr. LINDQVIST, anna!", &["LINDQVIST", "anna"]),
            ("o'brien O’Brien obrien", &["o'brien"]),
            ("meyer-landrut", &["meyer", "landrut"]),
            ("Müller", &["Müller"]),
            ("heart,", &["heart: cardiology"]),
            ("heart specialist near me", &["heart: cardiology"]),
            ("(ENT)", &["ENT: ent"]),
            ("skin doctor", &["skin: dermatology"]),
            ("a doctor for my children", &["children: paediatrics"]),
            ("children's doctors", &["children's: paediatrics"]),
            ("Dentists", &["Dentists: dentistry"]),
            ("german dentist", &["german: de", "dentist: dentistry"]),
            ("French speaking GP", &["French: fr", "GP: general-practice"]),
            ("deutsch Türkçe русский 中文", &["deutsch: de", "Türkçe: tr", "русский: ru", "中文: zh"]),
            ("tiếng Việt", &["tiếng Việt: vi"]),
            ("general practice", &["general practice: general-practice"]),
            ("family medicine, Berlin", &["family medicine: general-practice", "Berlin"]),
            ("ear nose and throat", &["ear: ent", "nose: ent", "throat: ent"]),
            ("mental-health", &["mental health: psychiatry, psychotherapy"]),
            ("ob/gyn", &["ob gyn: gynaecology"]),
            ("back pain", &["back: orthopaedics, physiotherapy"]),
            ("heart heart HEART", &["heart: cardiology"]),
            ("50% _ \\ dentist", &["50", "dentist: dentistry"]),
            ("doctor", &[]),
            ("Doctors near me", &[]),
            ("the clinic for me", &[]),
            ("", &[]),
            ("   ", &[]),
            ("%", &["%"]),
            ("__", &["__"]),
            ("---", &["---"]),
            ("?!", &["?!"]),
            ("👩‍⚕️", &["👩‍⚕️"]),
        ] {
            assert_eq!(terms(typed), expected, "{typed}");
        }
        let long = "x".repeat(100_000);
        assert_eq!(terms(&long), [long.as_str()]);
        let vocabulary = seeded();
        let forgiven = Query::of(&vocabulary, &long).forgiving(&vocabulary);
        assert_eq!(forgiven.map(|_| ()), None, "nobody is called so");
        let many: String = (0..200).map(|n| format!("word{n} the ")).collect();
        assert_eq!(terms(&many).len(), 200);
        assert_eq!(terms(&"dentist ".repeat(200)), ["dentist: dentistry"]);
    }

    #[test]
    fn slips_are_forgiven_in_words_that_mean_nothing() {
        let vocabulary = seeded();
        let forgiven = |typed: &str| {
            let query = Query::of(&vocabulary, typed).forgiving(&vocabulary)?;
            let words = query.terms.iter().filter(|term| term.misspelt).map(|term| term.typed.clone());
            Some(words.collect::<Vec<_>>().join(" "))
        };
        for (typed, expected) in [
            ("lindqvsit", Some("lindqvsit")),
            ("german dentsit", Some("dentsit")),
            ("anna heart brgi", Some("anna brgi")),
            ("heart", None),
            ("doctor", None),
            ("ann", None),
            ("12345", None),
            ("%%%%", None),
            ("", None),
        ] {
            assert_eq!(forgiven(typed).as_deref(), expected, "{typed}");
        }
    }

    fn doctor(name: &str, specialty: &str) -> Traits {
        Traits {
            key: fold::doctor(name, "", [(specialty, specialty)]),
            specialties: vec![specialty.to_owned()],
            languages: vec!["de".to_owned()],
        }
    }

    #[test]
    fn a_forgiving_search_says_what_it_was_taken_for() {
        let vocabulary = seeded();
        let taken_for = |typed: &str, found: &[Traits]| {
            let forgiving = Query::of(&vocabulary, typed).forgiving(&vocabulary);
            forgiving.map(|query| query.taken_for(found)).unwrap_or_default()
        };
        let mueller = [doctor("Dr Anna Müller", "dentistry")];
        assert_eq!(taken_for("mulller", &mueller), ["muller"]);
        assert_eq!(taken_for("germna dentsit", &mueller), ["german dentist"]);
        assert_eq!(taken_for("Anna Mullre", &mueller), ["Anna muller"]);
        assert_eq!(taken_for("docter", &mueller), ["doctor"]);
        let many = [doctor("Meyer", "ent"), doctor("Maier", "ent")];
        let mixed = [doctor("Anna Meyer", "ent"), doctor("Hanna Meier", "ent")];
        assert_eq!(taken_for("meiyer", &many[..1]), ["meyer"]);
        assert_eq!(taken_for("Meier", &many[..2]), ["meyer", "maier"]);
        assert_eq!(taken_for("anna meier", &mixed), ["anna meyer", "hanna meier"], "nobody is called hanna meyer");
        assert_eq!(taken_for("anna", &mueller), [""; 0]);
    }

    #[test]
    fn who_is_called_so_is_known_by_all_words() {
        let vocabulary = seeded();
        let names = |typed: &str, name: &str| Query::of(&vocabulary, typed).names(name);
        assert!(names("heart", "Dr Heart") && names("an ng", "Ngo An") && names("dr french", "Dr French"));
        assert!(!names("heart", "Grace") && !names("french dentist", "Dr French") && !names("", "Grace"));
    }
}
