//! Fields of a form: a label, a hint, what is wrong, and what was typed.

use html_escape::encode_text;
use leptos::prelude::*;

use super::{FormScope, Icon, Sign};

/// Label, hint and error around a control, with the ids that tie them together.
struct Frame {
    id: String,
    hint: Option<AnyView>,
    error: Option<AnyView>,
    described_by: Option<String>,
}

impl Frame {
    fn of(scope: &FormScope, name: &str, hint: String) -> Self {
        let id = scope.id(name);
        let error = scope.error(name);
        let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
        let mut described_by = Vec::new();
        let hint = (!hint.is_empty()).then(|| {
            described_by.push(hint_id.clone());
            view! { <p id=hint_id class="field-hint">{hint}</p> }.into_any()
        });
        let error = error.map(|message| {
            described_by.push(error_id.clone());
            view! {
                <p id=error_id class="field-error">
                    <Icon sign=Sign::Warning/>
                    <span><span class="sr-only">"Error: "</span>{message}</span>
                </p>
            }
            .into_any()
        });
        let described_by = (!described_by.is_empty()).then(|| described_by.join(" "));
        Self { id, hint, error, described_by }
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.is_some().then_some("true")
    }
}

fn label(id: &str, text: String, optional: bool) -> impl IntoView + use<> {
    view! {
        <label class="field-label" for=id.to_owned()>
            {text}
            {optional.then(|| view! { <span class="field-optional">" (optional)"</span> })}
        </label>
    }
}

/// A field of one line: text, email, password, number, date, time or search.
#[component]
pub fn Field(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional, into)] hint: String,
    /// What stands in it from the start; what was typed goes before it. Passwords are never filled in.
    #[prop(optional, into)]
    value: String,
    /// Token of the HTML attribute, e.g. `email` or `new-password`.
    #[prop(optional)]
    autocomplete: &'static str,
    /// Says "(optional)" beside the label. All other fields must be filled in.
    #[prop(optional)]
    optional: bool,
    /// Optional, but not marked: in searches, where everything is.
    #[prop(optional)]
    quiet: bool,
    /// As wide as its content: for numbers, dates and times.
    #[prop(optional)]
    short: bool,
    #[prop(optional, into)] min: String,
    #[prop(optional, into)] max: String,
    #[prop(optional, into)] step: String,
    /// What may stand in it, and what else each is called, offered while somebody types.
    #[prop(optional)]
    suggestions: Vec<(String, String)>,
) -> impl IntoView {
    let scope = FormScope::current();
    let value = if kind == "password" { String::new() } else { scope.value(&name, value) };
    let frame = Frame::of(&scope, &name, hint);
    let given = |text: String| (!text.is_empty()).then_some(text);
    let invalid = frame.invalid();
    let list = (!suggestions.is_empty()).then(|| format!("{}-list", frame.id));
    let suggestions = list.clone().map(|id| {
        let options = suggestions.into_iter().map(|(value, label)| view! { <option value=value label=label></option> });
        view! { <datalist id=id>{options.collect_view()}</datalist> }
    });
    // Seen once its script is there: without JavaScript it could do nothing.
    let reveal = (kind == "password").then(|| {
        view! {
            <button type="button" class="btn btn-quiet reveal" data-reveal=frame.id.clone() aria-pressed="false">
                "Show password"
            </button>
        }
    });
    view! {
        <div class="field">
            {self::label(&frame.id, label, optional && !quiet)}
            {reveal}
            {frame.hint}
            {frame.error}
            <input
                class=if short { "input input-short" } else { "input" }
                id=frame.id
                type=kind
                name=name
                value=value
                autocomplete=(!autocomplete.is_empty()).then_some(autocomplete)
                required=!optional
                min=given(min)
                max=given(max)
                step=given(step)
                list=list
                aria-invalid=invalid
                aria-describedby=frame.described_by
            />
            {suggestions}
        </div>
    }
}

/// A field of several lines.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] value: String,
    #[prop(optional)] optional: bool,
    #[prop(default = 4)] rows: u32,
) -> impl IntoView {
    let scope = FormScope::current();
    let value = scope.value(&name, value);
    let frame = Frame::of(&scope, &name, hint);
    let invalid = frame.invalid();
    // Leptos writes the children of a textarea as they are. Browsers drop a line break at its beginning.
    let text = format!("\n{}", encode_text(&value));
    view! {
        <div class="field">
            {self::label(&frame.id, label, optional)}
            {frame.hint}
            {frame.error}
            <textarea
                class="input"
                id=frame.id
                name=name
                rows=rows.to_string()
                required=!optional
                aria-invalid=invalid
                aria-describedby=frame.described_by
                inner_html=text
            ></textarea>
        </div>
    }
}

/// A choice from a longer list. `options` are (value, label); for an empty choice put `("", "Any")` first.
#[component]
pub fn Select(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    options: Vec<(String, String)>,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] value: String,
    #[prop(optional)] optional: bool,
    /// Optional, but not marked: in searches, where everything is.
    #[prop(optional)]
    quiet: bool,
) -> impl IntoView {
    let scope = FormScope::current();
    let chosen = scope.value(&name, value);
    let frame = Frame::of(&scope, &name, hint);
    let invalid = frame.invalid();
    let options = options
        .into_iter()
        .map(|(value, label)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{label}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            {self::label(&frame.id, label, optional && !quiet)}
            {frame.hint}
            {frame.error}
            <select
                class="input"
                id=frame.id
                name=name
                required=!optional
                aria-invalid=invalid
                aria-describedby=frame.described_by
            >
                {options}
            </select>
        </div>
    }
}
