// Bot API text with entities, as nodes. Offsets count UTF-16 units, which is what JavaScript strings count too.
// https://core.telegram.org/bots/api#messageentity

import { h } from "./dom.js";
import { icon } from "./icons.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SCHEMES = new Set(["http:", "https:", "tg:", "mailto:"]);
const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

/** The address as a link may carry it, or null where its scheme isn't one that a message may open. */
export function safeAddress(address) {
  const url = URL.parse(address);
  return url && SCHEMES.has(url.protocol) ? url.href : null;
}

/** People write addresses without a scheme, and then a port would be taken for one. */
export const spelledOut = (text) => (text.includes("://") ? text : `https://${text}`);

/**
 * Text and entities as a tree: strings, and `{entity, children}`. Entities that only partly overlap are cut where
 * they cross, the way Telegram does; those outside the text are left out.
 */
export function tree(text, entities = []) {
  const inside = entities
    .map((entity) => ({ ...entity, end: Math.min(entity.offset + entity.length, text.length) }))
    .filter((entity) => entity.offset >= 0 && entity.offset < entity.end);
  return branch(text, 0, text.length, inside);
}

function branch(text, start, end, entities) {
  // a stable sort keeps the sender's order among entities of one range, e.g. bold before the link it carries
  const queue = [...entities].sort((a, b) => a.offset - b.offset || b.end - a.end);
  const nodes = [];
  let at = start;
  while (queue.length) {
    const entity = queue.shift();
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const within = [];
    const after = [];
    for (const other of queue.splice(0)) {
      if (other.offset >= entity.end) after.push(other);
      else if (other.end <= entity.end) within.push(other);
      else {
        within.push({ ...other, end: entity.end });
        after.push({ ...other, offset: entity.end });
      }
    }
    nodes.push({ entity, children: branch(text, entity.offset, entity.end, within) });
    at = entity.end;
    queue.push(...after.sort((a, b) => a.offset - b.offset || b.end - a.end));
  }
  if (at < end) nodes.push(text.slice(at, end));
  return trimAroundBlocks(nodes);
}

/** A block starts its own line, so the newline that parts it from its neighbours would show as an empty one. */
function trimAroundBlocks(nodes) {
  const isBlock = (node) => typeof node === "object" && BLOCKS.has(node.entity.type);
  return nodes
    .map((node, index) => {
      if (typeof node !== "string") return node;
      let text = node;
      if (isBlock(nodes[index - 1]) && text.startsWith("\n")) text = text.slice(1);
      if (isBlock(nodes[index + 1]) && text.endsWith("\n")) text = text.slice(0, -1);
      return text;
    })
    .filter((node) => node !== "");
}

export const plainText = (nodes) =>
  nodes.map((node) => (typeof node === "string" ? node : plainText(node.children))).join("");

/**
 * @param {{command: function(string), open: function(string): boolean, copy: function(string)}} actions what taps
 *   do; `open` answers whether it took care of the address itself
 * @returns {DocumentFragment}
 */
export function renderText(text, entities, actions) {
  const fragment = document.createDocumentFragment();
  fragment.append(...tree(text, entities).map((node) => render(node, actions)));
  return fragment;
}

function render(node, actions) {
  if (typeof node === "string") return document.createTextNode(node);
  const children = node.children.map((child) => render(child, actions));
  const text = plainText(node.children);
  const type = node.entity.type;
  if (type in TAGS) return h(TAGS[type], type === "code" ? copies(text, actions) : {}, children);
  const make = MAKERS[type];
  return make ? make(node.entity, text, children, actions) : h("span", {}, children);
}

const copies = (text, actions) => ({ title: "Copy", onclick: () => getSelection().isCollapsed && actions.copy(text) });

