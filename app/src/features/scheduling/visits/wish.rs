//! A search for visits as it stands in the address, in words, and as the clinic is asked for it.

use crate::{
    error::AppError,
    server::Ctx,
    ui::{Chip, Way, counted_first, link, without},
};
use clinic::scheduling::appointment_lists;
use contract::scheduling::AppointmentView;
use domain::{
    platform::{
        local::{day_with_year, parse_date},
        page::{Page, PageRequest},
        problem::{Fault, ValidationErrors},
    },
    scheduling::{
        appointment_search::{AppointmentFilter, AppointmentList, AppointmentSearch, RelaxedAppointments},
        faults::VisitFault,
        lifecycle::Status,
        visit_type::VisitKind,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Something to choose from: its id, and what it is called.
pub type Choice = (String, String);

/// Visits found, what there is to choose from, and what would be found with one wish less.
#[derive(Clone, PartialEq)]
pub struct FoundAppointments {
    pub list: Page<AppointmentView>,
    pub choices: Vec<Choice>,
    pub relaxed: Vec<RelaxedAppointments>,
}

domain::shows_only!(FoundAppointments { list, relaxed });

/// What is empty does not narrow it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AppointmentWish {
    pub part: String,
    pub q: String,
    pub doctor_name: String,
    pub doctor: String,
    pub from: String,
    pub to: String,
    pub status: String,
    pub visit_type: String,
    pub kind: String,
    pub page: String,
}

domain::shows_only!(AppointmentWish { part, doctor, from, to, status, visit_type, kind, page });

impl AppointmentWish {
    /// From the query of this page. What is to come stands first; of a status, whatever there is.
    pub fn of_this_page() -> Self {
        let query = use_query_map().get_untracked();
        let get = |name: &str| query.get(name).unwrap_or_default().trim().to_owned();
        let mut wish = Self {
            part: get("part"),
            q: get("q"),
            doctor_name: get("doctor_name"),
            doctor: get("doctor"),
            from: get("from"),
            to: get("to"),
            status: get("status"),
            visit_type: get("visit_type"),
            kind: get("kind"),
            page: get("page"),
        };
        if wish.part.is_empty() {
            wish.part =
                if wish.status.is_empty() { AppointmentList::Upcoming } else { AppointmentList::All }.to_string();
        }
        wish
    }

    pub fn part(&self) -> AppointmentList {
        self.part.parse().unwrap_or(AppointmentList::Upcoming)
    }

    /// The address of this search on the page of a list: what is empty does not stand in it.
    pub fn address(&self, path: &str) -> String {
        link::query(
            path,
            &[
                ("part", &self.part),
                ("q", &self.q),
                ("doctor_name", &self.doctor_name),
                ("doctor", &self.doctor),
                ("from", &self.from),
                ("to", &self.to),
                ("status", &self.status),
                ("visit_type", &self.visit_type),
                ("kind", &self.kind),
                ("page", &self.page),
            ],
        )
    }

    /// The first page of the same search in another part.
    pub fn in_part(&self, part: AppointmentList, path: &str) -> String {
        Self { part: part.to_string(), page: String::new(), ..self.clone() }.address(path)
    }

    /// Every wish that is set but the part, which is a tab.
    pub fn set(&self, choices: &[Choice]) -> Vec<Chip> {
        let chosen = |id: &str, other: &str| {
            let known = choices.iter().find(|(known, _)| known.eq_ignore_ascii_case(id));
            known.map_or_else(|| other.to_owned(), |(_, name)| name.clone())
        };
        let date = |text: &str| parse_date(text).map_or_else(|_| text.to_owned(), day_with_year);
        let quoted = |text: &str| format!("“{text}”");
        AppointmentFilter::ALL
            .iter()
            .filter_map(|filter| {
                let (typed, value, before) = match filter {
                    AppointmentFilter::Q => (&self.q, quoted(&self.q), ""),
                    AppointmentFilter::DoctorName => (&self.doctor_name, quoted(&self.doctor_name), "doctor "),
                    AppointmentFilter::Doctor => (&self.doctor, chosen(&self.doctor, "somebody else"), "with "),
                    AppointmentFilter::From => (&self.from, date(&self.from), "from "),
                    AppointmentFilter::To => (&self.to, date(&self.to), "to "),
                    AppointmentFilter::Status => {
                        let label = self.status.parse().map_or(self.status.as_str(), |status: Status| status.label());
                        (&self.status, label.to_owned(), "")
                    }
                    AppointmentFilter::VisitType => (&self.visit_type, chosen(&self.visit_type, "another"), ""),
                    AppointmentFilter::Kind => {
                        let label = self.kind.parse().map_or(self.kind.as_str(), |kind: VisitKind| kind.label());
                        (&self.kind, label.to_owned(), "")
                    }
                    AppointmentFilter::Part => return None,
                };
                let said = match filter {
                    AppointmentFilter::Status | AppointmentFilter::Kind => value.to_lowercase(),
                    _ => value.clone(),
                };
                // "In person" says by itself what it is.
                let label = if *filter == AppointmentFilter::Kind { "" } else { filter.label() };
                let words = format!("{before}{said}");
                (!typed.is_empty()).then_some(Chip { name: filter.as_str(), label, value, words })
            })
            .collect()
    }

    /// Where nothing was found: what would be, with one wish less. Counted by the clinic, or, where it does not count, each
    /// as it is.
    pub fn ways(&self, path: &str, set: &[Chip], relaxed: Option<&[RelaxedAppointments]>) -> Vec<Way> {
        let mut ways = Way::without_each(&self.address(path), set);
        // Of the only wish, the part may be what excludes; so it is asked for as well.
        if self.part() != AppointmentList::All {
            ways.push(Way {
                words: "At any time".to_owned(),
                href: self.in_part(AppointmentList::All, path),
                count: None,
            });
        }
        let Some(relaxed) = relaxed else { return ways };
        let address = self.address(path);
        let found = |way: Way| {
            let counted = relaxed.iter().find(|relaxed| match relaxed.without {
                AppointmentFilter::Part => way.href == self.in_part(AppointmentList::All, path),
                filter => way.href == without(&address, filter.as_str()),
            })?;
            Some(Way { count: Some(counted.visits), ..way })
        };
        ways.into_iter().filter_map(found).collect()
    }
}

/// "12 upcoming visits", "No past visits", "1 visit".
pub fn count_in_words(total: i64, part: AppointmentList) -> String {
    match part {
        AppointmentList::All => counted_first(total, "visit"),
        part => counted_first(total, &format!("{} visit", part.label().to_lowercase())),
    }
}

impl FoundAppointments {
    /// One page of the reader's visits; where there is none, what would be found with one wish less.
    pub async fn read(
        ctx: &Ctx,
        search: &AppointmentSearch,
        page: PageRequest,
        choices: Vec<Choice>,
    ) -> Result<Self, AppError> {
        let list = ctx.answer(appointment_lists::list(&ctx.clinic, ctx.right()?, search, page).await)?;
        let relaxed = match list.total {
            0 => ctx.answer(appointment_lists::relaxed(&ctx.clinic, ctx.right()?, search).await)?,
            _ => Vec::new(),
        };
        Ok(Self { list, choices, relaxed })
    }
}

impl AppointmentWish {
    /// As the clinic is asked; every field that cannot be meant is named.
    pub fn search(&self) -> Result<AppointmentSearch, AppError> {
        fn given<T, E: Into<Fault>>(
            errors: &mut ValidationErrors,
            filter: AppointmentFilter,
            text: &str,
            read: fn(&str) -> Result<T, E>,
        ) -> Option<T> {
            if text.is_empty() { None } else { errors.keep(filter.as_str(), read(text)) }
        }
        let mut errors = ValidationErrors::default();
        let found = &mut errors;
        let search = AppointmentSearch {
            part: given(found, AppointmentFilter::Part, &self.part, str::parse),
            q: self.q.clone(),
            doctor_name: self.doctor_name.clone(),
            doctor: given(found, AppointmentFilter::Doctor, &self.doctor, |id| {
                id.parse().map_err(|_| VisitFault::NotYourDoctor)
            }),
            from: given(found, AppointmentFilter::From, &self.from, parse_date),
            to: given(found, AppointmentFilter::To, &self.to, parse_date),
            status: given(found, AppointmentFilter::Status, &self.status, str::parse),
            visit_type: given(found, AppointmentFilter::VisitType, &self.visit_type, |id| {
                id.parse().map_err(|_| VisitFault::NotYourVisitType)
            }),
            kind: given(found, AppointmentFilter::Kind, &self.kind, str::parse),
        };
        errors.into_result()?;
        Ok(search)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish() -> AppointmentWish {
        AppointmentWish {
            part: "past".into(),
            q: "ada & co".into(),
            from: "2026-12-01".into(),
            status: "no_show".into(),
            visit_type: "t1".into(),
            kind: "in_person".into(),
            page: "3".into(),
            ..AppointmentWish::default()
        }
    }

    const PATH: &str = "/practice/visits";

    #[test]
    fn a_title_says_what_was_found() {
        let set = wish().set(&[("t1".into(), "Check-up".into())]);
        let title = crate::ui::found(count_in_words(1, AppointmentList::Past), &set, 1);
        assert_eq!(title, "1 past visit, “ada & co”, from Tue 1 Dec 2026, no-show, Check-up, in person");
        let elsewhere = AppointmentWish { visit_type: "t2".into(), ..AppointmentWish::default() }.set(&[]);
        assert_eq!((elsewhere[0].label, elsewhere[0].value.as_str()), ("Visit type", "another"));
    }

    #[test]
    fn where_nothing_is_found_only_what_would_find_some_is_offered() {
        let (wish, relaxed) = (wish(), |without, visits| RelaxedAppointments { without, visits });
        let set = wish.set(&[]);
        let ways =
            wish.ways(PATH, &set, Some(&[relaxed(AppointmentFilter::Status, 2), relaxed(AppointmentFilter::Part, 7)]));
        let ways: Vec<_> = ways.iter().map(|way| (way.words.as_str(), way.count)).collect();
        assert_eq!(ways, [("Without Status No-show", Some(2)), ("At any time", Some(7))]);
        assert_eq!(wish.ways(PATH, &set, None).len(), set.len() + 1);
        let only = AppointmentWish { part: "all".into(), kind: "video".into(), ..AppointmentWish::default() };
        assert_eq!(only.ways(PATH, &only.set(&[]), None), []);
    }

    #[test]
    fn another_part_begins_on_its_first_page() {
        let visits = AppointmentWish { kind: "video".into(), page: "2".into(), ..AppointmentWish::default() };
        assert_eq!(visits.in_part(AppointmentList::Past, PATH), "/practice/visits?part=past&kind=video");
    }
}
