// Several files with a bar for each, one request per file; without this the form sends them all at once.
// data-upload="with": the files go along with the rest of their form in one request; here they are listed alone.
(() => {
  "use strict";
  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const said = form.dataset;
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-uploads]");
  const status = form.querySelector("[data-upload-status]");
  const drop = form.querySelector("[data-drop]");
  const most = Number(said.mb) * 1024 * 1024;
  let rows = [];

  const element = (name, className, text = "") => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const size = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

  // What was chosen stands there before anything is sent, the too large ones with the reason.
  const show = () => {
    rows = [...input.files].map((file) => {
      const item = element("li", "");
      const bar = element("progress", "");
      bar.max = 100;
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      const word = element("span", "upload-word", file.size > most ? said.saidLarge : said.saidWaiting);
      item.append(element("span", "upload-name", file.name), element("span", "note", size(file.size)), word);
      if (said.upload !== "with") word.before(bar);
      item.classList.toggle("failed", file.size > most);
      return { file, item, bar, word, large: file.size > most };
    });
    list.replaceChildren(...rows.map((row) => row.item));
    list.hidden = rows.length === 0;
  };
  input.addEventListener("change", show);

  const end = (row, word, failed) => {
    row.word.textContent = word;
    row.item.classList.toggle("failed", failed);
    row.item.classList.toggle("kept", !failed);
    row.bar.value = failed ? 0 : 100;
    status.textContent = `${row.file.name} ${word}`;
  };

  // The page that comes back is the answer: its list of files, or the reason beside the field.
  const read = (row, request) => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const files = page.getElementById("evidence-files");
    if (request.status === 200 && files) {
      document.getElementById("evidence-files").replaceWith(document.adoptNode(files));
      const key = page.querySelector("form[data-upload] [name=request_key]");
      if (key) form.elements.request_key.value = key.value;
      end(row, said.saidKept, false);
      return;
    }
    const reason = page.querySelector("form[data-upload] .error > span");
    reason?.querySelector(".visually-hidden")?.remove();
    end(row, request.status === 413 ? said.saidLarge : reason?.textContent.trim() || said.saidFailed, true);
  };

  const send = (row) => new Promise((done) => {
    const body = new FormData(form);
    body.delete(input.name);
    body.append(input.name, row.file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) row.bar.value = (100 * event.loaded) / event.total;
      row.word.textContent = `${Math.round(row.bar.value)}%`;
    });
    request.addEventListener("load", () => read(row, request));
    request.addEventListener("error", () => end(row, said.saidOffline, true));
    request.addEventListener("loadend", done);
    request.send(body);
  });

  form.addEventListener("submit", async (event) => {
    if (said.upload === "with") return;
    // Without a file the server says what is missing; without the declaration app.js has asked for it.
    if (event.defaultPrevented || !rows.length || form.hasAttribute("data-sending")) return;
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    form.toggleAttribute("data-sending", true);
    button.disabled = true;
    for (const row of rows.filter((one) => !one.large)) await send(row);
    form.toggleAttribute("data-sending", false);
    button.disabled = false;
    // What is kept need not be sent again, and the next files are declared anew.
    rows = [];
    input.value = "";
    form.elements.unclassified.checked = false;
    input.focus();
  });

  const over = (event) => {
    if (![...(event.dataTransfer?.types || [])].includes("Files")) return;
    event.preventDefault();
    drop.classList.toggle("over", event.type === "dragover");
  };
  drop.addEventListener("dragover", over);
  drop.addEventListener("dragleave", over);
  drop.addEventListener("drop", (event) => {
    over(event);
    if (form.hasAttribute("data-sending") || !event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    show();
  });
})();
