//! The page on which the API is read and tried out.

use crate::{
    browser::Browser,
    world::{World, on_both},
};

on_both! { the_document_is_browsable_with_files_of_our_own }

async fn the_document_is_browsable_with_files_of_our_own(world: World) {
    let mut browser = Browser::new(world.router.clone());
    let page = browser.open("/api/docs").await.expect(200);
    assert!(page.html.contains("<html lang=\"en\">") && page.html.contains("name=\"viewport\""), "{}", page.html);
    assert!(page.html.contains("<title>API · Anteroom</title>"));
    let policy = page.headers["content-security-policy"].to_str().expect("text");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert!(!page.html.contains("://") && !page.html.contains("<script>") && !page.html.contains("style="));
    let mut files = 0;
    for part in page.html.split(['"', '\'']).filter(|part| part.starts_with("/api/docs/")) {
        let file = browser.open(part).await.expect(200);
        let kept = file.headers["cache-control"].to_str().expect("text");
        assert!(kept.contains("public") && kept.contains("immutable"), "{part}: {kept}");
        assert!(file.html.len() > 200, "{part}");
        files += 1;
    }
    assert_eq!(files, 4);
    let unversioned = browser.open("/api/docs/start.js").await.expect(200);
    assert!(!unversioned.headers["cache-control"].to_str().expect("text").contains("immutable"));
    for path in ["/api/docs/index.html", "/api/docs/swagger-initializer.js", "/api/docs/nothing"] {
        world.visitor().get(path).await.problem(404, "not-found");
    }
    assert_eq!(browser.open("/api/docs/").await.status, 308);
}
