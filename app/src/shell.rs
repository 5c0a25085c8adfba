//! The HTML document around every page.

use leptos::{config::LeptosOptions, hydration::AutoReload, hydration::HydrationScripts, nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

use crate::{
    routes::{App, Page, here},
    ui::Notices,
    viewer::viewer,
};

/// The whole document. `zone.js` stands in the head and is not deferred, so that a page in the wrong zone is shown
/// again before anybody has seen it. A page without islands needs no WASM and is live as it is.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let css = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    // The hash of the release, so that browsers may keep the scripts until the next one.
    let script = |name: &str| format!("/{name}?v={}", options.output_name);
    let (zone_js, form_js, live_js) = (script("zone.js"), script("form.js"), script("live.js"));
    let live = viewer().me.as_ref().map(|me| me.id.to_string());
    let islands = here().is_some_and(Page::has_islands);
    let scripts = islands.then(|| view! { <HydrationScripts options=options.clone() islands=true/> });
    view! {
        <!DOCTYPE html>
        <html lang="en" data-hydrated=(!islands).then_some("") data-live=live data-shown=viewer().now data-node=viewer().node.clone()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#faf8f4"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#12181a"/>
                <link rel="icon" href="/favicon.ico" sizes="32x32"/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/icon-180.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <meta property="og:site_name" content="Anteroom"/>
                <meta property="og:type" content="website"/>
                <meta property="og:image:width" content="1200"/>
                <meta property="og:image:height" content="630"/>
                <meta property="og:image:alt" content="Anteroom: see a doctor, at a time that is really free"/>
                <meta name="twitter:card" content="summary_large_image"/>
                <script src=zone_js nonce=use_nonce()></script>
                <script src=form_js nonce=use_nonce() defer></script>
                <script src=live_js nonce=use_nonce() defer></script>
                <link rel="preload" href="/fonts/figtree-latin.4ba7d3d0.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="stylesheet" href=css/>
                <AutoReload options/>
                {scripts}
                <MetaTags/>
            </head>
            <body>
                <App/>
                <Notices/>
            </body>
        </html>
    }
}
