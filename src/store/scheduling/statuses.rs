//! The lists of statuses that stand in SQL, each once. A test compares them with the enum.

/// Something is still to come: [`Status::is_open`].
macro_rules! open {
    ($column:literal) => {
        concat!($column, " IN ('requested', 'booked', 'checked_in', 'in_progress')")
    };
}
pub(crate) use open;

/// It keeps its time: [`Status::claims_time`].
macro_rules! claiming {
    ($column:literal) => {
        concat!($column, " IN ('requested', 'booked', 'checked_in', 'in_progress', 'completed')")
    };
}
pub(crate) use claiming;

/// It never came to anything: neither open nor a visit that took place or was missed.
macro_rules! gone {
    ($column:literal) => {
        concat!($column, " IN ('declined', 'referred', 'cancelled', 'expired')")
    };
}
pub(crate) use gone;

#[cfg(test)]
mod tests {
    use domain::scheduling::lifecycle::Status;

    /// The statuses that a condition names in quotation marks.
    fn words(condition: &str) -> Vec<Status> {
        condition.split('\'').skip(1).step_by(2).map(|word| word.parse().unwrap()).collect()
    }

    #[test]
    fn lists_of_statuses_in_sql_are_those_of_the_domain() {
        let those = |fits: fn(Status) -> bool| Status::ALL.iter().copied().filter(|s| fits(*s)).collect::<Vec<_>>();
        assert_eq!(words(open!("p.status")), those(Status::is_open));
        assert_eq!(words(claiming!("p.status")), those(Status::claims_time));
        let came_to_nothing = |status: Status| !status.claims_time() && status != Status::NoShow;
        assert_eq!(words(gone!("p.status")), those(came_to_nothing));
    }

    #[test]
    fn no_other_list_of_statuses_stands_in_sql() {
        let quoted: Vec<String> = Status::ALL.iter().map(|status| format!("'{status}'")).collect();
        let (mut files, mut folders) = (Vec::new(), vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"))]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true if path.ends_with("tests") => {}
                    true => folders.push(path),
                    false => files.push(path),
                }
            }
        }
        assert!(files.len() > 30, "{files:?}");
        for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "rs")) {
            let text = std::fs::read_to_string(file).unwrap();
            for line in text.lines() {
                let named = quoted.iter().filter(|word| line.contains(word.as_str())).count();
                let here = file.ends_with("statuses.rs") && line.contains("concat!($column");
                assert!(named < 2 || here, "{}: {line}", file.display());
            }
        }
    }
}
