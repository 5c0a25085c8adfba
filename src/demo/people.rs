//! Names for people who do not exist.

use std::collections::HashSet;

use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};

/// The domain of every demo address; `.example` can belong to nobody (RFC 2606).
pub const DOMAIN: &str = "demo.example";

const WOMEN: [&str; 32] = [
    "Amara",
    "Ingrid",
    "Mei",
    "Priya",
    "Sofia",
    "Leila",
    "Hanna",
    "Yuki",
    "Camila",
    "Nadia",
    "Aisha",
    "Clara",
    "Elena",
    "Freya",
    "Grace",
    "Helena",
    "Inês",
    "Joana",
    "Keiko",
    "Lucia",
    "Marta",
    "Noor",
    "Olivia",
    "Paula",
    "Rania",
    "Sara",
    "Thandi",
    "Ursula",
    "Valentina",
    "Zofia",
    "Anjali",
    "Beatriz",
];
const MEN: [&str; 32] = [
    "Anders", "Baraka", "Carlos", "Daniel", "Emeka", "Felix", "Gabriel", "Hiro", "Ivan", "Jonas", "Kofi", "Liam",
    "Mateo", "Nikhil", "Omar", "Pavel", "Rafael", "Samir", "Tomás", "Viktor", "Wei", "Yusuf", "Arjun", "Bruno",
    "Dimitri", "Elias", "Farid", "Henrik", "Isamu", "João", "Kenji", "Lucas",
];
const FAMILIES: [&str; 56] = [
    "Okafor",
    "Lindqvist",
    "Tanaka",
    "Sharma",
    "Ferreira",
    "Haddad",
    "Novak",
    "Weber",
    "Byrne",
    "Rossi",
    "Dubois",
    "Kimura",
    "Iyer",
    "Costa",
    "Mensah",
    "Larsen",
    "Schmidt",
    "Moreau",
    "Santos",
    "Nakamura",
    "Rao",
    "Silva",
    "Adeyemi",
    "Berg",
    "Hughes",
    "Marino",
    "Vidal",
    "Chen",
    "Park",
    "Nguyen",
    "Kaya",
    "Demir",
    "Papadakis",
    "Ionescu",
    "Virtanen",
    "Jansen",
    "De Vries",
    "Murphy",
    "Campbell",
    "Castillo",
    "Herrera",
    "Fischer",
    "Brandt",
    "Keller",
    "Sato",
    "Banerjee",
    "Menon",
    "Qureshi",
    "Rahman",
    "Osei",
    "Ndlovu",
    "Abebe",
    "Farouk",
    "Saleh",
    "Johansson",
    "Dahl",
];

/// A made-up person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub full_name: String,
    pub email: String,
    pub woman: bool,
}

/// Hands out people, nobody twice.
#[derive(Default)]
pub struct People {
    known: HashSet<String>,
}

impl People {
    /// Somebody new.
    pub fn next(&mut self, rng: &mut StdRng) -> Person {
        loop {
            let woman = rng.random_bool(0.52);
            let given = if woman { WOMEN.choose(rng) } else { MEN.choose(rng) };
            let (Some(given), Some(family)) = (given, FAMILIES.choose(rng)) else { continue };
            let person = self.named(given, family, woman);
            if let Some(person) = person {
                return person;
            }
        }
    }

    /// Somebody of this name, unless there is one already.
    pub fn named(&mut self, given: &str, family: &str, woman: bool) -> Option<Person> {
        let full_name = format!("{given} {family}");
        let email = format!("{}.{}@{DOMAIN}", plain(given), plain(family));
        self.known.insert(email.clone()).then_some(Person { full_name, email, woman })
    }
}

/// A name as the first part of an address has it.
fn plain(name: &str) -> String {
    name.to_lowercase()
        .chars()
        .filter_map(|c| match c {
            'ê' => Some('e'),
            'á' | 'ã' => Some('a'),
            'a'..='z' => Some(c),
            _ => None,
        })
        .collect()
}
