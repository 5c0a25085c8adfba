use contract::scheduling::{AppointmentView, HistoryEntry};
use domain::{
    notices::faults::LineFault,
    scheduling::lifecycle::{Party, Status},
};

/// What a line of a visit's history is to a reader who did not make it.
pub fn change(visit: &AppointmentView, reader: Party, entry: &HistoryEntry) -> String {
    let when = visit.local.brief();
    let (patient, doctor) = (&visit.patient.full_name, &visit.doctor.full_name);
    match (reader, entry.to) {
        (Party::Doctor, Status::Booked) if entry.from.is_none() => format!("New visit: {patient}, {when}."),
        (Party::Doctor, Status::Requested) => format!("New request: {patient}, {when}."),
        (Party::Doctor, Status::Cancelled) if entry.by == Party::Patient => {
            format!("{patient} cancelled the visit on {when}.")
        }
        (Party::Patient, Status::Cancelled) if entry.by == Party::Doctor => {
            format!("{doctor} cancelled your visit on {when}.")
        }
        (Party::Doctor, Status::Cancelled) => format!("The visit of {patient} on {when} was cancelled."),
        (Party::Patient, Status::Cancelled) => format!("Your visit to {doctor} on {when} was cancelled."),
        (_, to) => format!("The visit on {when} is now: {}.", to.label().to_lowercase()),
    }
}

pub fn line(fault: &LineFault) -> String {
    match fault {
        LineFault::TooManyDoctors { most } => format!("Please name at most {most} doctors."),
    }
}
