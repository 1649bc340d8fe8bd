// A list of messages: of a channel, a private conversation, or a thread.

import { byId, fill, float, h, icon, keyed } from "./dom.js";
import { offered, sign } from "./emoji.js";
import { avatar, badge, roleName } from "./people.js";
import { rowsOf } from "./rows.js";
import { personText, richText } from "./text.js";
import { clockTime, longDate, soonTime } from "./time.js";

const NEAR = 90;

export class MessageList {
  constructor(store, forms, { list, scroller, isThread, newer = null }) {
    this.store = store;
    this.forms = forms;
    this.list = list;
    this.scroller = scroller;
    this.isThread = isThread;
    this.newer = newer;
    this.shown = null;
    list.addEventListener("keydown", (event) => this.key(event));
    scroller.addEventListener("scroll", () => this.isNearEnd() && this.newer && (this.newer.hidden = true));
    newer?.addEventListener("click", () => this.toEnd());
    store.addEventListener("reveal", (event) => requestAnimationFrame(() => this.flash(event.detail)));
  }

  render() {
    const { store } = this;
    const place = `${store.me} ${store.place} ${this.isThread ? store.thread : ""}`;
    const isNew = place !== this.shown;
    const wasNearEnd = isNew || this.isNearEnd();
    const last = this.list.lastElementChild?.dataset.key;
    const rows = rowsOf(store, store.place, this.isThread ? store.thread : null);
    keyed(this.list, rows, {
      key: (row) => row.key,
      signature: (row) => JSON.stringify([row, store.me, store.editing === row.key]),
      build: (row) => this.row(row),
    });
    if (!rows.length) fill(this.list, h("li", { class: "empty", "data-key": "empty" }, this.nothing()));
    this.rove();
    const newest = this.list.lastElementChild?.dataset.key;
    if (isNew || (wasNearEnd && newest !== last)) this.toEnd();
    else if (this.newer && newest !== last && newest !== "empty") this.newer.hidden = false;
    this.shown = place;
  }

  nothing() {
    if (this.store.place === this.store.direct) return "Nothing yet. What you write here, only Hubbub reads: try “help”.";
    return "Nothing has been said here yet.";
  }

