//! A visit type as a doctor types it: all text, read field by field.

use domain::{
    platform::{
        faults::NumberFault,
        price::Amount,
        problem::{Problem, ValidationErrors},
    },
    scheduling::{
        faults::VisitTypeFault,
        visit_type::{VisitTypeSpec, defaults},
    },
};

/// The fields of the form.
pub struct Typed {
    pub name: String,
    pub minutes: String,
    pub buffer_before_minutes: String,
    pub buffer_after_minutes: String,
    pub minimum_notice_minutes: String,
    pub booking_window_days: String,
    pub kind: String,
    pub price: String,
}

impl Typed {
    /// Everything that cannot be read is named at once. Whether the values fit is the clinic's to say.
    pub fn read(self) -> Result<VisitTypeSpec, Problem> {
        let mut errors = ValidationErrors::default();
        // The length is the one number without a default.
        let minutes = errors.keep("minutes", self.minutes.trim().parse::<u16>().map_err(|_| VisitTypeFault::NoLength));
        let before = number(&mut errors, "buffer_before_minutes", &self.buffer_before_minutes, 0);
        let after = number(&mut errors, "buffer_after_minutes", &self.buffer_after_minutes, 0);
        let notice = number(&mut errors, "minimum_notice_minutes", &self.minimum_notice_minutes, defaults::notice());
        let window = number(&mut errors, "booking_window_days", &self.booking_window_days, defaults::window());
        let kind = if self.kind.is_empty() { Ok(defaults::kind()) } else { self.kind.parse() };
        let kind = errors.keep("kind", kind);
        let price = Some(self.price.trim()).filter(|text| !text.is_empty()).map(Amount::from);
        errors.into_result()?;
        Ok(VisitTypeSpec {
            name: self.name,
            minutes: minutes.unwrap_or_default(),
            buffer_before_minutes: before.unwrap_or_default(),
            buffer_after_minutes: after.unwrap_or_default(),
            minimum_notice_minutes: notice.unwrap_or_default(),
            booking_window_days: window.unwrap_or_default(),
            kind: kind.unwrap_or_else(defaults::kind),
            price,
        })
    }
}

/// A whole number; what is left empty has its usual value.
fn number<T: std::str::FromStr>(errors: &mut ValidationErrors, field: &str, text: &str, usual: T) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return Some(usual);
    }
    errors.keep(field, text.parse().map_err(|_| NumberFault::NotWhole))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(minutes: &str, window: &str, price: &str) -> Typed {
        Typed {
            name: "First visit".into(),
            minutes: minutes.into(),
            buffer_before_minutes: String::new(),
            buffer_after_minutes: " 10 ".into(),
            minimum_notice_minutes: String::new(),
            booking_window_days: window.into(),
            kind: String::new(),
            price: price.into(),
        }
    }

    #[test]
    fn what_is_left_empty_has_its_usual_value() {
        let spec = typed("30", "", "").read().unwrap();
        assert_eq!((spec.minutes, spec.buffer_after_minutes, spec.booking_window_days), (30, 10, 90));
        assert_eq!(spec.price, None);
        assert_eq!(typed("30", "", "45,50").read().unwrap().price, Some("45,50".into()));
    }

    #[test]
    fn everything_unreadable_is_named_at_once() {
        let problem = typed("half an hour", "-3", "").read().unwrap_err();
        let fields: Vec<_> = problem.fields().iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["minutes", "booking_window_days"]);
    }
}
