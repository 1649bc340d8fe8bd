// What the page knows: the world as the person one speaks as sees it, kept up to date, and where one is looking.

import { ask, tell } from "./api.js";
import { storage, toast } from "./dom.js";

const RETRY = [500, 1000, 2000, 5000];

export class Store extends EventTarget {
  constructor() {
    super();
    this.ready = false;
    this.lost = false;
    this.me = null;
    this.people = new Map();
    this.channels = [];
    this.letters = [];
    this.messages = new Map();
    this.community = { name: "", timezone: "UTC" };
    this.moving = null;
    this.nextDue = null;
    this.place = null;
    this.thread = null;
    this.editing = null;
    this.read = storage.get("read", {});
    this.showForm = () => {};
    this.stop = null;
  }

  async start() {
    this.me = storage.get("me", null);
    for (;;) {
      try {
        await this.load();
        break;
      } catch (error) {
        if (error.status === 400) this.me = null;
        await this.pause(1000);
      }
    }
    this.poll();
  }

  // The world as one person sees it, from scratch.
  async load() {
    if (!this.me) this.me = await this.firstPerson();
    const state = await ask("state", { person: this.me });
    this.people = new Map(state.people.map((person) => [person.id, person]));
    this.community = state.community;
    this.direct = state.direct;
    this.messages = new Map();
    this.take(state);
    this.ready = true;
    const places = [...this.channels.map((channel) => channel.id), this.direct];
    if (!places.includes(this.place)) {
      const kept = storage.get("place", null);
      const wasDirect = this.place !== null && this.place.includes(":direct-");
      this.place = wasDirect ? this.direct : places.includes(kept) ? kept : places[0];
    }
    if (this.thread && !this.messages.has(this.thread)) this.thread = null;
    this.markAllReadOnce();
    this.changed();
  }

  // Nobody was chosen yet: a member who could ask, as the sample's first one would.
  async firstPerson() {
    const state = await ask("state", { person: "sandbox:hubbub" });
    const people = state.people.filter((person) => !person.is_bot);
    return (people.find((person) => person.role === "member") || people[0]).id;
  }

  take(news) {
    this.seq = news.seq;
    this.now = new Date(news.now);
    this.tookAt = performance.now();
    this.nextDue = news.next_due ? new Date(news.next_due) : null;
    this.moving = news.moving && { from: new Date(news.moving.from), to: new Date(news.moving.to) };
    this.channels = news.channels;
    this.letters = news.letters.map((letter) => ({ ...letter, at: new Date(letter.at) }));
    for (const message of news.messages) this.messages.set(message.id, { ...message, at: new Date(message.at) });
    if (news.trouble) toast(news.trouble);
  }

  async poll() {
    for (let failures = 0; ; ) {
      const me = this.me;
      this.stop = new AbortController();
      try {
        const news = await ask("updates", { person: me, since: this.seq }, this.stop.signal);
        if (me !== this.me) continue;
        failures = 0;
        const fresh = news.messages.filter((message) => !this.messages.has(message.id));
        if (this.lost || news.seq < this.seq) {
          this.lost = false;
          await this.load();
          continue;
        }
        this.take(news);
        this.changed(fresh);
      } catch (error) {
        if (error.name === "AbortError") continue;
        if (failures > 0 && !this.lost) {
          this.lost = true;
          this.changed();
        }
        await this.pause(RETRY[Math.min(failures, RETRY.length - 1)]);
        failures += 1;
      }
    }
  }

  pause(milliseconds) {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  changed(fresh = []) {
    this.dispatchEvent(new CustomEvent("change", { detail: { fresh } }));
  }

  // The sandbox's time now, ticking on between two answers.
  time() {
    return new Date(this.now.getTime() + (this.moving ? 0 : performance.now() - this.tookAt));
  }

  get zone() {
    return this.community.timezone;
  }

  person(id) {
    return this.people.get(id) || { id, name: "Somebody", role: "member", timezone: "UTC", is_bot: false };
  }

  get self() {
    return this.person(this.me);
  }

  // Messages of a place in order: those at its top level, or those of one thread.
  inPlace(channel, thread = null) {
    const found = [...this.messages.values()].filter(
      (message) => message.channel === channel && (thread ? message.thread === thread || message.id === thread : !message.thread),
    );
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  replies(root) {
    return [...this.messages.values()]
      .filter((message) => message.thread === root && !message.is_deleted && !message.only_to)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async speakAs(person, { place = null, thread = null } = {}) {
    if (person !== this.me) {
      this.me = person;
      storage.set("me", person);
      this.editing = null;
      if (place) this.place = place;
      try {
        await this.load();
      } catch (error) {
        toast(error.message);
      }
      this.stop?.abort();
    }
    if (place) this.open(place, thread);
  }

  open(place, thread = null) {
    this.place = place;
    this.thread = thread;
    this.editing = null;
    storage.set("place", place);
    this.markRead(place);
    this.changed();
  }

  // Shows a message wherever it is; false when this person cannot see it.
  reveal(id) {
    const message = this.messages.get(id);
    if (!message || message.is_deleted) return false;
    this.open(message.channel, message.thread);
    this.dispatchEvent(new CustomEvent("reveal", { detail: id }));
    return true;
  }

  newest(channel) {
    let newest = "";
    for (const message of this.messages.values()) {
      if (message.channel === channel && !message.is_deleted) newest = later(newest, stamp(message.id));
    }
    return newest;
  }

  // Marks from beyond the present are those of a sandbox that was begun anew since.
  markAllReadOnce() {
    const now = this.now.getTime() / 1000;
    for (const [channel, mark] of Object.entries(this.read)) {
      if (Number(mark) > now) delete this.read[channel];
    }
    for (const { id } of this.channels) this.read[id] ??= this.newest(id);
    for (const letter of this.letters) this.read[directOf(letter.message)] ??= "";
    this.read[this.direct] ??= "";
    this.markRead(this.place);
  }

  markRead(channel) {
    this.read[channel] = this.newest(channel);
    storage.set("read", this.read);
  }

  isUnread(channel) {
    return this.newest(channel) > (this.read[channel] ?? "");
  }

  unreadLetters() {
    return this.letters
      .filter((letter) => stamp(letter.message) > (this.read[directOf(letter.message)] ?? ""))
      .sort((a, b) => b.at - a.at);
  }

  // Does something as the person one speaks as; false when it was refused, and the sentence is shown. What failed
  // only after it was written down (500) was done.
  async act(name, body) {
    try {
      const done = await tell(name, { person: this.me, ...body });
      if (done.trouble) toast(done.trouble);
      if (done.form) this.showForm(done.form, body.message);
      return true;
    } catch (error) {
      toast(error.message);
      return error.status === 500;
    }
  }

  async advance(minutes) {
    try {
      const { moving } = await tell("advance", { minutes });
      this.moving = moving && { from: new Date(moving.from), to: new Date(moving.to) };
      this.stop?.abort();
      this.changed();
    } catch (error) {
      toast(error.message);
    }
  }
}

function stamp(id) {
  return id.slice(id.lastIndexOf(":") + 1);
}

function directOf(message) {
  return message.slice(0, message.lastIndexOf(":"));
}

function later(a, b) {
  return a > b ? a : b;
}
