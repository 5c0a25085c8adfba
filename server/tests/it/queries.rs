//! The number of statements of a list does not grow with its rows.

use chrono::TimeDelta;

use crate::world::{World, on_both};

on_both! { lists_take_as_many_statements_for_many_rows_as_for_few }

async fn lists_take_as_many_statements_for_many_rows_as_for_few(world: World) {
    let admin = world.admin().await;
    let mut doctor = world.doctor("Doctor A").await;
    let patient = world.patient("Ada").await;
    let (mut before, mut used) = (None, Vec::new());
    for more in [1, 12] {
        for n in 0..more {
            let free = world.free_starts(&doctor).await;
            let start = free.into_iter().find(|start| !used.contains(start)).expect("a time that the patient has");
            used.push(start);
            world.book(&patient, &doctor, start).await.expect(201);
            if n > 0 {
                doctor = world.doctor(&format!("Doctor {n}")).await;
                world.patient(&format!("Patient {n}")).await;
            }
        }
        let slots = format!("doctors/{}/slots?visit_type={}", doctor.id, doctor.visit_type);
        let mut counts = Vec::new();
        for (client, path) in [
            (&world.visitor(), "doctors?per_page=50"),
            (&world.visitor(), slots.as_str()),
            (&patient, "appointments?per_page=50"),
            (&doctor.client, "appointments?per_page=50"),
            (&admin, "appointments?per_page=50"),
            (&admin, "admin/users?per_page=50"),
            (&admin, "admin/doctors?per_page=50"),
            (&admin, "admin/invitations?per_page=50"),
            (&admin, "admin/mail?per_page=50"),
            (&admin, "admin/figures"),
        ] {
            // Longer than any copy is kept.
            world.advance(TimeDelta::seconds(2));
            let from = world.clinic.store.statements();
            client.get(path).await.expect(200);
            let kind = path.split('?').next().unwrap_or(path).rsplit('/').next().unwrap_or(path).to_owned();
            counts.push((kind, world.clinic.store.statements() - from));
        }
        assert!(counts.iter().all(|(_, count)| (1..=12).contains(count)), "{counts:?}");
        match &before {
            None => before = Some(counts),
            Some(few) => assert_eq!(few, &counts),
        }
    }
}
