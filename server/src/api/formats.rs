//! Formats by our own names, written out in the document as the patterns and lists that the domain knows.
//!
//! A type says `format = "line"` beside its lengths; here stands, once, what a line is.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::document::problem_types;

/// What `domain::text` takes for hidden: it reorders text, or nobody sees it. As a range of a regular expression.
const HIDDEN: &[(u32, u32)] = &[
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200B),
    (0x200E, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFDD0, 0xFDEF),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0xFFFE, 0xFFFF),
    (0x1_BCA0, 0x1_BCA3),
    (0x1_D173, 0x1_D17A),
    (0xE_0000, 0xE_007F),
];

/// What shows only together with other characters.
const JOINERS: &[(u32, u32)] = &[(0x200C, 0x200D), (0xFE00, 0xFE0F), (0xE_0100, 0xE_01EF)];

/// The last two of each plane beyond the first are no characters.
fn noncharacters() -> impl Iterator<Item = (u32, u32)> {
    (1..=16).map(|plane| (plane << 16 | 0xFFFE, plane << 16 | 0xFFFF))
}

/// The inside of a class. Escapes where JSON Schema's dialect has them for every engine; otherwise the characters.
fn class(ranges: impl IntoIterator<Item = (u32, u32)>) -> String {
    let mut text = String::new();
    for (first, last) in ranges {
        for (n, code) in [first, last].into_iter().enumerate().take(if first == last { 1 } else { 2 }) {
            if n == 1 {
                text.push('-');
            }
            match char::from_u32(code) {
                Some(c) if code > 0xFFFF => text.push(c),
                _ => _ = write!(text, "\\u{code:04X}"),
            }
        }
    }
    text
}

fn hidden() -> String {
    class(HIDDEN.iter().copied().chain(noncharacters()))
}

/// Text of one line; with `filled`, some of it can be seen.
fn line(filled: bool) -> String {
    let taken = format!("[^{}{}]", class([(0, 0x1F), (0x7F, 0x9F), (0x2028, 0x2029)]), hidden());
    if !filled {
        return format!("^{taken}*$");
    }
    let seen = format!(
        "[^\\s{}{}{}]",
        class([(0, 0x1F), (0x7F, 0x9F), (0x2028, 0x2029)]),
        hidden(),
        class(JOINERS.iter().copied())
    );
    format!("^{taken}*{seen}{taken}*$")
}

/// Text of several lines.
fn paragraph() -> String {
    format!("^[^{}{}]*$", class([(0, 8), (0x0B, 0x0C), (0x0E, 0x1F), (0x7F, 0x9F)]), hidden())
}

const CLOCK: &str = "^([01]?[0-9]|2[0-3]):[0-5][05]$";
const CLOCK_END: &str = "^(([01]?[0-9]|2[0-3]):[0-5][05]|24:00)$";
/// Nobody means a year outside of these (`domain::local::YEARS`).
const DATE: &str = "^(2[01][0-9]{2}|2200)-[0-9]{2}-[0-9]{2}$";
const WALL_TIME: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?$";

/// Replaces our names everywhere in a document.
pub fn write_out(document: &mut Value) {
    let zones: Vec<_> = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect();
    replace(document);
    document["components"]["schemas"]["TimeZone"] = json!({
        "type": "string", "enum": zones, "example": "Europe/Berlin", "description": "Name of an IANA time zone.",
    });
}

fn replace(value: &mut Value) {
    match value {
        Value::Object(schema) => {
            if let Some(Value::String(name)) = schema.get("format") {
                let name = name.clone();
                known(&name, schema);
            }
            schema.values_mut().for_each(replace);
        }
        Value::Array(items) => items.iter_mut().for_each(replace),
        _ => {}
    }
}

/// What is asked for lies in these years; what is told may begin before them.
pub fn bounded(schema: &mut Value) {
    if schema["format"] == "date" {
        schema["pattern"] = DATE.into();
    }
}

fn known(name: &str, schema: &mut Map<String, Value>) {
    let filled = schema.get("minLength").and_then(Value::as_u64).unwrap_or_default() > 0;
    let pattern = match name {
        "line" => line(filled),
        "paragraph" => paragraph(),
        "clock" => CLOCK.to_owned(),
        "clock-end" => CLOCK_END.to_owned(),
        "wall-time" => WALL_TIME.to_owned(),
        "time-zone" => return zone(schema),
        "problem" => {
            schema.remove("format");
            schema.insert("enum".into(), json!(problem_types()));
            return;
        }
        _ => return,
    };
    schema.remove("format");
    schema.insert("pattern".into(), pattern.into());
}

/// The list of zones is long: it stands once, and is referred to.
fn zone(schema: &mut Map<String, Value>) {
    let reference = json!({"$ref": "#/components/schemas/TimeZone"});
    let optional = schema.get("type").is_some_and(Value::is_array);
    schema.retain(|name, _| name == "description" || name == "example");
    if optional {
        schema.insert("oneOf".into(), json!([{"type": "null"}, reference]));
    } else {
        schema.insert("$ref".into(), reference["$ref"].clone());
    }
}

#[cfg(test)]
mod tests {
    use anteroom::domain::text;

    use super::*;

    #[test]
    fn the_pattern_excludes_what_the_domain_refuses() {
        let hidden: Vec<_> = HIDDEN.iter().copied().chain(noncharacters()).collect();
        for code in (0x20..=0x10_FFFF).filter(|code| !(0x7F..=0x9F).contains(code) && !matches!(code, 0x2028 | 0x2029))
        {
            let Some(c) = char::from_u32(code) else { continue };
            let excluded = hidden.iter().any(|(first, last)| (*first..=*last).contains(&code));
            assert_eq!(text::line(&format!("a{c}b"), 1, 10).is_err(), excluded, "U+{code:04X}");
        }
    }
}
