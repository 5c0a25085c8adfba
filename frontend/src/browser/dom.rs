//! The page and its parts in few words.

use std::cell::Cell;

use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{
    Document, Element, Event, EventTarget, Headers, HtmlElement, Node, RequestCache, RequestInit, Response, Window,
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    static WINDOW: Window;
    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static DOCUMENT: Document;
    #[wasm_bindgen(thread_local_v2, js_namespace = document, js_name = documentElement)]
    static ROOT: HtmlElement;
}

pub fn window() -> Window {
    WINDOW.with(Clone::clone)
}

pub fn document() -> Document {
    DOCUMENT.with(Clone::clone)
}

/// `<html>`.
pub fn root() -> HtmlElement {
    ROOT.with(Clone::clone)
}

pub fn is_hidden() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Hidden
}

pub fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

pub fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// All that match, in a document or below an element.
pub fn all<T: JsCast>(within: &Node, selector: &str) -> impl Iterator<Item = T> + use<T> {
    let found = match within.dyn_ref::<Document>() {
        Some(document) => document.query_selector_all(selector),
        None => within.unchecked_ref::<Element>().query_selector_all(selector),
    };
    let found = found.ok();
    let length = found.as_ref().map_or(0, web_sys::NodeList::length);
    (0..length).filter_map(move |n| found.as_ref()?.item(n)).map(JsCast::unchecked_into)
}

/// The element around what an event is about that matches.
pub fn around(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// Hears of an event as long as the page is there. It may come again while it is heard: `Fn`.
pub fn on(target: &EventTarget, event: &str, act: impl Fn(Event) + 'static) {
    let act = Closure::<dyn Fn(Event)>::new(act).into_js_value();
    target.add_event_listener_with_callback(event, act.unchecked_ref()).ok();
}

/// Does something after so many milliseconds.
pub fn after(milliseconds: i32, act: impl FnOnce() + 'static) {
    let act = Closure::once_into_js(act);
    window().set_timeout_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), milliseconds).ok();
}

/// Waits of which only the last one that was begun counts.
#[derive(Default)]
pub struct Timer(Cell<u32>);

impl Timer {
    pub fn call_off(&self) {
        self.0.set(self.0.get().wrapping_add(1));
    }

    pub fn begin(&'static self, milliseconds: i32, act: impl FnOnce() + 'static) {
        self.call_off();
        let mine = self.0.get();
        after(milliseconds, move || {
            if self.0.get() == mine {
                act();
            }
        });
    }
}

/// Asks for a page as one that is open does: no notice is used up by it. `anew`: past the browser's cache.
pub async fn ask(address: &str, anew: bool) -> Result<Response, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "text/html")?;
    headers.set("anteroom-live", "1")?;
    let options = RequestInit::new();
    options.set_headers_headers(&headers);
    if anew {
        options.set_cache(RequestCache::NoStore);
    }
    Ok(wait_for(window().fetch_with_str_and_init(address, &options)).await?.unchecked_into())
}

/// The document in an answer.
pub async fn read(answer: &Response) -> Result<Document, JsValue> {
    let text = wait_for(answer.text()?).await?;
    web_sys::DomParser::new()?
        .parse_from_string(&text.as_string().unwrap_or_default(), web_sys::SupportedType::TextHtml)
}

pub async fn wait_for(promise: js_sys::Promise) -> Result<JsValue, JsValue> {
    wasm_bindgen_futures::JsFuture::from(promise).await
}
