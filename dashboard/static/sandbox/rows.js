// Which rows a list of messages has: days, messages, what belongs together, notes below what they answer.

import { dayKey, dayName } from "./time.js";

const TOGETHER = 5 * 60000;

export function rowsOf(store, channel, thread) {
  const found = store.inPlace(channel, thread);
  const own = new Set(found.map((message) => message.id));
  const below = new Map();
  for (const message of store.messages.values()) {
    if (isBelow(store, message, own) && !message.is_deleted) {
      below.set(message.anchor, [...(below.get(message.anchor) || []), message]);
    }
  }
  const kept = found.filter((message) => isShown(store, message, thread) && !isBelow(store, message, own));
  const rows = [];
  let previous = null;
  let today = null;
  for (const message of kept.flatMap((one) => [one, ...(below.get(one.id) || [])])) {
    const isNote = isPrivateNote(store, message);
    const day = dayKey(message.at, store.zone);
    if (!thread && !isNote && day !== today) {
      rows.push({ key: `day ${day}`, day: dayName(message.at, store.now, store.zone) });
      previous = null;
      today = day;
    }
    const isJoined = !isNote && isSameBreath(store, previous, message);
    rows.push({ key: message.id, message, isNote, isJoined, ...(thread ? {} : about(store, message)) });
    if (thread && message.id === thread) rows.push({ key: "count", count: store.replies(thread).length });
    previous = isNote || (thread && message.id === thread) ? null : { message };
  }
  return rows;
}

// A private note stands below the message it answers, when that is in the list.
function isBelow(store, message, own) {
  return Boolean(message.anchor) && own.has(message.anchor) && isPrivateNote(store, message);
}

export function isPrivateNote(store, message) {
  return message.only_to === store.me && message.channel !== store.direct;
}

function isShown(store, message, thread) {
  return !message.is_deleted || message.id === thread || (!message.thread && store.replies(message.id).length > 0);
}

function isSameBreath(store, previous, message) {
  return (
    previous !== null &&
    previous.message.author === message.author &&
    !previous.message.is_deleted &&
    !message.is_deleted &&
    !store.person(message.author).is_bot &&
    message.at - previous.message.at < TOGETHER
  );
}

// What is going on in the thread below a message.
function about(store, message) {
  const replies = store.replies(message.id);
  const notes = [...store.messages.values()].filter(
    (one) => one.thread === message.id && !one.is_deleted && one.only_to === store.me,
  ).length;
  if (!replies.length && !notes) return {};
  return {
    summary: { count: replies.length, notes, last: replies.at(-1)?.at, people: [...new Set(replies.map((one) => one.author))].slice(0, 4) },
  };
}
