//! Hours of a day as a doctor types them in one line: "09:00–12:00, 13:00–17:00".

use anteroom::domain::{
    problem::{FieldError, Findings, Problem},
    schedule::{Day, ExceptionKind, ExceptionSpec, HoursOfDay, WeeklyHours},
};

/// Enough for all windows that fit in one day.
const MOST_CHARACTERS: usize = 200;

/// Reads a line of windows. Any dash or "to" stands between start and end; "9" and "9.30" are times as well.
pub fn windows(text: &str) -> Result<Vec<HoursOfDay>, String> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("closed") {
        return Ok(Vec::new());
    }
    let length = text.chars().count();
    if length > MOST_CHARACTERS {
        return Err(format!("Please use at most {MOST_CHARACTERS} characters; this has {length}."));
    }
    let parts = text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(window).collect()
}

fn window(part: &str) -> Result<HoursOfDay, String> {
    let spread = part.replace(['–', '—', '−'], "-").replace(" to ", "-");
    match spread.split_once('-') {
        Some((start, end)) if !end.contains('-') => Ok(HoursOfDay { start: time(start), end: time(end) }),
        _ => {
            let part: String = part.chars().filter(|c| !c.is_control()).take(40).collect();
            Err(format!("“{part}” is not a span of hours. Please write it like 09:00–12:00, 13:00–17:00."))
        }
    }
}

/// "9" → "09:00", "9.30" → "09:30". Anything else stays, to be judged by the domain.
fn time(text: &str) -> String {
    let text = text.trim().replace('.', ":");
    let (hours, minutes) = text.split_once(':').unwrap_or((&text, "00"));
    format!("{hours:0>2}:{minutes}")
}

/// The line that gives these windows.
pub fn line<'a>(windows: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let spans: Vec<String> = windows.into_iter().map(|(start, end)| format!("{start}–{end}")).collect();
    spans.join(", ")
}

/// A form's seven lines, read.
#[derive(Debug)]
pub struct TypedWeek {
    pub hours: Vec<WeeklyHours>,
}

impl TypedWeek {
    /// Monday first. Errors name the weekday's field.
    pub fn read(lines: &[String; 7]) -> Result<Self, Problem> {
        let mut findings = Findings::default();
        let mut hours = Vec::new();
        for (&weekday, text) in Day::ALL.iter().zip(lines) {
            let read = findings.keep(weekday.as_str(), windows(text)).unwrap_or_default();
            hours.extend(read.into_iter().map(|HoursOfDay { start, end }| WeeklyHours { weekday, start, end }));
        }
        findings.into_result()?;
        Ok(Self { hours })
    }

    /// The clinic names `weekly[2].start`; the form has a field for each weekday.
    pub fn by_weekday(&self, problem: Problem) -> Problem {
        renamed(problem, |field| {
            let hours = self.hours.get(index(field, "weekly[")?)?;
            Some((hours.weekday.as_str().to_owned(), format!("{}–{}", hours.start, hours.end)))
        })
    }
}

/// What a form says of one date.
pub fn exception(kind: &str, text: &str) -> Result<ExceptionSpec, Problem> {
    let kind: ExceptionKind =
        kind.parse().map_err(|_| Problem::field("kind", "Please choose closed or other hours."))?;
    // Hours typed for a closed date go on as they are: the clinic refuses them, rather than dropping them in silence.
    let windows = windows(text).map_err(|message| Problem::field("windows", message))?;
    Ok(ExceptionSpec { kind, windows })
}

/// The clinic names `windows[1].end`; the form has one field for all of them.
pub fn as_one_field(problem: Problem) -> Problem {
    renamed(problem, |field| {
        let n = index(field, "windows[")?;
        Some(("windows".to_owned(), format!("Span {}", n + 1)))
    })
}

/// Gives each field error the name that `of` finds for it, and says which span it is about.
fn renamed(problem: Problem, of: impl Fn(&str) -> Option<(String, String)>) -> Problem {
    let Problem::Invalid { fields } = problem else { return problem };
    let rename = |error: FieldError| match of(&error.field) {
        Some((field, span)) => FieldError { field, message: format!("{span}: {}", error.message) },
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
        line(windows.iter().map(|w| (w.start.as_str(), w.end.as_str())))
    }

    #[test]
    fn lines_are_read_as_people_write_them() {
        let tidy = "09:00–12:00, 13:30–17:00";
        for text in
            [tidy, "09:00-12:00,13:30-17:00", "9-12; 13.30 — 17", " 9:00 – 12:00 ,, 13:30 to 17:00", "9-12\n13:30-17"]
        {
            assert_eq!(read(text), tidy, "{text}");
        }
        assert_eq!(read(""), "");
        assert_eq!(read("closed"), "");
        assert!(windows("morning").is_err());
        assert!(windows("9-12-15").is_err());
    }

    #[test]
    fn hours_typed_for_a_closed_date_are_not_dropped() {
        assert_eq!(exception("closed", "9-12").unwrap().windows.len(), 1);
        assert!(exception("closed", " ").unwrap().windows.is_empty());
    }

    #[test]
    fn an_error_names_the_weekday_that_was_typed() {
        let mut lines: [String; 7] = Default::default();
        lines[1] = "9-12, 11-14".into();
        let typed = TypedWeek::read(&lines).unwrap();
        let problem = typed.by_weekday(Problem::field("weekly[1].start", "These hours overlap."));
        assert_eq!(problem.fields()[0].field, "tue");
        assert_eq!(problem.fields()[0].message, "11:00–14:00: These hours overlap.");
        lines[4] = "noon".into();
        assert_eq!(TypedWeek::read(&lines).unwrap_err().fields()[0].field, "fri");
    }
}
