//! Names as they are searched and sorted: without accents, apostrophes and letter case, the same on every database.
//!
//! A key is made here when a name is stored, and the words of a search are folded in the same way. Letters that do not
//! decompose (ł, ø, ß) are folded too. `mueller` finds Müller and `muller` finds Mueller: both spellings are of one name
//! (DIN 5007-2 sorts them together in lists of names).

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

/// Kept beside every key. Whoever makes keys differ from what is stored raises it: at the next start they are made anew.
pub const VERSION: i64 = 3;

/// The words of a search, or of a name, in their order.
pub fn words(text: &str) -> Vec<String> {
    let words: Vec<String> = letters(text).split(parts).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let signs: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    // A name may be made of nothing but signs; it still finds itself.
    if words.is_empty() && !signs.is_empty() { vec![signs] } else { words }
}

/// What a search looks in: every word that any of these texts can be found by, with a space before each.
pub fn key<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        let text: String = text.nfc().collect();
        let plain = words(&text);
        // O’Brien is found by "brien", Müller by "mueller", Mueller by "muller".
        let apart: String = text.chars().map(|c| if is_left_out(c) { ' ' } else { c }).collect();
        let written_out: String =
            text.chars().map(|c| with_e(c).map_or_else(|| c.to_string(), str::to_owned)).collect();
        let short =
            plain.iter().map(|word| word.replace("aa", "a").replace("ae", "a").replace("oe", "o").replace("ue", "u"));
        let short: Vec<String> = short.collect();
        for word in [plain, words(&apart), words(&written_out), short].concat() {
            if !found.contains(&word) {
                found.push(word);
            }
        }
    }
    found.iter().fold(String::new(), |key, word| key + " " + word)
}

/// What an account is searched by, its e-mail in both forms included, and what it is sorted by.
pub fn person(full_name: &str, email: &str) -> (String, String) {
    (key([full_name, email, &super::email::shown(email)]), surname_first(full_name))
}

/// What a doctor is searched by; specialties by id and name. Two spaces stand behind the words of the name.
pub fn doctor<'a>(
    full_name: &'a str,
    designation: &'a str,
    specialties: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let specialties = specialties.into_iter().flat_map(|(id, name)| [id, name]);
    let (name, all) = (key([full_name]), key([full_name, designation].into_iter().chain(specialties)));
    // The name comes first, and no word comes twice.
    let rest = all.strip_prefix(&name).unwrap_or(&all);
    format!("{name}  {}", rest.trim_start())
}

/// What a list of people is sorted by: the surname, which is the last word but for titles, then the rest. "Lindqvist,
/// Anna" has its surname first already.
pub fn surname_first(name: &str) -> String {
    let (before, after) = name.split_once(',').unwrap_or((name, ""));
    let of = |text: &str| text.split_whitespace().map(words).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    let (mut name, mut given) = (without_titles(of(before)), without_titles(of(after)));
    if given.is_empty() {
        given = name.split_off(name.len().saturating_sub(1));
        std::mem::swap(&mut name, &mut given);
    }
    [name, given].concat().concat().join(" ")
}

const BEFORE: [&str; 24] = [
    "dr",
    "prof",
    "professor",
    "doctor",
    "docteur",
    "doktor",
    "dra",
    "drs",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "sir",
    "dame",
    "herr",
    "frau",
    "med",
    "dent",
    "rer",
    "nat",
    "phil",
    "univ",
    "dipl",
];
const BEHIND: [&str; 18] = [
    "md", "phd", "mbbs", "mbchb", "dds", "dmd", "frcp", "frcs", "mrcp", "mrcgp", "facs", "facc", "msc", "bsc", "jr",
    "sr", "ii", "iii",
];

/// Without the titles at both ends; a name that is nothing but titles stays.
fn without_titles(tokens: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let is = |list: &[&str], token: &[String]| list.contains(&token.concat().as_str());
    let first = tokens.iter().position(|token| !is(&BEFORE, token)).unwrap_or(tokens.len());
    let last = tokens.iter().rposition(|token| !is(&BEHIND, token)).map_or(0, |last| last + 1);
    // "Li, MD": behind a comma there may be titles only.
    match tokens.get(first..last) {
        Some(kept) if !kept.is_empty() => kept.to_vec(),
        _ if tokens.iter().all(|token| is(&BEHIND, token)) => Vec::new(),
        _ => tokens,
    }
}

