// Forms that Hubbub opens, and the question before something is deleted.

import { byId, fill, h } from "./dom.js";
import { richText } from "./text.js";

export class Forms {
  constructor(store) {
    this.store = store;
    this.box = byId("modal");
    store.showForm = (form, under) => this.show(form, under);
  }

  show(form, under) {
    const place = { channel: this.store.place, thread: this.store.thread, under };
    const body = h("form", { method: "dialog", "aria-labelledby": "modal-title", "data-testid": `form-${form.name}` });
    body.append(
      h("header", {}, h("h2", { id: "modal-title" }, form.title)),
      h("div", { class: "fields" }, richText(form.intro, this.store.me), form.entries.map((entry, index) => field(entry, index))),
      h(
        "footer", {},
        h("button", { type: "button", class: "plain", "data-testid": "form-cancel", onclick: () => this.box.close() }, form.cancel),
        h("button", { type: "submit", class: "solid", "data-testid": "form-send" }, form.send),
      ),
    );
    body.addEventListener("submit", async (event) => {
      event.preventDefault();
      const send = body.querySelector("[type=submit]");
      send.disabled = true;
      const isClosing = await this.store.act("form", { form: form.name, values: valuesOf(body, form), ...place });
      send.disabled = false;
      if (isClosing && this.box.contains(body)) this.box.close();
    });
    this.open(body);
  }

  confirm(question, yes) {
    return new Promise((resolve) => {
      const body = h(
        "form", { method: "dialog", "aria-labelledby": "modal-title" },
        h("header", {}, h("h2", { id: "modal-title" }, question)),
        h("div", { class: "fields" }),
        h(
          "footer", {},
          h("button", { type: "button", class: "plain", onclick: () => this.box.close() }, "Keep it"),
          h("button", { type: "submit", class: "solid", "data-testid": "confirm", onclick: () => resolve(true) }, yes),
        ),
      );
      this.box.addEventListener("close", () => resolve(false), { once: true });
      this.open(body);
    });
  }

  open(body) {
    if (this.box.open) this.box.close();
    fill(this.box, body);
    this.box.showModal();
  }
}

function field(entry, index) {
  const hint = entry.hint ? h("p", { class: "hint", id: `hint-${index}` }, entry.hint) : null;
  const described = hint ? `hint-${index}` : null;
  if (entry.kind === "text" || entry.kind === "words") {
    const isLong = entry.kind === "words";
    const input = h(isLong ? "textarea" : "input", {
      class: "field-text", id: `field-${index}`, name: entry.name, maxlength: "3000",
      ...(isLong ? { rows: "6" } : { type: "text", value: entry.value[0] || "" }),
      "aria-describedby": described, "data-testid": `field-${entry.name}`, autocomplete: "off",
    });
    return h("div", {}, h("label", { class: "label", for: `field-${index}` }, entry.label), hint, input);
  }
  const choices = entry.options.map(([value, label]) =>
    h(
      "label", { class: "choice" },
      h("input", {
        type: entry.kind === "one" ? "radio" : "checkbox", name: entry.name, value, checked: entry.value.includes(value),
        "data-testid": `field-${entry.name}-${value}`,
      }),
      label,
    ),
  );
  return h("fieldset", { "aria-describedby": described }, h("legend", {}, entry.label), hint, h("div", { class: "choices" }, choices));
}

function valuesOf(body, form) {
  const given = new FormData(body);
  return Object.fromEntries(form.entries.map((entry) => [entry.name, given.getAll(entry.name).filter((value) => value !== "")]));
}
