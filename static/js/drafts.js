// A form that keeps itself ([data-keep]): what the server has not acknowledged stays in this tab's
// session store, is sent again when the network is back, and is offered after a reload or a new login.
// Wiped when the person signs out, in all tabs. Without scripts the form's own button does it all.
// A form can come and go within a page (inline.js): then its button sends it by htmx.
(() => {
  "use strict";
  const PREFIX = "draft:";
  const store = window.sessionStorage;
  const forms = () => document.querySelectorAll("form[data-keep]");
  const keyOf = (form) => `${PREFIX}${form.dataset.person}:${form.dataset.keep || form.dataset.kept}`;
  const slotOf = (form) => form.closest("#sheet [hx-preserve]");
  const OWN = new Set(["csrf_token", "request_key", "draft_seen", "version", "seen", "then", "unclassified", "drop"]);
  const state = new WeakMap();
  let out = false;

  const fields = (form) => [...new FormData(form)].filter(([name, value]) => !OWN.has(name) && typeof value === "string");
  const text = (form) => JSON.stringify(fields(form));
  const keys = () => Object.keys(store).filter((key) => key.startsWith(PREFIX));
  const read = (key) => { try { return JSON.parse(store.getItem(key)); } catch { return null; } };

  const remember = (form, more = {}) => {
    if (out) return;
    const where = { slot: slotOf(form)?.id, url: form.getAttribute("action") };
    try { store.setItem(keyOf(form), JSON.stringify({ text: text(form), ...where, ...more })); } catch { /* the store is full: the page still holds it */ }
  };

  const wipe = () => { out = true; keys().forEach((key) => store.removeItem(key)); };
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("kaoping") : null;
  if (channel) channel.onmessage = (event) => event.data === "signed-out" && wipe();

  const place = (form) => form.querySelector(".kept");
  const tell = (form, what) => {
    const box = place(form);
    const seen = box.querySelector("[name=draft_seen]");
    const words = document.createElement("output");
    words.className = "saved failed";
    words.textContent = box.dataset[what];
    box.replaceChildren(...(seen ? [seen] : []), words);
  };

  const failed = (form, what) => {
    const now = state.get(form);
    tell(form, what);
    mark(form, true);
    remember(form);
    clearTimeout(now.timer);
    now.wait = Math.min((now.wait || 2500) * 2, 60000);
    now.timer = setTimeout(() => send(form), now.wait);
  };
  const send = (form) => form.isConnected && state.get(form).dirty && window.htmx && window.htmx.trigger(form, "keep");

  const mark = (form, dirty) => {
    state.get(form).dirty = dirty;
    form.toggleAttribute("data-dirty", dirty);
  };
  const typed = (form) => {
    const now = state.get(form);
    if (!now) return;  // what goes loses the focus too
    mark(form, text(form) !== now.acknowledged);
    if (now.dirty) remember(form); else store.removeItem(keyOf(form));
  };

  const fill = (form, pairs) => {
    const wanted = new Map();
    for (const [name, value] of pairs) wanted.set(name, [...(wanted.get(name) || []), value]);
    for (const field of form.elements) {
      if (!field.name || OWN.has(field.name) || field.type === "submit") continue;
      const values = wanted.get(field.name) || [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else {
        if (field.type === "date" && values[0] && !/^\d{4}-\d\d-\d\d$/.test(values[0])) field.type = "text";
        field.value = values.length ? values[0] : "";
      }
    }
    typed(form);
    send(form);
  };

  const offer = (form) => {
    const entry = read(keyOf(form));
    if (!entry || entry.text === text(form)) {
      store.removeItem(keyOf(form));
      return;
    }
    if (entry.login) {  // straight from signing in again: the same form with the text, no question
      fill(form, JSON.parse(entry.text));
      return;
    }
    if (form.querySelector(".field.has-error")) return;
    const box = form.querySelector("[data-restore]");
    box.hidden = false;
    box.querySelector("[data-restore-yes]").addEventListener("click", () => { box.hidden = true; fill(form, JSON.parse(entry.text)); });
    box.querySelector("[data-restore-no]").addEventListener("click", () => { box.hidden = true; typed(form); });
  };

  const begin = (form) => {
    if (state.has(form)) return;
    state.set(form, { acknowledged: text(form), dirty: false, sent: "", wait: 0, timer: 0 });
    for (const key of keys()) if (!key.startsWith(`${PREFIX}${form.dataset.person}:`)) store.removeItem(key);
    offer(form);
    form.addEventListener("input", () => typed(form));
    form.addEventListener("change", () => typed(form));
  };

  // Who asked: the swap's event is sent to where the answer goes, the others to who asked.
  const asker = (event) => event.detail?.requestConfig?.elt || event.target;
  const own = (event) => asker(event).matches?.("form[data-keep]") ? asker(event) : null;
  const saving = (event) => asker(event).matches?.("form[data-keep] button") ? asker(event).form : null;

  document.addEventListener("htmx:load", (event) => event.target.querySelectorAll("form[data-keep]").forEach(begin));
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = own(event) || saving(event);
    if (form) state.get(form).sent = text(form);
    if (saving(event)) {
      clearTimeout(state.get(form).timer);
      remember(form);
    }
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = own(event) || saving(event);
    const slot = slotOf(asker(event));
    const { target, xhr } = event.detail;
    const renewed = target.id === "sheet";
    if (form) {
      const here = target === place(form) || target === slot || renewed;
      event.detail.isError = false;
      event.detail.shouldSwap = [200, 401, 409, 422].includes(xhr.status) && here;
      if (!event.detail.shouldSwap) failed(form, "failed");
    }
    if (slot && renewed && event.detail.shouldSwap) leave(slot);
  });
  // What stood in the place has become what the page shows.
  const leave = (slot) => {
    for (const form of slot.querySelectorAll("form[data-keep], form[data-kept]")) {
      clearTimeout(state.get(form)?.timer);
      state.delete(form);
      store.removeItem(keyOf(form));
    }
    slot.remove();
  };
  document.addEventListener("htmx:afterSettle", (event) => event.detail.target?.id === "sheet" && forms().forEach(send));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = own(event) || saving(event);
    if (!form || !form.isConnected) return;
    const now = state.get(form);
    const status = event.detail.xhr.status;
    if (status === 200 && own(event)) {
      now.acknowledged = now.sent;
      now.wait = 0;
      typed(form);
    } else if (status === 401) {
      remember(form, { login: true });
    }
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => { const form = own(event) || saving(event); if (form) failed(form, "offline"); });
  }
  window.addEventListener("online", () => forms().forEach(send));

  document.addEventListener("submit", (event) => {
    if (/\/sign-out$/.test(event.target.action)) {
      wipe();
      if (channel) channel.postMessage("signed-out");
      return;
    }
    const form = event.target.hasAttribute("data-keep") ? event.target : null;
    if (!form || event.defaultPrevented) return;
    if (window.htmx) window.htmx.trigger(form, "htmx:abort");
    clearTimeout(state.get(form).timer);
    remember(form, { saving: true });
    mark(form, false);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-sign-in]")) forms().forEach((form) => { remember(form, { login: true }); mark(form, false); });
  });
  window.addEventListener("beforeunload", (event) => {
    if (![...forms()].some((form) => state.get(form)?.dirty)) return;
    event.preventDefault();
    event.returnValue = "";
  });

  // What never arrived from a form within this page: its place opens again, and offers it.
  const reopen = () => {
    const person = document.getElementById("sheet")?.dataset.person;
    for (const key of keys().filter((one) => person && one.startsWith(`${PREFIX}${person}:`))) {
      const entry = read(key);
      const slot = entry?.slot && document.getElementById(entry.slot);
      if (slot && window.htmx) window.htmx.ajax("GET", entry.url, { source: slot, target: slot, swap: "innerHTML" });
    }
  };

  const start = () => {
    forms().forEach(begin);
    // A page of ours after a save: it arrived, or the clash is on this page. Not so on the sign-in page.
    const arrived = document.querySelector("form[action$='/sign-out']") && !document.querySelector("[data-clash]");
    if (arrived) keys().forEach((key) => read(key)?.saving && store.removeItem(key));
    reopen();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
