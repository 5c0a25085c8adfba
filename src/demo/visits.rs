//! Demo visits: ninety days of past and thirty of coming ones, at times that the doctor really offers.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, Timelike, Utc};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};

use super::{
    DemoAccount, id,
    practice::{DemoDoctor, midnight},
    texts::{ADMIN_REASON, DOCTOR_REASONS, PATIENT_REASONS},
};
use clinic::Limits;
use domain::{
    people::sealed::Sealed,
    platform::ids::{AccountId, AppointmentId, DoctorId},
    scheduling::{
        appointment::{Appointment, By, Command, Event},
        lifecycle::{Party, Status},
        slots::{Busy, Question, Slot, VisitRules, cells, doctor_cells, slots, span_of_dates},
        visit_type::{VisitKind, VisitType},
    },
};

pub const PAST_DAYS: u64 = 90;
pub const COMING_DAYS: u64 = 30;

/// How long before a visit it is booked, on average, days.
const LEAD: f64 = 9.0;
/// Patients want Mondays most; per cent, Monday first.
const WEEKDAYS: [u32; 7] = [122, 108, 96, 102, 86, 80, 66];
/// And mornings rather than the hours around noon and the evening: weights by hour.
const HOURS: [u32; 24] = [1, 1, 1, 1, 1, 1, 2, 4, 9, 12, 12, 8, 3, 3, 6, 7, 6, 3, 2, 1, 1, 1, 1, 1];

/// A visit with its history; its version is the number of entries there.
#[derive(Clone, Debug)]
pub struct DemoVisit {
    pub appointment: Appointment,
    pub doctor_account: AccountId,
    pub events: Vec<Event>,
}

/// What became of a visit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Kept,
    Missed,
    Cancelled(Party),
}

/// The book in which visits are entered, and what it is made with.
pub struct Book<'a> {
    pub rng: &'a mut StdRng,
    pub today: NaiveDate,
    pub admin: AccountId,
    /// The first is the one that a visitor of the demo signs in as.
    pub patients: &'a [DemoAccount],
    pub doctors: &'a [DemoDoctor],
    pub visits: Vec<DemoVisit>,
    doctor_cells: HashMap<(DoctorId, NaiveDate), Vec<i64>>,
    patient_cells: HashMap<AccountId, HashSet<i64>>,
    /// Visits still to come, of each patient with each doctor.
    open: HashMap<(AccountId, DoctorId), u32>,
}

impl<'a> Book<'a> {
    pub fn new(
        rng: &'a mut StdRng,
        today: NaiveDate,
        admin: AccountId,
        patients: &'a [DemoAccount],
        doctors: &'a [DemoDoctor],
    ) -> Self {
        let (doctor_cells, patient_cells, open) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { rng, today, admin, patients, doctors, visits: Vec::new(), doctor_cells, patient_cells, open }
    }

    /// Enters everything, by start.
    pub fn fill(mut self) -> Vec<DemoVisit> {
        self.of_the_demo_patient();
        for doctor in self.doctors {
            self.of_a_doctor(doctor);
        }
        self.visits.sort_by_key(|visit| (visit.appointment.start, visit.appointment.id));
        self.visits
    }

    /// Some of everything: past, coming and cancelled, with colleagues near and far.
    fn of_the_demo_patient(&mut self) {
        use Fate::{Cancelled, Kept};
        let Some(patient) = self.patients.first() else { return };
        for (days, doctor, kind, fate) in [
            (-82, 0, None, Kept),
            (-66, 8, None, Kept),
            (-51, 16, None, Cancelled(Party::Patient)),
            (-44, 16, None, Kept),
            (-27, 0, Some(VisitKind::Video), Kept),
            (-9, 24, None, Kept),
            (1, 0, None, Kept),
            (5, 8, None, Kept),
            (8, 32, None, Cancelled(Party::Doctor)),
            (11, 3, Some(VisitKind::Video), Kept),
            (15, 40, None, Cancelled(Party::Patient)),
            (21, 16, None, Kept),
        ] {
            let Some(doctor) = self.doctors.get(doctor) else { continue };
            let wanted = doctor.visit_types.iter().find(|visit| kind.is_none_or(|kind| visit.kind == kind));
            let Some(visit_type) = wanted.or(doctor.visit_types.first()) else { continue };
            // The first day from then on that has a time.
            for later in 0..10 {
                let date = self.today + Duration::days(days + later);
                let slot = self.free(doctor, visit_type, date);
                if slot.and_then(|slot| self.enter(doctor, patient, visit_type, slot, fate)).is_some() {
                    break;
                }
            }
        }
    }