  isNearEnd() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < NEAR;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    if (this.newer) this.newer.hidden = true;
  }

  flash(id) {
    const node = this.list.querySelector(`[data-key="${CSS.escape(id)}"]`);
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.add("flash");
    node.focus({ preventScroll: true });
    setTimeout(() => node.classList.remove("flash"), 2500);
  }

  // One message at a time is reached by Tab; arrows go from one to the next.
  rove() {
    const messages = [...this.list.querySelectorAll(":scope > .message")];
    if (!messages.some((node) => node.tabIndex === 0)) messages.at(-1)?.setAttribute("tabindex", "0");
  }

  key(event) {
    const node = event.target;
    if (!node.matches(".message")) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const messages = [...this.list.querySelectorAll(":scope > .message")];
    const next = step && messages[messages.indexOf(node) + step];
    if (next) {
      event.preventDefault();
      for (const one of messages) one.setAttribute("tabindex", one === next ? "0" : "-1");
      next.focus();
    } else if (event.key === "Enter" && !this.isThread && this.store.place !== this.store.direct) {
      event.preventDefault();
      this.store.open(this.store.place, node.dataset.key);
      requestAnimationFrame(() => byId("compose-thread")?.focus());
    }
  }

  row(row) {
    if (row.day) return h("li", { class: "day" }, row.day);
    if ("count" in row) return h("li", { class: "thread-count" }, replies(row.count));
    return this.message(row);
  }

  message(row) {
    const { store } = this;
    const { message } = row;
    const author = store.person(message.author);
    const time = clockTime(message.at, store.zone);
    const moment = `${longDate(message.at, store.zone)}, ${time}`;
    const body = message.is_deleted
      ? h("div", { class: "gone" }, "This message was deleted.")
      : store.editing === message.id
        ? this.rewrite(message)
        : this.said(message, row);
    const classes = ["message", row.isJoined && "joined", row.isNote && "note-card"].filter(Boolean).join(" ");
    const left = row.isJoined ? h("span", { class: "gutter", "aria-hidden": "true" }, time) : avatar(author);
    const byline = row.isJoined
      ? h("span", { class: "spoken" }, `${author.name}, ${time}`)
      : h(
          "div", { class: "byline" },
          h("span", { class: "name" }, author.name), badge(author),
          !author.is_bot && author.role !== "member" ? h("span", { class: "role" }, roleName(author)) : null,
          h("time", { datetime: message.at.toISOString(), title: moment }, time),
        );
    return h(
      "li",
      { class: classes, tabindex: "-1", "data-testid": row.isNote ? "note" : "message", "data-id": message.id },
      left, h("div", {}, byline, body), this.tools(row),
    );
  }

  said(message, row) {
    const { store } = this;
    const words = message.rich
      ? richText(message.rich, store.me, (at) => soonTime(at, store.time(), store.zone))
      : personText(message.text, store.people.values(), store.me);
    if (message.is_edited) (words.lastElementChild || words).append(" ", h("span", { class: "edited" }, "(edited)"));
    const picture = message.picture
      ? h("img", { class: "picture", src: message.picture.src, alt: message.picture.alt, width: "480", height: "240" })
      : null;
    const parts = [words, picture, this.buttons(message), h("div", { class: "under" }, this.tags(message), this.reactions(message), this.summary(row))];
    if (!row.isNote) return h("div", {}, parts);
    return h(
      "div", { class: "card" },
      h(
        "div", { class: "note-line" }, icon("eye"), "Only you see this",
        h("button", { type: "button", class: "quiet", "data-testid": "dismiss", onclick: () => store.act("dismiss", { message: message.id }) }, "Put away"),
      ),
      parts,
    );
  }

  buttons(message) {
    if (!message.buttons.length) return null;
    const press = async (event, name) => {
      const button = event.currentTarget;
      button.disabled = true;
      await this.store.act("press", { message: message.id, control: name });
      button.disabled = false;
    };
    const style = { primary: "solid", quiet: "quiet", plain: "plain" };
    return h(
      "div", { class: "buttons" },
      message.buttons.map((button) =>
        h(
          "button",
          {
            type: "button", class: style[button.style], "data-testid": `button-${button.name}`, "data-focus": `button ${button.name}`,
            onclick: (event) => press(event, button.name),
          },
          button.label,
        ),
      ),
    );
  }

  tags(message) {
    const looks = { solved: ["solved", "check", "Solved"], quiet: ["quiet-tag", "reply", "Gone quiet"] };
    return message.tags.map((tag) => {
      const [look, picture, words] = looks[tag] || ["quiet-tag", "hash", tag];
      return h("span", { class: `tag ${look}`, "data-testid": `tag-${tag}` }, icon(picture), words);
    });
  }

  reactions(message) {
    const { store } = this;
    return message.reactions.map(({ emoji, people }) => {
      const isMine = people.includes(store.me);
      const names = people.map((id) => store.person(id).name).join(", ");
      return h(
        "button",
        {
          type: "button", class: "chip", "aria-pressed": isMine ? "true" : "false", title: names, "data-focus": `chip ${emoji}`,
          "aria-label": `${emoji.replaceAll("_", " ")}: ${names}`, "data-testid": `reaction-${emoji}`,
          onclick: () => store.act("react", { message: message.id, emoji, is_on: !isMine }),
        },
        sign(emoji), h("span", {}, String(people.length)),
      );
    });
  }

  summary({ message, summary }) {
    if (!summary) return null;
    const { store } = this;
    const words = summary.count ? replies(summary.count) : "";
    const note = summary.notes ? (summary.count ? "· with a note for you" : "A note for you in the thread") : "";
    return h(
      "button",
      { type: "button", class: "summary", "data-testid": "open-thread", "data-focus": "summary", onclick: () => store.open(store.place, message.id) },
      summary.people.length
        ? h("span", { class: "stack" }, summary.people.map((id) => avatar(store.person(id), "tiny")))
        : icon("eye"),
      words, note ? ` ${note}` : "",
      summary.last ? h("small", {}, `last ${soonTime(summary.last, store.now, store.zone)}`) : null,
    );
  }

  tools({ message, isNote }) {
    const { store } = this;
    if (isNote || message.is_deleted || store.editing === message.id) return null;
    const isDirect = message.channel === store.direct;
    const isHuman = !store.person(message.author).is_bot;
    const isMine = message.author === store.me;
    const tool = (name, label, picture, go, words = "") =>
      h("button", { type: "button", class: "tool", "aria-label": label, title: label, "data-testid": `tool-${name}`, "data-focus": `tool ${name}`, onclick: go }, picture, words);
    const choose = (control) => () => store.act("menu", { message: message.id, control });
    return h(
      "div", { class: "tools", role: "group", "aria-label": "What you can do with this message" },
      tool("react", "React", icon("smile"), (event) => this.pick(event.currentTarget, message)),
      !this.isThread && !isDirect ? tool("reply", "Reply in thread", icon("reply"), () => this.reply(message)) : null,
      message.thread && isHuman ? tool("mark", "Mark as answer", icon("check", "tick"), choose("mark_answer"), "Mark as answer") : null,
      !message.thread && isHuman && !isDirect ? tool("ask", "Ask a helper", icon("hand"), choose("ask_helper"), "Ask a helper") : null,
      !message.thread && isHuman && !isDirect ? tool("team", "Hand to the team", icon("next"), choose("hand_to_team")) : null,
      isMine ? tool("edit", "Edit", icon("edit"), () => this.edit(message)) : null,
      isMine ? tool("delete", "Delete", icon("trash"), () => this.remove(message)) : null,
    );
  }

  reply(message) {
    this.store.open(this.store.place, message.id);
    requestAnimationFrame(() => byId("compose-thread")?.focus());
  }

  pick(opener, message) {
    const box = byId("picker");
    const choose = (emoji) => {
      box.hidePopover();
      const mine = message.reactions.find((reaction) => reaction.emoji === emoji)?.people.includes(this.store.me);
      this.store.act("react", { message: message.id, emoji, is_on: !mine });
    };
    fill(
      box,
      offered.map(([emoji, label]) =>
        h("button", { type: "button", class: "pick", "aria-label": label, title: label, "data-testid": `pick-${emoji}`, onclick: () => choose(emoji) }, sign(emoji)),
      ),
    );
    float(box, opener);
    box.firstElementChild.focus();
  }

  edit(message) {
    this.store.editing = message.id;
    this.store.changed();
    const area = this.list.querySelector(".rewrite textarea");
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }

  rewrite(message) {
    const { store } = this;
    const leave = () => {
      store.editing = null;
      store.changed();
    };
    const area = h("textarea", { "aria-label": "Edit your message", "data-testid": "edit-text", "data-focus": "rewrite", value: message.text });
    const save = async () => {
      const text = area.value.trim();
      if (!text || text === message.text || (await store.act("edit", { message: message.id, text }))) leave();
    };
    area.addEventListener("keydown", (event) => {
      if (event.key === "Escape") leave();
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      save();
    });
    return h(
      "div", { class: "rewrite" }, area,
      h(
        "div", {}, h("button", { type: "button", class: "solid", "data-testid": "edit-save", onclick: save }, "Save"),
        h("button", { type: "button", class: "plain", onclick: leave }, "Cancel"),
      ),
    );
  }

  async remove(message) {
    if (await this.forms.confirm("Delete this message for everyone?", "Delete")) {
      this.store.act("delete", { message: message.id });
    }
  }
}

function replies(count) {
  return count === 1 ? "1 reply" : `${count} replies`;
}
