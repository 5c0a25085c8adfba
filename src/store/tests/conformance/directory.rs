//! The directory finds the same doctors on both engines: by what they are called, what they practise and what they speak.

use super::{fresh, names, on_both, page, today, visit_type, vocabulary};
use domain::{
    directory::{
        query::Query,
        search::{DoctorSearch, FewerWords, Filter, Relaxed},
    },
    platform::{fold, ids::VisitTypeId},
    scheduling::{schedule::Window, visit_type::VisitKind},
};
use store::{
    Store, WriteTx,
    directory::{directory_repo, doctor_repo},
    scheduling::{location_repo, schedule_repo, visit_type_repo},
};

on_both!(
    every_word_matches_something_of_the_doctor,
    one_slip_is_forgiven,
    what_would_match_instead_is_counted_as_it_is_found,
    only_specialties_of_public_doctors_are_offered,
);

/// Name, specialty, designation and languages.
const DOCTORS: [(&str, &str, &str, &str); 9] = [
    ("Dr Anna Lindqvist", "cardiology", "Consultant", "en sv"),
    ("Prof. Bo Müller", "dentistry", "Senior dentist", "en de"),
    ("Tomás O’Brien", "ent", "Ear, nose and throat surgeon", "en fr"),
    ("Cleo French", "general-practice", "Family doctor", "de fr"),
    ("Dora Family", "psychotherapy", "Family therapist", "de"),
    ("Emil Heart", "dermatology", "", "en"),
    ("Nguyễn Thị Ánh", "paediatrics", "Children's doctor", "vi en"),
    ("Fay Meyer", "psychiatry", "Psychiatrist", "en"),
    ("Gus Maier", "physiotherapy", "Sports physiotherapist", "en it"),
];

async fn open_practice(tx: &mut WriteTx, (name, specialty, designation, languages): (&str, &str, &str, &str)) {
    let id = names::doctor(tx, name, Some(specialty)).await;
    let mut doctor = doctor_repo::find(tx, id).await.expect("a query").expect("a doctor");
    doctor.designation = designation.into();
    doctor.languages = languages.split(' ').map(str::to_owned).collect();
    let known = doctor_repo::specialties_of(tx, &[id]).await.expect("specialties").remove(&id).unwrap_or_default();
    let known = known.iter().map(|each| (each.id.as_str(), each.name.as_str()));
    doctor_repo::update(tx, &doctor, &fold::doctor(name, designation, known)).await.expect("a profile");
    let mut weekly: [Vec<Window>; 7] = Default::default();
    weekly[0] = vec![Window { start: 540, end: 720 }];
    let at = (id, location_repo::first(tx, id).await.expect("a query").expect("a location").id);
    schedule_repo::set_weekly(tx, at, &weekly).await.expect("hours");
    visit_type_repo::insert(tx, at, &visit_type(VisitTypeId(fresh())), today()).await.expect("a visit type");
}

async fn open_practices(store: &Store) {
    let mut tx = store.write().await.expect("a transaction");
    for doctor in DOCTORS {
        open_practice(&mut tx, doctor).await;
    }
    // Whoever is not public is not found, whatever matches.
    names::doctor(&mut tx, "Hidden Lindqvist", Some("neurology")).await;
    tx.commit().await.expect("committed");
}

/// The last words of the names found, in the order of the list.
async fn found(store: &Store, search: &DoctorSearch, query: &Query) -> Vec<String> {
    let mut read = store.read().await.expect("a connection");
    let before = store.statements();
    let found = directory_repo::by_name(&mut read, search, query, page(1, 100)).await.expect("a search");
    assert_eq!(store.statements() - before, 1);
    found.into_iter().map(|doctor| doctor.full_name.rsplit(' ').next().unwrap_or_default().to_owned()).collect()
}

async fn every_word_matches_something_of_the_doctor(store: Store) {
    open_practices(&store).await;
    let vocabulary = vocabulary(&store).await;
    for (q, expected) in [
        ("lind", &["Lindqvist"][..]),
        ("anna lind", &["Lindqvist"]),
        ("cardiologists", &["Lindqvist"]),
        ("heart", &["Heart", "Lindqvist"]),
        ("heart specialist near me", &["Heart", "Lindqvist"]),
        ("ent", &["O’Brien"]),
        ("(ENT)", &["O’Brien"]),
        ("o'brien", &["O’Brien"]),
        ("ear, nose and throat", &["O’Brien"]),
        ("dentists", &["Müller"]),
        ("german dentist", &["Müller"]),
        ("swedish dentist", &[]),
        ("deutsch", &["Family", "French", "Müller"]),
        ("french", &["French", "O’Brien"]),
        ("french speaking gp", &["French"]),
        ("family medicine", &["French"]),
        ("family doctor", &["French"]),
        ("family", &["Family", "French"]),
        ("general practice", &["French"]),
        ("children's doctors", &["Ánh"]),
        ("vietnamese", &["Ánh"]),
        ("mental health", &["Family", "Meyer"]),
        ("surgeon", &["O’Brien"]),
        ("nna", &[]),
        ("qvist", &[]),
        ("%", &[]),
        ("_", &[]),
        ("\\", &[]),
        ("'; DROP TABLE doctor; --", &[]),
    ] {
        assert_eq!(found(&store, &DoctorSearch::default(), &Query::of(&vocabulary, q)).await, expected, "{q}");
    }
    for q in ["", "doctor", "a doctor near me", "   "] {
        assert_eq!(
            found(&store, &DoctorSearch::default(), &Query::of(&vocabulary, q)).await.len(),
            DOCTORS.len(),
            "{q:?}"
        );
    }
    let many: String = (0..200).map(|n| format!("wörd{n} ")).collect();
    assert!(found(&store, &DoctorSearch::default(), &Query::of(&vocabulary, &many)).await.is_empty());
    let language = DoctorSearch { language: Some("%".into()), ..Default::default() };
    assert!(found(&store, &language, &Query::of(&vocabulary, "")).await.is_empty(), "no wildcard");
    let italian = DoctorSearch { language: Some("it".into()), kind: Some(VisitKind::InPerson), ..Default::default() };
    assert_eq!(found(&store, &italian, &Query::of(&vocabulary, "")).await, ["Maier"]);
}

