// The left column: channels, private messages, and for whom Hubbub left a message.

import { byId, h, icon, keyed } from "./dom.js";
import { avatar, badge } from "./people.js";
import { soonTime } from "./time.js";

export class Side {
  constructor(store) {
    this.store = store;
    this.box = byId("places");
  }

  render() {
    const store = this.store;
    const letters = store.unreadLetters();
    const hubbub = [...store.people.values()].find((person) => person.is_hubbub);
    const places = store.channels.map((channel) => ({
      ...channel, unread: channel.id !== store.place && store.isUnread(channel.id), current: channel.id === store.place,
    }));
    const direct = {
      id: store.direct, unread: store.direct !== store.place && store.isUnread(store.direct), current: store.direct === store.place,
    };
    const parts = [
      { key: "letters", show: letters.length > 0, data: letters.map((one) => [one.person, one.message]), build: () => this.letters(letters) },
      { key: "channels", show: true, data: places, build: () => this.channels(places) },
      { key: "private", show: true, data: [direct, store.me], build: () => this.direct(direct, hubbub) },
    ];
    keyed(this.box, parts.filter((part) => part.show), {
      key: (part) => part.key,
      signature: (part) => JSON.stringify(part.data),
      build: (part) => part.build(),
    });
  }

  place(id, unread, current, name, label, testid, ...children) {
    return h(
      "li",
      {},
      h(
        "button",
        {
          type: "button", class: `place${unread ? " unread" : ""}`, "aria-current": current ? "page" : null,
          "aria-label": unread ? `${label}, new messages` : label, "data-focus": id, "data-testid": testid,
          onclick: () => this.store.open(id),
        },
        children,
        h("span", { class: "name" }, name),
        unread ? h("span", { class: "dot", "data-testid": "unread" }) : null,
      ),
    );
  }

  channels(places) {
    const items = places.map((channel) =>
      this.place(
        channel.id, channel.unread, channel.current, channel.name,
        `${channel.is_private ? "private channel" : "channel"} ${channel.name}`, `channel-${channel.name}`,
        icon(channel.is_private ? "lock" : "hash"),
      ),
    );
    return h("section", {}, h("h2", {}, "Channels"), h("ul", {}, items));
  }

  direct(direct, hubbub) {
    const button = this.place(
      direct.id, direct.unread, direct.current, [hubbub.name, " ", badge(hubbub)],
      `private messages with ${hubbub.name}`, "direct", avatar(hubbub, "tiny"),
    );
    return h(
      "section", {},
      h("h2", {}, `Private, as ${this.store.self.name}`),
      h("ul", {}, button),
    );
  }

  letters(letters) {
    const store = this.store;
    const items = letters.slice(0, 6).map((letter) => {
      const person = store.person(letter.person);
      return h(
        "li",
        {},
        h(
          "button",
          {
            type: "button", class: "place", "data-focus": letter.person, "data-testid": `letter-${letter.person}`,
            title: `Speak as ${person.name} and read it`,
            onclick: () => store.speakAs(person.id, { place: letter.message.slice(0, letter.message.lastIndexOf(":")) }),
          },
          avatar(person, "tiny"),
          h("span", { class: "name" }, person.name),
          h("time", {}, soonTime(letter.at, store.time(), store.zone)),
        ),
      );
    });
    return h(
      "section", { class: "letters", "data-testid": "letters" },
      h("h2", {}, "Hubbub wrote privately to"),
      h("p", {}, "Speak as them to read it."),
      h("ul", {}, items),
    );
  }
}
