//! Idiomorph, which changes a part of a page into another in place. It is loaded when it is needed for the first time.

use std::cell::RefCell;

use js_sys::{Object, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{Element, Node};

use super::dom::{document, root};

#[wasm_bindgen]
extern "C" {
    /// Its options: <https://github.com/bigskysoftware/idiomorph#options>.
    #[derive(Clone)]
    #[wasm_bindgen(extends = Object)]
    type Options;
    #[wasm_bindgen(method, setter, js_name = ignoreActiveValue)]
    fn set_ignore_active_value(this: &Options, ignore: bool);
    #[wasm_bindgen(method, setter)]
    fn set_callbacks(this: &Options, callbacks: &Callbacks);

    #[wasm_bindgen(extends = Object)]
    type Callbacks;
    #[wasm_bindgen(method, setter, js_name = beforeNodeMorphed)]
    fn set_before_node_morphed(this: &Callbacks, ask: JsValue);
    #[wasm_bindgen(method, setter, js_name = beforeNodeRemoved)]
    fn set_before_node_removed(this: &Callbacks, ask: JsValue);
    #[wasm_bindgen(method, setter, js_name = beforeAttributeUpdated)]
    fn set_before_attribute_updated(this: &Callbacks, ask: JsValue);
    #[wasm_bindgen(method, setter, js_name = afterNodeAdded)]
    fn set_after_node_added(this: &Callbacks, tell: JsValue);

    #[wasm_bindgen(catch, js_namespace = Idiomorph, js_name = morph)]
    fn call(old: &Element, new: &Element, options: &Options) -> Result<JsValue, JsValue>;
}

/// What is asked about nodes and attributes before they change; false leaves them as they are.
pub struct Rules {
    pub change: fn(Node) -> bool,
    pub remove: fn(Node) -> bool,
    pub set: fn(String, Element) -> bool,
    pub added: fn(Node),
}

/// Makes the one element into the other.
pub fn morph(old: &Element, new: &Element, rules: &Rules) -> Result<(), JsValue> {
    thread_local! {
        static OPTIONS: RefCell<Option<Options>> = const { RefCell::new(None) };
    }
    let options = OPTIONS.with_borrow_mut(|kept| kept.get_or_insert_with(|| options(rules)).clone());
    call(old, new, &options).map(drop)
}

fn options(rules: &Rules) -> Options {
    let callbacks: Callbacks = Object::new().unchecked_into();
    callbacks.set_before_node_morphed(Closure::<dyn Fn(Node) -> bool>::new(rules.change).into_js_value());
    callbacks.set_before_node_removed(Closure::<dyn Fn(Node) -> bool>::new(rules.remove).into_js_value());
    callbacks.set_before_attribute_updated(Closure::<dyn Fn(String, Element) -> bool>::new(rules.set).into_js_value());
    callbacks.set_after_node_added(Closure::<dyn Fn(Node)>::new(rules.added).into_js_value());
    let options: Options = Object::new().unchecked_into();
    // What stands in the field that has the focus stays.
    options.set_ignore_active_value(true);
    options.set_callbacks(&callbacks);
    options
}

/// Ends when it is there; after a failure, the next call tries again.
pub fn load() -> Promise {
    thread_local! {
        static LOADING: RefCell<Option<Promise>> = const { RefCell::new(None) };
    }
    LOADING.with_borrow_mut(|loading| loading.get_or_insert_with(|| fetch(|| LOADING.set(None))).clone())
}

fn fetch(failed: fn()) -> Promise {
    Promise::new(&mut |done, fail| {
        let Ok(script) = document().create_element("script") else { return };
        // With the name of the release, so that browsers may keep it until the next one.
        let release = root().get_attribute("data-code").unwrap_or_default();
        script.set_attribute("src", &format!("/idiomorph.js?v={release}")).ok();
        script.add_event_listener_with_callback("load", &done).ok();
        let fail = Closure::once_into_js(move || {
            failed();
            fail.call0(&JsValue::UNDEFINED).ok();
        });
        script.add_event_listener_with_callback("error", fail.unchecked_ref()).ok();
        if let Some(head) = document().head() {
            head.append_child(&script).ok();
        }
    })
}
