//! The admin's picture of a year of a thousand doctors: through HTTP, on Postgres.

use std::{path::Path, time::Instant};

use effects::Clock;
use sqlx::{Connection, PgConnection};

use crate::{
    bare,
    clinic::Clinic,
    http::{self, Connection as Line},
    process::{self, Folder},
    report::{Aim, Report},
};

const DOCTORS: usize = 1_000;
const RUNS: usize = 40;

/// Four visits of every doctor on every day of a year: $1 is its last midnight. One in seven was called off, one in
/// eleven never came.
const YEAR: &str =
    "INSERT INTO appointment (id, doctor_id, patient_id, visit_type_id, visit_name, kind, price, start_at,
        end_at, buffer_before, buffer_after, status, version, created_at, specialty_id, time_zone, location_id,
        location_name, location_address, location_town, location_phone, location_email, location_directions, location_zone)
    SELECT gen_random_uuid(), v.doctor_id, p.id, v.id, v.name, v.kind, NULL, s.at, s.at + 1800000, 0, 0,
        CASE WHEN (s.n + v.number) % 7 = 0 THEN 'cancelled' WHEN (s.n + v.number) % 11 = 0 THEN 'no_show'
            ELSE 'completed' END, 2, s.at - 3600000 * (1 + (s.n * 37 + v.number) % 700),
        (SELECT ds.specialty_id FROM doctor_specialty ds WHERE ds.doctor_id = v.doctor_id AND ds.position = 0),
        'UTC', v.location_id, '', '1 Example Street', '', '', '', '', 'UTC'
    FROM (SELECT visit_type.*, row_number() OVER () AS number FROM visit_type) v
    CROSS JOIN (SELECT n, $1 - 86400000 * (n / 4) + 3600000 * (8 + 2 * (n % 4)) AS at
        FROM generate_series(0::BIGINT, 4 * 365 - 1) AS n) s
    JOIN (SELECT id, row_number() OVER () AS number FROM account WHERE role = 'patient') p
        ON p.number = 1 + (v.number + s.n) % 500";
/// Who called it off, and when: as every transition writes it.
const CALLED_OFF: &str = "INSERT INTO appointment_event (appointment_id, version, kind, from_status, to_status, party, at)
    SELECT id, 2, 'cancelled', 'booked', 'cancelled', 'patient', start_at - 1800000 FROM appointment WHERE status = 'cancelled'";

pub async fn measure(report: &mut Report, target: &Path, postgres: &str) {
    let folder = Folder::new(target, "figures");
    let url = bare::make_database(postgres, "measure_figures").await.expect("a database");
    let clinic = Clinic::of(&url, DOCTORS).await;
    let visits = fill(&url).await.expect("a year of visits");
    let counted = process::anteroom(&folder.0, &url).arg("recount").stdout(std::process::Stdio::null()).status();
    assert!(counted.is_ok_and(|status| status.success()), "the visits are counted");
    // Each of them was written twice. A clinic that has grown to this has been vacuumed on its way.
    vacuum(&url).await.expect("the rows of before are gone");

    let server = process::serve(&folder.0, &url);
    let authorization = format!("Authorization: Bearer {}\r\n", clinic.admin_token);
    let request = http::get(server.address, "/api/v1/admin/figures?span=365", &authorization);
    let mut line = Line::open(server.address).await.expect("a connection");
    let mut times = Vec::with_capacity(RUNS);
    for run in 0..RUNS {
        let sent = Instant::now();
        let answer = line.send(&request).await.expect("an answer");
        let taken = sent.elapsed().as_secs_f64() * 1000.0;
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(line.body(answer)));
        if run == 0 {
            report.figure(&format!("Figures of a year, {DOCTORS} doctors, Postgres, first"), taken, "ms", Aim::None);
        }
        times.push(taken);
    }
    times.sort_by(f64::total_cmp);
    report.figure("  p50", times[RUNS / 2], "ms", Aim::AtMost(200.0));
    report.figure("  longest but one", times[RUNS - 2], "ms", Aim::AtMost(200.0));
    report.figure("  visits in the database", visits as f64 / 1000.0, "thousand", Aim::None);
    server.stop();
}

async fn fill(url: &str) -> Result<u64, sqlx::Error> {
    let midnight = Clock::System.now().timestamp() / 86_400 * 86_400_000;
    let mut connection = PgConnection::connect(url).await?;
    let visits = sqlx::query(YEAR).bind(midnight).execute(&mut connection).await?.rows_affected();
    sqlx::query(CALLED_OFF).execute(&mut connection).await?;
    connection.close().await?;
    Ok(visits)
}

async fn vacuum(url: &str) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::query("VACUUM (ANALYZE)").execute(&mut connection).await?;
    connection.close().await
}
