//! What does not fit, and what just fits, by kind of field.

use serde_json::{Value, json};

/// What a field takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// One line of so many characters.
    Line(usize, usize),
    /// Several lines, at most so many characters.
    Paragraph(usize),
    Email,
    /// An e-mail that may be left empty.
    OptionalEmail,
    /// A telephone number, which may be left empty.
    Phone,
    Password,
    Zone,
    /// One of some words.
    Word,
    /// A whole number in a range; in steps.
    Number(i64, i64, i64),
    Price,
    /// A list of known words.
    Words(usize),
    /// An invitation's code.
    Code,
}

/// What must not be in a name: control characters, bidirectional overrides and isolates, what nobody sees.
pub const HIDDEN: [char; 20] = [
    '\0', '\u{7}', '\u{1b}', '\u{7f}', '\u{85}', '\u{200b}', '\u{200e}', '\u{202a}', '\u{202b}', '\u{202c}',
    '\u{202d}', '\u{202e}', '\u{2060}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}', '\u{feff}', '\u{ad}',
    '\u{3164}',
];

/// Emoji, joined letters, quotes and markup: all of it is text.
pub const WORDS: [&str; 6] =
    ["👩🏽‍⚕️ Dr. Ada", "می‌خواهم", "愛子 Владимир", "O'Hara & \"Łukasz\"", "<b>Ada</b>", "'; DROP TABLE account; --"];

fn letters(n: usize) -> String {
    "é".repeat(n)
}

impl Kind {
    /// What cannot be left out.
    pub fn is_required(self) -> bool {
        matches!(self, Self::Line(1.., _) | Self::Email | Self::Password | Self::Zone | Self::Code)
    }

    /// Texts that are refused, as JSON and as typed into a form.
    pub fn bad(self) -> Vec<Value> {
        let hidden = || HIDDEN.iter().map(|c| json!(format!("Ada{c}Lovelace")));
        match self {
            Self::Line(least, most) => {
                let mut bad = vec![json!(letters(most + 1)), json!("x".repeat(20_000)), json!("two\u{2028}lines")];
                if least > 0 {
                    bad.extend(["", "   ", "\u{200b}", "\u{2066}\u{2069}"].map(|text| json!(text)));
                }
                bad.extend(hidden());
                bad
            }
            Self::Paragraph(most) => {
                let mut bad = vec![json!(letters(most + 1)), json!("👩‍⚕️".repeat(most / 3))];
                bad.extend(hidden());
                bad
            }
            Self::Email => {
                let long = format!("{}@{}.example", "a".repeat(64), "b".repeat(200));
                let label = format!("a@{}.example", "b".repeat(64));
                let mut bad = vec![json!(long), json!(label)];
                bad.extend(
                    [
                        "",
                        " ",
                        "ada",
                        "ada@",
                        "@example.org",
                        "ada@example",
                        "a b@example.org",
                        "a@b@",
                        "a@exa mple.org",
                        "ada@example..org",
                        "ada@-example.org",
                        ".ada@example.org",
                        "ada@example.org, eve@example.org",
                        "Ada <ada@example.org>",
                        "ada\r\nBcc: eve@example.org",
                        "👩@example.org",
                    ]
                    .map(|text| json!(text)),
                );
                bad.extend(HIDDEN.iter().map(|c| json!(format!("ada{c}b@example.org"))));
                bad.extend(HIDDEN.iter().map(|c| json!(format!("ada@exa{c}mple.org"))));
                bad
            }
            Self::OptionalEmail => Self::Email
                .bad()
                .into_iter()
                .filter(|bad| !bad.as_str().is_some_and(|bad| bad.trim().is_empty()))
                .collect(),
            Self::Phone => {
                let mut bad: Vec<_> =
                    ["12", "ask at the desk", "+1234567890123456", "030 ext 5", "０３０１２３", "+", "tel:112"]
                        .map(|text| json!(text))
                        .to_vec();
                bad.extend(HIDDEN.iter().map(|c| json!(format!("030{c}123"))));
                bad
            }
            Self::Password => vec![json!(""), json!("short"), json!("ninechars"), json!(letters(129))],
            Self::Zone => [
                "",
                " ",
                "Mars/Olympus",
                "europe/berlin",
                "EUROPE/BERLIN",
                "Europe/Berlin ",
                "+01:00",
                "CEST",
                "Europe/Ber\0lin",
            ]
            .map(|text| json!(text))
            .to_vec(),
            Self::Word => ["x", "BOOKED", "in person", "1", "video\0"].map(|text| json!(text)).to_vec(),
            Self::Number(least, most, step) => {
                let mut bad = vec![json!(most + step), json!(least - 1), json!(most * 1000 + 5)];
                if step > 1 {
                    bad.push(json!(least + 1));
                }
                bad
            }
            Self::Price => ["-1", "abc", "1.234", "99999999999", "1e3", "NaN", "４５", "1.2.3", "45\0"]
                .map(|text| json!(text))
                .to_vec(),
            Self::Words(most) => {
                vec![json!([]), json!(["klingon"]), json!([""]), json!(["EN\0"]), json!(vec!["x"; most + 1])]
            }
            Self::Code => {
                ["", " ", "AAAA-BBBB-CCCC-DDDD", "\0", "💊", &"A".repeat(20_000)].map(|text| json!(text)).to_vec()
            }
        }
    }

