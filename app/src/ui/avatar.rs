//! A person's picture, or their initials.

use leptos::prelude::*;

/// A picture or, without one, the initials. The name always stands beside it, so it is hidden from screen readers.
#[component]
pub fn Avatar(
    #[prop(into)] name: String,
    /// Path of the picture.
    #[prop(optional_no_strip)]
    picture: Option<String>,
    /// 96 px instead of 56.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let size = if large { "avatar avatar-large" } else { "avatar" };
    let pixels = if large { "96" } else { "56" };
    match picture {
        Some(picture) => {
            view! { <img class=size src=picture alt="" width=pixels height=pixels decoding="async"/> }.into_any()
        }
        None => view! { <span class=size aria-hidden="true">{initials(&name)}</span> }.into_any(),
    }
}

/// First letters of the first and the last name; titles do not count.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter(|word| !word.trim_end_matches('.').eq_ignore_ascii_case("dr"));
    let first = words.next();
    let letters = [first, words.next_back()];
    letters.into_iter().flatten().filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_those_of_first_and_last_name() {
        assert_eq!(initials("Dr. Ada Maria Lind"), "AL");
        assert_eq!(initials("Plato"), "P");
        assert_eq!(initials(""), "");
    }
}
