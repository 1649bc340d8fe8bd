// Building the page without ever parsing text as markup: elements, icons, lists that keep what did not change.

const SVG = "http://www.w3.org/2000/svg";
const signatures = new WeakMap();

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  put(node, children);
  return node;
}

export function put(node, children) {
  node.append(...[children].flat(4).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren();
  return put(node, children);
}

export function icon(name, extra = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${extra}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export function byId(id) {
  return document.getElementById(id);
}

// Makes `parent` hold one child per item, in order. A child is built anew only when its signature changed; when the
// old one had the keyboard focus, the new one's element with the same `data-focus` gets it.
export function keyed(parent, items, { key, signature, build }) {
  const before = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let cursor = parent.firstElementChild;
  for (const item of items) {
    const name = key(item);
    const sign = signature(item);
    let node = before.get(name);
    before.delete(name);
    if (!node || signatures.get(node) !== sign) {
      const fresh = build(item);
      fresh.dataset.key = name;
      signatures.set(fresh, sign);
      if (node) {
        if (cursor === node) cursor = fresh;
        replace(node, fresh);
      }
      node = fresh;
    }
    if (node === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
  for (const node of before.values()) node.remove();
}

function replace(node, fresh) {
  const active = document.activeElement;
  const mark = node.contains(active) ? active.dataset.focus || "" : null;
  node.replaceWith(fresh);
  if (mark === null) return;
  const heir = mark ? fresh.querySelector(`[data-focus="${CSS.escape(mark)}"]`) : null;
  (heir || fresh).focus({ preventScroll: true });
}

// Shows a floating element beside another one, inside the window.
export function float(box, beside, { above = true } = {}) {
  if (!box.matches(":popover-open")) box.showPopover();
  const at = beside.getBoundingClientRect();
  const size = box.getBoundingClientRect();
  const top = above ? at.top - size.height - 6 : at.bottom + 6;
  const clamp = (value, low, high) => Math.max(low, Math.min(value, high));
  box.style.setProperty("left", `${clamp(at.left, 8, innerWidth - size.width - 8)}px`);
  box.style.setProperty("top", `${clamp(top, 8, innerHeight - size.height - 8)}px`);
}

export function toast(sentence) {
  const box = h(
    "div",
    { class: "toast", "data-testid": "toast" },
    h("span", {}, sentence),
    h("button", { type: "button", class: "square", "aria-label": "Close", onclick: () => box.remove() }, icon("close")),
  );
  byId("toasts").append(box);
  setTimeout(() => box.remove(), 9000);
}

export const storage = {
  get(name, otherwise) {
    try {
      const text = localStorage.getItem(`hubbub.${name}`);
      return text === null ? otherwise : JSON.parse(text);
    } catch {
      return otherwise;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(`hubbub.${name}`, JSON.stringify(value));
    } catch {
      // A browser that keeps nothing still shows everything.
    }
  },
};
