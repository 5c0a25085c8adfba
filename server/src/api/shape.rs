//! Does a body or a query have the shape that the document describes?
//!
//! serde stops at the first thing that it cannot read, and says so in Rust's words. This looks at the whole of what was
//! sent, with the very schemas that stand in the document, and names every field in words for people. What the fields
//! mean is for the domain to judge.

use std::{
    any::TypeId,
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use chrono::DateTime;
use domain::platform::problem::{Problem, ValidationErrors};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema, openapi::path::ParameterIn};
use uuid::Uuid;

/// A schema, and those that it refers to.
#[derive(Default)]
struct Shape {
    root: Value,
    named: HashMap<String, Value>,
}

/// They never change, and are asked for with every request.
static SHAPES: LazyLock<RwLock<HashMap<TypeId, Arc<Shape>>>> = LazyLock::new(RwLock::default);

fn kept(id: TypeId, make: impl FnOnce() -> Shape) -> Arc<Shape> {
    if let Some(shape) = SHAPES.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
        return shape.clone();
    }
    let mut shapes = SHAPES.write().unwrap_or_else(PoisonError::into_inner);
    shapes.entry(id).or_insert_with(|| Arc::new(make())).clone()
}

fn value(schema: impl serde::Serialize) -> Value {
    serde_json::to_value(schema).unwrap_or_default()
}

/// Names every field of a body that is missing or of another type than `T` reads.
pub fn check<T: ToSchema + 'static>(body: &Value) -> Result<(), Problem> {
    look::<T>(body, false)
}

/// As [`check`], and names every number that is out of bounds: for what serde has refused already.
pub fn explain<T: ToSchema + 'static>(body: &Value) -> Result<(), Problem> {
    look::<T>(body, true)
}

fn look<T: ToSchema + 'static>(body: &Value, bounds: bool) -> Result<(), Problem> {
    if !body.is_object() {
        return Err(Problem::Malformed { detail: "the body should be a JSON object.".into() });
    }
    let shape = kept(TypeId::of::<T>(), || {
        let mut named = Vec::new();
        T::schemas(&mut named);
        Shape {
            root: value(T::schema()),
            named: named.into_iter().map(|(name, schema)| (name, value(schema))).collect(),
        }
    });
    let mut errors = ValidationErrors::default();
    shape.walk(&shape.root, body, "", bounds, &mut errors);
    errors.into_result()
}

/// Names every parameter of a query that is missing, given twice, or no number, or no truth value, where one is wanted.
pub fn check_query<T: IntoParams + 'static>(pairs: &[(String, String)], errors: &mut ValidationErrors) {
    let shape = kept(TypeId::of::<T>(), || {
        let parameters = T::into_params(|| Some(ParameterIn::Query));
        Shape { root: value(parameters), named: HashMap::new() }
    });
    for parameter in shape.root.as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        let mut given = pairs.iter().filter(|(key, _)| key == name).map(|(_, text)| text);
        let schema = &parameter["schema"];
        match (given.next(), given.next()) {
            (None, _) if parameter["required"] == true => errors.add(name, MISSING),
            (Some(_), Some(_)) => errors.add(name, TWICE),
            (Some(text), None) if !text.is_empty() && types(schema).contains(&"integer") => match text.parse::<i64>() {
                Ok(number) if within(schema, number as f64) => {}
                _ => errors.add(name, number_wanted(schema)),
            },
            (Some(text), None)
                if types(schema).contains(&"boolean") && !["", "true", "false"].contains(&text.as_str()) =>
            {
                errors.add(name, wanted(schema, &types(schema)));
            }
            _ => {}
        }
    }
}

/// The same, with `30.0` written as `30`: to JSON Schema and to JavaScript they are one number, to serde they are not.
pub fn whole_numbers(body: Value) -> Value {
    /// Beyond it, a float holds no whole number exactly.
    const MOST: f64 = 9_007_199_254_740_992.0;
    match body {
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < MOST => (float as i64).into(),
            _ => number.into(),
        },
        Value::Array(items) => items.into_iter().map(whole_numbers).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, whole_numbers(value))).collect(),
        other => other,
    }
}

pub const MISSING: &str = "Please give this.";
pub const TWICE: &str = "Please give this once.";

