// The bar: what time it is in the sandbox, and moving it forward.

import { byId, fill, h, icon } from "./dom.js";
import { clockTime, longDate, soonTime, span, zoneName } from "./time.js";

const MOVES = [["+10 min", 10, "10m"], ["+1 hour", 60, "1h"], ["+1 day", 1440, "1d"], ["+1 week", 10080, "1w"]];

export class Top {
  constructor(store) {
    this.store = store;
    this.time = h("span", { "data-testid": "clock-time" });
    this.zone = h("small");
    this.date = h("div", { class: "clock-date", "data-testid": "clock-date" });
    this.due = h("small", { "data-testid": "next-due-at" });
    this.buttons = MOVES.map(([label, minutes, name]) =>
      h("button", { type: "button", class: "plain", "data-testid": `advance-${name}`, onclick: () => store.advance(minutes) }, label),
    );
    this.next = h(
      "button", { type: "button", class: "plain next", "data-testid": "advance-next", onclick: () => store.advance(null) },
      icon("next"), h("span", {}, "Next thing due"), this.due,
    );
    fill(
      byId("clock"),
      h("div", { class: "clock-face" }, h("div", { class: "clock-time" }, this.time, this.zone), this.date),
      h("div", { class: "clock-moves", role: "group", "aria-label": "Move the clock forward" }, this.buttons, this.next),
    );
    this.progress = byId("progress");
    setInterval(() => store.ready && this.render(), 1000);
  }

  render() {
    const { store } = this;
    const now = store.time();
    this.time.textContent = clockTime(now, store.zone);
    this.zone.textContent = zoneName(store.zone);
    this.date.textContent = longDate(now, store.zone);
    const isMoving = store.moving !== null;
    for (const button of this.buttons) button.disabled = isMoving;
    this.next.disabled = isMoving || store.nextDue === null;
    const due = store.nextDue && new Date(Math.max(store.nextDue, now));
    this.due.textContent = due ? soonTime(due, now, store.zone) : "";
    this.next.title = due ? `${longDate(due, store.zone)}, ${clockTime(due, store.zone)}: ${span(due - now)}` : "Nothing is waiting to happen";
    this.showProgress(now, isMoving);
  }

  showProgress(now, isMoving) {
    this.progress.hidden = !isMoving;
    if (!isMoving) return;
    const { from, to } = this.store.moving;
    const share = to > from ? Math.min(1, Math.max(0.02, (now - from) / (to - from))) : 1;
    this.progress.firstElementChild.style.setProperty("transform", `scaleX(${share})`);
    this.date.textContent = `Moving to ${soonTime(to, from, this.store.zone)} …`;
  }
}
