//! Hours of a day as a doctor types them in one line: "09:00–12:00, 13:00–17:00".

use domain::{
    platform::{
        faults::TextFault,
        problem::{Fault, FieldError, Problem, ValidationErrors},
        text::hidden,
    },
    scheduling::{
        faults::HoursFault,
        schedule::{Day, ExceptionKind, ExceptionSpec, HoursOfDay, WeeklyHours},
    },
};

use crate::ui::link;

/// Enough for all windows that fit in one day.
const MOST_CHARACTERS: usize = 200;

/// A span of hours, and how it was typed: what is wrong with it is said of that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedSpan {
    pub hours: HoursOfDay,
    pub typed: String,
}

/// Reads a line of spans. Any dash or "to" stands between start and end; "9", "9.30", "0930" and "9:30 am" are times.
pub fn windows(text: &str) -> Result<Vec<TypedSpan>, Fault> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("closed") {
        return Ok(Vec::new());
    }
    let length = text.chars().count();
    if length > MOST_CHARACTERS {
        return Err(TextFault::TooLong { most: MOST_CHARACTERS, length }.into());
    }
    let parts = text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(span).collect()
}

fn span(part: &str) -> Result<TypedSpan, Fault> {
    let spread = part.to_lowercase().replace(['–', '—', '−'], "-").replace(" to ", "-");
    match spread.split_once('-') {
        Some((start, end)) if !end.contains('-') => {
            let typed = shown(part);
            Ok(TypedSpan { hours: HoursOfDay { start: start_time(start, end), end: time(end, None) }, typed })
        }
        _ => Err(HoursFault::NotASpan { typed: shown(part) }.into()),
    }
}

/// What was typed, as it can stand in a sentence.
fn shown(part: &str) -> String {
    let unseen = |c: &char| c.is_control() || hidden().any(|(first, last)| (first..=last).contains(c));
    part.chars().filter(|c| !unseen(c)).take(40).collect()
}

/// The half of the day that a time names: "1 pm".
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

/// The digits of a time, and its half of the day.
fn halved(text: &str) -> (&str, Option<Half>) {
    let text = text.trim();
    let halves = [("a.m.", Half::Morning), ("am", Half::Morning), ("p.m.", Half::Afternoon), ("pm", Half::Afternoon)];
    let found = halves.into_iter().find_map(|(word, half)| Some((text.strip_suffix(word)?.trim_end(), half)));
    found.map_or((text, None), |(digits, half)| (digits, Some(half)))
}

/// In "1-5pm" the start is of the afternoon as well; in "9-5pm" it is not.
fn start_time(start: &str, end: &str) -> String {
    let (half, until) = (halved(start).1, halved(end).1);
    let (early, late) = (time(start, None), time(end, None));
    match (half, until) {
        (None, Some(_)) => Some(time(start, until)).filter(|start| *start < late).unwrap_or(early),
        _ => early,
    }
}

/// "9" → "09:00", "9.30" → "09:30", "930" → "09:30", "1pm" → "13:00". Anything else stays, to be judged by the domain.
fn time(text: &str, usual: Option<Half>) -> String {
    let (digits, half) = halved(text);
    let spread = digits.replace(['.', 'h'], ":");
    let (hours, minutes) = match spread.split_once(':') {
        Some((hours, "")) => (hours, "00"),
        Some(parts) => parts,
        None if (3..=4).contains(&spread.len()) && spread.is_ascii() => spread.split_at(spread.len() - 2),
        None => (spread.as_str(), "00"),
    };
    let hours = match (half.or(usual), hours.parse::<u8>()) {
        (Some(Half::Morning), Ok(12)) => "0".to_owned(),
        (Some(Half::Afternoon), Ok(hour @ 1..=11)) => (hour + 12).to_string(),
        (Some(_), Ok(1..=12)) | (None, _) => hours.to_owned(),
        // "13pm" is no time.
        (Some(_), _) => return text.trim().to_owned(),
    };
    format!("{hours:0>2}:{minutes}")
}

/// The line that gives these windows.
pub fn line<'a>(windows: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let spans: Vec<String> = windows.into_iter().map(|(start, end)| format!("{start}–{end}")).collect();
    spans.join(", ")
}

/// The address at which the page shows this zone and these lines, Monday first, as typed and not saved yet.
pub fn draft(time_zone: &str, lines: &[String; 7]) -> String {
    let typed = Day::ALL.iter().zip(lines).map(|(day, line)| (day.as_str(), line.as_str()));
    link::query("/practice/hours", &typed.chain([("time_zone", time_zone), ("draft", "yes")]).collect::<Vec<_>>())
}

/// A form's seven lines, read.
#[derive(Debug)]
pub struct TypedWeek {
    pub hours: Vec<WeeklyHours>,
    typed: Vec<String>,
}

impl TypedWeek {
    /// Monday first. Errors name the weekday's field.
    pub fn read(lines: &[String; 7]) -> Result<Self, Problem> {
        let mut errors = ValidationErrors::default();
        let (mut hours, mut typed) = (Vec::new(), Vec::new());
        for (&weekday, text) in Day::ALL.iter().zip(lines) {
            for span in errors.keep(weekday.as_str(), windows(text)).unwrap_or_default() {
                let HoursOfDay { start, end } = span.hours;
                hours.push(WeeklyHours { weekday, start, end });
                typed.push(span.typed);
            }
        }
        errors.into_result()?;
        Ok(Self { hours, typed })
    }

