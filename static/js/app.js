// Small comforts. Nothing here is needed: every page works without it.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  // Errors first: what went wrong takes the focus, on a fresh page and in a swapped block.
  const focusErrors = (within) => {
    const summary = within.querySelector("[data-error-summary]");
    if (summary) summary.focus();
    return Boolean(summary);
  };

  // One press, one request: while a form is on its way its buttons rest. A tick later, so that
  // the pressed button's own name and value still go along.
  const rest = (form, resting) => {
    form.toggleAttribute("data-sending", resting);
    for (const button of form.querySelectorAll("button[type=submit]")) {
      if (resting && !button.disabled) {
        button.disabled = true;
        button.dataset.rested = "";
      } else if (!resting && "rested" in button.dataset) {
        button.disabled = false;
        delete button.dataset.rested;
      }
    }
  };

  const say = (key) => {
    const live = document.getElementById("live");
    if (!live) return;
    live.textContent = live.dataset[key];
    live.hidden = false;
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("data-sending")) {
      event.preventDefault();
      return;
    }
    if (form.method === "post") setTimeout(() => event.defaultPrevented || rest(form, true));
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("[data-sending]").forEach((form) => rest(form, false)));

  // A refused form has lost the files that were chosen: their declaration is asked for before they are sent.
  document.addEventListener("submit", (event) => {
    const declared = event.target.elements.unclassified;
    const files = [...event.target.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    if (declared?.type !== "checkbox" || declared.checked || !files) return;
    event.preventDefault();
    declared.setCustomValidity(document.getElementById("live").dataset.declare);
    declared.reportValidity();
    declared.addEventListener("change", () => declared.setCustomValidity(""), { once: true });
  }, true);

  document.addEventListener("keydown", (event) => {
    // Ctrl+Enter sends the form that one is typing in.
    const form = event.target.form;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
      event.preventDefault();
      const button = form.querySelector("button.primary[type=submit]");
      if (button) button.click();
      else form.requestSubmit();
    }
    // In a working list, up and down go from row to row.
    const row = event.target.closest("[data-rows] tr");
    if (row && (event.key === "ArrowDown" || event.key === "ArrowUp") && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
      const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
      const link = next && next.querySelector("a, button");
      if (link) {
        event.preventDefault();
        link.focus();
      }
    }
    // Escape closes an open menu and gives the focus back to what opened it.
    if (event.key === "Escape") {
      const menu = event.target.closest("details.years[open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    const openers = { "open": true, "close": false };
    const opener = event.target.closest("[data-all-details]");
    if (opener) document.querySelectorAll("main details").forEach((details) => { details.open = openers[opener.dataset.allDetails]; });
    document.querySelectorAll("details.years[open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
  });

  // Explanations are open on paper.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    opened.forEach((details) => { details.open = true; });
  });
  window.addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));

  document.addEventListener("htmx:beforeRequest", (event) => {
    // Only a real sending rests the buttons: a field that saves itself must not swallow the press
    // on a button that made it lose the focus.
    const cause = event.detail.requestConfig.triggeringEvent;
    if (event.target.tagName === "FORM" && cause && cause.type === "submit") rest(event.target, true);
    const live = document.getElementById("live");
    if (live) live.hidden = true;
  });
  document.addEventListener("htmx:afterRequest", (event) => event.target.tagName === "FORM" && rest(event.target, false));
  document.addEventListener("htmx:afterSettle", (event) => {
    const block = event.detail.elt;
    if (!block || focusErrors(block)) return;
    if (block === document.body) {
      document.getElementById("main")?.focus();
      return;
    }
    const wanted = block.querySelector("[data-focus]");
    if (wanted) wanted.focus();
  });
  // An error page that names its own place is shown there; any other error leaves the page as it is.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.getResponseHeader("HX-Retarget")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  // A form that keeps itself says beside itself what happened (drafts.js).
  const loud = (event) => !event.target.closest?.("[data-keep]");
  document.addEventListener("htmx:sendError", (event) => loud(event) && say("offline"));
  document.addEventListener("htmx:timeout", (event) => loud(event) && say("offline"));
  document.addEventListener("htmx:responseError", (event) => loud(event) && say("failed"));

  // Where one decision follows the other, the first choice has the focus; not on a phone, where
  // it stands below what is decided on.
  const start = () => {
    const first = document.querySelector("[data-first]");
    if (!focusErrors(document) && first && matchMedia("(min-width: 60rem)").matches) first.focus({ preventScroll: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
