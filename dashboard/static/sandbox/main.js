// The page of the sandbox: puts its parts together and draws them again whenever something changed.

import { Composer } from "./compose.js";
import { byId, fill, h, icon } from "./dom.js";
import { Forms } from "./forms.js";
import { MessageList } from "./messages.js";
import { Panel } from "./panel.js";
import { PeoplePicker } from "./people.js";
import { Rehearse } from "./rehearse.js";
import { isPrivateNote } from "./rows.js";
import { Side } from "./side.js";
import { Store } from "./store.js";
import { plainWords } from "./text.js";
import { Top } from "./top.js";
import { Tour } from "./tour.js";

const store = new Store();
const forms = new Forms(store);
const picker = new PeoplePicker(store);
const thread = frameThread();
const parts = [
  new Top(store),
  new Side(store),
  new Tour(store),
  new MessageList(store, forms, { list: byId("messages"), scroller: byId("scroller"), isThread: false, newer: byId("newer") }),
  new Composer(store, picker, { id: "compose", slot: byId("compose-slot"), isThread: false }),
  new Panel(store),
];
const threadParts = [
  new MessageList(store, forms, { list: thread.list, scroller: thread.scroller, isThread: true }),
  new Composer(store, picker, { id: "compose-thread", slot: thread.slot, isThread: true }),
];
new Rehearse();

let isDrawing = false;
store.addEventListener("change", (event) => {
  announce(event.detail.fresh);
  if (document.visibilityState === "visible" && store.isUnread(store.place)) store.markRead(store.place);
  draw();
});
addEventListener("hashchange", follow);
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], :popover-open, .rewrite")) return;
  if (store.thread) closeThread();
});
document.addEventListener("visibilitychange", () => store.ready && store.changed());

store.start().then(() => {
  byId("app").removeAttribute("aria-busy");
  if (location.hash) follow();
  else byId("compose").focus();
});

function draw() {
  if (!store.ready) return;
  if (isDrawing) return;
  isDrawing = true;
  drawHead();
  const box = byId("thread");
  box.hidden = !store.thread;
  byId("app").classList.toggle("has-thread", Boolean(store.thread));
  for (const part of parts) part.render();
  if (store.thread) {
    drawThreadHead();
    for (const part of threadParts) part.render();
  }
  isDrawing = false;
}

function drawHead() {
  const channel = store.channels.find((one) => one.id === store.place);
  const lost = store.lost ? h("span", { class: "badge", role: "status" }, "Hubbub does not answer; trying again") : null;
  const mark = JSON.stringify([channel, store.me, store.lost]);
  if (byId("talk-head").dataset.mark === mark) return;
  byId("talk-head").dataset.mark = mark;
  fill(
    byId("talk-head"),
    h("h2", { "data-testid": "place-name" }, channel ? icon(channel.is_private ? "lock" : "hash") : null, channel ? channel.name : "Hubbub"),
    h("p", {}, channel ? channel.topic : `Only Hubbub and ${store.self.name} see this`),
    lost,
  );
}

function frameThread() {
  const list = h("ol", { class: "messages", "data-testid": "thread-messages" });
  const scroller = h("div", { class: "thread-scroll" }, list);
  const slot = h("div", { class: "compose-slot" });
  const where = h("p", { id: "thread-where" });
  fill(
    byId("thread"),
    h(
      "header", { class: "panel-head" }, h("div", {}, h("h2", {}, "Thread"), where),
      h("button", { type: "button", class: "square", "aria-label": "Close the thread", "data-testid": "thread-close", onclick: closeThread }, icon("close")),
    ),
    scroller, slot,
  );
  return { list, scroller, slot };
}

function drawThreadHead() {
  const channel = store.channels.find((one) => one.id === store.place);
  byId("thread-where").textContent = channel ? `#${channel.name}` : "";
}

function closeThread() {
  const root = store.thread;
  store.open(store.place);
  const node = byId("messages").querySelector(`[data-key="${CSS.escape(root)}"]`);
  (node || byId("compose")).focus();
}

// Opens the message that a link of ours leads to.
function follow() {
  const found = /^#\/m\/(.+)$/.exec(location.hash);
  if (!found) return;
  history.replaceState(null, "", location.pathname);
  if (!store.reveal(decodeURIComponent(found[1]))) byId("announcer").textContent = "That message is not shown to this person.";
}

function announce(fresh) {
  const here = fresh.filter(
    (message) => message.channel === store.place && message.author !== store.me && !message.is_deleted &&
      (!message.thread || message.thread === store.thread),
  );
  if (!here.length) return;
  byId("announcer").textContent = here
    .slice(-3)
    .map((message) => `${store.person(message.author).name}${isPrivateNote(store, message) ? ", to you alone" : ""}: ${plainWords(message)}`)
    .join(". ");
}
