// Keeps an open page true. One line to the server (server-sent events) says that something changed; the page is then
// asked for again, with the reader's own rights, and what differs in <main> is changed in place (idiomorph). Islands
// hear of it themselves. Without this script everything works by reloading.
(() => {
  // `live`: whose page it is; `shown`: when it was rendered, and `node` by which process; `hydrated`: once its islands are
  // live.
  const page = document.documentElement.dataset;
  const doctors = () => [...new Set([...document.querySelectorAll("[data-doctor]")].map((e) => e.dataset.doctor))].sort();
  const version = new URL(document.currentScript.src).search;
  // The answer to a form shows what was typed and what is wrong with it: it stays as it is.
  const still = location.pathname.startsWith("/do/");
  const region = document.getElementById("live");
  let line, since, timer, failures = 0, opened = false, ready = page.hydrated !== undefined;

  // --- the line ---------------------------------------------------------------------------------------------------

  function open() {
    clearTimeout(timer);
    if (line || !ready || document.visibilityState === "hidden") return;
    const watched = doctors(), directory = document.querySelector("[data-directory]");
    if (page.live === undefined && watched.length === 0 && !directory) return;
    const query = new URLSearchParams();
    if (directory) query.set("directory", "true");
    if (watched.length > 0) query.set("doctor", watched.slice(0, 50).join(","));
    // Something may have changed between reading the page and listening, or while it lay in a tab behind others.
    if (since) query.set("since", since);
    else query.set("shown", page.shown), query.set("node", page.node);
    line = new EventSource(`/api/v1/live?${query}`);
    line.addEventListener("hello", (event) => {
      // Signed in as somebody else meanwhile: what comes is not for this page.
      if ((JSON.parse(event.data).account ?? undefined) !== page.live) {
        close();
        return void (still || refresh());
      }
      since ??= event.lastEventId;
      failures = 0;
      notConnected(false);
      // Whatever happened while the line was down.
      if (opened) changed({});
      opened = true;
    });
    line.addEventListener("change", (event) => {
      since = event.lastEventId;
      changed(JSON.parse(event.data));
    });
    // The browser's own way to come again neither waits longer each time nor survives a 503.
    line.onerror = () => {
      close();
      failures += 1;
      if (failures > 3) notConnected(true);
      const wait = Math.min(30_000, 500 * 2 ** failures);
      timer = setTimeout(open, wait / 2 + (Math.random() * wait) / 2);
    };
  }

  function close() {
    clearTimeout(timer);
    line?.close();
    line = undefined;
  }

  // Islands are told only once they listen; what changed until then is asked for with `shown`. While their WASM does not
  // come, the rest of the page is live.
  function begin() {
    ready = true;
    open();
  }
  if (ready) open();
  else {
    const late = setTimeout(begin, 10_000);
    new MutationObserver(() => {
      clearTimeout(late);
      if (ready) dispatchEvent(new CustomEvent("anteroom:change", { detail: "" }));
      begin();
    }).observe(document.documentElement, { attributeFilter: ["data-hydrated"] });
  }

  // A page that nobody looks at needs no line; browsers allow only six to a server over HTTP/1.1.
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? close() : open(), tick()));
  addEventListener("pagehide", close);
  // Back from the browser's cache. A page that is shown for the first time may be waiting after a failure.
  addEventListener("pageshow", ({ persisted }) => persisted && open());
  addEventListener("online", open);

  // --- what it says -----------------------------------------------------------------------------------------------

  function changed({ doctor, notice }) {
    if (notice) tell(notice);
    dispatchEvent(new CustomEvent("anteroom:change", { detail: doctor ?? "" }));
    if (!still) refresh();
  }

  let fetching = false, again = false, tries = 0;

  /** Asks for the page; what comes up meanwhile is covered by asking once more. */
  async function refresh() {
    if (fetching) return void (again = true);
    fetching = true;
    try {
      const [answer] = await Promise.all([
        fetch(location.href, { headers: { accept: "text/html", "anteroom-live": "1" }, cache: "no-store" }),
        morpher(),
      ]);
      if (answer.status >= 500) throw new Error(String(answer.status));
      show(await answer.text(), answer.ok && !answer.redirected);
      tries = 0;
    } catch {
      // The line notices when the server is gone, and everything is asked for when it is back; else it is only busy.
      if (tries < 5) setTimeout(refresh, 1000 * 2 ** tries++);
    }
    fetching = false;
    if (again) {
      again = false;
      setTimeout(refresh, 250);
    }
  }

  /** Idiomorph, when it is needed for the first time. */
  let loading;
  const morpher = () => (loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = `/idiomorph.js${version}`;
    script.onload = done;
    script.onerror = () => (loading = undefined, failed());
    document.head.append(script);
  }));

  // --- the clock --------------------------------------------------------------------------------------------------

  // What the server's clock says, as far as ours goes with it.
  const clock = () => Date.now() - performance.timeOrigin + Number(page.shown);
  let minute;

  /** A page that shows what time it is asks for itself at each new minute, not to the second: there are others. One that
   * was hidden asks when its line is open again. */
  function tick() {
    clearTimeout(minute);
    if (still || document.visibilityState === "hidden" || !document.querySelector("[data-clock]")) return;
    const wait = 60_000 - (clock() % 60_000) + Math.random() * 1000;
    minute = setTimeout(() => (refresh(), tick()), wait);
  }
  tick();

  const FIELDS = "input:not([type=hidden]), textarea, select";
  const touched = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    // Where no option is marked, the first one is chosen from the beginning.
    if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
    return field.value !== field.defaultValue;
  };
  const onItsWay = (form) => form.querySelector("[aria-busy=true]");
  const filledIn = (form) => [...form.querySelectorAll(FIELDS)].some(touched);
  /** A form in which somebody writes, or which is on its way. */
  const inUse = (node) => node.matches?.("form") && (node.contains(document.activeElement) && document.activeElement.matches(FIELDS)
    || onItsWay(node) || filledIn(node));
  const kept = (node) => node.localName === "leptos-island" || node.nodeType === 1 && "keep" in node.dataset || inUse(node);

  /** An attribute that says what the reader did, not what the server knows. */
  const readers = (name, node) => name === "open" ? node.matches("details, dialog")
    : name === "aria-pressed" ? node.matches("[data-reveal]")
    : (name === "type" || name === "data-shown") && node.matches("[data-shown]");

  function show(html, same) {
    const read = new DOMParser().parseFromString(html, "text/html");
    const whose = read.documentElement.dataset, next = read.querySelector("main");
    // A refusal, which is no page of ours.
    if (whose.shown === undefined || !next) return;
    if (whose.live !== page.live) return leave();
    left = void left?.remove();
    // No longer there: the next click says so.
    if (!same) return;
    document.title = read.title;
    const [names, named] = [document, read].map((each) => each.querySelectorAll(".nav-name, .menu-name"));
    names.forEach((name, n) => (name.textContent = named[n].textContent));
    const watched = String(doctors());
    Idiomorph.morph(document.querySelector("main"), next, {
      ignoreActiveValue: true,
      callbacks: {
        // The same wish has the same key, however often its page is asked for: pressed twice, it is booked once.
        beforeNodeMorphed: (node) => !kept(node) && node.name !== "idempotency_key",
        beforeNodeRemoved: (node) => !(node.nodeType === 1 && (kept(node) || [...node.querySelectorAll("form")].some(inUse))),
        // What the reader opened stays open, and a password that they look at stays in sight.
        beforeAttributeUpdated: (name, node) => !readers(name, node),
        afterNodeAdded: (node) => node.nodeType === 1 && node.matches("tr, li, article") && node.classList.add("arrived"),
      },
    });
    // Others are shown now: listen for those.
    if (String(doctors()) !== watched) {
      close();
      open();
    }
  }

  let left, leaving = false;
  /** Somebody else reads here now, or nobody: nothing stays of who read before, but for what they have written. */
  function leave() {
    const forms = [...document.forms];
    // The answer is the next page.
    if (leaving || forms.some(onItsWay)) return;
    if (forms.some(filledIn)) return void (left ??= put("You are signed out here. Please sign in again, in another tab, before you send this."));
    leaving = true;
    close();
    location.reload();
  }
  // What was written is gone, or was sent: now there is nothing to lose.
  addEventListener("focusout", () => left && leave());

  // --- notices ----------------------------------------------------------------------------------------------------

  // What was said last of each visit, also once it is closed: what is newer takes its place.
  const told = new Map();

  function tell({ appointment, version, text }) {
    const last = told.get(appointment);
    if (last && last.version >= version) return;
    const held = last?.toast.contains(document.activeElement);
    last?.toast.remove();
    const toast = put(text);
    if (held) toast.querySelector("button").focus();
    told.set(appointment, { version, toast });
    const link = document.createElement("a");
    link.href = `/visits/${appointment}`;
    link.textContent = "See the visit";
    toast.querySelector("p").append(" ", link);
    while (region.children.length > 3) region.firstElementChild.remove();
  }

  /** A notice that stays until it is closed: a screen reader, or a slow reader, may come to it late. */
  function put(text) {
    const toast = document.getElementById("toast").content.firstElementChild.cloneNode(true);
    toast.querySelector("p").textContent = text;
    toast.querySelector("button").addEventListener("click", () => toast.remove());
    region.append(toast);
    return toast;
  }

  let offline;
  function notConnected(now) {
    if (now && !offline) offline = put("There is no connection just now. What you see may be out of date.");
    if (!now && offline) offline = void offline.remove();
  }
})();
