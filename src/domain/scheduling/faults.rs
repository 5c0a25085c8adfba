//! What may be wrong with hours, visit types and visits, and why a time is not offered.

use serde::{Deserialize, Serialize};

use super::lifecycle::Status;
use crate::platform::{local::LocalSpan, words::codes};

codes! {
    /// Of hours. Times are written as "09:00".
    HoursFault {
        NotATime = "not-a-time";
        /// No multiple of [`super::schedule::RASTER`].
        OffRaster = "off-raster";
        BeginsAtMidnight = "begins-at-midnight";
        EndsBeforeStart = "ends-before-start";
        Overlaps { start: String, end: String } = "overlaps";
        TooManyWindows { most: usize } = "too-many-windows";
        /// A closed day that has hours.
        ClosedWithHours = "closed-with-hours";
        NoHours = "no-hours";
        /// Neither closed nor other hours.
        NoKind = "no-kind";
        NotASpan { typed: String } = "not-a-span";
        /// There is nothing to be copied from it.
        NoMonday = "no-monday";
    }
}

codes! {
    VisitTypeFault {
        NoLength = "no-length";
        /// Out of bounds, or no multiple of five minutes.
        MinutesOutOfRange { least: u16, most: u16 } = "minutes-out-of-range";
        NoticeTooLong { most_days: u32 } = "notice-too-long";
        DaysOutOfRange { least: u16, most: u16 } = "days-out-of-range";
        WindowShorterThanNotice = "window-shorter-than-notice";
        TooManyVisitTypes { most: usize } = "too-many-visit-types";
    }
}

codes! {
    /// Of a visit: what a step or a search lacks, and what stands in a step's way.
    VisitFault {
        NoStart = "no-start";
        NoStep = "no-step";
        /// It needs more than its name.
        StepNotOffered = "step-not-offered";
        NoReason = "no-reason";
        SameDoctor = "same-doctor";
        NotYourLocation = "not-your-location";
        NotYourDoctor = "not-your-doctor";
        NotYourVisitType = "not-your-visit-type";
        /// Neither a status nor a part of the list.
        NotAStatus = "not-a-status";
        NotAnotherTime = "not-another-time";
        NotFrom { status: Status } = "not-from";
        AlreadyBegun = "already-begun";
        AlreadyOver = "already-over";
        /// On the reader's wall.
        TooEarly { from: LocalSpan } = "too-early";
        TooLate { minutes: i64 } = "too-late";
        NoAddress = "no-address";
        ChangedMeanwhile = "changed-meanwhile";
    }
}

/// Why a start cannot be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NotOffered {
    /// Before now.
    Past,
    /// It would be in person, and the practice has not said where.
    NoAddress,
    /// Later than now, but sooner than the visit type's notice.
    TooSoon,
    /// Further ahead than the visit type's booking window.
    TooFar,
    /// An exception closes this date.
    Closed,
    /// Outside the hours of its day.
    OutsideHours,
    /// Within the hours, but not on the grid of starts.
    OffGrid,
    /// The clocks go forward over this wall time.
    SkippedByClockChange,
    /// The doctor is not free for the visit and its buffers.
    Taken,
}