    /// What only a form can send: everything is a text there.
    pub fn bad_typed(self) -> Vec<Value> {
        match self {
            Self::Number(..) => ["abc", "1.5", "1e3", "99999999999999999999", "３０", "0x10", "30 minutes", "5\0"]
                .map(|text| json!(text))
                .to_vec(),
            _ => Vec::new(),
        }
    }

    /// What only JSON can send: values of another type.
    pub fn bad_types(self) -> Vec<Value> {
        let mut bad = vec![json!({}), json!({"a": [1]}), json!(true)];
        if !matches!(self, Self::Words(_)) {
            bad.extend([json!([]), json!(["a"])]);
        }
        if !matches!(self, Self::Number(..) | Self::Price) {
            bad.extend([json!(7), json!(-1.5)]);
        } else {
            bad.extend([json!(1.555), json!(-5), json!(i64::MAX), json!(1e300)]);
        }
        if matches!(self, Self::Number(..)) {
            bad.extend([json!("a"), json!(""), json!(10.5)]);
        }
        bad
    }

    /// What is taken and comes back as it was sent. `n` makes it like no other.
    pub fn good(self, n: usize) -> Vec<Value> {
        match self {
            Self::Line(_, most) => {
                let mut good = vec![json!(letters(most))];
                good.extend(WORDS.map(|text| json!(text)));
                good
            }
            Self::Paragraph(most) => {
                let mut good = vec![json!(letters(most)), json!("two\nlines"), json!("")];
                good.extend(WORDS.map(|text| json!(text)));
                good
            }
            Self::Email => {
                let tag = format!("n{n}.");
                let host = [63, 63, 51].map(|length| "b".repeat(length)).join(".");
                vec![
                    json!(format!("{tag}{}@{host}.example", "a".repeat(64 - tag.len()))),
                    json!(format!("{tag}o'hara+x@exämple.org")),
                ]
            }
            Self::OptionalEmail => Self::Email.good(n),
            Self::Phone => ["", "112", "+49 (30) 123-45.67/8"].map(|text| json!(text)).to_vec(),
            Self::Password => {
                vec![json!("tencharact"), json!("💊".repeat(128)), json!("   spaces   "), json!("\u{202e}password\0")]
            }
            Self::Zone => vec![json!("UTC"), json!("America/Argentina/Buenos_Aires")],
            Self::Word => Vec::new(),
            Self::Number(least, most, _) => vec![json!(least), json!(most)],
            Self::Price => vec![json!(0), json!(45.5), json!(1_000_000_000)],
            Self::Words(_) | Self::Code => Vec::new(),
        }
    }
}
