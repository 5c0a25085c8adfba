//! What a doctor is, in one line.

use domain::{directory::doctor::Specialty, platform::fold};

/// Letters in a row that two words must share to say the same: "practitioner" and "practice" do.
const SAME: usize = 6;

/// The designation and whatever of the specialties it does not say: "Consultant", "Cardiology"; but only "Cardiologist".
pub fn fields<'a>(designation: &'a str, specialties: &'a [Specialty]) -> Vec<&'a str> {
    let said = fold::words(designation);
    let unsaid = specialties.iter().map(|specialty| specialty.name.as_str()).filter(|name| !says(&said, name));
    Some(designation).filter(|designation| !designation.is_empty()).into_iter().chain(unsaid).collect()
}

/// Do these words name the specialty? Each word of its name must be among them, be it in another form.
fn says(said: &[String], specialty: &str) -> bool {
    let named = |word: &String| said.iter().any(|one| one == word || share(one, word));
    fold::words(specialty).iter().filter(|word| *word != "and").all(named)
}

fn share(a: &str, b: &str) -> bool {
    let letters: Vec<char> = b.chars().collect();
    letters.windows(SAME).any(|part| a.contains(&part.iter().collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_designation_that_names_the_specialty_is_enough() {
        let table = [
            ("Senior cardiologist", "Cardiology", "Senior cardiologist"),
            ("Family therapist", "Psychotherapy", "Family therapist"),
            ("General practitioner", "General practice", "General practitioner"),
            ("Ear, nose and throat surgeon", "Ear, nose and throat", "Ear, nose and throat surgeon"),
            ("Kinderärztin", "Paediatrics", "Kinderärztin · Paediatrics"),
            ("Consultant", "Cardiology", "Consultant · Cardiology"),
            ("Sports medicine", "Internal medicine", "Sports medicine · Internal medicine"),
            ("Eye specialist", "Ophthalmology", "Eye specialist · Ophthalmology"),
            ("", "Dentistry", "Dentistry"),
        ];
        for (designation, name, line) in table {
            let specialties = [Specialty { id: String::new(), name: name.to_owned() }];
            assert_eq!(fields(designation, &specialties).join(" · "), line);
        }
    }
}