    fn of_a_doctor(&mut self, doctor: &DemoDoctor) {
        let own = self.doctors.first().is_some_and(|first| first.id == doctor.id);
        let first = self.today - Days::new(PAST_DAYS);
        for date in first.iter_days().take((PAST_DAYS + COMING_DAYS) as usize) {
            let ahead = (date - self.today).num_days();
            let wanted = match (own, ahead) {
                (true, 0) => 5,
                (true, 1..=7) => self.rng.random_range(4..=7),
                _ => self.wanted(doctor, date, ahead),
            };
            for _ in 0..wanted {
                self.somebodys(doctor, date);
            }
        }
    }

    /// How many want a visit on this date.
    fn wanted(&mut self, doctor: &DemoDoctor, date: NaiveDate, ahead: i64) -> u32 {
        let open: u32 = doctor.hours.of(date).0.iter().map(|window| u32::from(window.end - window.start)).sum();
        let each = doctor.visit_types.iter().map(|visit| u32::from(visit.minutes + visit.buffer_after_minutes));
        let each = each.sum::<u32>() / (doctor.visit_types.len() as u32).max(1);
        // The clinic has grown; and of what is wanted later, only those who book early know yet.
        let share = match ahead {
            ..0 => 1.0 - (-(ahead + 14)).max(0) as f64 / PAST_DAYS as f64,
            _ => (-ahead as f64 / LEAD).exp(),
        };
        let usual = f64::from(doctor.demand * WEEKDAYS[date.weekday().num_days_from_monday() as usize]) / 10_000.0;
        let wanted = f64::from(open) / f64::from(each.max(1)) * usual * share * self.rng.random_range(0.75..1.25);
        wanted as u32 + u32::from(self.rng.random_bool(wanted.fract()))
    }

    /// A visit of whoever has time.
    fn somebodys(&mut self, doctor: &DemoDoctor, date: NaiveDate) {
        let Some(visit_type) = doctor.visit_types.choose(self.rng) else { return };
        let Some(slot) = self.free(doctor, visit_type, date) else { return };
        let fate = match self.rng.random_range(0..100) {
            0..7 => Fate::Cancelled(Party::Patient),
            7..10 => Fate::Cancelled(Party::Doctor),
            10 => Fate::Cancelled(Party::Admin),
            11..16 => Fate::Missed,
            _ => Fate::Kept,
        };
        for _ in 0..12 {
            let near = self.rng.random_bool(0.85);
            // The first is the demo patient, whose visits are chosen by hand.
            let Some(patient) = self.patients.get(1..).and_then(|others| others.choose(self.rng)) else { return };
            if (!near || patient.zone == doctor.zone) && self.enter(doctor, patient, visit_type, slot, fate).is_some() {
                return;
            }
        }
    }

    /// A time of this date that the doctor offers and nobody has, rather one that people like.
    fn free(&mut self, doctor: &DemoDoctor, visit_type: &VisitType, date: NaiveDate) -> Option<Slot> {
        let (from, to) = span_of_dates(&doctor.zone, date, date);
        let busy = Busy::from_cells(self.doctor_cells.get(&(doctor.id, date)).map_or(&[], Vec::as_slice));
        // When it was booked is decided later, so notice and window do not matter yet.
        let rules = VisitRules { minimum_notice: 0, booking_window_days: 366, ..visit_type.rules() };
        let question = Question { zone: &doctor.zone, hours: &doctor.hours, rules: &rules, busy: &busy, now: from };
        let free: Vec<Slot> = slots(question, from, to).collect();
        let liked = |slot: &Slot| HOURS[slot.start.with_timezone(&doctor.zone).hour() as usize];
        free.choose_weighted(self.rng, liked).ok().copied()
    }

    /// Enters a visit, unless the patient is busy, not registered yet, or nobody could have booked it.
    fn enter(
        &mut self,
        doctor: &DemoDoctor,
        patient: &DemoAccount,
        visit_type: &VisitType,
        slot: Slot,
        fate: Fate,
    ) -> Option<()> {
        let own: Vec<i64> = cells(slot.start, slot.end).collect();
        let known = self.patient_cells.entry(patient.id).or_default();
        if own.iter().any(|cell| known.contains(cell)) || !self.may_have_another(patient, doctor) {
            return None;
        }
        let booked_at = self.booked_at(patient, visit_type, slot)?;
        let booked = Appointment {
            id: AppointmentId(id(self.rng)),
            doctor: doctor.id,
            patient: patient.id,
            visit_type: visit_type.id,
            visit_name: visit_type.name.clone(),
            kind: visit_type.kind,
            price: visit_type.price,
            location: doctor.location.agreed(),
            start: slot.start,
            end: slot.end,
            buffer_before: visit_type.buffer_before_minutes,
            buffer_after: visit_type.buffer_after_minutes,
            status: Status::Booked,
            version: 1,
            created_at: booked_at,
        };
        let (appointment, events) = self.history(doctor, booked, fate);
        if appointment.status.is_open() {
            *self.open.entry((patient.id, doctor.id)).or_default() += 1;
        }
        self.patient_cells.entry(patient.id).or_default().extend(own);
        let date = slot.start.with_timezone(&doctor.zone).date_naive();
        self.doctor_cells.entry((doctor.id, date)).or_default().extend(doctor_cells(
            slot,
            visit_type.buffer_before_minutes,
            visit_type.buffer_after_minutes,
        ));
        self.visits.push(DemoVisit { appointment, doctor_account: doctor.account, events });
        Some(())
    }

