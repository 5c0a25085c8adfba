// Tells the server the browser's time zone by a cookie. A page whose times depend on it, and which was rendered in
// another zone, is shown again once.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const secure = location.protocol === "https:";
  const name = secure ? "__Host-anteroom_zone" : "anteroom_zone";
  const pairs = () => document.cookie.split("; ");
  const told = `${name}=${encodeURIComponent(zone)}`;
  if (!zone || pairs().includes(told)) return;
  document.cookie = `${told}; Path=/; Max-Age=31536000; SameSite=Lax${secure ? "; Secure" : ""}`;
  const aware = document.documentElement.dataset.zoneAware;
  // A refused cookie must not lead to reloading for ever, and the answer to a form must not be sent again.
  const kept = pairs().includes(told);
  if (kept && aware !== undefined && aware !== zone && !location.pathname.startsWith("/do/")) location.reload();
})();