    /// The clinic names `weekly[2].start`; the form has a field for each weekday.
    pub fn by_weekday(&self, problem: Problem) -> Problem {
        renamed(problem, |field| {
            let n = index(field, "weekly[")?;
            Some((self.hours.get(n)?.weekday.as_str().to_owned(), self.typed.get(n)?.clone()))
        })
    }
}

/// What a form says of dates: the hours, and how each span was typed.
pub fn exception(kind: &str, text: &str, reason: String) -> Result<(ExceptionSpec, Vec<String>), Problem> {
    let kind: ExceptionKind = kind.parse().map_err(|_| Problem::field("kind", HoursFault::NoKind))?;
    // Hours typed for a closed date go on as they are: the clinic refuses them, rather than dropping them in silence.
    let spans = windows(text).map_err(|fault| Problem::field("windows", fault))?;
    let (windows, typed) = spans.into_iter().map(|span| (span.hours, span.typed)).unzip();
    Ok((ExceptionSpec { kind, windows, reason }, typed))
}

/// The clinic names `windows[1].end`; the form has one field for all of them.
pub fn as_one_field(problem: Problem, typed: &[String]) -> Problem {
    renamed(problem, |field| Some(("windows".to_owned(), typed.get(index(field, "windows[")?)?.clone())))
}

/// Gives each field error the name that `of` finds for it, and says which span it is about.
fn renamed(problem: Problem, of: impl Fn(&str) -> Option<(String, String)>) -> Problem {
    let Problem::Invalid { fields } = problem else { return problem };
    let rename = |error: FieldError| match of(&error.field) {
        Some((field, typed)) => FieldError { field, fault: Fault::Part { typed, fault: Box::new(error.fault) } },
        None => error,
    };
    Problem::Invalid { fields: fields.into_iter().map(rename).collect() }
}

/// `weekly[12].start` → 12
fn index(field: &str, prefix: &str) -> Option<usize> {
    field.strip_prefix(prefix)?.split_once(']')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let windows = windows(text).unwrap();
        line(windows.iter().map(|w| (w.hours.start.as_str(), w.hours.end.as_str())))
    }

    #[test]
    fn lines_are_read_as_people_write_them() {
        let tidy = "09:00–12:00, 13:30–17:00";
        for text in [
            tidy,
            "09:00-12:00,13:30-17:00",
            "9-12; 13.30 — 17",
            " 9:00 – 12:00 ,, 13:30 to 17:00",
            "9-12\n13:30-17",
            "0900-1200, 1330-1700",
            "9h-12h, 13h30-17h",
            "9am-12pm, 1:30pm-5pm",
            "9 a.m. to 12 p.m., 1.30 PM – 5 p.m.",
            "9-12pm, 1:30-5pm",
        ] {
            assert_eq!(read(text), tidy, "{text}");
        }
        assert_eq!(read("12am-1am, 11pm-24:00"), "00:00–01:00, 23:00–24:00");
        assert_eq!(read("9-5pm"), "09:00–17:00");
        assert_eq!(read(""), "");
        assert_eq!(read("closed"), "");
        assert!(windows("morning").is_err());
        assert!(windows("9-12-15").is_err());
    }

    #[test]
    fn what_is_wrong_is_said_of_what_was_typed() {
        for (line, typed) in [
            ("13pm-5pm", "13pm-5pm"),
            ("9-25", "9-25"),
            ("9-12, 5 to 4", "5 to 4"),
            ("9:0é-12", "9:0é-12"),
            ("\u{202e}9-12", "9-12"),
        ] {
            let (spec, spans) = exception("hours", line, String::new()).unwrap();
            let problem = domain::scheduling::schedule::check_exception(&spec).unwrap_err();
            let refused = as_one_field(problem, &spans);
            assert_eq!(refused.fields()[0].field, "windows");
            let told = words::fault(&refused.fields()[0].fault);
            assert!(told.starts_with(&format!("“{typed}”: ")), "{told}");
        }
    }

    #[test]
    fn hours_typed_for_a_closed_date_are_not_dropped() {
        assert_eq!(exception("closed", "9-12", String::new()).unwrap().0.windows.len(), 1);
        assert!(exception("closed", " ", String::new()).unwrap().0.windows.is_empty());
    }

    #[test]
    fn an_error_names_the_weekday_that_was_typed() {
        let mut lines: [String; 7] = Default::default();
        lines[1] = "9-12, 11am-14".into();
        let typed = TypedWeek::read(&lines).unwrap();
        let problem = typed.by_weekday(Problem::field("weekly[1].start", HoursFault::NotATime));
        assert_eq!(problem.fields()[0].field, "tue");
        assert_eq!(words::fault(&problem.fields()[0].fault), "“11am-14”: Please give a time such as 09:00 or 17:30.");
        lines[4] = "noon".into();
        assert_eq!(TypedWeek::read(&lines).unwrap_err().fields()[0].field, "fri");
    }
}
