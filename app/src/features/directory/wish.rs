//! A search in words: what was found, and what it is narrowed by.

use anteroom::domain::{
    doctor::{Specialty, language_name},
    search::{Filter, Relaxed},
    visit_type::VisitKind,
};
use leptos::prelude::*;

use super::api::Wish;
use crate::ui::{ButtonKind, ButtonLink, EmptyState, Icon, Sign, link};

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
        link::with(&link::with(&self.address(), filter.as_str(), ""), "page", "")
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
        _ => format!("{total} doctors"),
    };
    let words: Vec<&str> = set.iter().map(|(_, words)| words.as_str()).collect();
    if words.is_empty() { count } else { format!("{count} for {}", words.join(", ")) }
}

/// What is set, each to be taken away by itself.
#[component]
pub fn Chosen(wish: Wish, set: Vec<(Filter, String)>) -> impl IntoView {
    let all = (set.len() > 1).then(|| view! { <li><a class="chosen-all" href="/doctors">"Clear all"</a></li> });
    let chips = set
        .into_iter()
        .map(|(filter, words)| {
            view! {
                <li>
                    <a class="chosen" href=wish.without(filter)>
                        <span class="sr-only">"Take away "</span>
                        {words}
                        <Icon sign=Sign::Cross/>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="chosen-list" aria-label="What is set">{chips}{all}</ul> }
}

/// Nobody fits: what would, with one wish less.
#[component]
pub fn Nobody(wish: Wish, set: Vec<(Filter, String)>, relaxed: Vec<Relaxed>) -> impl IntoView {
    let ways: Vec<_> = relaxed
        .into_iter()
        // Without the only wish, that is everybody.
        .filter(|_| set.len() > 1)
        .filter_map(|Relaxed { without, doctors }| {
            let (_, words) = set.iter().find(|(filter, _)| *filter == without)?;
            let count = if doctors == 1 { "one doctor".to_owned() } else { format!("{doctors} doctors") };
            Some(view! {
                <ButtonLink href=wish.without(without) kind=ButtonKind::Secondary>
                    {format!("Without {words}: {count}")}
                </ButtonLink>
            })
        })
        .collect();
    let text = match (set.len(), ways.len()) {
        (0..=1, _) => "Check the spelling, or try a specialty such as cardiology.",
        (_, 0) => "Try fewer words, or another specialty.",
        _ => "With one wish less there are some:",
    };
    let title = if set.len() > 1 { "No doctor matches all of these" } else { "No doctor matches this" };
    view! {
        <EmptyState title text sign=Sign::Search>
            {ways}
            <ButtonLink href="/doctors" kind=ButtonKind::Quiet>"Show all doctors"</ButtonLink>
        </EmptyState>
    }
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
    fn a_title_says_what_was_found() {
        let wish = Wish { specialty: "dermatology".into(), language: "de".into(), ..wish() };
        let set = wish.set(&[Specialty { id: "dermatology".into(), name: "Dermatology".into() }]);
        assert_eq!(found(1, &set), "One doctor for “lind & co”, Dermatology, Video, Speaks German");
        assert_eq!(found(64, &[]), "64 doctors");
    }
}
