//! The pages of one section, as links above each of them.

use leptos::prelude::*;

use crate::viewer::viewer;

/// Links to the pages of a section: (path, name). The one being read is marked.
#[component]
pub fn SubNav(
    /// Names the landmark: "Practice".
    #[prop(into)]
    label: String,
    items: &'static [(&'static str, &'static str)],
) -> impl IntoView {
    let path = viewer().path;
    let here = path.split(['?', '#']).next().unwrap_or_default().to_owned();
    let links: Vec<_> = items
        .iter()
        .map(|(href, name)| {
            let current = (*href == here).then_some("page");
            view! {
                <li>
                    <a
                        href=*href
                        aria-current=current
                        class="inline-flex min-h-11 items-center border-b-2 border-transparent px-3 whitespace-nowrap text-muted no-underline hover:text-ink hover:border-line aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-ink"
                    >
                        {*name}
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        <nav aria-label=label class="mb-8 border-b border-line print:hidden">
            <ul class="-mb-px flex flex-wrap">{links}</ul>
        </nav>
    }
}
