//! Radio buttons and checkboxes as large rows.

use leptos::prelude::*;

use super::{FormScope, Icon, Sign};

/// One row of a choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// A second line; may be empty.
    pub hint: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new() }
    }

    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}

/// A question with large rows to choose from: one of them, or with `many` any number.
#[component]
pub fn ChoiceGroup(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    choices: Vec<Choice>,
    /// Checkboxes instead of radio buttons.
    #[prop(optional)]
    many: bool,
    /// Values chosen from the start.
    #[prop(optional)]
    chosen: Vec<String>,
    #[prop(optional, into)] hint: String,
    /// In columns, for many short choices.
    #[prop(optional)]
    columns: bool,
) -> impl IntoView {
    let scope = FormScope::current();
    let chosen = scope.values(&name, chosen);
    // Checkboxes are named `specialties[]`, so that they arrive as a list; ids and errors name the field itself.
    let field = name.trim_end_matches("[]");
    let id = scope.id(field);
    let hint = (!hint.is_empty()).then(|| view! { <p class="field-hint">{hint}</p> });
    let error = scope.error(field).map(|message| {
        view! {
            <p class="field-error">
                <Icon sign=Sign::Warning/>
                <span><span class="sr-only">"Error: "</span>{message}</span>
            </p>
        }
    });
    let rows = choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            // The first row carries the field's own id: the error summary links there.
            let row = if index == 0 { id.clone() } else { format!("{id}-{index}") };
            let hint_id = format!("{row}-hint");
            let checked = chosen.contains(&choice.value);
            let hint = (!choice.hint.is_empty())
                .then(|| view! { <span id=hint_id.clone() class="choice-hint">{choice.hint}</span> });
            let described_by = hint.is_some().then_some(hint_id);
            view! {
                <div class="choice">
                    <input
                        id=row.clone()
                        type=if many { "checkbox" } else { "radio" }
                        name=name.clone()
                        value=choice.value
                        checked=checked
                        aria-describedby=described_by
                    />
                    <label for=row>{choice.label}</label>
                    {hint}
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend class="field-label">{legend}</legend>
            {hint}
            {error}
            <div class=if columns { "choices choices-columns" } else { "choices" }>{rows}</div>
        </fieldset>
    }
}
