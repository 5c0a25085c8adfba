//! The HTML document around every page.

use leptos::{config::LeptosOptions, hydration::AutoReload, nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

use crate::{
    routes::{App, Page, here},
    ui::Notices,
    viewer::viewer,
};

/// What cannot wait, in every page, so at most 1,000 bytes. It tells the server the browser's zone by a cookie, and shows a
/// page that was rendered in another zone again before anybody has seen it: once, since a refused cookie must not lead to
/// reloading for ever, and not the answer to a form. A form on its way is not sent twice. When the page is there and
/// the browser idle, the code comes: its main part (`frontend`), and after it the islands, each with its own.
const FIRST: &str = include_str!("first.js");

/// Where the code is: folder and name, without ending. In a release the folder has its hash.
fn code(options: &LeptosOptions) -> String {
    format!("/{}/{}", options.site_pkg_dir, options.output_name)
}

/// Lets the browser fetch a script or WASM before it is asked for.
fn hint(address: String) -> AnyView {
    if address.ends_with(".js") {
        return view! { <link rel="modulepreload" href=address/> }.into_any();
    }
    view! { <link rel="preload" href=address r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/> }
        .into_any()
}

/// The whole document. `parts`: addresses of the code that islands load.
pub fn shell(options: LeptosOptions, parts: &[String]) -> impl IntoView + use<> {
    // What islands are told stands in their attributes: nothing else is written down for the browser.
    if let Some(context) = Owner::current_shared_context() {
        context.set_is_hydrating(false);
    }
    let code = code(&options);
    let css = format!("{code}.css");
    let live = viewer().me.as_ref().map(|me| me.id.to_string());
    // Who opens a page with an island uses it: nothing of it waits for what comes before.
    let hints = here().is_some_and(Page::has_islands).then(|| {
        let main = [format!("{code}.js"), format!("{code}.wasm")];
        main.into_iter().chain(parts.iter().cloned()).map(hint).collect_view()
    });
    view! {
        <!DOCTYPE html>
        <html lang=viewer().locale.as_str() data-code=code data-live=live data-shown=viewer().now data-node=viewer().node.clone()>
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
                <script nonce=use_nonce()>{FIRST}</script>
                <link rel="preload" href="/fonts/figtree-latin.4ba7d3d0.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="stylesheet" href=css/>
                <AutoReload options/>
                {hints}
                <MetaTags/>
            </head>
            <body>
                <App/>
                <Notices/>
            </body>
        </html>
    }
}

#[cfg(test)]
mod tests {
    use super::FIRST;

    #[test]
    fn what_stands_in_every_page_is_small_and_stays_in_its_element() {
        assert!(FIRST.len() <= 1000, "{} bytes", FIRST.len());
        assert!(!FIRST.contains("</") && !FIRST.contains("<!--"), "the end of the element, to a browser");
    }
}
