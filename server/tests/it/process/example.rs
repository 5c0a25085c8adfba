//! The second front end in `examples/` works against the real executable.

use std::{path::Path, process::Command};

use crate::process::executable::{Folder, Server, Setting};

#[tokio::test]
async fn the_example_signs_in_searches_books_and_cancels() {
    let folder = Folder::new();
    let url = format!("sqlite://{}", folder.0.join("anteroom.db").display());
    // Nothing listens there: mail waits in the outbox.
    let setting = Setting { url, smtp_port: 9, folder: folder.0.clone() };
    let server = Server::start_with(&setting, &["--demo"], &[]).await;
    let address = format!("http://{}", server.remote.address);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/book.py");
    let lines = std::fs::read_to_string(&script).expect("the example").lines().count();
    assert!(lines < 150, "it is a small one: {lines}");
    let run = move |more: &'static [&'static str]| {
        let script = &script;
        let mut command = Command::new("python3");
        command.arg(script).args(["--url", &address]).args(more).env_remove("ANTEROOM_PASSWORD");
        tokio::task::spawn_blocking(move || command.output().expect("python3 runs; scripts/setup installs it"))
    };
    let done = run(&["--specialty", "cardiology"]).await.expect("it ends");
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    for words in ["Signed in as", "doctors found.", "Booked: ", "Visits to come: ", "The visit is cancelled."] {
        assert!(said.contains(words), "{words:?} in {said}");
    }

    let refused = run(&["--password", "not the password"]).await.expect("it ends");
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("/problems/invalid-credentials"));
    let nobody = run(&["--q", "nobody of this name"]).await.expect("it ends");
    assert_eq!(nobody.status.code(), Some(3));
}
