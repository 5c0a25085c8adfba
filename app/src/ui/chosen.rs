//! What a list is narrowed by: chips to take each away, words for titles, and the ways on where nothing matches.

use leptos::prelude::*;

use super::{ButtonKind, ButtonLink, EmptyState, Icon, Sign, counted, link};

/// A filter that is set.
#[derive(Clone, PartialEq, Eq)]
pub struct Chip {
    /// Its name in the address.
    pub name: &'static str,
    /// What the form calls it; nothing where the value says it.
    pub label: &'static str,
    /// What it is set to, as people read it.
    pub value: String,
    /// Both within a sentence: "booked", "from 1 Dec 2026".
    pub words: String,
}

domain::shows_only!(Chip { name, label });

impl Chip {
    /// Of the words of a search, where there are any.
    pub fn of_words(q: &str) -> Vec<Self> {
        let words = format!("“{}”", q.trim());
        let chip = Self { name: "q", label: "", value: words.clone(), words };
        if q.trim().is_empty() { Vec::new() } else { vec![chip] }
    }

    /// Of a state that is a tab: for titles only.
    pub fn of_state(label: Option<&str>) -> Vec<Self> {
        let chip =
            |label: &str| Self { name: "state", label: "State", value: label.to_owned(), words: label.to_lowercase() };
        label.map(chip).into_iter().collect()
    }
}

/// The address of the first page of what is found with one filter less.
pub fn without(address: &str, name: &str) -> String {
    link::with(&link::with(address, name, ""), "page", "")
}

/// The same without any of these.
pub fn without_all(address: &str, set: &[Chip]) -> String {
    set.iter().fold(link::with(address, "page", ""), |address, chip| link::with(&address, chip.name, ""))
}

/// What was found, for titles: "12 visits, booked, from 1 Dec 2026, page 2".
pub fn found(count: String, set: &[Chip], page: u32) -> String {
    let mut words = vec![count];
    words.extend(set.iter().map(|chip| chip.words.clone()));
    if page > 1 {
        words.push(format!("page {page}"));
    }
    words.join(", ")
}

/// Chips, each a link that takes its filter away. Nothing where none is set.
#[component]
pub fn Chosen(
    /// Of this list, with all that is set.
    #[prop(into)]
    address: String,
    /// Of the list with nothing set.
    #[prop(into)]
    clear: String,
    set: Vec<Chip>,
) -> impl IntoView {
    if set.is_empty() {
        return None;
    }
    let all = (set.len() > 1).then(|| view! { <li><a class="chosen-all" href=clear>"Clear all"</a></li> });
    let chips = set
        .into_iter()
        .map(|Chip { name, label, value, .. }| {
            let label = (!label.is_empty()).then(|| view! { <span class="text-muted">{label}" "</span> });
            view! {
                <li>
                    <a class="chosen" href=without(&address, name)>
                        <span><span class="sr-only">"Remove filter: "</span>{label}{value}</span>
                        <Icon sign=Sign::Cross/>
                    </a>
                </li>
            }
        })
        .collect_view();
    Some(view! { <ul class="chosen-list" aria-label="Filters that are set">{chips}{all}</ul> })
}

/// A list with one filter less, and how many there would be, where that is known.
#[derive(Clone, PartialEq, Eq)]
pub struct Way {
    pub words: String,
    pub href: String,
    pub count: Option<i64>,
}

domain::shows_only!(Way { count });

impl Way {
    /// Without each of these; nothing where only one is set: then that is the list with nothing set.
    pub fn without_each(address: &str, set: &[Chip]) -> Vec<Self> {
        let way = |chip: &Chip| Self {
            words: [&format!("Without {}", chip.label), &chip.value].map(|word| word.trim_end()).join(" "),
            href: without(address, chip.name),
            count: None,
        };
        if set.len() > 1 { set.iter().map(way).collect() } else { Vec::new() }
    }
}

/// Nothing matches: what excludes, and the ways on.
#[component]
pub fn NothingMatches(
    /// What is looked for: "visit", whose plural takes an s.
    noun: &'static str,
    set: Vec<Chip>,
    ways: Vec<Way>,
    /// The list with nothing set.
    #[prop(into)]
    clear: String,
) -> impl IntoView {
    let these: Vec<&str> = set.iter().map(|chip| chip.words.as_str()).collect();
    let title = format!("No {noun} matches {}", if set.len() > 1 { "all of these" } else { "this" });
    let counted_ways = ways.iter().any(|way| way.count.is_some());
    let on = match (ways.is_empty(), counted_ways) {
        (true, _) => "",
        (_, true) => " There are some elsewhere:",
        (_, false) => " Try it with one less:",
    };
    let text = format!("Looked for: {}.{on}", these.join(", "));
    let ways = ways
        .into_iter()
        .map(|Way { words, href, count }| {
            let text = count.map_or_else(|| words.clone(), |count| format!("{words}: {}", counted(count, noun)));
            view! { <ButtonLink href kind=ButtonKind::Secondary>{text}</ButtonLink> }
        })
        .collect_view();
    view! {
        <EmptyState title text sign=Sign::Search>
            {ways}
            <ButtonLink href=clear kind=ButtonKind::Quiet>"Clear all filters"</ButtonLink>
        </EmptyState>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set() -> Vec<Chip> {
        let chip =
            |name, label, value: &str, words: &str| Chip { name, label, value: value.into(), words: words.into() };
        vec![chip("status", "Status", "Booked", "booked"), chip("q", "", "“ada”", "“ada”")]
    }

    const ADDRESS: &str = "/practice/visits?part=past&status=booked&q=ada&page=3";

    #[test]
    fn one_filter_less_begins_on_the_first_page_and_keeps_the_tab() {
        assert_eq!(without(ADDRESS, "status"), "/practice/visits?part=past&q=ada");
        assert_eq!(without_all(ADDRESS, &set()), "/practice/visits?part=past");
        let ways = Way::without_each(ADDRESS, &set());
        assert_eq!(
            ways.iter().map(|way| way.words.as_str()).collect::<Vec<_>>(),
            ["Without Status Booked", "Without “ada”"]
        );
        assert_eq!(Way::without_each(ADDRESS, &set()[..1]), []);
    }

    #[test]
    fn a_title_says_what_was_found() {
        assert_eq!(found("No visits".into(), &[], 1), "No visits");
        assert_eq!(found("12 visits".into(), &set(), 2), "12 visits, booked, “ada”, page 2");
    }
}
