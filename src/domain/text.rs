//! What a person typed, checked and tidied. Lengths are in characters (Unicode scalar values).

/// Trims and refuses what is too short, too long, or holds characters that hide or reorder text.
pub fn line(value: &str, min: usize, max: usize) -> Result<String, String> {
    checked(value, min, max, |c| c.is_control())
}

/// As [`line`], but line breaks may stay.
pub fn paragraph(value: &str, min: usize, max: usize) -> Result<String, String> {
    checked(&value.replace("\r\n", "\n"), min, max, |c| c.is_control() && c != '\n')
}

fn checked(value: &str, min: usize, max: usize, forbidden: impl Fn(char) -> bool) -> Result<String, String> {
    let value = value.trim();
    let length = value.chars().count();
    if length == 0 && min > 0 {
        return Err("Please fill this in.".into());
    }
    if length < min {
        return Err(format!("Please use at least {min} characters."));
    }
    if length > max {
        return Err(format!("Please use at most {max} characters; this has {length}."));
    }
    if value.chars().any(|c| forbidden(c) || is_bidi_control(c)) {
        return Err("Please remove the invisible control characters.".into());
    }
    Ok(value.to_owned())
}

/// Characters that reorder the text around them (Unicode TR 36, "bidirectional text spoofing").
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// An e-mail address, lower-cased, as it is stored and compared. Length limit: RFC 5321, 4.5.3.1.
pub fn email(value: &str) -> Result<String, String> {
    let value = line(value, 1, 254)?.to_lowercase();
    let help = || "Please write an address like name@example.org.".to_owned();
    let (local, host) = value.rsplit_once('@').ok_or_else(help)?;
    let host_fits = host.contains('.')
        && host.split('.').all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
        && host.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '-');
    let local_fits = !local.is_empty()
        && local.len() <= 64
        && local.split('.').all(|part| !part.is_empty())
        && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    if host_fits && local_fits { Ok(value) } else { Err(help()) }
}

/// Length only: 10 to 128 characters, anything in them (NIST SP 800-63B, 5.1.1.2).
pub fn password(value: &str) -> Result<(), String> {
    match value.chars().count() {
        0 => Err("Please choose a password.".into()),
        1..10 => Err("Please use at least 10 characters. Three or four words make a good password.".into()),
        10..=128 => Ok(()),
        _ => Err("Please use at most 128 characters.".into()),
    }
}

/// A name or e-mail as the search column holds it: lower case, single spaces.
pub fn searchable<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<&str> = parts.into_iter().flat_map(str::split_whitespace).collect();
    words.join(" ").to_lowercase()
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
    fn emails() {
        for good in ["a@b.example", "first.last+tag@sub.example.org", "ADA@EXAMPLE.ORG"] {
            assert!(email(good).is_ok(), "{good}");
        }
        for bad in ["", "a", "@b.example", "a@", "a@b", "a b@c.example", "a@b..example", "a@-b.example", ".a@b.example"]
        {
            assert!(email(bad).is_err(), "{bad}");
        }
        assert_eq!(email(" Ada@Example.ORG "), Ok("ada@example.org".into()));
    }
}
