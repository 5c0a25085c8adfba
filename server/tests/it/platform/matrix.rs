//! Who may do what: every route of the API and every server function, for every role, on own and foreign things.
//!
//! A route or server function without a row fails the test.

mod functions;
mod pages;
mod routes;
mod twice;

use axum::http::Method;
use chrono::TimeDelta;
use serde_json::json;

use crate::{
    client::Client,
    world::{Doctor, PASSWORD, World},
};

/// Columns of the matrix. The things in it belong to the patient and the doctor; the others are strangers to them.
pub const ROLES: [&str; 6] = ["visitor", "patient", "other patient", "doctor", "other doctor", "admin"];

/// What a row is about. Each cell gets a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    Nothing,
    Doctor,
    /// A booked visit of the patient with the doctor.
    Visit,
    /// A signed-in device of the patient.
    Session,
    /// A refresh token of the patient.
    RefreshToken,
    /// A date.
    Date,
    /// A date on which the doctor has other hours.
    Exception,
    /// A visit type of the doctor, other than the one that is booked.
    VisitType,
    /// The id of an open invitation.
    Invitation,
    /// The code of an open invitation.
    Code,
    /// The id of a specialty that nobody practises.
    Specialty,
    /// The id of a message that was sent.
    Mail,
    /// A free time of the doctor.
    Start,
}

/// The clinic of the matrix.
pub struct Cast {
    pub world: World,
    pub doctor: Doctor,
    /// By role.
    clients: [Client; 6],
}

impl Cast {
    pub async fn new(world: World) -> Self {
        let doctor = world.doctor("Grace").await;
        let other = world.doctor("Ida").await;
        let clients = [
            world.visitor(),
            world.patient("Ada").await,
            world.patient("Bea").await,
            doctor.client.clone(),
            other.client.clone(),
            world.admin().await,
        ];
        Self { world, doctor, clients }
    }

    /// Signed in anew each time: a cell may sign its device out.
    pub async fn client(&self, role: usize) -> Client {
        // Of more than twenty sessions the oldest ends: a thing made just now must not be among those of one instant.
        self.world.advance(TimeDelta::milliseconds(1));
        match role {
            0 => self.clients[0].clone(),
            role => self.world.again(&self.clients[role]).await,
        }
    }

    /// A new thing, by its id or text.
    pub async fn make(&self, thing: Thing) -> String {
        let patient = self.client(1).await;
        let admin = self.client(5).await;
        match thing {
            Thing::Nothing => String::new(),
            Thing::Doctor => self.doctor.id.clone(),
            Thing::Start => self.start().await,
            Thing::Visit => {
                let wish = json!({
                    "doctor_id": self.doctor.id, "visit_type_id": self.doctor.visit_type, "start": self.start().await,
                });
                patient.post("appointments", wish).await.expect(201).text("id").to_owned()
            }
            Thing::Session => {
                let devices = patient.get("me/sessions").await.expect(200);
                let own = devices.items().iter().find(|device| device["current"] == true).expect("this device");
                own["id"].as_str().unwrap_or_default().to_owned()
            }
            Thing::RefreshToken => {
                let login = json!({"email": "ada@example.org", "password": PASSWORD});
                self.clients[0].post("auth/login", login).await.expect(200).text("refresh_token").to_owned()
            }
            Thing::Date => "2026-12-23".into(),
            Thing::Exception => {
                let date = "2026-12-24";
                let path = format!("doctors/me/exceptions/{date}");
                self.client(3).await.put(&path, json!({"kind": "closed"})).await.expect(200);
                date.to_owned()
            }
            Thing::VisitType => {
                let spec = json!({"name": "Another", "minutes": 15});
                let added = self.client(3).await.post("doctors/me/visit-types", spec).await.expect(201);
                added.text("id").to_owned()
            }
            Thing::Invitation | Thing::Code => {
                let issued = admin.post("admin/invitations", json!({})).await.expect(201);
                issued.text(if thing == Thing::Code { "code" } else { "id" }).to_owned()
            }
            Thing::Specialty => {
                let there = admin.get("admin/specialties").await.expect(200).number("total");
                let added = admin.post("admin/specialties", json!({"name": format!("Thing {there}")})).await;
                added.expect(201).text("id").to_owned()
            }
            Thing::Mail => {
                self.world.deliver().await;
                let sent = admin.get("admin/mail?state=sent").await.expect(200);
                sent.items()[0]["id"].as_str().unwrap_or_default().to_owned()
            }
        }
    }

    async fn start(&self) -> String {
        // The rows book more visits than a day has.
        let path = format!(
            "doctors/{}/slots?visit_type={}&from=2026-11-24&to=2026-12-23",
            self.doctor.id, self.doctor.visit_type
        );
        let answer = self.clients[0].get(&path).await.expect(200);
        let free = answer.list("days").iter().find_map(|day| day["slots"][0]["start"].as_str());
        free.expect("a free time").to_owned()
    }
}

/// Every cell that is not as expected, in one list: a row at a time would take as many runs as there are mistakes.
#[derive(Default)]
pub struct Differences(Vec<String>);

impl Differences {
    pub fn note(&mut self, row: &str, role: usize, expected: u16, got: u16) {
        if expected != got {
            self.0.push(format!("{row}, {}: expected {expected}, got {got}", ROLES[role]));
        }
    }

    #[track_caller]
    pub fn none(self) {
        assert!(self.0.is_empty(), "{:#?}", self.0);
    }
}

pub fn method(name: &str) -> Method {
    name.parse().expect("a method")
}
