//! A way to paper.

use leptos::prelude::*;

use super::{Icon, Sign};
use crate::viewer::viewer;

/// Prints the page. The button is seen once its script is there: without JavaScript the browser's own menu does it.
#[component]
pub fn PrintButton() -> impl IntoView {
    view! {
        <button type="button" class="btn btn-quiet" data-print="">
            <Icon sign=Sign::Print/>
            <span>"Print"</span>
        </button>
    }
}

/// Where this page is found again, on paper only.
#[component]
pub fn PrintedAddress() -> impl IntoView {
    let viewer = viewer();
    view! { <p class="mb-4 hidden text-sm print:block">{format!("{}{}", viewer.base_url, viewer.path)}</p> }
}
