//! Examples of whole bodies, put together from the examples of their members: they fit the schemas by construction.

use serde_json::{Map, Value, json};

/// Deeper than any body is nested.
const DEEPEST: u8 = 12;

/// Makes examples by the schemas of a document.
pub struct Examples(Value);

impl Examples {
    pub fn of(document: &Value) -> Self {
        Self(document["components"]["schemas"].clone())
    }

    /// Gives every JSON body that has none an example.
    pub fn give(&self, content: &mut Value) {
        let Some(media) = content.get_mut("application/json") else { return };
        if media.get("example").is_none() && media.get("examples").is_none() {
            media["example"] = self.make(&media["schema"], DEEPEST);
        }
    }

    fn make(&self, schema: &Value, depth: u8) -> Value {
        if let Some(example) = schema.get("example").or_else(|| schema["examples"].get(0)) {
            return example.clone();
        }
        if depth == 0 {
            return Value::Null;
        }
        if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
            return self.make(&self.0[name], depth - 1);
        }
        if let Some(choices) = schema["oneOf"].as_array() {
            let choice = choices.iter().find(|choice| choice["type"] != "null");
            return choice.map_or(Value::Null, |choice| self.make(choice, depth - 1));
        }
        if let Some(first) = schema["enum"].get(0) {
            return first.clone();
        }
        let mut members = Map::new();
        for part in schema["allOf"].as_array().into_iter().flatten() {
            match self.make(part, depth - 1) {
                Value::Object(more) => members.extend(more),
                Value::Null => {}
                whole => return whole,
            }
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            members.insert(name.clone(), self.make(member, depth - 1));
        }
        if !members.is_empty() {
            return members.into();
        }
        let name = schema["type"].as_str().or_else(|| schema["type"].get(0)?.as_str()).unwrap_or_default();
        match (name, schema["format"].as_str()) {
            ("array", _) => json!([self.make(&schema["items"], depth - 1)]),
            ("integer" | "number", _) => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
            ("boolean", _) => json!(true),
            ("object", _) => json!({}),
            ("string", Some("date")) => json!("2026-11-24"),
            ("string", Some("date-time")) => json!("2026-11-24T08:00:00Z"),
            ("string", _) => json!("text"),
            _ => Value::Null,
        }
    }
}
