// The panel's keyboard: from row to row, the four decisions, evidence, the next item. The sheet on ? says it.
(() => {
  "use strict";
  const DECISIONS = { a: "accept", t: "adjust", x: "reject", b: "give_back" };
  const typing = (node) => /^(TEXTAREA|SELECT)$/.test(node.tagName) || (node.tagName === "INPUT" && !/^(radio|checkbox|submit)$/.test(node.type));

  const toRow = (step) => {
    const rows = [...document.querySelectorAll("[data-rows] tr")].filter((row) => row.querySelector("th a"));
    if (!rows.length) return false;
    const here = rows.indexOf(document.activeElement.closest?.("[data-rows] tr"));
    const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step];
    if (next) next.querySelector("th a").focus();
    return true;
  };
  const follow = (selector) => {
    const link = document.querySelector(selector);
    if (link) link.click();
    return Boolean(link);
  };
  const look = () => {
    const first = document.querySelector("[data-evidence]");
    if (!first) return false;
    first.closest("details").open = true;
    first.focus();
    first.scrollIntoView({ block: "nearest" });
    return true;
  };
  const decide = (value) => {
    const choice = document.querySelector(`input[type=radio][name=decision][value=${value}]`);
    if (!choice) return false;
    choice.checked = true;
    choice.focus();
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };
  const write = () => {
    const reason = document.querySelector("textarea[name=reason]");
    if (reason) reason.focus();
    return Boolean(reason);
  };
  const sheet = () => {
    const keys = document.getElementById("keys");
    if (!keys) return false;
    keys.open = !keys.open;
    if (keys.open) keys.scrollIntoView({ block: "nearest" });
    return true;
  };

  // A kept reason is written out where it can be changed.
  document.addEventListener("change", (event) => {
    const list = event.target.closest?.("[data-phrases]");
    const reason = document.querySelector("textarea[name=reason]");
    if (!list || !list.value || !reason) return;
    reason.value = reason.value ? `${reason.value}\n${list.value}` : list.value;
    list.value = "";
    reason.focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    const key = event.key;
    const done =
      key in DECISIONS ? decide(DECISIONS[key])
      : key === "j" ? follow("[data-next]") || toRow(1)
      : key === "k" ? follow("[data-previous]") || toRow(-1)
      : key === "r" ? write()
      : key === "o" ? look()
      : key === "u" ? follow("[data-up]")
      : key === "?" ? sheet()
      : false;
    if (done) event.preventDefault();
  });
})();
