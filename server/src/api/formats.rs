//! Formats by our own names, written out in the document as the patterns and lists that the domain knows.
//!
//! A type says `format = "line"` beside its lengths; here stands, once, what a line is.

use std::fmt::Write;

use domain::platform::{
    currency::Currency,
    price::Price,
    text::{JOINERS, hidden},
};
use effects::zones;
use serde_json::{Map, Value, json};

use super::document::problem_types;

/// The inside of a class. Escapes where JSON Schema's dialect has them for every engine; otherwise the characters.
fn class(ranges: impl IntoIterator<Item = (char, char)>) -> String {
    let mut text = String::new();
    for (first, last) in ranges {
        for (n, c) in [first, last].into_iter().enumerate().take(if first == last { 1 } else { 2 }) {
            if n == 1 {
                text.push('-');
            }
            match u32::from(c) {
                0x1_0000.. => text.push(c),
                code => _ = write!(text, "\\u{code:04X}"),
            }
        }
    }
    text
}

/// What ends a line, or is no text at all.
const NO_LINE: [(char, char); 3] = [('\0', '\u{1F}'), ('\u{7F}', '\u{9F}'), ('\u{2028}', '\u{2029}')];
/// The same without the breaks of lines and tabs that a paragraph may have.
const NO_PARAGRAPH: [(char, char); 4] =
    [('\0', '\u{8}'), ('\u{B}', '\u{C}'), ('\u{E}', '\u{1F}'), ('\u{7F}', '\u{9F}')];

/// Text of one line; with `filled`, some of it can be seen.
fn line(filled: bool) -> String {
    let taken = format!("[^{}{}]", class(NO_LINE), class(hidden()));
    if !filled {
        return format!("^{taken}*$");
    }
    let seen = format!("[^\\s{}{}{}]", class(NO_LINE), class(hidden()), class(JOINERS.iter().copied()));
    format!("^{taken}*{seen}{taken}*$")
}

/// Text of several lines.
fn paragraph() -> String {
    format!("^[^{}{}]*$", class(NO_PARAGRAPH), class(hidden()))
}

/// As `domain::scheduling::location` takes telephone numbers, or nothing.
const PHONE: &str = "^(\\+?([ ()./-]*[0-9]){3,15}[ ()./-]*)?$";
const CLOCK: &str = "^([01]?[0-9]|2[0-3]):[0-5][05]$";
const CLOCK_END: &str = "^(([01]?[0-9]|2[0-3]):[0-5][05]|24:00)$";
/// Nobody means a year outside of these (`domain::local::YEARS`).
const DATE: &str = "^(2[01][0-9]{2}|2200)-[0-9]{2}-[0-9]{2}$";
const WALL_TIME: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?$";

/// Replaces our names everywhere in a document.
pub fn write_out(document: &mut Value, currency: Currency) {
    replace(document, currency);
    // Not an `enum`: there are new zones every year, and a program made from the document should not break by one.
    let zones: Vec<_> = zones::in_use().zones().map(|zone| zone.name().replace('+', "\\+")).collect();
    document["components"]["schemas"]["TimeZone"] = json!({
        "type": "string", "pattern": format!("^({})$", zones.join("|")), "example": "Europe/Berlin",
        "description": "Name of an IANA time zone, of those that are known now.",
    });
}

fn replace(value: &mut Value, currency: Currency) {
    match value {
        Value::Object(schema) => {
            if let Some(Value::String(name)) = schema.get("format") {
                let name = name.clone();
                known(&name, schema, currency);
            }
            schema.values_mut().for_each(|value| replace(value, currency));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| replace(value, currency)),
        _ => {}
    }
}

/// What is asked for lies in these years; what is told may begin before them.
pub fn bounded(schema: &mut Value) {
    if schema["format"] == "date" {
        schema["pattern"] = DATE.into();
    }
}

fn known(name: &str, schema: &mut Map<String, Value>, currency: Currency) {
    let filled = schema.get("minLength").and_then(Value::as_u64).unwrap_or_default() > 0;
    let pattern = match name {
        "line" => line(filled),
        "paragraph" => paragraph(),
        "phone" => PHONE.to_owned(),
        "clock" => CLOCK.to_owned(),
        "clock-end" => CLOCK_END.to_owned(),
        "wall-time" => WALL_TIME.to_owned(),
        "time-zone" => return zone(schema),
        "price" => return price(schema, currency),
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

/// The list of zones is long: it stands once, and is referred to. Within `allOf`, so that Swagger UI does not write all
/// of them beside each parameter.
fn zone(schema: &mut Map<String, Value>) {
    let zone = json!({"type": "string", "allOf": [{"$ref": "#/components/schemas/TimeZone"}]});
    let optional = schema.get("type").is_some_and(Value::is_array);
    schema.retain(|name, _| name == "description" || name == "example");
    if optional {
        schema.insert("oneOf".into(), json!([{"type": "null"}, zone]));
    } else if let Value::Object(zone) = zone {
        schema.extend(zone);
    }
}

/// A price as its currency has it: no more decimals, no more than the highest.
fn price(schema: &mut Map<String, Value>, currency: Currency) {
    let decimals = currency.decimals();
    schema.remove("format");
    let about = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    let of_currency = match decimals {
        0 => format!("{about} In {currency}, without decimals."),
        _ => format!("{about} In {currency}, with at most {decimals} decimals."),
    };
    schema.insert("description".into(), of_currency.into());
    schema.insert("minimum".into(), 0.into());
    schema.insert("maximum".into(), Price::MOST.into());
    let (step, example) = match decimals {
        0 => (json!(1), json!(4500)),
        3 => (json!(0.001), json!(45.125)),
        _ => (json!(0.01), json!(45.5)),
    };
    schema.insert("multipleOf".into(), step);
    schema.insert("examples".into(), json!([example]));
    if schema.get("type").is_some_and(Value::is_array) {
        let part = if decimals == 0 { "([.,]0+)?".to_owned() } else { format!("([.,][0-9]{{1,{decimals}}}0*)?") };
        schema.insert("pattern".into(), format!("^[0-9]{{1,9}}{part}$").into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_read_alike_by_every_engine() {
        let ranges = [('\0', '\u{1F}'), ('\u{AD}', '\u{AD}'), ('\u{1FFFE}', '\u{1FFFF}')];
        assert_eq!(class(ranges), "\\u0000-\\u001F\\u00AD\u{1FFFE}-\u{1FFFF}");
    }
}
