// What people and Hubbub wrote, as elements: code, addresses, mentions; nothing in it is ever parsed as markup.

import { h } from "./dom.js";

const PIECES = /```([\s\S]+?)```|`([^`\n]+)`|(https?:\/\/[^\s<>"']+)/g;
const OURS = /#\/m\/(sandbox:[^\s?]+)$/;

export function ourMessage(address) {
  const found = OURS.exec(address);
  return found ? decodeURIComponent(found[1]) : null;
}

function link(address, words) {
  let url;
  try {
    url = new URL(address, location.href);
  } catch {
    return words;
  }
  if (!["http:", "https:", "mailto:"].includes(url.protocol)) return words;
  const message = ourMessage(address);
  if (message) return h("a", { href: `#/m/${message}` }, words);
  return h("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, words);
}

function mention(name, person, me) {
  return h("span", { class: person === me ? "mention me" : "mention" }, name);
}

// Splits plain words at `@Name`; of names that begin alike the longest counts.
function withMentions(text, people, me) {
  const named = people.toSorted((a, b) => b.name.length - a.name.length);
  const parts = [];
  let rest = text;
  let done = "";
  while (rest) {
    const at = rest.indexOf("@");
    if (at < 0) break;
    const after = rest.slice(at + 1).toLowerCase();
    const person = named.find(
      (one) => after.startsWith(one.name.toLowerCase()) && !/[\p{L}\p{N}]/u.test(after.charAt(one.name.length)),
    );
    const length = person ? person.name.length + 1 : 1;
    if (person) {
      parts.push(done + rest.slice(0, at), mention(rest.slice(at, at + length), person.id, me));
      done = "";
    } else {
      done += rest.slice(0, at + 1);
    }
    rest = rest.slice(at + length);
  }
  parts.push(done + rest);
  return parts;
}

function tidyAddress(address) {
  const tail = /[.,;:!?)\]]+$/.exec(address);
  return tail ? [address.slice(0, -tail[0].length), tail[0]] : [address, ""];
}

export function personText(text, everyone, me) {
  const people = [...everyone];
  const box = h("div", { class: "words" });
  let line = h("p");
  let last = 0;
  const flush = () => {
    if (line.hasChildNodes()) box.append(line);
    line = h("p");
  };
  for (const found of text.matchAll(PIECES)) {
    line.append(...withMentions(text.slice(last, found.index), people, me));
    last = found.index + found[0].length;
    if (found[1] !== undefined) {
      flush();
      box.append(h("pre", {}, found[1].replace(/^\n|\n$/g, "")));
      if (text[last] === "\n") last += 1;
    } else if (found[2] !== undefined) {
      line.append(h("code", {}, found[2]));
    } else {
      const [address, tail] = tidyAddress(found[3]);
      line.append(link(address, address), tail);
    }
  }
  line.append(...withMentions(text.slice(last), people, me));
  flush();
  return box;
}

function span(piece, me, when) {
  if (piece.person) return mention(piece.text.startsWith("@") ? piece.text : `@${piece.text}`, piece.person, me);
  const plain = piece.at && when ? h("time", { datetime: piece.at }, when(new Date(piece.at))) : piece.text;
  const words = piece.link ? link(piece.link, piece.text) : plain;
  const tag = { bold: "strong", italic: "em", code: "code" }[piece.style];
  return tag ? h(tag, {}, words) : words;
}

// `when` says how an instant reads now; without it what was written stands.
export function richText(blocks, me, when) {
  const box = h("div", { class: "words" });
  let list = null;
  for (const block of blocks) {
    const pieces = block.spans.map((piece) => span(piece, me, when));
    if (block.kind === "bullet") {
      if (!list) box.append((list = h("ul")));
      list.append(h("li", {}, pieces));
      continue;
    }
    list = null;
    if (block.kind === "quote") box.append(h("blockquote", {}, pieces));
    else box.append(h("p", { class: block.kind === "note" ? "small" : null }, pieces));
  }
  return box;
}

export function plainWords(message) {
  return message.text.slice(0, 300);
}
