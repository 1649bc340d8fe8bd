// Writing: the box, as whom one speaks, and names offered after an @.

import { byId, fill, float, h, icon } from "./dom.js";
import { avatar, roleName } from "./people.js";
import { clockTime } from "./time.js";

const MOST = 6;

export class Composer {
  constructor(store, picker, { id, slot, isThread }) {
    this.store = store;
    this.isThread = isThread;
    this.area = h("textarea", {
      id, rows: "1", maxlength: "4000", "data-testid": id, enterkeyhint: "send",
      oninput: () => this.typed(), onkeydown: (event) => this.key(event), onblur: () => setTimeout(() => this.offer([]), 150),
    });
    this.speak = h("button", {
      type: "button", class: "speak", "aria-haspopup": "listbox", "aria-expanded": "false", "data-testid": isThread ? "speak-as-thread" : "speak-as",
      onclick: () => picker.open(this.speak),
    });
    this.send = h(
      "button", { type: "submit", class: "square send", "aria-label": "Send", "data-testid": isThread ? "send-thread" : "send" }, icon("send"),
    );
    this.form = h(
      "form", { class: "compose", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      this.area,
      h("div", { class: "compose-foot" }, this.speak, h("span", { class: "hint" }, "Enter sends · Shift+Enter: new line · /hubbub for commands"), this.send),
    );
    fill(slot, this.form);
    this.offered = [];
    this.drafts = new Map();
  }

  render() {
    const { store } = this;
    const { self } = store;
    this.remember(`${store.place} ${this.isThread ? store.thread : ""}`);
    const channel = store.channels.find((one) => one.id === store.place);
    const where = this.isThread ? "Reply" : channel ? `Write in #${channel.name}` : "Write privately to Hubbub";
    const label = `${where} as ${self.name}`;
    if (this.area.placeholder !== label) {
      this.area.placeholder = label;
      this.area.setAttribute("aria-label", label);
    }
    const details = `${roleName(self)} · ${clockTime(store.time(), self.timezone)} there`;
    const mark = `${self.id} ${details}`;
    if (mark !== this.mark) {
      this.mark = mark;
      this.speak.title = `${self.timezone}. Choose somebody else to speak as`;
      this.speak.setAttribute("aria-label", `Speak as ${self.name}, ${details}. Choose somebody else`);
      fill(
        this.speak, avatar(self, "small"), h("span", { class: "label" }, "Speak as"),
        h("span", { class: "name" }, self.name), h("span", { class: "role" }, details), icon("down"),
      );
    }
    this.fit();
  }

  // What was begun in one place waits there.
  remember(place) {
    if (place === this.place) return;
    if (this.place) this.drafts.set(this.place, this.area.value);
    this.area.value = this.drafts.get(place) || "";
    this.place = place;
  }

  fit() {
    this.send.disabled = !this.area.value.trim();
    this.area.style.setProperty("height", "auto");
    this.area.style.setProperty("height", `${this.area.scrollHeight}px`);
  }

  typed() {
    this.fit();
    const before = this.area.value.slice(0, this.area.selectionStart);
    const found = /(?:^|\s)@([\p{L}\p{N}]*(?: [\p{L}\p{N}]*)?)$/u.exec(before);
    const wanted = found?.[1].toLowerCase();
    const people = found ? [...this.store.people.values()].filter((person) => isNamed(person, wanted)) : [];
    this.offer(people.slice(0, MOST), wanted?.length);
  }

  offer(people, length = 0) {
    const box = byId("mentions");
    this.offered = people;
    this.typedLength = length;
    this.at = 0;
    if (!people.length) {
      if (box.matches(":popover-open")) box.hidePopover();
      return;
    }
    const options = people.map((person, index) =>
      h(
        "li", { role: "option", id: `mention-${index}`, "aria-selected": index === 0 ? "true" : "false", onpointerdown: (event) => { event.preventDefault(); this.complete(index); } },
        avatar(person, "small"), person.name, h("small", {}, roleName(person)),
      ),
    );
    fill(box, h("ul", { role: "listbox", "aria-label": "People to mention" }, options));
    float(box, this.form);
  }

  complete(index) {
    const end = this.area.selectionStart;
    this.area.setRangeText(`${this.offered[index].name} `, end - this.typedLength, end, "end");
    this.offer([]);
    this.fit();
  }

  key(event) {
    if (event.isComposing) return;
    if (this.offered.length && this.offeredKey(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    }
  }

  offeredKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const options = byId("mentions").querySelectorAll("li");
      options[this.at].setAttribute("aria-selected", "false");
      this.at = (this.at + step + options.length) % options.length;
      options[this.at].setAttribute("aria-selected", "true");
      return true;
    }
    if (event.key === "Escape") this.offer([]);
    else if (event.key === "Enter" || event.key === "Tab") this.complete(this.at);
    else return false;
    return true;
  }

  async submit() {
    const { store, area } = this;
    const text = area.value.trim();
    if (!text) return;
    const place = this.place;
    area.value = "";
    this.offer([]);
    this.fit();
    const body = { channel: store.place, text, thread: this.isThread ? store.thread : null };
    if (!(await store.act("post", body))) {
      if (place === this.place && !area.value) area.value = text;
      else this.drafts.set(place, text);
      this.fit();
    }
  }
}

function isNamed(person, wanted) {
  const name = person.name.toLowerCase();
  return name !== wanted && (name.startsWith(wanted) || name.split(" ").some((word) => word.startsWith(wanted)));
}
