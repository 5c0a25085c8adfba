//! The stream of security events, as whoever runs the clinic collects it.

use std::fs::{self, File};

use serde_json::{Value, json};

use crate::{
    process::executable::{Folder, Server, Setting},
    world::PASSWORD,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_got_in_and_who_did_not_is_one_stream_without_names() {
    let folder = Folder::new();
    let setting = Setting::alone(&folder);
    let create = ["admin", "create", "--email", "you@clinic.example", "--name", "Admin Example"];
    let (well, said) = setting.run(&create, &[("ANTEROOM_ADMIN_PASSWORD", PASSWORD)]);
    assert!(well, "{said}");
    let log = folder.0.join("log");
    let mut command = setting.command();
    command.env("ANTEROOM_LOG", "error").env("ANTEROOM_LOG_FORMAT", "text").stderr(File::create(&log).expect("a file"));
    let server = Server::run(command, &[], &[]).await;
    let sign_in = async |email: &str, password: &str| {
        let form = json!({"email": email, "password": password, "device_name": "Test"});
        server.remote.post("auth/login", &form).await.expect("an answer")
    };
    assert_eq!(sign_in("you@clinic.example", "not this password").await.0, 401);
    assert_eq!(sign_in("nobody@elsewhere.example", PASSWORD).await.0, 401);
    let (status, signed_in) = sign_in("you@clinic.example", PASSWORD).await;
    assert_eq!(status, 200);
    let remote = server.remote.with_token(signed_in["access_token"].as_str().expect("a token"));
    assert_eq!(remote.get("/api/v1/admin/users").await.expect("an answer").0, 200);
    assert_eq!(remote.get("/api/v1/doctors/me").await.expect("an answer").0, 403);
    assert_eq!(remote.post("auth/logout", &json!({})).await.expect("an answer").0, 204);
    drop(server);

    let log = fs::read_to_string(&log).expect("the log");
    let events: Vec<Value> = log
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|line| line["target"] == "security")
        .collect();
    let names: Vec<&str> = events.iter().filter_map(|event| event["event"].as_str()).collect();
    let expected = ["sign_in_refused", "sign_in_refused", "signed_in", "admin_read", "refused", "session_ended"];
    assert_eq!(names, expected, "{log}");
    assert_ne!(events[0]["stranger"], events[1]["stranger"], "two strangers");
    let account = &signed_in["user"]["id"];
    for (event, known) in events.iter().zip([false, false, false, true, true, true]) {
        let span = &event["span"];
        assert_eq!(span["request.id"].as_str().map(str::len), Some(8), "{event}");
        assert_eq!(span["client"].as_str().map(str::len), Some(16), "{event}");
        assert_eq!(span["account.id"] == *account, known, "{event}");
    }
    assert!(events.iter().all(|event| event["span"]["client"] == events[0]["span"]["client"]), "one client");
    assert_eq!((&events[2]["account.id"], &events[5]["session.id"]), (account, &events[2]["session.id"]));
    for secret in ["clinic.example", "elsewhere.example", "Admin Example", "127.0.0.1", PASSWORD, "not this password"] {
        assert!(events.iter().all(|event| !event.to_string().contains(secret)), "{secret} in {log}");
    }
}
