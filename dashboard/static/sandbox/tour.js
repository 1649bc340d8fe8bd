// "Things to try", for whoever sees the page for the first time.

import { byId, fill, h, icon, storage } from "./dom.js";

export class Tour {
  constructor(store) {
    this.store = store;
    this.box = byId("tour");
    this.toggle = byId("tour-toggle");
    this.isOpen = storage.get("tour", true);
    this.toggle.addEventListener("click", () => this.show(!this.isOpen || Boolean(this.store.thread)));
  }

  show(isOpen) {
    this.isOpen = isOpen;
    storage.set("tour", isOpen);
    this.drawn = null;
    if (isOpen && this.store.thread) this.store.open(this.store.place);
    this.render();
    if (!isOpen) this.toggle.focus();
  }

  render() {
    this.toggle.setAttribute("aria-expanded", this.isOpen ? "true" : "false");
    this.box.hidden = !this.isOpen;
    const mark = `${this.isOpen} ${this.store.me} ${this.store.channels.length}`;
    if (!this.isOpen || mark === this.drawn) return;
    this.drawn = mark;
    fill(this.box, this.card());
  }

  card() {
    const { store } = this;
    const all = store.channels.filter((channel) => !channel.is_private);
    const open = all.find((channel) => channel.name === "help") || all[0];
    const people = [...store.people.values()];
    const asker = people.find((person) => person.role === "member") || store.self;
    const manager = people.find((person) => person.role === "manager");
    return h(
      "section", { class: "tour", "aria-labelledby": "tour-title", "data-testid": "tour" },
      h("h2", { id: "tour-title" }, "Things to try"),
      h(
        "ol", {},
        step(
          "Ask something", `Write a question in #${open?.name} and see who gets asked.`, `Ask as ${asker.name}`,
          async () => {
            await store.speakAs(asker.id, { place: open.id });
            byId("compose").focus();
          },
        ),
        step(
          "Let time pass", "After twenty minutes Hubbub asks helpers. Their names appear at the left: speak as them and answer.",
          "20 minutes on", () => store.advance(20),
        ),
        step(
          "Let a week pass", "People thank, wish, vote and are invited. Speak as whoever Hubbub wrote to, or look into the hub.",
          "A week on", () => store.advance(7 * 1440),
        ),
        manager
          ? step(
              "Ask why", "Press “Why this?” under anything Hubbub says, or be the manager and write “status”.", `Speak as ${manager.name}`,
              async () => {
                await store.speakAs(manager.id);
                const desk = store.channels.find((channel) => channel.is_managers);
                if (desk) store.open(desk.id);
                byId("compose").focus();
              },
            )
          : null,
      ),
      h(
        "button",
        { type: "button", class: "square", "aria-label": "Put this box away", "data-testid": "tour-close", onclick: () => this.show(false) },
        icon("close"),
      ),
    );
  }
}

function step(title, words, label, go) {
  return h(
    "li", {}, h("div", {}, h("strong", {}, title), words),
    h("button", { type: "button", class: "plain", onclick: go }, label),
  );
}
