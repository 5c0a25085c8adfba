use domain::scheduling::{
    faults::{HoursFault, NotOffered, VisitFault, VisitTypeFault},
    lifecycle::Status,
};

use crate::platform::spelled;

pub fn hours(fault: &HoursFault) -> String {
    let text = match fault {
        HoursFault::NotATime => "Please give a time such as 09:00 or 17:30.",
        HoursFault::OffRaster => "Please use steps of five minutes, such as 09:00 or 09:05.",
        HoursFault::BeginsAtMidnight => "A day's hours begin before 24:00.",
        HoursFault::EndsBeforeStart => "The end must come after the start. For hours past midnight, use two days.",
        HoursFault::Overlaps { start, end } => {
            return format!("These hours overlap with {start}–{end} on the same day.");
        }
        HoursFault::TooManyWindows { most } => return format!("At most {most} windows fit in one day."),
        HoursFault::ClosedWithHours => "A closed day has no hours. Choose other hours instead, or remove them.",
        HoursFault::NoHours => "Please give the hours of this day, or choose closed.",
        HoursFault::NoKind => "Please choose closed or other hours.",
        HoursFault::NotASpan { typed } => {
            return format!("“{typed}” is not a span of hours. Please write it like 09:00–12:00, 13:00–17:00.");
        }
        HoursFault::NoMonday => "Please give Monday’s hours first.",
    };
    text.to_owned()
}

pub fn visit_type(fault: &VisitTypeFault) -> String {
    match fault {
        VisitTypeFault::NoLength => "Please give the length in minutes, such as 30.".to_owned(),
        VisitTypeFault::MinutesOutOfRange { least, most } => {
            format!("Please give {least} to {most} minutes, in steps of five.")
        }
        VisitTypeFault::NoticeTooLong { most_days } => {
            format!("Please give at most {most_days} days ({} minutes).", most_days * 24 * 60)
        }
        VisitTypeFault::DaysOutOfRange { least, most } => format!("Please give {least} to {most} days."),
        VisitTypeFault::WindowShorterThanNotice => {
            "This is shorter than the minimum notice: nothing could be booked.".to_owned()
        }
        VisitTypeFault::TooManyVisitTypes { most } => {
            format!("At most {most} visit types can be offered. Please remove one first.")
        }
    }
}

pub fn visit(fault: &VisitFault) -> String {
    let text = match fault {
        VisitFault::NoStart => "Please choose a time from the doctor's page.",
        VisitFault::NoStep => "Please say what should happen.",
        VisitFault::StepNotOffered => "This cannot be done here.",
        VisitFault::NoReason => "Please say why, so that the patient knows.",
        VisitFault::SameDoctor => "Please choose another doctor.",
        VisitFault::NotYourLocation => "Please choose one of your locations.",
        VisitFault::NotYourDoctor => "Please choose one of your doctors.",
        VisitFault::NotYourVisitType => "Please choose one of your visit types.",
        VisitFault::NotAStatus => {
            return format!("Please use upcoming, past, all, or one of: {}.", Status::WORDS.join(", "));
        }
        VisitFault::NotAnotherTime => "Please choose another time that is still to come.",
        VisitFault::NotFrom { status } => {
            return format!("This visit is already {}.", status.label().to_lowercase());
        }
        VisitFault::AlreadyBegun => "This visit has already begun. Please call the practice.",
        VisitFault::AlreadyOver => {
            "This visit is over. It can be marked as completed or as a no-show, and no longer be cancelled."
        }
        VisitFault::TooEarly { from } => {
            let when = format!("{} ({})", from.brief(), from.zone_name());
            return format!("It is too early for this. It can be done from {when} on.");
        }
        VisitFault::TooLate { minutes } => {
            return format!("This can be taken back for {} minutes only.", spelled(*minutes));
        }
        VisitFault::NoAddress => {
            "The patient would not be told where to come. Please add the address of your practice first."
        }
        VisitFault::ChangedMeanwhile => "This visit has just been changed by somebody else.",
    };
    text.to_owned()
}

/// Why a time is not offered, as it goes on after a colon.
pub fn not_offered(reason: NotOffered) -> &'static str {
    match reason {
        NotOffered::Past => "it lies in the past.",
        NotOffered::NoAddress => "the doctor has not said yet where it takes place.",
        NotOffered::TooSoon => "it is sooner than this visit's notice.",
        NotOffered::TooFar => "it is further ahead than this visit can be booked.",
        NotOffered::Closed => "the practice is closed on that day.",
        NotOffered::OutsideHours => "it is outside the practice's hours.",
        NotOffered::OffGrid => "visits do not start at this minute.",
        NotOffered::SkippedByClockChange => "the clocks go forward over this time.",
        NotOffered::Taken => "the doctor is not free then.",
    }
}

pub fn too_many_visits(most: u32, with_this_doctor: bool) -> String {
    let (s, whom) = (if most == 1 { "" } else { "s" }, if with_this_doctor { " with this doctor" } else { "" });
    format!(
        "You can have at most {most} visit{s}{whom} ahead of you at once. When one is over or cancelled, you can book \
         another."
    )
}
