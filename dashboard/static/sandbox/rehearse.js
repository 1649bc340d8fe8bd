// "Rehearse on your own export": drop a file, watch it go up, open the report.

import { byId, fill, h, icon } from "./dom.js";

const ADDRESS = "/rehearse";

export class Rehearse {
  constructor() {
    this.box = byId("rehearse");
    this.cover = byId("drop-cover");
    this.input = h("input", {
      type: "file", accept: ".zip,.json,application/zip,application/json", hidden: true, "data-testid": "rehearse-file",
      onchange: () => this.send(this.input.files[0]),
    });
    this.status = h("div", { "aria-live": "polite", "data-testid": "rehearse-status" });
    this.button = h(
      "button", { type: "button", class: "plain", "data-testid": "rehearse-choose", onclick: () => this.input.click() },
      icon("file"), "Choose or drop a file",
    );
    fill(
      this.box,
      h("h2", {}, "Rehearse on your own export"),
      h("p", {}, "A .zip or .json from Slack or Discord. See what Hubbub would have done; nobody is written to, and the file stays here."),
      this.button, this.input, this.status,
    );
    this.listen();
  }

  listen() {
    let depth = 0;
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    const over = (isOver) => {
      this.cover.hidden = !isOver;
      this.box.classList.toggle("over", isOver);
    };
    addEventListener("dragenter", (event) => hasFiles(event) && (depth += 1) && over(true));
    addEventListener("dragleave", (event) => hasFiles(event) && (depth -= 1) <= 0 && over(false));
    addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
    addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      over(false);
      this.send(event.dataTransfer.files[0]);
    });
  }

  send(file) {
    if (!file || this.button.disabled) return;
    this.input.value = "";
    if (!/\.(zip|json)$/i.test(file.name)) {
      this.fail("That is neither a .zip nor a .json file. Take the export just as Slack or Discord gave it.");
      return;
    }
    this.button.disabled = true;
    const bar = h("progress", { max: "100", "aria-label": "Upload" });
    const words = h("span", {}, `Sending ${file.name} …`);
    fill(this.status, words, bar);
    const body = new FormData();
    body.append("export", file);
    const request = new XMLHttpRequest();
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = Math.round((event.loaded / event.total) * 100);
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      words.textContent = "Rehearsing …";
    });
    request.addEventListener("load", () => this.finish(request));
    request.addEventListener("error", () => this.fail("The file could not be sent. Is Hubbub still running?"));
    request.open("POST", ADDRESS);
    request.send(body);
  }

  finish(request) {
    const answer = request.response || {};
    const report = request.status < 300 && answer.url ? new URL(answer.url, location.href) : null;
    if (!report || report.origin !== location.origin) {
      this.fail(answer.error || "The rehearsal did not work, and gave no reason. Look into Hubbub's log.");
      return;
    }
    this.button.disabled = false;
    fill(this.status, h("a", { href: report.href, "data-testid": "rehearse-report" }, "Open the report"));
    top.location.assign(report.href); // also where the chat stands within the window
  }

  fail(sentence) {
    this.button.disabled = false;
    fill(this.status, h("p", { class: "error" }, sentence));
  }
}
