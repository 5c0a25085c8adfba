//! Whatever stands in a field, a parser answers; and what it gives can be read again as the same.

use proptest::prelude::*;

use super::{
    currency::Currency,
    email,
    faults::TextFault,
    ids::{AppointmentId, VisitTypeId},
    local::parse_date,
    page::PageRequest,
    price::{Amount, Price},
    text,
};
use crate::{
    directory::doctor::{DoctorEdit, DoctorSort, Specialty},
    people::invitation::InvitationState,
    scheduling::{
        appointment_search::AppointmentList,
        lifecycle::{Status, Transition},
        schedule::{
            Day, ExceptionKind, ExceptionSpec, HoursOfDay, WeeklyHours, Window, check_exception, check_weekly, clock,
            minutes,
        },
        visit_type::{VisitKind, VisitTypePatch, VisitTypeSpec},
    },
};

/// Anything at all, and what is nearly right: the second finds more.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ \\t0-9:.,+eE–-]{0,14}",
        "[0-9]{1,5}-[0-9]{1,2}-[0-9]{1,2}",
        "[0-9]{1,2}[:.][0-9]{1,2}(:[0-9]{2})?",
        "[a-zA-Zà-ž.@_+-]{0,20}@[a-zA-Zà-ž0-9.-]{0,20}",
        "[\\PC\u{200B}\u{200D}\u{202E}\u{2066}\u{FEFF}\u{0}\n\r\t]{0,12}",
        "[a-z_]{0,12}",
    ]
}

