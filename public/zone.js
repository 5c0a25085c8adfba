// Tells the server the browser's time zone by a cookie. A page whose times depend on it, and which was rendered in
// another zone, is shown again once.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = document.cookie.split("; ").find((pair) => pair.startsWith("anteroom_zone="));
  if (!zone || known === `anteroom_zone=${encodeURIComponent(zone)}`) return;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `anteroom_zone=${encodeURIComponent(zone)}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  const aware = document.documentElement.dataset.zoneAware;
  // A refused cookie must not lead to reloading for ever, and the answer to a form must not be sent again.
  const kept = document.cookie.includes("anteroom_zone=");
  if (kept && aware !== undefined && aware !== zone && !location.pathname.startsWith("/do/")) location.reload();
})();
