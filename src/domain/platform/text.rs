//! What a person typed, checked and tidied, once, where it enters. Lengths are in characters (Unicode scalar values).

use unicode_normalization::UnicodeNormalization;

use super::faults::TextFault;

/// Trims and composes (NFC: however it was typed, the same text is the same), and refuses what is too short, too long, or
/// holds characters that hide or reorder text.
pub fn line(value: &str, min: usize, max: usize) -> Result<String, TextFault> {
    checked(value, min, max, |c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// As [`line`], but line breaks may stay; a tab, which people paste from documents, becomes a space.
pub fn paragraph(value: &str, min: usize, max: usize) -> Result<String, TextFault> {
    let value = value.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
    checked(&value, min, max, |c| c.is_control() && c != '\n')
}

fn checked(value: &str, min: usize, max: usize, forbidden: impl Fn(char) -> bool) -> Result<String, TextFault> {
    let value: String = value.nfc().collect();
    let value = value.trim();
    let length = value.chars().count();
    if length > max {
        return Err(TextFault::TooLong { most: max, length });
    }
    // Joiners and variation selectors alone look like nothing at all.
    if value.chars().all(|c| is_hidden(c) || is_joiner(c)) {
        return if min > 0 { Err(TextFault::Missing) } else { Ok(String::new()) };
    }
    if length < min {
        return Err(TextFault::TooShort { least: min });
    }
    let mut before = '\0';
    for (at, c) in value.char_indices() {
        // England's, Scotland's and Wales's flags are spelled in tags behind a black flag (Unicode TR 51, ED-14a).
        let in_flag = is_tag(c) && (before == '\u{1F3F4}' || is_tag(before));
        if forbidden(c) || (is_hidden(c) && !in_flag) {
            return Err(unseen(&value[..at]));
        }
        before = c;
    }
    Ok(value.to_owned())
}

/// Nobody finds what cannot be seen without being told where it is.
fn unseen(before: &str) -> TextFault {
    let words: Vec<char> = before.chars().rev().take(20).collect();
    let words: String = words.into_iter().rev().collect();
    TextFault::Unseen { after: words.trim().to_owned() }
}

/// Characters that reorder the text around them (Unicode TR 36, "bidirectional text spoofing") or that nobody sees:
/// they make two names look the same, or a name look empty. First and last of each range.
const HIDDEN: &[(char, char)] = &[
    ('\u{00AD}', '\u{00AD}'),
    ('\u{034F}', '\u{034F}'),
    ('\u{061C}', '\u{061C}'),
    ('\u{115F}', '\u{1160}'),
    ('\u{17B4}', '\u{17B5}'),
    ('\u{180B}', '\u{180F}'),
    ('\u{200B}', '\u{200B}'),
    ('\u{200E}', '\u{200F}'),
    ('\u{202A}', '\u{202E}'),
    ('\u{2060}', '\u{206F}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{FDD0}', '\u{FDEF}'),
    ('\u{FEFF}', '\u{FEFF}'),
    ('\u{FFA0}', '\u{FFA0}'),
    ('\u{FFF0}', '\u{FFFB}'),
    ('\u{1BCA0}', '\u{1BCA3}'),
    ('\u{1D173}', '\u{1D17A}'),
    ('\u{E0000}', '\u{E007F}'),
];

/// Not seen by themselves, but Persian and Hindi words and joined emoji need them. First and last of each range.
pub const JOINERS: &[(char, char)] = &[('\u{200C}', '\u{200D}'), ('\u{FE00}', '\u{FE0F}'), ('\u{E0100}', '\u{E01EF}')];

/// Every range of characters that no text may hold, because nobody sees them; tags may stand in the flag of a country.
pub fn hidden() -> impl Iterator<Item = (char, char)> {
    // The last two of each plane are no characters.
    let ends = |plane: u32| Some((char::from_u32(plane << 16 | 0xFFFE)?, char::from_u32(plane << 16 | 0xFFFF)?));
    HIDDEN.iter().copied().chain((0..=16).filter_map(ends))
}

fn is_hidden(c: char) -> bool {
    c >= '\u{AD}' && hidden().any(|(first, last)| (first..=last).contains(&c))
}

fn is_joiner(c: char) -> bool {
    JOINERS.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{E0000}'..='\u{E007F}')
}

/// Length only, as it is hashed: 10 to 128 characters, anything in them (NIST SP 800-63B, 3.1.1.2).
pub fn password(value: &str) -> Result<(), TextFault> {
    let (least, most) = (10, 128);
    match prepared_password(value).chars().count() {
        0 => Err(TextFault::NoPassword),
        length if length < least => Err(TextFault::PasswordTooShort { least }),
        length if length > most => Err(TextFault::PasswordTooLong { most }),
        _ => Ok(()),
    }
}

/// A password as it is hashed: whichever keyboard or system composed its letters, the same one comes out (NFKC, NIST SP
/// 800-63B, 3.1.1.2), with plain spaces for all kinds of them (RFC 8265, 4.2.2).
pub fn prepared_password(typed: &str) -> String {
    let is_space =
        |c| matches!(c, '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}');
    typed.chars().map(|c| if is_space(c) { ' ' } else { c }).nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_trimmed_and_bounded() {
        assert_eq!(line("  Ada  ", 1, 10), Ok("Ada".into()));
        assert!(line("   ", 1, 10).is_err());
        assert!(line("a".repeat(11).as_str(), 1, 10).is_err());
        assert_eq!(line("👩‍⚕️ Ada", 1, 10), Ok("👩‍⚕️ Ada".into()));
        assert!(line("Ada\u{202E}nimda", 1, 40).is_err(), "a bidi override could disguise a name");
        assert!(line("A\nB", 1, 10).is_err());
        assert_eq!(paragraph("A\r\nB", 1, 10), Ok("A\nB".into()));
    }

    #[test]
    fn what_cannot_be_seen_is_refused_and_said_where() {
        for hidden in [
            '\u{0}',
            '\u{7}',
            '\u{7F}',
            '\u{200B}',
            '\u{200E}',
            '\u{202A}',
            '\u{202E}',
            '\u{2060}',
            '\u{2066}',
            '\u{2069}',
            '\u{FEFF}',
            '\u{AD}',
            '\u{FFFE}',
            '\u{10FFFF}',
            '\u{E0041}',
        ] {
            for tidy in [line, paragraph] {
                let unseen = |after: &str| Err(TextFault::Unseen { after: after.to_owned() });
                assert_eq!(tidy(&format!("Ada{hidden}Lovelace"), 0, 40), unseen("Ada"), "{hidden:?}");
                assert_eq!(tidy(&format!("{hidden}Ada"), 0, 40), unseen(""), "{hidden:?}");
            }
        }
        for nothing in ["\u{200B}", "\u{200D}\u{FE0F}", "\u{2066}\u{2069}", "\u{3164}", "\u{2800}"] {
            assert_eq!(line(nothing, 1, 10), Err(TextFault::Missing), "{nothing:?}");
            assert_eq!(line(nothing, 0, 10), Ok(String::new()), "{nothing:?}");
        }
    }

    #[test]
    fn emoji_and_scripts_that_join_letters_survive() {
        let england = "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}";
        for good in ["👩🏽‍⚕️", "👨‍👩‍👧‍👦 ❤️", "🇩🇪", england, "می\u{200C}خواهم", "क्\u{200D}ष", "Zoë O’Hara-Łukasz"]
        {
            assert_eq!(line(good, 1, 40), Ok(good.to_owned()), "{good}");
        }
    }

    #[test]
    fn what_people_paste_into_paragraphs_is_mended() {
        assert_eq!(paragraph("a\tb\rc\u{2028}d\r\n", 0, 40), Ok("a b\nc\nd".into()));
        assert!(line("a\tb", 0, 40).is_err());
        assert!(line("a\u{2028}b", 0, 40).is_err());
    }

    #[test]
    fn text_is_composed() {
        for tidy in [line, paragraph] {
            assert_eq!(tidy("Mu\u{308}ller Nu\u{301}n\u{303}ez", 1, 12), Ok("Müller Núñez".into()));
            assert_eq!(tidy("e\u{301}".repeat(10).as_str(), 1, 10), Ok("é".repeat(10)), "and counted so");
        }
        // Only what is the same letter: a ligature or a full-width letter stays as it was chosen.
        assert_eq!(line("ﬁ ａ ½", 1, 10), Ok("ﬁ ａ ½".into()));
    }

    #[test]
    fn what_nobody_sees_may_not_be_endless() {
        assert_eq!(line(&"\u{200B}".repeat(40), 0, 40), Ok(String::new()));
        assert!(line(&"\u{200B}".repeat(41), 0, 40).is_err());
    }

    #[test]
    fn passwords_are_the_same_however_they_were_typed() {
        let one = prepared_password("schöne Grüße an dich");
        for typed in
            ["scho\u{308}ne Gru\u{308}ße an dich", "schöne\u{A0}Grüße\u{3000}an\u{1680}dich", "ｓchöne Grüße an dich"]
        {
            assert_eq!(prepared_password(typed), one, "{typed}");
        }
        for other in ["schone Gruße an dich", "Schöne Grüße an dich", "schöne Grüsse an dich", "schöne  Grüße an dich"]
        {
            assert_ne!(prepared_password(other), one, "{other}");
        }
        assert!(password(&"e\u{301}".repeat(9)).is_err() && password(&"e\u{301}".repeat(128)).is_ok());
    }
}
