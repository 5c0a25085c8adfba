//! The promise of the tokens: 4.5:1 for text, 3:1 for parts (WCAG 2.2, 1.4.3 and 1.4.11), light and dark.

const TOKENS: &str = include_str!("../../../style/tokens.css");

/// Text on its ground.
const TEXT: &[(&str, &str)] = &[
    ("ink", "surface"),
    ("ink", "raised"),
    ("ink", "sunken"),
    ("ink", "accent-soft"),
    ("ink", "good-soft"),
    ("ink", "warn-soft"),
    ("ink", "bad-soft"),
    ("muted", "surface"),
    ("muted", "raised"),
    ("muted", "sunken"),
    ("muted", "accent-soft"),
    ("accent", "surface"),
    ("accent", "raised"),
    ("accent", "accent-soft"),
    ("accent-strong", "surface"),
    ("accent-strong", "accent-soft"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("good", "surface"),
    ("good", "raised"),
    ("good", "good-soft"),
    ("warn", "surface"),
    ("warn", "raised"),
    ("warn", "warn-soft"),
    ("bad", "surface"),
    ("bad", "raised"),
    ("bad", "bad-soft"),
    ("ink", "heat-1"),
    ("ink", "heat-2"),
    ("ink", "heat-3"),
    ("accent-ink", "heat-4"),
    ("accent-ink", "heat-5"),
];

/// Borders of controls and the focus ring on every ground.
const PARTS: &[(&str, &str)] = &[
    ("edge", "surface"),
    ("edge", "raised"),
    ("edge", "sunken"),
    ("focus", "surface"),
    ("focus", "raised"),
    ("focus", "sunken"),
    ("focus", "accent-soft"),
];

fn colour(role: &str, dark: bool) -> f64 {
    let start = TOKENS.find(&format!("--{role}: light-dark(")).expect("the role has a token");
    let inside = TOKENS[start..].split(['(', ')']).nth(1).expect("light and dark");
    let hex = inside.split(", ").nth(usize::from(dark)).expect("two colours").trim_start_matches('#');
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("a hex colour")) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

fn contrast(one: &str, other: &str, dark: bool) -> f64 {
    let (a, b) = (colour(one, dark), colour(other, dark));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_and_parts_stand_out_from_their_ground() {
    for (pairs, least) in [(TEXT, 4.5), (PARTS, 3.0)] {
        for (front, ground) in pairs {
            for dark in [false, true] {
                let got = contrast(front, ground, dark);
                assert!(got >= least, "{front} on {ground} (dark: {dark}): {got:.2} is less than {least}");
            }
        }
    }
}