/// Folded letters; what parts words is left as it is.
fn letters(text: &str) -> String {
    let unquoted = text.chars().filter(|c| !is_left_out(*c)).nfkd();
    // Upper and then lower: ς and σ, ſ and s, ı and i become one.
    let lower = unquoted.flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkd();
    let bare = lower.filter(|c| !is_accent(*c) && !is_left_out(*c));
    let mut folded = String::with_capacity(text.len());
    for c in bare {
        match plain(c) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(c),
        }
    }
    folded.nfc().collect()
}

/// Marks above, below and through a letter (Unicode's combining classes), and the points of Hebrew and Arabic. Those
/// that make another letter, as in か and が or in Devanagari, stay; the Greek
/// iota below (U+0345) is a letter of its own in capitals.
fn is_accent(c: char) -> bool {
    c != '\u{345}' && matches!(canonical_combining_class(c), 1 | 10..=36 | 200..)
}

/// Letters that Unicode does not take apart.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ł' | 'ƚ' => "l",
        'ø' | 'ɔ' => "o",
        'đ' | 'ð' | 'ɖ' | 'ɗ' => "d",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ı' | 'ɨ' => "i",
        'þ' => "th",
        'ħ' => "h",
        'ŋ' => "n",
        'ŧ' => "t",
        'ĸ' | 'ƙ' => "k",
        'ə' | 'ǝ' | 'ɛ' => "e",
        'ƀ' | 'ɓ' => "b",
        'ʉ' => "u",
        'ƴ' => "y",
        _ => return None,
    })
}

/// As it is written where there is no such key.
fn with_e(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' | 'Ä' => "ae",
        'ö' | 'Ö' | 'ø' | 'Ø' => "oe",
        'ü' | 'Ü' => "ue",
        'å' | 'Å' => "aa",
        _ => return None,
    })
}

