//! Names are searched and sorted alike on both engines, also those that were stored before there were keys.

use super::{account, fresh, location, on_both, page, today};
use domain::{
    directory::{doctor::Doctor, listing::Listing, specialty::SpecialtyEntry},
    people::account::{Account, Role},
    platform::{
        fold,
        ids::{AccountId, DoctorId},
    },
};
use store::{
    Store, WriteTx, both, demo_repo,
    directory::{
        doctor_repo::{self, Which},
        name_repo, specialty_repo,
    },
    people::account_repo,
    scheduling::location_repo,
};

on_both!(
    words_of_a_search_begin_words_of_a_name,
    lists_of_people_are_in_the_order_of_their_surnames,
    keys_of_an_earlier_version_are_made_anew,
    keys_follow_the_names_of_specialties,
);

const NAMES: [&str; 8] = [
    "Dr Zacarias Álvaro",
    "Anna Özlem, MD",
    "Tomás O’Brien",
    "Prof. Anna Müller",
    "Łukasz Wałęsa",
    "anna adams",
    "Nguyễn Thị Ánh",
    "Ærø Dentist",
];

pub(super) async fn doctor(tx: &mut WriteTx, name: &str, specialty: Option<&str>) -> DoctorId {
    let owner = AccountId(fresh());
    let account = Account {
        id: owner,
        role: Role::Doctor,
        email: format!("{}@xn--exmple-cua.org", owner.0),
        password_hash: "x".into(),
        full_name: name.into(),
        time_zone: "Europe/Berlin".into(),
        created_at: today(),
    };
    account_repo::insert(tx, &account).await.expect("an account");
    let doctor = Doctor {
        id: DoctorId(fresh()),
        account: owner,
        full_name: name.into(),
        email: String::new(),
        designation: "Consultant".into(),
        experience_years: 1,
        about: String::new(),
        time_zone: String::new(),
        revision: 0,
        languages: vec!["en".into()],
        created_at: today(),
        has_hours: false,
        has_visit_type: false,
        has_offer: false,
        listing: Listing::Draft,
        has_photo: false,
    };
    let known = specialty_repo::all(tx).await.expect("specialties");
    let of: Vec<&SpecialtyEntry> = known.iter().filter(|each| Some(each.id.as_str()) == specialty).collect();
    let words = of.iter().map(|each| (each.id.as_str(), each.name.as_str()));
    let first = location(doctor.id, 0, "1 Test Street", "Europe/Berlin");
    let search = fold::doctor(name, "Consultant", words);
    doctor_repo::insert(tx, &doctor, &search).await.expect("a doctor");
    location_repo::insert(tx, &first).await.expect("a location");
    doctor_repo::set_specialties(tx, doctor.id, &of.iter().map(|each| each.id.clone()).collect::<Vec<_>>())
        .await
        .expect("specialties");
    doctor.id
}

/// Whom the lists of accounts and of doctors find; both find the same.
async fn found(store: &Store, q: &str) -> Vec<String> {
    let mut read = store.read().await.expect("a connection");
    let (doctors, total) =
        doctor_repo::list(&mut read, Which { q, ..Default::default() }, today(), page(1, 50)).await.expect("a list");
    assert_eq!(doctors.len() as i64, total, "{q}");
    doctors.into_iter().map(|doctor| doctor.full_name).collect()
}

async fn words_of_a_search_begin_words_of_a_name(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    for name in NAMES {
        doctor(&mut tx, name, None).await;
    }
    doctor(&mut tx, "Ear Doctor", Some("ent")).await;
    doctor(&mut tx, "Tooth Doctor", Some("dentistry")).await;
    tx.commit().await.expect("committed");
    for (q, expected) in [
        ("muller", &["Prof. Anna Müller"][..]),
        ("mueller", &["Prof. Anna Müller"]),
        ("MU\u{308}LLER anna", &["Prof. Anna Müller"]),
        ("o'brien", &["Tomás O’Brien"]),
        ("brien, tomas", &["Tomás O’Brien"]),
        ("walesa lukasz", &["Łukasz Wałęsa"]),
        ("nguyen anh", &["Nguyễn Thị Ánh"]),
        ("ent", &["Ear Doctor"]),
        ("throat", &["Ear Doctor"]),
        ("dent", &["Ærø Dentist", "Tooth Doctor"]),
        ("nna", &[]),
        ("%", &[]),
        ("_", &[]),
        ("\\", &[]),
        ("consult alvaro", &["Dr Zacarias Álvaro"]),
    ] {
        assert_eq!(found(&store, q).await, expected, "{q}");
    }
    let mut read = store.read().await.expect("a connection");
    for (q, expected) in
        [("exämple müller", 1), ("xn--exmple-cua.org mueller", 1), ("exam", 10), ("ample", 0), ("ent", 0)]
    {
        let (items, total) = account_repo::list(&mut read, q, None, page(1, 50)).await.expect("a list");
        assert_eq!((items.len(), total), (expected, expected as i64), "{q}");
    }
}

