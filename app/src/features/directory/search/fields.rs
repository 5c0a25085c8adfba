//! What a doctor is, in one line.

use domain::directory::doctor::Specialty;

/// Letters in a row that two words must share to say the same: "practitioner" and "practice" do.
const SAME: usize = 6;

/// The designation and whatever of the specialties it does not say: "Consultant", "Cardiology"; but only "Cardiologist".
pub fn fields<'a>(designation: &'a str, specialties: &'a [Specialty]) -> Vec<&'a str> {
    let said = designation.to_lowercase();
    let unsaid = specialties.iter().map(|specialty| specialty.name.as_str()).filter(|name| !says(&said, name));
    Some(designation).filter(|designation| !designation.is_empty()).into_iter().chain(unsaid).collect()
}

/// Does this name the specialty? Each word of its name must be in it, be it in another form.
fn says(said: &str, specialty: &str) -> bool {
    let mut words = specialty.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && *word != "and");
    words.all(|word| {
        let word = word.to_lowercase();
        match word.len() {
            // Names of specialties are ours, and plain; any other is compared whole.
            SAME.. if word.is_ascii() => (0..=word.len() - SAME).any(|at| said.contains(&word[at..at + SAME])),
            _ => said.split(|c: char| !c.is_alphanumeric()).any(|one| one == word),
        }
    })
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
