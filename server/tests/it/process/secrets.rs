//! Secrets reach the executable by files and by a terminal that does not show them, and no other way.

use std::{
    collections::BTreeSet,
    fs,
    process::{Child, Command, Stdio},
};

use crate::{
    process::executable::{Folder, Server, Setting},
    world::PASSWORD,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_secret_can_come_from_a_file() {
    let folder = Folder::new();
    let setting = Setting::alone(&folder);
    let files = [
        ("ANTEROOM_DATABASE_URL", setting.url.as_str()),
        ("ANTEROOM_SMTP_URL", "smtp://127.0.0.1:9"),
        ("ANTEROOM_SECRET_KEY", "kept in a file of this test, 32 and more"),
        ("ANTEROOM_ADMIN_PASSWORD", PASSWORD),
    ];
    let mut variables = Vec::new();
    for (name, secret) in files {
        let path = folder.0.join(name.to_lowercase());
        fs::write(&path, format!("{secret}\n")).expect("a file");
        variables.push((name.to_owned(), String::new()));
        variables.push((format!("{name}_FILE"), path.display().to_string()));
    }
    let variables: Vec<_> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let create = ["admin", "create", "--email", "you@clinic.example", "--name", "You"];
    let (well, said) = setting.run(&create, &variables);
    assert!(well && folder.0.join("data/anteroom.db").exists(), "{said}");
    let server = Server::start_with(&setting, &[], &variables).await;
    let form = serde_json::json!({"email": "you@clinic.example", "password": PASSWORD, "device_name": "Test"});
    assert_eq!(server.remote.post("auth/login", &form).await.expect("an answer").0, 200);

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let path = folder.0.join("anteroom_secret_key");
        for (mode, told) in [(0o644, true), (0o620, true), (0o640, false), (0o400, false)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("it is ours");
            let (_, said) = setting.run(&["self-check"], &variables);
            let rights = said.lines().find(|line| line.contains(" rights: ")).expect("it looks at them");
            assert_eq!(rights.contains(&path.display().to_string()), told, "{mode:o}: {said}");
        }
    }

    let (well, said) = setting.run(&["self-check"], &[("ANTEROOM_SECRET_KEY_FILE", "/no/such/file")]);
    assert!(!well && said.contains("ANTEROOM_SECRET_KEY_FILE is not usable"), "{said}");
}

/// Runs a command at a terminal, and types these lines as they are asked for. Tells what the terminal showed.
const TERMINAL: &str = r#"
import os, pty, sys, termios, time
answers = [line.encode() for line in sys.argv[1].split("|")]
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
shown, asked = b"", 0
while True:
    try:
        part = os.read(terminal, 1024)
    except OSError:
        break
    if not part:
        break
    shown += part
    if asked < len(answers) and shown.count(b": ") > asked:
        # What is typed before the program listens is another matter.
        for _ in range(6000):
            if not termios.tcgetattr(terminal)[3] & termios.ECHO:
                break
            time.sleep(0.01)
        os.write(terminal, answers[asked] + b"\n")
        asked += 1
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"#;

#[tokio::test]
async fn a_password_that_is_typed_is_not_shown() {
    let folder = Folder::new();
    let setting = Setting::alone(&folder);
    let typed = |email: &str, answers: &str| {
        let command = setting.command();
        let mut terminal = Command::new("python3");
        terminal.arg("-c").arg(TERMINAL).arg(answers).arg(command.get_program()).current_dir(&folder.0);
        terminal.args(["admin", "create", "--email", email, "--name", "You"]).stdin(Stdio::null());
        terminal.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let out = terminal.output().expect("python3 runs; scripts/setup installs it");
        (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned())
    };
    let (well, shown) = typed("one@clinic.example", "unseen good words|unseen good words");
    assert!(well && shown.contains("The admin can sign in now."), "{shown}");
    assert!(!shown.contains("unseen"), "{shown}");
    let (well, shown) = typed("two@clinic.example", "unseen good words|unseen other words");
    assert!(!well && shown.contains("two different passwords") && !shown.contains("unseen"), "{shown}");
}

#[tokio::test]
async fn processes_that_start_at_once_keep_one_key() {
    for _ in 0..3 {
        let folder = Folder::new();
        let setting = Setting::alone(&folder);
        // It ends at once: there is no database yet. The key is read first.
        let start = |_| -> Child {
            let mut command = setting.command();
            command.arg("check").env("ANTEROOM_SECRET_KEY", "").stdout(Stdio::null()).stderr(Stdio::null());
            command.spawn().expect("the executable starts")
        };
        let all: Vec<Child> = (0..12).map(start).collect();
        for mut process in all {
            process.wait().expect("it ends");
        }
        let kept = folder.0.join("data/secret.key");
        assert_eq!(fs::read(&kept).expect("a key").len(), 43, "it is whole");
        let left = fs::read_dir(folder.0.join("data")).expect("a folder");
        let left: BTreeSet<_> = left.map(|file| file.expect("a file").file_name()).collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }
}
