//! A way to paper.

use leptos::prelude::*;

use super::{Icon, Sign};

/// Prints the page. `form.js` shows the button: without JavaScript the browser's own menu does it.
#[component]
pub fn PrintButton() -> impl IntoView {
    view! {
        <button type="button" class="btn btn-quiet" data-print="" hidden>
            <Icon sign=Sign::Print/>
            <span>"Print"</span>
        </button>
    }
}
