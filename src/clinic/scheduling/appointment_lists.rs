//! Lists of visits: one page of what is asked for, what it can be narrowed by, and what would be found with one wish less.

use contract::scheduling::AppointmentView;
use domain::{
    insight::security::SecurityEvent,
    people::policy::{Actor, AsAccount, AsDoctor, AsPatient},
    platform::{
        ids::{DoctorId, VisitTypeId},
        page::{Page, PageRequest},
        problem::Problem,
    },
    scheduling::{
        appointment_search::{AppointmentFilter, AppointmentList, AppointmentSearch, RelaxedAppointments},
        lifecycle::Party,
        slots::start_of_day,
    },
};
use effects::Zone;
use store::scheduling::{
    appointment_repo::{AppointmentDetails, Whose},
    visit_list_repo::{self, Wanted},
    visit_type_repo,
};

use crate::{
    Clinic, Result,
    platform::security::{self, About},
    scheduling::appointments::{account_zone, view},
};

/// Doctors or visit types among which one is chosen; more is no choice any more.
const MOST_CHOICES: i64 = 100;

/// The reader's visits (for admins: all). Upcoming ones soonest first, all others latest first.
pub async fn list(
    clinic: &Clinic,
    me: AsAccount,
    search: &AppointmentSearch,
    page: PageRequest,
) -> Result<Page<AppointmentView>> {
    let (whose, party) = side(me)?;
    if party == Party::Admin {
        security::record(SecurityEvent::AdminRead, About::what("visits"));
    }
    search.check()?;
    let mut tx = clinic.store.read().await?;
    let zone = account_zone(&mut tx, me.account()).await?;
    let wanted = wanted(clinic, whose, search, zone);
    let (found, total) = visit_list_repo::list(&mut tx, &wanted, page).await?;
    let view = |found: &AppointmentDetails| view(found, party, zone, wanted.now);
    Ok(Page::new(found.iter().map(view).collect(), page, total))
}

/// How many of the reader's own visits would be found without one of the wishes, where that finds any: a statement for
/// each wish. Nothing for admins, since all visits of the clinic would be counted again and again.
pub async fn relaxed(clinic: &Clinic, me: AsAccount, search: &AppointmentSearch) -> Result<Vec<RelaxedAppointments>> {
    let (whose, _) = side(me)?;
    let mut found = Vec::new();
    if matches!(whose, Whose::Everybody) {
        return Ok(found);
    }
    let mut tx = clinic.store.read().await?;
    let zone = account_zone(&mut tx, me.account()).await?;
    for without in AppointmentFilter::ALL.iter().copied() {
        let Some(other) = search.without(without) else { continue };
        let visits = visit_list_repo::count(&mut tx, &wanted(clinic, whose, &other, zone)).await?;
        if visits > 0 {
            found.push(RelaxedAppointments { without, visits });
        }
    }
    Ok(found)
}

/// The doctors whom the patient has visits with in this part, by surname.
pub async fn own_doctors(
    clinic: &Clinic,
    patient: AsPatient,
    part: AppointmentList,
) -> Result<Vec<(DoctorId, String)>> {
    let whose = Whose::Patient(patient.account());
    let search = AppointmentSearch { part: Some(part), ..AppointmentSearch::default() };
    let mut tx = clinic.store.read().await?;
    let wanted = Wanted { whose, search, since: None, before: None, now: clinic.effects.clock.now() };
    Ok(visit_list_repo::doctors(&mut tx, &wanted, MOST_CHOICES).await?)
}

/// All that could ever be booked with the doctor, what is offered first: visits of what is not offered any more stay.
pub async fn own_visit_types(clinic: &Clinic, own: AsDoctor) -> Result<Vec<(VisitTypeId, String)>> {
    let mut tx = clinic.store.read().await?;
    let types = visit_type_repo::ever_of(&mut tx, own.doctor(), MOST_CHOICES).await?;
    let name = |name: String, offered: bool| if offered { name } else { format!("{name} (not offered any more)") };
    Ok(types.into_iter().map(|(id, text, offered)| (id, name(text, offered))).collect())
}

fn side(me: AsAccount) -> Result<(Whose, Party)> {
    match me.actor() {
        Actor::Visitor => Err(Problem::Unauthenticated.into()),
        Actor::Patient(account) => Ok((Whose::Patient(account), Party::Patient)),
        Actor::Doctor(_, doctor) => Ok((Whose::Doctor(doctor), Party::Doctor)),
        Actor::Admin(_) => Ok((Whose::Everybody, Party::Admin)),
    }
}

/// With the dates as the instants at which they begin and end for the reader.
fn wanted(clinic: &Clinic, whose: Whose, search: &AppointmentSearch, zone: Zone) -> Wanted {
    Wanted {
        whose,
        since: search.from.map(|date| start_of_day(&zone, date)),
        before: search.to.and_then(|date| date.succ_opt()).map(|date| start_of_day(&zone, date)),
        search: search.clone(),
        now: clinic.effects.clock.now(),
    }
}