    fn may_have_another(&self, patient: &DemoAccount, doctor: &DemoDoctor) -> bool {
        let limits = Limits::default();
        let with_this_one = self.open.get(&(patient.id, doctor.id)).copied().unwrap_or_default();
        let all: u32 = self.open.iter().filter(|((id, _), _)| *id == patient.id).map(|(_, open)| open).sum();
        with_this_one < limits.open_visits_per_doctor && all < limits.open_visits
    }

    /// When it was booked: in time, within the window, before today, after the patient registered; rather late than early.
    fn booked_at(&mut self, patient: &DemoAccount, visit_type: &VisitType, slot: Slot) -> Option<DateTime<Utc>> {
        let ahead = i64::from(visit_type.booking_window_days.min(60)) - 1;
        let notice = Duration::minutes(i64::from(visit_type.minimum_notice_minutes) + 30);
        let earliest = (slot.start - Duration::days(ahead)).max(patient.created_at + Duration::minutes(5));
        let latest = (slot.start - notice).min(midnight(self.today) - Duration::minutes(5));
        let span = (latest - earliest).num_minutes();
        if span <= 0 {
            return None;
        }
        let average = LEAD * 1440.0;
        // Between one (as late as possible) and what is left of it after the whole span.
        let left = self.rng.random_range((-span as f64 / average).exp()..1.0);
        Some(latest - Duration::minutes((-left.ln() * average) as i64))
    }

    /// What became of it, step by step.
    fn history(&mut self, doctor: &DemoDoctor, booked: Appointment, fate: Fate) -> (Appointment, Vec<Event>) {
        let now = midnight(self.today);
        let Appointment { start, end, created_at: booked_at, patient, .. } = booked;
        let mut steps = Vec::new();
        let over = end + Duration::minutes(20) <= now;
        let mut later = |at: DateTime<Utc>, most: i64| at + Duration::minutes(self.rng.random_range(0..most));
        match fate {
            Fate::Cancelled(by) => {
                let left = (start.min(now) - booked_at).num_minutes() - 10;
                if left > 0 {
                    let at = later(booked_at + Duration::minutes(5), left);
                    let reason = match by {
                        Party::Doctor => DOCTOR_REASONS.choose(self.rng).copied(),
                        Party::Admin => Some(ADMIN_REASON),
                        // Patients need not give one.
                        _ => self.rng.random_bool(0.5).then(|| PATIENT_REASONS.choose(self.rng).copied()).flatten(),
                    };
                    steps.push((
                        Command::Cancel { reason: reason.map(|reason| Sealed::new(reason.to_owned())) },
                        by,
                        at,
                    ));
                }
            }
            Fate::Missed if over => steps.push((Command::NoShow, Party::Doctor, later(end, 15))),
            Fate::Kept if over => {
                let (checked_in, started, completed) =
                    (later(start - Duration::minutes(8), 8), later(start, 4), later(end, 15));
                // Not everybody notes every step.
                if self.rng.random_bool(0.2) {
                    steps.push((Command::CheckIn, Party::Doctor, checked_in.max(booked_at)));
                    steps.push((Command::Start, Party::Doctor, started.max(booked_at)));
                }
                steps.push((Command::Complete, Party::Doctor, completed));
            }
            Fate::Missed | Fate::Kept => {}
        }
        let (mut visit, mut events) = (booked, Vec::new());
        events.push(visit.first_event());
        for (command, party, at) in steps {
            let account = match party {
                Party::Doctor => doctor.account,
                Party::Admin => self.admin,
                Party::Patient | Party::System => patient,
            };
            if let Ok((after, event)) = visit.apply(By { party, account: Some(account) }, command, at) {
                visit = after;
                events.push(event);
            }
        }
        (visit, events)
    }
}