impl Shape {
    fn walk(&self, schema: &Value, value: &Value, path: &str, bounds: bool, errors: &mut ValidationErrors) {
        let schema = self.resolved(schema);
        if let Some(choices) = schema["oneOf"].as_array() {
            // An optional member: the one schema, or null.
            if !value.is_null() || !choices.iter().any(|choice| choice["type"] == "null") {
                let others = choices.iter().filter(|choice| choice["type"] != "null");
                others.for_each(|choice| self.walk(choice, value, path, bounds, errors));
            }
            return;
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.walk(part, value, path, bounds, errors);
        }
        let types = types(schema);
        let fits = types.is_empty() || types.iter().any(|name| is_a(name, value));
        if let Some(known) = schema["enum"].as_array() {
            if !(known.contains(value) || fits && value.is_null()) {
                errors.add(path, one_of(known));
            }
            return;
        }
        if !fits {
            return errors.add(path, wanted(schema, &types));
        }
        match value {
            Value::Object(members) => {
                for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                    if !members.contains_key(name) {
                        errors.add(member(path, name), MISSING);
                    }
                }
                for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
                    if let Some(value) = members.get(name) {
                        self.walk(schema, value, &member(path, name), bounds, errors);
                    }
                }
            }
            Value::Array(items) => {
                for (n, item) in items.iter().enumerate() {
                    self.walk(&schema["items"], item, &format!("{path}[{n}]"), bounds, errors);
                }
            }
            Value::String(text) => {
                let readable = match schema["format"].as_str() {
                    Some("uuid") => Uuid::try_parse(text).is_ok(),
                    Some("date-time") => DateTime::parse_from_rfc3339(text).is_ok(),
                    _ => true,
                };
                if !readable {
                    errors.add(path, wanted(schema, &types));
                }
            }
            Value::Number(number) if bounds && !number.as_f64().is_some_and(|number| within(schema, number)) => {
                errors.add(path, number_wanted(schema));
            }
            _ => {}
        }
    }

    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let name = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
        name.and_then(|name| self.named.get(name)).unwrap_or(schema)
    }
}

fn member(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// A schema names one type or several.
fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    }
}

fn is_a(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        _ => value.is_null(),
    }
}

fn within(schema: &Value, number: f64) -> bool {
    let (least, most) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
    least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most)
}

fn wanted(schema: &Value, types: &[&str]) -> String {
    let name = types.iter().find(|name| **name != "null").copied().unwrap_or_default();
    match (name, schema["format"].as_str()) {
        ("string", Some("uuid")) => "Please give an id (a UUID).".into(),
        ("string", Some("date-time")) => "Please give an instant such as 2026-11-24T08:00:00Z.".into(),
        ("string", _) => "Please give a text.".into(),
        ("integer", _) => number_wanted(schema),
        ("number", _) => "Please give a number.".into(),
        ("boolean", _) => "Please give true or false.".into(),
        ("array", _) => "Please give a list.".into(),
        _ => "Please give an object.".into(),
    }
}

fn number_wanted(schema: &Value) -> String {
    match (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
        (Some(least), Some(most)) => format!("Please give a number from {least} to {most}."),
        (Some(least), None) => format!("Please give a whole number, {least} or more."),
        _ => "Please give a whole number.".into(),
    }
}

fn one_of(known: &[Value]) -> String {
    let words: Vec<_> = known.iter().filter_map(Value::as_str).collect();
    format!("Please use one of: {}.", words.join(", "))
}

#[cfg(test)]
mod tests {
    use contract::scheduling::{BookingRequest, WeeklySchedule};
    use domain::scheduling::visit_type::{VisitTypePatch, VisitTypeSpec};
    use serde_json::json;

    use super::*;

    fn errors<T: ToSchema + 'static>(body: Value) -> Vec<(String, String)> {
        let problem = explain::<T>(&body).expect_err("a refusal");
        problem.fields().iter().map(|finding| (finding.field.clone(), finding.message.clone())).collect()
    }

    fn pair(field: &str, message: &str) -> (String, String) {
        (field.to_owned(), message.to_owned())
    }

    #[test]
    fn every_field_is_named_in_plain_words() {
        assert_eq!(
            errors::<BookingRequest>(json!({"start": "tomorrow", "doctor_id": 1})),
            [
                pair("visit_type_id", MISSING),
                pair("doctor_id", "Please give an id (a UUID)."),
                pair("start", "Please give an instant such as 2026-11-24T08:00:00Z."),
            ]
        );
        assert_eq!(
            errors::<WeeklySchedule>(json!({"weekly": [{"weekday": "someday", "start": 9, "end": "17:00"}, []]})),
            [
                pair("time_zone", MISSING),
                pair("weekly[0].start", "Please give a text."),
                pair("weekly[0].weekday", "Please use one of: mon, tue, wed, thu, fri, sat, sun."),
                pair("weekly[1]", "Please give an object."),
            ]
        );
        assert_eq!(
            errors::<VisitTypeSpec>(json!({"name": null, "minutes": -5, "kind": "letter"})),
            [
                pair("kind", "Please use one of: in_person, video."),
                pair("minutes", "Please give a number from 5 to 480."),
                pair("name", "Please give a text."),
            ]
        );
    }

    #[test]
    fn what_may_be_left_out_may_be_null() {
        let patch = json!({"name": null, "price": null, "kind": null, "minutes": 30});
        assert!(explain::<VisitTypePatch>(&patch).is_ok());
        assert!(check::<VisitTypePatch>(&json!([30])).is_err(), "a list is no object, although serde would read it");
    }
}
