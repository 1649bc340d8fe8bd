// People: their pictures and roles, and choosing whom to speak as.

import { byId, fill, float, h, icon } from "./dom.js";
import { clockTime, shortDay } from "./time.js";

const ROLES = {
  member: "Member", trusted: "Trusted member", manager: "Community manager", staff: "Staff", sales: "Sales", bot: "App",
};

export function roleName(person) {
  return ROLES[person.role] || person.role;
}

export function avatar(person, size = "") {
  if (person.is_hubbub) {
    return h("span", { class: `avatar hubbub ${size}`, "aria-hidden": "true" }, h("img", { src: "/sandbox/static/hubbub.svg", alt: "" }));
  }
  const words = person.name.split(/\s+/);
  const letters = (words[0][0] || "?") + (words.length > 1 ? words.at(-1)[0] : "");
  let tone = 0;
  for (const letter of person.id) tone = (tone * 31 + letter.codePointAt(0)) % 8;
  return h("span", { class: `avatar tone-${tone} ${size}`, "aria-hidden": "true" }, letters.toUpperCase());
}

export function badge(person) {
  return person.is_bot ? h("span", { class: "badge bot", title: "This is a bot" }, "APP") : null;
}

// One list for every "Speak as" button: search by name, arrows, Enter, Esc.
export class PeoplePicker {
  constructor(store) {
    this.store = store;
    this.box = byId("people");
    this.found = [];
    this.at = 0;
    this.input = h("input", {
      type: "text", role: "combobox", placeholder: "Search by name or role", "aria-label": "Speak as: search by name or role",
      "aria-expanded": "true", "aria-controls": "people-list", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false",
      "data-testid": "people-search", oninput: () => this.search(), onkeydown: (event) => this.key(event),
    });
    this.list = h("ul", { id: "people-list", role: "listbox", "aria-label": "People" });
    fill(this.box, h("label", {}, icon("search"), this.input), this.list);
    this.box.addEventListener("toggle", (event) => {
      this.opener?.setAttribute("aria-expanded", event.newState === "open" ? "true" : "false");
    });
  }

  open(opener) {
    this.opener = opener;
    this.input.value = "";
    this.search();
    const mine = this.found.findIndex((person) => person.id === this.store.me);
    this.move(Math.max(0, mine));
    float(this.box, opener);
    this.input.focus();
    this.list.children[this.at]?.scrollIntoView({ block: "center" });
  }

  search() {
    const wanted = this.input.value.trim().toLowerCase();
    this.found = [...this.store.people.values()].filter(
      (person) => !person.is_bot && `${person.name} ${roleName(person)}`.toLowerCase().includes(wanted),
    );
    this.found.sort((a, b) => a.name.localeCompare(b.name));
    fill(this.list, this.found.map((person, index) => this.option(person, index)));
    if (!this.found.length) fill(this.list, h("p", { class: "none" }, "Nobody is called that here."));
    this.move(0);
  }

  option(person, index) {
    const now = this.store.time();
    return h(
      "li",
      {
        id: `person-${index}`, role: "option", "aria-selected": "false", "data-testid": `person-${person.id}`,
        onclick: () => this.choose(index), onpointermove: () => this.at !== index && this.move(index),
      },
      avatar(person),
      h("span", { class: "name" }, person.name),
      h("span", { class: "role" }, roleName(person)),
      h("time", { title: person.timezone }, `${shortDay(now, person.timezone)} ${clockTime(now, person.timezone)}`),
    );
  }

  move(index) {
    this.list.children[this.at]?.setAttribute("aria-selected", "false");
    this.at = Math.max(0, Math.min(index, this.found.length - 1));
    const option = this.found.length ? this.list.children[this.at] : null;
    option?.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option?.id || "");
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 }[event.key];
    if (step) {
      event.preventDefault();
      this.move(this.at + step);
      this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.found.length) this.choose(this.at);
    } else if (event.key === "Tab") {
      this.box.hidePopover();
    }
  }

  async choose(index) {
    const person = this.found[index];
    this.box.hidePopover();
    this.opener?.focus();
    await this.store.speakAs(person.id);
  }
}
