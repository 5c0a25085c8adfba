// A form that is on its way says so and cannot be sent twice. Coming back by the browser's own button makes it usable
// again.
(() => {
  const sent = new Map();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (event.defaultPrevented || form.method !== "post" || form.target) return;
    if (sent.has(form)) return event.preventDefault();
    const text = button?.querySelector("span");
    sent.set(form, { button, text, was: text?.textContent });
    if (!button?.dataset.busy) return;
    button.setAttribute("aria-busy", "true");
    if (text) text.textContent = button.dataset.busy;
  });
  addEventListener("pageshow", () => {
    for (const { button, text, was } of sent.values()) {
      button?.removeAttribute("aria-busy");
      if (text) text.textContent = was;
    }
    sent.clear();
  });
})();
