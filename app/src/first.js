((d, at) => {
const { code, zoneAware } = d.documentElement.dataset, sent = new Set, tls = at.protocol == "https:",
zone = Intl.DateTimeFormat().resolvedOptions().timeZone,
told = (tls ? "__Host-" : "") + "anteroom_zone=" + encodeURIComponent(zone), known = () => d.cookie.split("; ").includes(told);
if (zone && !known()) {
d.cookie = told+";Path=/;Max-Age=31536000;SameSite=Lax"+(tls ? ";Secure" : "");
known() && (zoneAware ?? zone) != zone && !at.pathname.startsWith("/do/") && at.reload();
}
d.addEventListener("submit", e => {
let f = e.target;
e.defaultPrevented || f.target || f.method == "dialog" || (sent.has(f) ? e.preventDefault() : sent.add(f));
});
onpageshow = () => sent.clear();
onload = () => (self.requestIdleCallback ?? setTimeout)(async () => {
let w = fetch(code+".wasm"), m = await import(code+".js");
await m.default({ module_or_path: w });
m.start();
for (w of d.querySelectorAll("leptos-island")) await m[w.dataset.component](w);
m.hydrated();
});
})(document, location);
