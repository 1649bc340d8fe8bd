// The panel at the right: what Hubbub knows and did, with its reasons, as the engine tells it.

import { ask } from "./api.js";
import { byId, fill, h, icon, storage } from "./dom.js";
import { soonTime } from "./time.js";

const REST = 400;

export class Panel {
  constructor(store) {
    this.store = store;
    this.box = byId("thinking");
    this.toggle = byId("panel-toggle");
    this.body = h("div", { class: "thinking-body", "data-testid": "thinking-body", tabindex: "-1" });
    fill(
      this.box,
      h(
        "header", { class: "panel-head" }, h("h2", {}, "What Hubbub is thinking"),
        h("button", { type: "button", class: "square", "aria-label": "Close this panel", onclick: () => this.show(false) }, icon("close")),
      ),
      this.body,
    );
    this.toggle.addEventListener("click", () => this.show(this.box.hidden));
    this.narrow = matchMedia("(max-width: 1340px)");
    this.narrow.addEventListener("change", () => this.narrow.matches && this.show(false, false));
    this.show(!this.narrow.matches && storage.get("panel", true), false);
  }

  show(isOpen, isChosen = true) {
    this.box.hidden = !isOpen;
    this.toggle.setAttribute("aria-expanded", isOpen ? "true" : "false");
    if (isChosen) {
      storage.set("panel", isOpen);
      (isOpen ? this.body : this.toggle).focus();
    }
    this.render();
  }

  // Asks again after something happened, but not for every single thing.
  render() {
    // In a narrow window the panel lies over the thread, so a thread that is opened puts it away.
    const isOpened = this.store.thread && this.store.thread !== this.thread;
    this.thread = this.store.thread;
    if (isOpened && this.narrow.matches && !this.box.hidden) this.show(false, false);
    if (this.box.hidden || !this.store.ready || this.resting) return;
    const mark = `${this.store.me} ${this.store.seq} ${Math.floor(this.store.time() / 60000)}`;
    if (mark === this.mark) return;
    this.mark = mark;
    this.resting = true;
    setTimeout(() => {
      this.resting = false;
      this.render();
    }, REST);
    this.refresh();
  }

  async refresh() {
    let titles;
    try {
      titles = await ask("panel", { person: this.store.me });
    } catch (error) {
      fill(this.body, h("p", { class: "none" }, error.message));
      return;
    }
    const text = JSON.stringify(titles);
    if (text === this.shown) return;
    this.shown = text;
    fill(this.body, Object.entries(titles).map(([title, lines]) => this.section(title, lines)));
  }

  section(title, lines) {
    const items = lines.map((line) => {
      if (typeof line === "string") return h("li", {}, line);
      const at = line.at ? h("time", {}, soonTime(new Date(line.at), this.store.time(), this.store.zone)) : null;
      return h("li", {}, at, line.text, line.note ? h("div", { class: "note" }, line.note) : null);
    });
    return h("section", {}, h("h3", {}, title), items.length ? h("ul", {}, items) : h("p", { class: "none" }, "Nothing yet"));
  }
}
