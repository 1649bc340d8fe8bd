// Instants in words, in a named zone.

const formats = new Map();

function format(zone, options) {
  const name = zone + JSON.stringify(options);
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return formats.get(name);
}

export function clockTime(at, zone) {
  return format(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

export function longDate(at, zone) {
  return format(zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(at).replace(",", "");
}

export function dayKey(at, zone) {
  return format(zone, { year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
}

export function shortDay(at, zone) {
  return format(zone, { weekday: "short" }).format(at);
}

// The time alone when it is the same day, else with the day.
export function soonTime(at, now, zone) {
  const time = clockTime(at, zone);
  if (dayKey(at, zone) === dayKey(now, zone)) return time;
  const days = (at - now) / 86400000;
  if (Math.abs(days) < 6) return `${shortDay(at, zone)} ${time}`;
  return `${format(zone, { day: "numeric", month: "short" }).format(at)}, ${time}`;
}

export function dayName(at, now, zone) {
  if (dayKey(at, zone) === dayKey(now, zone)) return "Today";
  if (dayKey(at, zone) === dayKey(new Date(now.getTime() - 86400000), zone)) return "Yesterday";
  return format(zone, { weekday: "long", day: "numeric", month: "long" }).format(at).replace(",", "");
}

export function zoneName(zone) {
  return zone.split("/").pop().replaceAll("_", " ");
}

export function span(milliseconds) {
  const minutes = Math.max(0, Math.round(milliseconds / 60000));
  if (minutes < 1) return "in less than a minute";
  if (minutes < 60) return `in ${minutes} min`;
  const hours = Math.round(minutes / 60);
  if (hours < 24) return `in ${hours} h`;
  const days = Math.round(hours / 24);
  return days === 1 ? "in a day" : `in ${days} days`;
}
