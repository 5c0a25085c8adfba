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
use domain::platform::{
    faults::{ChoiceFault, NumberFault, RequestFault, Wanted},
    problem::{Fault, Problem, ValidationErrors},
};
use jsonschema::{ValidationError, Validator, error::ValidationErrorKind as Kind};
use serde_json::Value;
use utoipa::{
    IntoParams, ToSchema,
    openapi::{RefOr, Schema, path::ParameterIn},
};
use uuid::Uuid;

/// A schema with those that it refers to, and what compares a body with it.
struct Shape {
    root: Value,
    validator: Option<Validator>,
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
        return Err(Problem::malformed(RequestFault::NotAnObject));
    }
    let shape = kept(TypeId::of::<T>(), || {
        let mut named = Vec::new();
        T::schemas(&mut named);
        Shape::of_body(value(T::schema()), named)
    });
    let mut told = Vec::new();
    for error in shape.validator.iter().flat_map(|validator| validator.iter_errors(body)) {
        shape.tell(&error, bounds, &mut told);
    }
    // What is missing stands first.
    told.sort_by_key(|(_, fault)| *fault != MISSING);
    let mut errors = ValidationErrors::default();
    told.into_iter().for_each(|(field, fault)| errors.add(field, fault));
    errors.into_result()
}

/// Names every parameter of a query that is missing, given twice, or no number, or no truth value, where one is wanted.
pub fn check_query<T: IntoParams + 'static>(pairs: &[(String, String)], errors: &mut ValidationErrors) {
    let shape = kept(TypeId::of::<T>(), || {
        let parameters = T::into_params(|| Some(ParameterIn::Query));
        Shape { root: value(parameters), validator: None }
    });
    for parameter in shape.root.as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        let mut given = pairs.iter().filter(|(key, _)| key == name).map(|(_, text)| text);
        let schema = &parameter["schema"];
        match (given.next(), given.next()) {
            (None, _) if parameter["required"] == true => errors.add(name, RequestFault::Missing),
            (Some(_), Some(_)) => errors.add(name, RequestFault::Twice),
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

/// Formats of which serde makes more than a text.
const READ: [&str; 2] = ["uuid", "date-time"];

const MISSING: Fault = Fault::Request(RequestFault::Missing);

impl Shape {
    fn of_body(mut root: Value, named: Vec<(String, RefOr<Schema>)>) -> Self {
        root["components"]["schemas"] = named.into_iter().map(|(name, schema)| (name, value(schema))).collect();
        let options = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .with_format(READ[0], |text: &str| Uuid::try_parse(text).is_ok())
            .with_format(READ[1], |text: &str| DateTime::parse_from_rfc3339(text).is_ok());
        let validator =
            options.build(&root).inspect_err(|error| tracing::error!(%error, "a schema cannot be read")).ok();
        Self { root, validator }
    }

    /// Of all that does not fit, what is told here, with its field.
    fn tell(&self, error: &ValidationError, bounds: bool, told: &mut Vec<(String, Fault)>) {
        let path = dotted(error.instance_path().as_str());
        let around = error.schema_path().as_str().rsplit_once('/').and_then(|(around, _)| self.root.pointer(around));
        let schema = around.unwrap_or(&Value::Null);
        match error.kind() {
            Kind::Required { property } => {
                told.push((member(&path, property.as_str().unwrap_or_default()), MISSING));
            }
            Kind::Enum { options } => told.push((path, one_of(options))),
            // An optional member is described as the one schema, or null.
            Kind::Type { .. } if schema["type"] == "null" => {}
            // What else has a format, such as an e-mail address, is for the domain.
            Kind::Format { format } if !READ.contains(&format.as_str()) => {}
            Kind::Type { .. } | Kind::Format { .. } => told.push((path, wanted(schema, &types(schema)))),
            Kind::Minimum { .. } | Kind::Maximum { .. } if bounds => told.push((path, number_wanted(schema).into())),
            Kind::OneOfNotValid { context } => {
                context.iter().flatten().for_each(|error| self.tell(error, bounds, told));
            }
            _ => {}
        }
    }
}

/// From "/weekly/0/start" to "weekly[0].start".
fn dotted(pointer: &str) -> String {
    pointer.split('/').skip(1).fold(String::new(), |path, part| match part.parse::<usize>() {
        Ok(n) => format!("{path}[{n}]"),
        Err(_) => member(&path, part),
    })
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

fn within(schema: &Value, number: f64) -> bool {
    let (least, most) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
    least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most)
}

fn wanted(schema: &Value, types: &[&str]) -> Fault {
    let name = types.iter().find(|name| **name != "null").copied().unwrap_or_default();
    let wanted = match (name, schema["format"].as_str()) {
        ("integer", _) => return number_wanted(schema).into(),
        ("string", Some("uuid")) => Wanted::Id,
        ("string", Some("date-time")) => Wanted::Instant,
        ("string", _) => Wanted::Text,
        ("number", _) => Wanted::Number,
        ("boolean", _) => Wanted::Boolean,
        ("array", _) => Wanted::List,
        _ => Wanted::Object,
    };
    RequestFault::NotA { wanted }.into()
}

fn number_wanted(schema: &Value) -> NumberFault {
    // utoipa writes bounds as floats.
    let bound = |name: &str| schema[name].as_f64().map(|bound| bound as i64);
    match (bound("minimum"), bound("maximum")) {
        (Some(least), Some(most)) => NumberFault::OutOfRange { least, most },
        (Some(least), None) => NumberFault::TooSmall { least },
        _ => NumberFault::NotWhole,
    }
}

fn one_of(known: &Value) -> Fault {
    let known = known.as_array().into_iter().flatten().filter_map(Value::as_str);
    ChoiceFault::NotOneOf { known: known.map(str::to_owned).collect() }.into()
}

#[cfg(test)]
mod tests {
    use contract::scheduling::{BookingRequest, WeeklySchedule};
    use domain::scheduling::visit_type::{VisitTypePatch, VisitTypeSpec};
    use serde_json::json;

    use super::*;

    fn errors<T: ToSchema + 'static>(body: Value) -> Vec<(String, String)> {
        let problem = explain::<T>(&body).expect_err("a refusal");
        problem.fields().iter().map(|found| (found.field.clone(), words::fault(&found.fault))).collect()
    }

    fn pair(field: &str, message: &str) -> (String, String) {
        (field.to_owned(), message.to_owned())
    }

    #[test]
    fn every_field_is_named_in_plain_words() {
        assert_eq!(
            errors::<BookingRequest>(json!({"start": "tomorrow", "doctor_id": 1})),
            [
                pair("visit_type_id", "Please give this."),
                pair("doctor_id", "Please give an id (a UUID)."),
                pair("start", "Please give an instant such as 2026-11-24T08:00:00Z."),
            ]
        );
        assert_eq!(
            errors::<WeeklySchedule>(json!({"weekly": [{"weekday": "someday", "start": 9, "end": "17:00"}, []]})),
            [
                pair("time_zone", "Please give this."),
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