async fn lists_of_people_are_in_the_order_of_their_surnames(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    for name in NAMES {
        doctor(&mut tx, name, None).await;
    }
    tx.commit().await.expect("committed");
    let expected = [
        "anna adams",
        "Dr Zacarias Álvaro",
        "Nguyễn Thị Ánh",
        "Ærø Dentist",
        "Prof. Anna Müller",
        "Tomás O’Brien",
        "Anna Özlem, MD",
        "Łukasz Wałęsa",
    ];
    assert_eq!(found(&store, "").await, expected);
}

async fn keys_of_an_earlier_version_are_made_anew(store: Store) {
    // More than are done at once.
    let mut tx = store.write().await.expect("a transaction");
    let many: Vec<Account> = (0..1100)
        .map(|n| Account {
            id: AccountId(fresh()),
            role: Role::Patient,
            email: format!("p{n}@clinic.example"),
            password_hash: "x".into(),
            full_name: format!("Zoë Person{n}"),
            time_zone: "UTC".into(),
            created_at: today(),
        })
        .collect();
    demo_repo::accounts(&mut tx, &many).await.expect("accounts");
    doctor(&mut tx, "Tomás O’Brien", Some("ent")).await;
    account(&mut tx, Role::Patient, "ada@exämple.org").await;
    account(&mut tx, Role::Patient, "bob@exämple.org").await;
    account(&mut tx, Role::Patient, "bob@xn--exmple-cua.org").await;
    const BEFORE: [&str; 2] = [
        "UPDATE account SET search = lower(full_name), sort_name = '', fold_version = 0",
        "UPDATE doctor SET search = 'x'",
    ];
    for statement in BEFORE {
        both!(tx, |c| sqlx::query(statement).execute(c).await.map(drop)).expect("as it was before");
    }
    tx.commit().await.expect("committed");
    assert!(found(&store, "obrien").await.is_empty());

    store.migrate().await.expect("the keys are made");
    assert_eq!(found(&store, "obrien ent").await, ["Tomás O’Brien"]);
    let mut read = store.read().await.expect("a connection");
    let (_, total) = account_repo::list(&mut read, "zoe person", None, page(1, 1)).await.expect("a list");
    assert_eq!(total, 1100, "all of them");
    let (_, total) = account_repo::list(&mut read, "person1099", None, page(1, 1)).await.expect("a list");
    assert_eq!(total, 1);
    for (email, is_there) in [
        ("ada@exämple.org", false),
        ("ada@xn--exmple-cua.org", true),
        ("bob@exämple.org", true),
        ("bob@xn--exmple-cua.org", true),
    ] {
        let known = account_repo::find_by_email(&mut read, email).await.expect("a query");
        assert_eq!(known.is_some(), is_there, "{email}");
    }
    let before = store.statements();
    store.migrate().await.expect("nothing is left to do");
    assert!(store.statements() - before <= 4);
}

async fn keys_follow_the_names_of_specialties(store: Store) {
    let mut tx = store.write().await.expect("a transaction");
    for n in 0..5 {
        doctor(&mut tx, &format!("Ada Berg{n}"), Some("cardiology")).await;
    }
    doctor(&mut tx, "Bo Berg", Some("ent")).await;
    tx.commit().await.expect("committed");
    let cardiology = async || {
        let mut read = store.read().await.expect("a connection");
        specialty_repo::find(&mut read, "cardiology").await.expect("a query").expect("a specialty")
    };
    let before = cardiology().await;
    let changed = async |entry: SpecialtyEntry| {
        let mut tx = store.write().await.expect("a transaction");
        let changed = specialty_repo::update(&mut tx, &entry).await.expect("an update");
        tx.commit().await.expect("committed");
        changed
    };
    let renamed = async || {
        let mut read = store.read().await.expect("a connection");
        specialty_repo::renamed(&mut read).await.expect("a query").len()
    };
    assert!(changed(SpecialtyEntry { words: vec!["heart".into()], ..before.clone() }).await);
    assert_eq!(renamed().await, 0, "words stand in no key");
    assert!(!changed(SpecialtyEntry { name: "Lost".into(), ..before }).await, "somebody else was faster");
    let heart = SpecialtyEntry { name: "Herz und Kreislauf".into(), ..cardiology().await };
    assert!(changed(heart).await);
    assert_eq!(renamed().await, 1);
    assert!(changed(SpecialtyEntry { words: vec!["pulse".into()], ..cardiology().await }).await);
    assert_eq!(renamed().await, 1, "its name is still on its way");
    assert!(found(&store, "kreislauf").await.is_empty());

    // In steps, of which each may be the last before the process ends.
    let mut behind = DoctorId(uuid::Uuid::nil());
    let mut steps = 0;
    loop {
        let mut tx = store.write().await.expect("a transaction");
        let last = name_repo::rekey_some(&mut tx, "cardiology", behind, 2).await.expect("a step");
        tx.commit().await.expect("committed");
        let Some(last) = last else { break };
        (behind, steps) = (last, steps + 1);
        assert_eq!(found(&store, "berg kreislauf").await.len(), 5.min(2 * steps));
    }
    assert_eq!((steps, renamed().await), (3, 1));
    clinic::directory::follow_names(&super::clinic_on(store.clone())).await.expect("they follow");
    assert_eq!((found(&store, "berg herz").await.len(), renamed().await), (5, 0));
}
