// Facts written on the area's page: a form opens in its place ([hx-preserve]), closes on Esc, and gives the focus back
// to where it was opened. Without scripts each link leads to the form's own page.
(() => {
  "use strict";
  const slotOf = (node) => node?.closest?.("#sheet [hx-preserve]");
  const opener = (slot) => document.getElementById(`open-${slot.id.replace(/^entry-/, "")}`);
  const asker = (event) => event.detail.requestConfig?.elt || event.target;
  const isSheet = (event) => event.detail.target?.id === "sheet";
  const first = (slot) => slot.querySelector("[data-error-summary], input:not([type=hidden]), textarea, select");
  let left = "";  // the place that was left last
  let pressed = "";  // the button that asked

  // A form that is open stays as it is: its link leads to it.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const slot = event.detail.target;
    if (!asker(event).matches("a[hx-get]") || slotOf(slot) !== slot || !slot.querySelector("form")) return;
    event.preventDefault();
    first(slot)?.focus();
  });
  // With Ctrl or Shift a link opens its page in a window of its own, as any link does.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[hx-get]");
    if (link && (event.ctrlKey || event.metaKey || event.shiftKey)) event.stopPropagation();
  }, true);

  const renew = () => window.htmx.ajax("GET", location.pathname, { target: "#sheet", swap: "innerHTML" });

  // What was typed is kept before its form goes; where that fails the form stays.
  const close = (slot) => {
    const form = slot.querySelector("form[data-keep]");
    if (form?.hasAttribute("data-dirty")) {
      form.toggleAttribute("data-closing", true);
      window.htmx.trigger(form, "keep");
      return;
    }
    const kept = !form || form.querySelector(".kept .saved")?.textContent;
    left = slot.id;
    slot.replaceChildren();
    opener(slot)?.focus();
    if (kept) renew();
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = asker(event);
    if (!form.hasAttribute?.("data-closing")) return;
    form.toggleAttribute("data-closing", false);
    if (event.detail.xhr.status === 200 && !form.hasAttribute("data-dirty")) close(slotOf(form));
  });
  document.addEventListener("click", (event) => {
    const slot = event.target.closest?.("[data-close]") && slotOf(event.target);
    if (slot) close(slot);
  });
  document.addEventListener("keydown", (event) => {
    const slot = event.key === "Escape" && !event.isComposing && slotOf(event.target);
    if (!slot) return;
    event.preventDefault();
    close(slot);
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!isSheet(event)) return;
    left = slotOf(asker(event))?.id || left;
    pressed = event.detail.requestConfig.triggeringEvent?.submitter?.id || "";
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const slot = event.detail.target;
    if (slotOf(slot) === slot) {
      // Once it has the focus it does not ask for it again when the page around it is renewed.
      slot.querySelectorAll("[data-focus], [data-error-summary]").forEach((one) => { delete one.dataset.focus; delete one.dataset.errorSummary; });
    }
    if (!isSheet(event) || document.activeElement?.closest("#sheet")) return;
    const place = document.getElementById(left);
    const back = document.getElementById(pressed) || document.querySelector("#sheet [data-back]") || (place && opener(place));
    back?.focus();
  });
})();
