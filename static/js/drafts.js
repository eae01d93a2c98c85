// A form that keeps itself ([data-keep]): what the server has not acknowledged stays in this tab's
// session store, is sent again when the network is back, and is offered after a reload or a new login.
// Wiped when the person signs out, in all tabs. Without scripts the form's own button does it all.
(() => {
  "use strict";
  const PREFIX = "draft:";
  const store = window.sessionStorage;
  const forms = () => document.querySelectorAll("form[data-keep]");
  const keyOf = (form) => `${PREFIX}${form.dataset.person}:${form.dataset.keep}`;
  const OWN = new Set(["csrf_token", "request_key", "draft_seen", "version", "seen", "then"]);
  const state = new WeakMap();
  let out = false;

  const fields = (form) => [...new FormData(form)].filter(([name, value]) => !OWN.has(name) && typeof value === "string");
  const text = (form) => JSON.stringify(fields(form));
  const keys = () => Object.keys(store).filter((key) => key.startsWith(PREFIX));
  const read = (key) => { try { return JSON.parse(store.getItem(key)); } catch { return null; } };

  const remember = (form, more = {}) => {
    if (out) return;
    try { store.setItem(keyOf(form), JSON.stringify({ text: text(form), ...more })); } catch { /* the store is full: the page still holds it */ }
  };

  const wipe = () => { out = true; keys().forEach((key) => store.removeItem(key)); };
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("kaoping") : null;
  if (channel) channel.onmessage = (event) => event.data === "signed-out" && wipe();

  const place = (form) => form.querySelector("#saved");
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
    remember(form);
    clearTimeout(now.timer);
    now.wait = Math.min((now.wait || 2500) * 2, 60000);
    now.timer = setTimeout(() => send(form), now.wait);
  };
  const send = (form) => form.isConnected && state.get(form).dirty && window.htmx && window.htmx.trigger(form, "keep");

  const typed = (form) => {
    const now = state.get(form);
    now.dirty = text(form) !== now.acknowledged;
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
    const box = form.querySelector("[data-restore]");
    box.hidden = false;
    box.querySelector("[data-restore-yes]").addEventListener("click", () => { box.hidden = true; fill(form, JSON.parse(entry.text)); });
    box.querySelector("[data-restore-no]").addEventListener("click", () => { box.hidden = true; typed(form); });
  };

  const begin = (form) => {
    state.set(form, { acknowledged: text(form), dirty: false, sent: "", wait: 0, timer: 0 });
    for (const key of keys()) if (!key.startsWith(`${PREFIX}${form.dataset.person}:`)) store.removeItem(key);
    if (!form.querySelector(".field.has-error")) offer(form);
    form.addEventListener("input", () => typed(form));
    form.addEventListener("change", () => typed(form));
  };

  const own = (event) => event.target instanceof HTMLFormElement && event.target.hasAttribute("data-keep") ? event.target : null;

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = own(event);
    if (form) state.get(form).sent = text(form);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = own(event);
    if (!form) return;
    const status = event.detail.xhr.status;
    event.detail.isError = false;
    event.detail.shouldSwap = [200, 401, 409, 422].includes(status) && event.detail.target === place(form);
    if (!event.detail.shouldSwap) failed(form, "failed");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = own(event);
    if (!form) return;
    const now = state.get(form);
    const status = event.detail.xhr.status;
    if (status === 200) {
      now.acknowledged = now.sent;
      now.wait = 0;
      typed(form);
    } else if (status === 401) {
      remember(form, { login: true });
    }
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => own(event) && failed(own(event), "offline"));
  }
  window.addEventListener("online", () => forms().forEach(send));

  document.addEventListener("submit", (event) => {
    if (/\/sign-out$/.test(event.target.action)) {
      wipe();
      if (channel) channel.postMessage("signed-out");
      return;
    }
    const form = own(event);
    if (!form || event.defaultPrevented) return;
    if (window.htmx) window.htmx.trigger(form, "htmx:abort");
    clearTimeout(state.get(form).timer);
    remember(form, { saving: true });
    state.get(form).dirty = false;
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-sign-in]")) forms().forEach((form) => { remember(form, { login: true }); state.get(form).dirty = false; });
  });
  window.addEventListener("beforeunload", (event) => {
    if (![...forms()].some((form) => state.get(form)?.dirty)) return;
    event.preventDefault();
    event.returnValue = "";
  });

  const start = () => {
    forms().forEach(begin);
    // A page of ours after a save: it arrived, or the clash is on this page. Not so on the sign-in page.
    const arrived = document.querySelector("form[action$='/sign-out']") && !document.querySelector("[data-clash]");
    if (arrived) keys().forEach((key) => read(key)?.saving && store.removeItem(key));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