fn hours() -> impl Strategy<Value = (usize, String, String)> {
    let time = || prop_oneof![typed(), "([01][0-9]|2[0-4]):[0-5][05]"];
    (0..7usize, time(), time())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn lines_and_paragraphs_are_kept_as_they_were_tidied(value in typed(), min in 0..3usize, max in 0..40usize) {
        for tidy in [text::line, text::paragraph] {
            match tidy(&value, min, max) {
                Ok(tidied) => {
                    prop_assert!((min..=max.max(min)).contains(&tidied.chars().count()));
                    prop_assert_eq!(tidy(&tidied, min, max), Ok(tidied.clone()));
                    prop_assert!(!tidied.contains(['\0', '\u{202E}', '\u{2066}', '\u{200B}', '\u{FEFF}']), "{tidied:?}");
                }
                Err(TextFault::TooLong { most, length }) => prop_assert!(most == max && length > max),
                Err(TextFault::TooShort { least }) => prop_assert_eq!(least, min),
                Err(fault) => prop_assert!(matches!(fault, TextFault::Missing | TextFault::Unseen { .. }), "{fault:?}"),
            }
        }
    }

    #[test]
    fn an_email_that_is_taken_can_be_written_to(value in typed()) {
        if let Ok(tidied) = email::checked(&value) {
            prop_assert_eq!(email::checked(&tidied), Ok(tidied.clone()));
            prop_assert!(tidied.len() <= 254);
        }
    }

    #[test]
    fn passwords_of_any_kind_are_measured(value in any::<String>()) {
        let fits = (10..=128).contains(&text::prepared_password(&value).chars().count());
        prop_assert_eq!(text::password(&value).is_ok(), fits);
    }

    #[test]
    fn dates_have_one_form(value in typed()) {
        if let Ok(date) = parse_date(&value) {
            prop_assert_eq!(date.to_string(), value);
        }
    }

    #[test]
    fn every_date_of_two_centuries_is_read(day in 0..73_000u64) {
        let date = chrono::NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::Days::new(day);
        prop_assert_eq!(parse_date(&date.to_string()), Ok(date));
    }

    #[test]
    fn times_of_day_round_trip(value in typed(), five in 0..=288u16) {
        if let Ok(read) = minutes(&value) {
            prop_assert!(read <= 1440 && read % 5 == 0);
            prop_assert_eq!(minutes(&clock(read)), Ok(read));
        }
        prop_assert_eq!(minutes(&clock(five * 5)), Ok(five * 5));
    }

    #[test]
    fn windows_lie_within_a_day((_, start, end) in hours()) {
        if let Ok(window) = Window::parse(&start, &end) {
            prop_assert!(window.start < window.end && window.end <= 1440);
            prop_assert_eq!(Window::parse(&clock(window.start), &clock(window.end)), Ok(window));
        }
    }

    #[test]
    fn weeks_and_dates_of_any_hours_are_judged(rows in prop::collection::vec(hours(), 0..120)) {
        let of = |(day, start, end): &(usize, String, String)| {
            WeeklyHours { weekday: Day::ALL[*day], start: start.clone(), end: end.clone() }
        };
        match check_weekly(&rows.iter().map(of).collect::<Vec<_>>()) {
            Ok(days) => for day in days {
                prop_assert!(day.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", day);
            },
            Err(problem) => prop_assert!((1..=50).contains(&problem.fields().len())),
        }
        let windows: Vec<_> =
            rows.iter().map(|(_, start, end)| HoursOfDay { start: start.clone(), end: end.clone() }).collect();
        for kind in ExceptionKind::ALL {
            drop(check_exception(&ExceptionSpec { kind: *kind, windows: windows.clone(), reason: String::new() }));
        }
    }

    #[test]
    fn prices_round_trip(value in typed(), cents in 0..=100_000_000i64, float in any::<f64>()) {
        for code in ["EUR", "JPY", "KWD"] {
            let currency = Currency::of(code).unwrap();
            if let Ok(price) = currency.price(&Amount::from(value.as_str())) {
                prop_assert_eq!(currency.price(&price.into()), Ok(price));
                prop_assert!(!price.is_too_much() && price.minor() >= 0);
            }
            let price = Price::new(cents, currency);
            prop_assert_eq!(currency.price(&price.into()), Ok(price));
            let json = serde_json::to_string(&price).unwrap();
            let amount: Amount = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(currency.price(&amount), Ok(price));
            if let Ok(amount) = serde_json::from_str::<Amount>(&float.to_string()) {
                drop(currency.price(&amount));
            }
        }
    }

    #[test]
    fn words_and_ids_round_trip(value in typed(), number in any::<u128>()) {
        macro_rules! words {
            ($($word:ty)+) => {$(
                if let Ok(read) = value.parse::<$word>() {
                    prop_assert_eq!(read.as_str(), &value);
                }
            )+};
        }
        words!(Day Status Transition VisitKind AppointmentList DoctorSort InvitationState ExceptionKind);
        let id = AppointmentId(uuid::Uuid::from_u128(number));
        prop_assert_eq!(id.to_string().to_uppercase().parse::<AppointmentId>().unwrap(), id);
        drop(value.parse::<AppointmentId>());
    }

    #[test]
    fn pages_of_any_number_are_judged(page in any::<Option<i64>>(), per_page in any::<Option<i64>>()) {
        if let Ok(request) = PageRequest::new(page, per_page, 20) {
            prop_assert!(request.offset() >= 0 && request.per_page <= PageRequest::MOST);
        }
    }

    #[test]
    fn visit_types_and_profiles_of_any_words_are_judged(
        name in typed(), text in typed(), numbers in any::<[u16; 4]>(), notice in any::<u32>(),
    ) {
        let [minutes, buffer_before_minutes, buffer_after_minutes, booking_window_days] = numbers;
        let spec = VisitTypeSpec {
            name: name.clone(), minutes, buffer_before_minutes, buffer_after_minutes, minimum_notice_minutes: notice,
            booking_window_days, kind: VisitKind::Video, price: None,
        };
        let id = VisitTypeId(uuid::Uuid::nil());
        if let Ok(checked) = spec.checked(id, Currency::EUR) {
            let same = VisitTypePatch::default().onto(checked.clone());
            prop_assert_eq!(same.checked(id, Currency::EUR), Ok(checked));
        }
        let known = [Specialty { id: "a".into(), name: "A".into() }];
        let edit = DoctorEdit {
            designation: name.clone(), specialties: vec!["a".into(), name.clone()], languages: vec!["en".into(), text.clone()],
            experience_years: minutes, about: text.clone(), address: text.clone(), directions: text.clone(),
            phone: text.clone(), practice_email: Some(text),
        };
        drop(edit.clone().checked(&known));
        let edit = DoctorEdit { specialties: vec!["a".into()], languages: vec!["en".into()], experience_years: 1, ..edit };
        if let Ok(checked) = edit.checked(&known) {
            prop_assert_eq!(checked.clone().checked(&known), Ok(checked));
        }
    }

    #[test]
    fn json_of_any_shape_is_read_or_refused(value in typed(), number in any::<i64>()) {
        for json in [
            serde_json::json!({"doctor_id": value, "visit_type_id": value, "start": value}),
            serde_json::json!({"doctor_id": uuid::Uuid::nil(), "visit_type_id": uuid::Uuid::nil(), "start": value}),
            serde_json::json!({"name": value, "minutes": number, "price": value}),
            serde_json::json!({"kind": value, "windows": [{"start": value, "end": number}]}),
        ] {
            drop(serde_json::from_value::<VisitTypeSpec>(json.clone()));
            drop(serde_json::from_value::<VisitTypePatch>(json.clone()));
            drop(serde_json::from_value::<ExceptionSpec>(json));
        }
    }
}
