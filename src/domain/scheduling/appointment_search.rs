//! Searching visits: what narrows a list of them, and what would be found with one wish less.

use chrono::NaiveDate;

use super::{lifecycle::Status, visit_type::VisitKind};
use crate::platform::words::words;
use crate::platform::{
    faults::DateFault,
    ids::{DoctorId, VisitTypeId},
    problem::{Problem, ValidationErrors},
    text,
};

words! {
    /// The parts of a list of visits.
    AppointmentList {
        /// Open and not yet over.
        Upcoming = "upcoming", "Upcoming";
        /// Over: completed, missed, or simply past.
        Past = "past", "Past";
        /// Cancelled, declined, expired, referred.
        Cancelled = "cancelled", "Cancelled";
        All = "all", "All";
    }
}

/// Which visits a list holds.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AppointmentSearch {
    /// All of them when not given.
    pub part: Option<AppointmentList>,
    /// Words of the other side's name (for admins: of either side's).
    pub q: String,
    pub doctor: Option<DoctorId>,
    /// Words of the doctor's name.
    pub doctor_name: String,
    pub status: Option<Status>,
    pub visit_type: Option<VisitTypeId>,
    pub kind: Option<VisitKind>,
    /// The first date on which they begin, on the reader's wall.
    pub from: Option<NaiveDate>,
    /// The last date.
    pub to: Option<NaiveDate>,
}

crate::shows_only!(AppointmentSearch { part, doctor, status, visit_type, kind, from, to });

words! {
    /// What a list of visits can be narrowed by; the words are those of its address.
    AppointmentFilter {
        Q = "q", "Name";
        DoctorName = "doctor_name", "Doctor";
        Doctor = "doctor", "Doctor";
        From = "from", "From";
        To = "to", "To";
        Status = "status", "Status";
        VisitType = "visit_type", "Visit type";
        Kind = "kind", "In person or video";
        Part = "part", "Part";
    }
}

impl AppointmentSearch {
    /// Refuses what cannot be meant, and says how to mend it.
    pub fn check(&self) -> Result<(), Problem> {
        let mut errors = ValidationErrors::default();
        errors.keep("q", text::line(&self.q, 0, 100));
        errors.keep("doctor_name", text::line(&self.doctor_name, 0, 100));
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to < from
        {
            errors.add("to", DateFault::LastTooEarly { first: from });
        }
        errors.into_result()
    }

    /// The same search with one wish less; nothing when it has no such wish.
    pub fn without(&self, filter: AppointmentFilter) -> Option<Self> {
        let mut other = self.clone();
        match filter {
            AppointmentFilter::Q => other.q.clear(),
            AppointmentFilter::DoctorName => other.doctor_name.clear(),
            AppointmentFilter::Doctor => other.doctor = None,
            AppointmentFilter::From => other.from = None,
            AppointmentFilter::To => other.to = None,
            AppointmentFilter::Status => other.status = None,
            AppointmentFilter::VisitType => other.visit_type = None,
            AppointmentFilter::Kind => other.kind = None,
            AppointmentFilter::Part => other.part = other.part.filter(|part| *part == AppointmentList::All),
        }
        (other != *self).then_some(other)
    }
}

/// How many visits would be found without one of the wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelaxedAppointments {
    pub without: AppointmentFilter,
    pub visits: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2026, 12, day)
    }

    #[test]
    fn dates_the_wrong_way_round_name_the_last_and_the_way_out() {
        let search = AppointmentSearch { from: day(5), to: day(4), q: "\u{0}".into(), ..AppointmentSearch::default() };
        let problem = search.check().unwrap_err();
        let fields: Vec<_> = problem.fields().iter().map(|field| field.field.as_str()).collect();
        assert_eq!(fields, ["q", "to"]);
        assert_eq!(problem.fields()[1].fault, DateFault::LastTooEarly { first: day(5).unwrap() }.into());
        assert!(AppointmentSearch { from: day(5), to: day(5), ..AppointmentSearch::default() }.check().is_ok());
    }

    #[test]
    fn one_wish_is_taken_away_at_a_time() {
        let search = AppointmentSearch {
            part: Some(AppointmentList::Past),
            kind: Some(VisitKind::Video),
            from: day(1),
            ..AppointmentSearch::default()
        };
        let set = AppointmentFilter::ALL.iter().filter(|filter| search.without(**filter).is_some());
        assert_eq!(
            set.copied().collect::<Vec<_>>(),
            [AppointmentFilter::From, AppointmentFilter::Kind, AppointmentFilter::Part]
        );
        let less = search.without(AppointmentFilter::Kind).unwrap();
        assert_eq!((less.kind, less.from, less.part), (None, day(1), Some(AppointmentList::Past)));
        let all = AppointmentSearch { part: Some(AppointmentList::All), ..AppointmentSearch::default() };
        assert_eq!(all.without(AppointmentFilter::Part), None, "all is no wish");
    }
}
