//! Where notices appear while a page is open; `frontend` puts them there.

use leptos::prelude::*;

use super::{Icon, Sign};

/// An empty region that screen readers watch, and the pattern of a notice.
#[component]
pub fn Notices() -> impl IntoView {
    view! {
        <div id="live" role="status" class="toasts"></div>
        <template id="toast">
            <div class="toast">
                <p></p>
                <button type="button" class="toast-close" aria-label="Close this notice">
                    <Icon sign=Sign::Cross/>
                </button>
            </div>
        </template>
    }
}