/// Apostrophes of any kind, and what is used for one; and what joins letters without being seen.
fn is_left_out(c: char) -> bool {
    matches!(c,
        '\'' | '`' | '´' | '·' | 'ʹ'..='ˀ' | 'ˈ' | 'ˊ' | 'ˋ' | '՚' | '׳' | '״' | 'ـ' | '‘'..='‛' | '′' | '‵' | 'Ꞌ' | 'ꞌ' | '＇'
        | '\u{200B}'..='\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// What stands between words. Signs such as emoji are letters here.
fn parts(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || c.is_ascii_punctuation()
        || matches!(c, '\u{2010}'..='\u{206F}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3020}' | '\u{30FB}')
        || matches!(c, '«' | '»' | '¡' | '¿' | '§' | '¶' | '،' | '؛' | '؟' | '־' | '।')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As the database looks: each word begins one of the key's.
    fn finds(search: &str, name: &str) -> bool {
        let key = key([name]);
        words(search).iter().all(|word| key.contains(&format!(" {word}")))
    }

    #[test]
    fn a_name_is_found_as_people_type_it() {
        for (search, name) in [
            ("muller", "Anna Müller"),
            ("mueller", "Anna Müller"),
            ("müller", "Anna Mu\u{308}ller"),
            ("muller", "Anna Mueller"),
            ("müller", "Anna Mueller"),
            ("o'brien", "Nora O’Brien"),
            ("obrien", "Nora O'Brien"),
            ("brien", "Nora Oʼbrien"),
            ("o´brien", "Nora O‘Brien"),
            ("tomas", "TOMÁS NÚÑEZ"),
            ("TOMÁŠ", "tomas"),
            ("lukasz", "Łukasz Wałęsa"),
            ("walesa", "Łukasz Wałęsa"),
            ("soren", "Søren Ærø"),
            ("aeroe aero", "Søren Ærø"),
            ("dordevic", "Đorđević"),
            ("strasse", "Karl Straße"),
            ("STRASSE", "Karl Straße"),
            ("oeuvre", "Œuvre"),
            ("irmak", "Irmak Işık"),
            ("isik", "IRMAK IŞIK"),
            ("ISIK", "ışık"),
            ("thorunn", "Þórunn"),
            ("aakesson", "Åkesson"),
            ("akesson", "Åkesson"),
            ("åkesson", "Aakesson"),
            ("århus", "Aarhus"),
            ("lindqvist anna", "Dr Anna Lindqvist"),
            ("lindqvist, anna", "Dr Anna Lindqvist"),
            ("landrut", "Lena Meyer-Landrut"),
            ("meyer landrut", "Lena Meyer-Landrut"),
            ("nguyen", "Nguyễn Thị Ánh"),
            ("иванов семен", "Семён Иванов"),
            ("ΝΊΚΟΣ", "Νίκος"),
            ("νικος", "ΝΊΚΟΣ"),
            ("احمد", "أحمد"),
            ("愛子", "山田 愛子"),
            ("ﬁona", "Fiona"),
            ("ａｄａ", "Ada"),
            ("---", "---"),
            ("👩‍⚕️", "👩‍⚕️ Ada"),
        ] {
            assert!(finds(search, name), "{search} finds {name}: {:?} in {:?}", words(search), key([name]));
        }
        for (search, name) in [
            ("ent", "Dentist"),
            ("na", "Anna"),
            ("anna berg", "Anna Lindqvist"),
            ("か", "が"),
            ("कि", "का"),
            ("%", "Ada"),
            ("_", "Ada"),
            ("mull er", "Müller"),
        ] {
            assert!(!finds(search, name), "{search} does not find {name}");
        }
    }

    #[test]
    fn people_are_sorted_by_surname() {
        for (name, key) in [
            ("Dr Anna Lindqvist", "lindqvist anna"),
            ("Lindqvist, Anna", "lindqvist anna"),
            ("Prof. Dr. med. Özlem Åkesson", "akesson ozlem"),
            ("Tomás O’Brien, M.D., Ph.D.", "obrien tomas"),
            ("Martin King Jr.", "king martin"),
            ("Lena Meyer-Landrut", "meyer landrut lena"),
            ("Vincent van Gogh", "gogh vincent van"),
            ("Ada", "ada"),
            ("Dr", "dr"),
            ("Dr MD", "md dr"),
            ("  ", ""),
            ("李 MD", "李"),
            ("---", "---"),
        ] {
            assert_eq!(surname_first(name), key, "{name}");
        }
        let mut names = ["Zacarias Álvaro", "Anna Özlem", "Ben Álvaro", "Ærø Nora", "anna adams", "Nora Łuk", "Jo Lux"];
        names.sort_by_key(|name| surname_first(name));
        assert_eq!(
            names,
            ["anna adams", "Ben Álvaro", "Zacarias Álvaro", "Nora Łuk", "Jo Lux", "Ærø Nora", "Anna Özlem"]
        );
    }

    #[test]
    fn a_doctor_is_known_by_name_from_what_stands_before_two_spaces() {
        let specialties = [("heart", "Heart and Müller")];
        for (name, designation, expected) in [
            ("Dr Anna Müller", "Doctor", " dr anna muller mueller  doctor heart and"),
            ("Anna", "Anna", " anna  heart and muller mueller"),
            ("", "", "  heart and muller mueller"),
        ] {
            assert_eq!(doctor(name, designation, specialties), expected);
        }
        assert_eq!(doctor("Ada", "", []), " ada  ");
    }

    fn names() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "[A-ZÀ-ÖØ-ÞŁŐŞİČ][a-zß-öø-ÿłőşıčžœđħ'’-]{0,9}( [A-ZÀ-Þ][a-zà-ÿ'’]{1,9}){0,3}",
            2 => "\\p{Latin}{1,8}( [\\p{Latin}'’ʼ]{1,8}){0,2}",
            1 => "\\p{Greek}{1,8}( \\p{Greek}{1,8}){0,2}",
            1 => "\\p{Cyrillic}{1,8}( \\p{Cyrillic}{1,8}){0,2}",
            1 => "(\\p{Han}|\\p{Hiragana}|\\p{Katakana}){1,6}",
            1 => "[가-힣]{1,6}|\\p{Arabic}{1,8}|\\p{Hebrew}{1,8}|\\p{Devanagari}{1,8}|\\p{Thai}{1,8}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn every_name_finds_itself_however_it_is_written(name in names(), n in 1..6usize) {
            let name = name.trim().to_owned();
            let swapped = name.split_whitespace().rev().collect::<Vec<_>>().join(" ");
            let unquoted: String = name.chars().filter(|c| !is_left_out(*c)).collect();
            let bare: String = name.nfd().filter(|c| !is_accent(*c)).collect();
            let begun: String = words(&name).iter().map(|word| word.chars().take(n).collect::<String>() + " ").collect();
            for typed in [
                name.clone(), name.to_uppercase(), name.to_lowercase(), name.nfd().collect(), name.nfkc().collect(),
                swapped, unquoted, bare, begun,
            ] {
                // Nothing but signs is left: that is another name.
                if !letters(&typed).split(parts).all(str::is_empty) {
                    prop_assert!(finds(&typed, &name), "{typed:?} {:?} finds {name:?} {:?}", words(&typed), key([&*name]));
                }
            }
            prop_assert!(finds(&name, &name));
        }

        #[test]
        fn folding_twice_changes_nothing(name in names()) {
            let once = words(&name).join(" ");
            prop_assert_eq!(words(&once).join(" "), once);
        }
    }
}
