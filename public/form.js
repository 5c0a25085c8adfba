// Says that the page is at work, and shows what needs a script: nothing here is needed to get a job done.
(() => {
  const root = document.documentElement;
  const sent = new Map();
  let timer;

  // A line at the top, once an answer takes longer than 300 ms. It ends by itself where the answer was a file.
  const rest = () => {
    clearTimeout(timer);
    root.removeAttribute("data-waiting");
  };
  const wait = () => {
    rest();
    timer = setTimeout(() => {
      root.setAttribute("data-waiting", "");
      timer = setTimeout(rest, 20000);
    }, 300);
  };

  // A form that is on its way says so and cannot be sent twice.
  const release = () => {
    rest();
    for (const { button, text, was } of sent.values()) {
      button?.removeAttribute("aria-busy");
      if (text) text.textContent = was;
    }
    sent.clear();
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (event.defaultPrevented || form.target || form.method === "dialog") return;
    if (sent.has(form)) return event.preventDefault();
    const text = button?.querySelector("span");
    // Browsers would keep a password that is shown as text.
    for (const input of form.querySelectorAll("[data-shown]")) input.type = "password";
    sent.set(form, { button, text, was: text?.textContent });
    wait();
    if (!button?.dataset.busy) return;
    button.setAttribute("aria-busy", "true");
    if (text) text.textContent = button.dataset.busy;
  });
  // A search's address says what was asked for, not what was left empty.
  document.addEventListener("formdata", ({ target, formData }) => {
    if (target.method !== "get") return;
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
    wait();
  });
  // Coming back by the browser's own button makes forms usable again.
  addEventListener("pageshow", release);

  // The menu of a phone is a sheet over the page: the focus goes into it and stays there until it is closed.
  const sheet = document.getElementById("menu");
  const opener = document.querySelector("a[href='#menu']");
  document.addEventListener("click", (event) => {
    const opens = event.target.closest?.("a[href='#menu']");
    if (!opens && !(sheet?.open && (event.target === sheet || event.target.closest?.("[data-close]")))) return;
    event.preventDefault();
    opens ? sheet.showModal() : sheet.close();
  });
  // On a wider screen the ways stand in the header, and what is under the sheet must be usable.
  addEventListener("resize", () => sheet?.open && opener.checkVisibility?.() === false && sheet.close());
  addEventListener("pageshow", () => sheet?.open && sheet.close());

  // What folds out of the header closes when one goes on elsewhere.
  const foldUp = (but) => {
    for (const menu of document.querySelectorAll(".nav-menu[open]")) if (!menu.contains(but)) menu.open = false;
  };
  for (const event of ["click", "focusin"]) document.addEventListener(event, ({ target }) => foldUp(target));
  document.addEventListener("keydown", ({ key }) => {
    const menu = document.querySelector(".nav-menu[open]");
    if (key !== "Escape" || !menu) return;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    foldUp(null);
  });

  // What a form would make is drawn while it is filled in, by the page itself: `data-draft` is its address, `data-draws` the
  // part of it that shows what was typed.
  const SHOWN = new Set(["text", "select-one"]);
  let drafting, asked = 0;
  async function draw({ draft, draws }, form) {
    const mine = ++asked;
    const typed = [...form.elements].filter(({ name, type }) => name && SHOWN.has(type)).map(({ name, value }) => [name, value]);
    const answer = await fetch(`${draft}?${new URLSearchParams([...typed, ["draft", "yes"]])}`, { headers: { accept: "text/html", "anteroom-live": "1" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [now, next] = [document, page].map((each) => each.getElementById(draws));
    if (mine !== asked || !answer.ok || !now || !next) return;
    now.replaceWith(document.importNode(next, true));
    // It is no longer what is saved: live.js leaves it alone.
    document.getElementById(draws).dataset.keep = "";
  }
  document.addEventListener("input", ({ target }) => {
    const part = target.closest?.("[data-draft]");
    if (!part || !SHOWN.has(target.type)) return;
    clearTimeout(drafting);
    drafting = setTimeout(() => draw(part.dataset, target.form).catch(() => {}), 300);
  });

  // What is of use only with this script is shown by its style (style/base.css), and each press is heard here: a page that
  // is changed in place may replace the button.
  root.dataset.scripted = "";
  const acts = {
    print: () => print(),
    copy: async (button) => {
      const text = document.getElementById(button.dataset.copy).textContent.trim();
      // Only over https, and where the reader allows it.
      const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
      button.nextElementSibling.textContent = copied ? "Copied." : "Your browser does not allow it: please select it and copy it yourself.";
    },
    reveal: (button) => {
      const input = document.getElementById(button.dataset.reveal);
      if (!input) return;
      const shown = input.toggleAttribute("data-shown");
      input.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
      input.focus();
    },
  };
  // An invitation's link carries its code behind the #, where no server sees it.
  const code = /^#code=([\w-]+)$/.exec(location.hash)?.[1], field = document.querySelector('input[name="invitation_code"]');
  if (code && field && !field.value) field.value = code;
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("button[data-print], button[data-reveal], button[data-copy]");
    for (const [name, act] of Object.entries(acts)) if (button && name in button.dataset) act(button);
  });
})();