async fn one_slip_is_forgiven(store: Store) {
    open_practices(&store).await;
    let vocabulary = vocabulary(&store).await;
    for (q, expected) in [
        ("lindqvsit", &["Lindqvist"][..]),
        ("lindqist", &["Lindqvist"]),
        ("lindqvisst", &["Lindqvist"]),
        ("kindqvist", &["Lindqvist"]),
        ("ilndqvist", &["Lindqvist"]),
        ("indqvist", &["Lindqvist"]),
        ("lindqvis7", &["Lindqvist"]),
        ("lindqvistx", &["Lindqvist"]),
        ("lnidqvsit", &[]),
        ("mulller", &["Müller"]),
        ("müler", &["Müller"]),
        ("mueler", &["Müller"]),
        ("obrein", &["O’Brien"]),
        ("meier", &["Maier", "Meyer"]),
        ("meier sports", &["Maier"]),
        ("cardiolgy", &["Lindqvist"]),
        ("germna dentsit", &["Müller"]),
        ("surgoen", &["O’Brien"]),
        ("physoitherapist", &["Maier"]),
        ("ehnt", &[]),
        ("____", &[]),
        ("%%%%", &[]),
    ] {
        let query = Query::of(&vocabulary, q);
        assert!(found(&store, &DoctorSearch::default(), &query).await.is_empty(), "{q} is nobody's");
        let forgiving = query.forgiving(&vocabulary).unwrap_or(query);
        assert_eq!(found(&store, &DoctorSearch::default(), &forgiving).await, expected, "{q}");
    }
    let longest: String = ('a'..='z').cycle().take(24).collect();
    let long = Query::of(&vocabulary, &[longest.as_str(); 4].map(|word| format!("{word} ")).concat());
    assert!(found(&store, &DoctorSearch::default(), &long.forgiving(&vocabulary).expect("words")).await.is_empty());
}

async fn what_would_match_instead_is_counted_as_it_is_found(store: Store) {
    open_practices(&store).await;
    let vocabulary = vocabulary(&store).await;
    let cardiology = |q: &str| DoctorSearch { q: q.into(), specialty: Some("cardiology".into()), ..Default::default() };
    for search in [
        DoctorSearch { q: "foo dentist german".into(), ..Default::default() },
        DoctorSearch { q: "anna heart german".into(), ..Default::default() },
        DoctorSearch { q: "foo lindqvsit".into(), ..Default::default() },
        DoctorSearch { q: "foo docter".into(), ..Default::default() },
        DoctorSearch { q: "dentist".into(), kind: Some(VisitKind::Video), ..Default::default() },
        DoctorSearch { language: Some("de".into()), ..cardiology("anna") },
        cardiology("meier"),
        cardiology("foo anna"),
    ] {
        let as_found = async |search: &DoctorSearch| {
            let query = Query::of(&vocabulary, &search.q);
            let exact = found(&store, search, &query).await.len();
            let forgiving = query.forgiving(&vocabulary).filter(|_| exact == 0);
            let forgiven = forgiving.map(async |query| found(&store, search, &query).await.len());
            if let Some(forgiven) = forgiven { forgiven.await } else { exact }
        };
        assert_eq!(as_found(&search).await, 0, "{}", search.q);
        let mut read = store.read().await.expect("a connection");
        let before = store.statements();
        let counts = directory_repo::match_counts(&mut read, &vocabulary, &search).await.expect("a count");
        let instead = counts.instead(&vocabulary, &search);
        assert_eq!(store.statements() - before, 1);
        assert!(instead.is_close(), "{}", search.q);
        for Relaxed { without, doctors } in instead.without {
            assert_eq!(as_found(&search.without(without)).await, doctors, "{} without {without}", search.q);
        }
        for FewerWords { q, doctors } in instead.fewer_words {
            assert_eq!(as_found(&DoctorSearch { q: q.clone(), ..search.clone() }).await, doctors, "{q}");
        }
    }
    let search = DoctorSearch { q: "foo dentist".into(), ..Default::default() };
    let mut read = store.read().await.expect("a connection");
    let counts = directory_repo::match_counts(&mut read, &vocabulary, &search).await.expect("a count");
    let instead = counts.instead(&vocabulary, &search);
    assert_eq!((instead.unmatched, instead.fewer_words.len()), (vec!["foo".to_owned()], 1));
    assert_eq!(search.filters().collect::<Vec<_>>(), [Filter::Q]);
}

async fn only_specialties_of_public_doctors_are_offered(store: Store) {
    let offered = async || {
        let mut read = store.read().await.expect("a connection");
        let offered = directory_repo::specialties(&mut read).await.expect("a list");
        offered.into_iter().map(|(specialty, doctors)| (specialty.id, doctors)).collect::<Vec<_>>()
    };
    assert!(offered().await.is_empty());
    open_practices(&store).await;
    let mut tx = store.write().await.expect("a transaction");
    open_practice(&mut tx, ("Another", "ent", "", "en")).await;
    tx.commit().await.expect("committed");
    let offered = offered().await;
    assert_eq!(offered.len(), DOCTORS.len(), "{offered:?}");
    assert!(offered.contains(&("ent".to_owned(), 2)) && offered.iter().all(|(id, _)| id != "neurology"), "{offered:?}");
}