const MAKERS = {
  url: (_, text, children, actions) => link(spelledOut(text), children, actions),
  text_link: (entity, _, children, actions) => link(entity.url, children, actions),
  email: (_, text, children, actions) => link(`mailto:${text}`, children, actions),
  mention: (_, text, children, actions) => link(`https://t.me/${text.slice(1)}`, children, actions),
  text_mention: (_entity, _text, children) => h("span", { class: "tag" }, children),
  hashtag: (_entity, _text, children) => h("span", { class: "tag" }, children),
  cashtag: (_entity, _text, children) => h("span", { class: "tag" }, children),
  bot_command: (_, text, children, actions) =>
    h(
      "button",
      { type: "button", class: "link", dir: "ltr", title: `Send ${text}`, onclick: () => actions.command(text) },
      children,
    ),
  spoiler: (_entity, _text, children) => spoiler(children),
  pre: (entity, text, children, actions) => codeBlock(entity.language, text, children, actions),
  blockquote: (_entity, _text, children) => h("blockquote", { class: "quote", dir: "auto" }, children, icon("quote")),
  expandable_blockquote: (_entity, _text, children) => expandable(children),
};

export function link(address, children, actions) {
  const href = safeAddress(address);
  if (!href) return h("span", {}, children);
  const open = (event) => {
    if (actions.open(href)) event.preventDefault();
  };
  return h("a", { href, title: href, target: "_blank", rel: "noopener noreferrer", onclick: open }, children);
}

function codeBlock(language, text, children, actions) {
  return h(
    "div",
    { class: "codeblock", dir: "ltr" },
    h(
      "div",
      { class: "codehead" },
      h("span", {}, language ?? ""),
      h(
        "button",
        { type: "button", class: "codecopy", "aria-label": "Copy the code", onclick: () => actions.copy(text) },
        icon("copy"),
      ),
    ),
    h("pre", { tabindex: 0 }, h("code", {}, children)),
  );
}

function spoiler(children) {
  const element = h(
    "span",
    { class: "spoiler", role: "button", tabindex: 0, "aria-label": "Hidden text, reveal" },
    h("span", { class: "veiled" }, children),
  );
  element.addEventListener(
    "click",
    (event) => {
      if (isRevealed(element)) return;
      event.preventDefault();
      event.stopPropagation();
      reveal(element);
    },
    true,
  );
  element.addEventListener("keydown", (event) => {
    if (isRevealed(element) || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    reveal(element);
  });
  return element;
}

export const isRevealed = (element) => element.classList.contains("revealed");

export function reveal(element) {
  element.classList.add("revealed");
  for (const name of ["role", "tabindex", "aria-label"]) element.removeAttribute(name);
}

function expandable(children) {
  const body = h("div", { class: "clamp" }, children);
  const button = h(
    "button",
    {
      type: "button",
      class: "expand",
      "aria-expanded": "false",
      "aria-label": "Show the whole quote",
    },
    icon("chevron"),
  );
  const element = h("blockquote", { class: "quote expandable", dir: "auto" }, body, icon("quote"), button);
  element.addEventListener("click", (event) => {
    if (event.target.closest("a, button:not(.expand), .spoiler:not(.revealed)") || !getSelection().isCollapsed) return;
    expand(element, !isExpanded(element));
  });
  // a link below the fold that gets the focus must be seen
  body.addEventListener("focusin", (event) => {
    if (event.target.matches(":focus-visible") && hidesSomething(body)) expand(element, true);
  });
  watchFold(element, body);
  return element;
}

const hidesSomething = (body) => body.scrollHeight > body.clientHeight + 2;

function watchFold(element, body) {
  const observer = new ResizeObserver(() => {
    if (!isExpanded(element)) element.classList.toggle("short", !hidesSomething(body));
  });
  observer.observe(body);
}

export const isExpanded = (element) => element.classList.contains("expanded");

export function expand(element, open) {
  element.classList.toggle("expanded", open);
  const button = element.querySelector(":scope > .expand");
  button.setAttribute("aria-expanded", String(open));
  button.setAttribute("aria-label", open ? "Show less of the quote" : "Show the whole quote");
}
