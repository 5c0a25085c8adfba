//! A search in words: what was found, and what it is narrowed by.

use domain::{
    directory::{
        doctor::{Specialty, language_name},
        search::{FewerWords, Filter, Instead, Relaxed},
    },
    scheduling::visit_type::VisitKind,
};
use leptos::prelude::*;

use crate::ui::{self, ButtonKind, ButtonLink, Chip, EmptyState, Sign, counted, link};

impl Wish {
    /// The address of this search: what is empty does not stand in it.
    pub fn address(&self) -> String {
        link::query("/doctors", &self.pairs())
    }

    /// The part of the address behind the question mark.
    pub fn query(&self) -> String {
        self.address().split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
    }

    fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("q", &self.q),
            ("specialty", &self.specialty),
            ("kind", &self.kind),
            ("language", &self.language),
            ("sort", &self.sort),
            ("page", &self.page),
        ]
    }

    /// The address of the first page of what is found with one wish less.
    fn without(&self, filter: Filter) -> String {
        ui::without(&self.address(), filter.as_str())
    }

    /// The address of the first page of what is found with these words.
    fn with_words(&self, q: &str) -> String {
        link::with(&self.without(Filter::Q), Filter::Q.as_str(), q)
    }

    /// Every wish that is set, as it is shown: "“lindqvist”", "Dermatology", "Video", "Speaks German".
    pub fn set(&self, specialties: &[Specialty]) -> Vec<(Filter, String)> {
        let specialty = specialties.iter().find(|s| s.id == self.specialty).map_or(&self.specialty, |s| &s.name);
        let kind = self.kind.parse().map_or(self.kind.as_str(), |kind: VisitKind| kind.label());
        [
            (Filter::Q, &self.q, format!("“{}”", self.q)),
            (Filter::Specialty, &self.specialty, specialty.clone()),
            (Filter::Kind, &self.kind, kind.to_owned()),
            (Filter::Language, &self.language, format!("Speaks {}", language_name(&self.language))),
        ]
        .into_iter()
        .filter(|(_, value, _)| !value.is_empty())
        .map(|(filter, _, words)| (filter, words))
        .collect()
    }
}

/// "One doctor for “lindqvist”", "12 doctors for Dermatology, Video", "3 doctors".
pub fn found(total: i64, set: &[(Filter, String)]) -> String {
    let count = match total {
        0 => "No doctor".to_owned(),
        1 => "One doctor".to_owned(),
        _ => counted(total, "doctor"),
    };
    let words: Vec<&str> = set.iter().map(|(_, words)| words.as_str()).collect();
    if words.is_empty() { count } else { format!("{count} for {}", words.join(", ")) }
}

/// What is set, each to be taken away by itself.
#[component]
pub fn Chosen(wish: Wish, set: Vec<(Filter, String)>) -> impl IntoView {
    let chip =
        |(filter, words): (Filter, String)| Chip { name: filter.as_str(), label: "", value: words.clone(), words };
    let set = set.into_iter().map(chip).collect();
    view! { <ui::Chosen address=wish.address() clear="/doctors" set/> }
}

/// "Showing results for “anna meyer” or “anna maier”."
pub fn taken_for(texts: &[String]) -> String {
    let shown = texts.get(..3).unwrap_or(texts);
    let more = if texts.len() > shown.len() { " and others like these" } else { "" };
    format!("Showing results for {}{more}.", either(shown))
}

/// "“foo”, “bar” or “baz”"
fn either(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("“{text}”")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
        None => String::new(),
    }
}

fn doctors(count: usize) -> String {
    if count == 1 { "one doctor".to_owned() } else { counted(count as i64, "doctor") }
}

/// Nobody fits: what would, with a word or a wish less; or what there is.
#[component]
pub fn Nobody(wish: Wish, set: Vec<(Filter, String)>, instead: Instead) -> impl IntoView {
    let title = match (instead.unmatched.as_slice(), set.len()) {
        ([], 0..=1) if instead.fewer_words.is_empty() => "No doctor matches this".to_owned(),
        ([], _) => "No doctor matches all of these".to_owned(),
        (words, _) => format!("Nobody matches {}", either(words)),
    };
    let text = match (instead.is_close(), instead.specialties.is_empty()) {
        (true, _) => "With a little less there are some:",
        (false, false) => "Check the spelling, or choose a specialty:",
        (false, true) => "There are no doctors to be found at the moment.",
    };
    let Instead { unmatched: _, without, fewer_words, specialties } = instead;
    let words = fewer_words.into_iter().map(|FewerWords { q, doctors }| {
        let count = if doctors == 1 {
            "One doctor matches".to_owned()
        } else {
            format!("{} match", counted(doctors as i64, "doctor"))
        };
        (wish.with_words(&q), format!("{count} “{q}”"))
    });
    let without = without.into_iter().filter_map(|Relaxed { without, doctors: count }| {
        let (_, words) = set.iter().find(|(filter, _)| *filter == without)?;
        Some((wish.without(without), format!("Without {words}: {}", doctors(count))))
    });
    let specialties = specialties.into_iter().map(|(specialty, count)| {
        let address = link::query("/doctors", &[("specialty", &specialty.id)]);
        (address, format!("{}: {}", specialty.name, doctors(count)))
    });
    let ways = words
        .chain(without)
        .chain(specialties)
        .map(|(href, text)| view! { <ButtonLink href kind=ButtonKind::Secondary>{text}</ButtonLink> })
        .collect_view();
    view! {
        <EmptyState title text sign=Sign::Search>
            {ways}
            <ButtonLink href="/doctors" kind=ButtonKind::Quiet>"Show all doctors"</ButtonLink>
        </EmptyState>
    }
}

/// A search as it stands in the address; what is empty does not narrow it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Wish {
    pub q: String,
    pub specialty: String,
    pub kind: String,
    pub language: String,
    pub sort: String,
    pub page: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish() -> Wish {
        Wish { q: "lind & co".into(), kind: "video".into(), page: "3".into(), ..Wish::default() }
    }

    #[test]
    fn what_is_empty_stands_in_no_address() {
        assert_eq!(wish().address(), "/doctors?q=lind%20%26%20co&kind=video&page=3");
        assert_eq!((Wish::default().address(), Wish::default().query()), ("/doctors".into(), String::new()));
    }

    #[test]
    fn one_wish_less_begins_on_the_first_page() {
        assert_eq!(wish().without(Filter::Q), "/doctors?kind=video");
        assert_eq!(wish().without(Filter::Kind), "/doctors?q=lind%20%26%20co");
    }

    #[test]
    fn what_a_slip_was_taken_for_is_said() {
        let said = |texts: &[&str]| taken_for(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert_eq!(said(&["lindqvist"]), "Showing results for “lindqvist”.");
        assert_eq!(said(&["anna meyer", "anna maier"]), "Showing results for “anna meyer” or “anna maier”.");
        assert_eq!(said(&["a", "b", "c", "d"]), "Showing results for “a”, “b” or “c” and others like these.");
        assert_eq!(wish().with_words("ada l"), "/doctors?kind=video&q=ada%20l");
    }

    #[test]
    fn a_title_says_what_was_found() {
        let wish = Wish { specialty: "dermatology".into(), language: "de".into(), ..wish() };
        let set = wish.set(&[Specialty { id: "dermatology".into(), name: "Dermatology".into() }]);
        assert_eq!(found(1, &set), "One doctor for “lind & co”, Dermatology, Video, Speaks German");
        assert_eq!(found(64, &[]), "64 doctors");
    }
}
