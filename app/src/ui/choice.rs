//! Radio buttons and checkboxes as large rows.

use leptos::prelude::*;

use super::{Disclosure, FormScope, Icon, Sign};

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
    /// What is not chosen folds away behind these words, as long as anything is.
    #[prop(optional, into)]
    more: String,
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
    let (first, rest): (Vec<_>, Vec<_>) = match more.is_empty() || chosen.is_empty() {
        true => (choices, Vec::new()),
        false => choices.into_iter().partition(|choice| chosen.contains(&choice.value)),
    };
    let shown = first.len();
    let mut rows: Vec<_> = first
        .into_iter()
        .chain(rest)
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
        .collect();
    let class = if columns { "choices choices-columns" } else { "choices" };
    let folded = rows.split_off(shown);
    let folded =
        (!folded.is_empty()).then(|| view! { <Disclosure summary=more><div class=class>{folded}</div></Disclosure> });
    view! {
        <fieldset class="field">
            <legend class="field-label">{legend}</legend>
            {hint}
            {error}
            <div class=class>{rows}</div>
            {folded}
        </fieldset>
    }
}
