((d, at) => {
const { code, zoneAware } = d.documentElement.dataset, sent = new Set, tls = at.protocol == "https:";
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const told = (tls ? "__Host-" : "") + "anteroom_zone=" + encodeURIComponent(zone), known = () => d.cookie.split("; ").includes(told);
if (zone && !known()) {
d.cookie = told + ";Path=/;Max-Age=31536000;SameSite=Lax" + (tls ? ";Secure" : "");
known() && (zoneAware ?? zone) != zone && !at.pathname.startsWith("/do/") && at.reload();
}
d.addEventListener("submit", e => {
const f = e.target;
e.defaultPrevented || f.target || f.method == "dialog" || (sent.has(f) ? e.preventDefault() : sent.add(f));
});
onpageshow = () => sent.clear();
onload = async () => {
const wasm = fetch(code + ".wasm"), all = await import(code + ".js");
await all.default({ module_or_path: wasm });
all.start();
for (const i of d.querySelectorAll("leptos-island")) await all[i.dataset.component](i);
all.hydrated();
};
})(document, location);
