// The strip that says what this demo is and when its next digest comes.

import { getNotice } from "./api.js";
import { h } from "./dom.js";
import { safeAddress } from "./entities.js";
import { untilText } from "./format.js";
import { icon } from "./icons.js";

const REFRESH = 30_000;
const element = document.getElementById("notice");
let notice = null;
let nextLook = 0;

/** Begin showing the notice, where the demo has one. */
export async function startNotice() {
  await load();
  setInterval(tick, 1000);
}

async function load() {
  nextLook = Date.now() + REFRESH;
  try {
    notice = await getNotice();
  } catch {
    return; // the connection bar speaks of it; the last known notice stays
  }
  draw();
}

function tick() {
  if (notice) updateNext();
  if (Date.now() >= nextLook) load();
}

function draw() {
  element.hidden = !notice || sessionStorage.getItem("newsdigest.notice") === notice.text;
  if (element.hidden) return;
  element.replaceChildren(
    h(
      "p",
      {},
      h("span", { dir: "auto" }, notice.text),
      h("span", { class: "next", hidden: true }),
      (notice.links ?? []).map(linkOf),
    ),
    h("button", { type: "button", class: "round", "aria-label": "Hide this notice", onclick: dismiss }, icon("close")),
  );
  updateNext();
}

function updateNext() {
  const next = element.querySelector(".next");
  if (!next) return;
  next.hidden = !notice.next_digest_at;
  if (next.hidden) return;
  const text = `Next digest ${untilText(new Date(notice.next_digest_at), new Date())}.`;
  if (next.textContent !== text) next.textContent = text;
}

function linkOf({ text, url }) {
  const href = safeAddress(new URL(url, location.href).href);
  return href && h("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
}

function dismiss() {
  sessionStorage.setItem("newsdigest.notice", notice.text);
  element.hidden = true;
}
