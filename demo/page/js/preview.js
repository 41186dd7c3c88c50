// The card for a message's link: what the page says of itself, as far as it is one that the server may look at.
// https://core.telegram.org/bots/api#linkpreviewoptions

import { getPreview, previewPicture } from "./api.js";
import { h } from "./dom.js";
import { link, safeAddress, spelledOut } from "./entities.js";

/** What is known of each message's link, by `keyOf`: a card, null for none, or a promise. */
const known = new Map();

/** The address that the preview shows: the one the options name, else the first link. */
function addressOf(message) {
  const options = message.link_preview_options;
  if (!message.text || message.pending || options?.is_disabled) return null;
  const first = message.entities?.find(({ type }) => type === "url" || type === "text_link");
  const given = first?.url ?? (first && spelledOut(message.text.slice(first.offset, first.offset + first.length)));
  const address = safeAddress(options?.url ?? given ?? "");
  return address?.startsWith("http") ? address : null;
}

const keyOf = (message, address) => `${message.chat.id}:${message.message_id}:${address}`;

/** The preview's card, or null where the message has none. It is filled in when what it says has come. */
export function preview(message, actions) {
  const address = addressOf(message);
  if (!address) return null;
  const card = link(address, [], actions);
  card.classList.add("preview");
  const key = keyOf(message, address);
  const found = known.get(key);
  fill(card, message, address, found instanceof Promise ? null : found);
  if (found === undefined || found instanceof Promise) {
    load(key, message).then((loaded) => loaded && fill(card, message, address, loaded));
  }
  return card;
}

function load(key, message) {
  if (!known.has(key)) {
    const asked = getPreview(message.chat.id, message.message_id).then(
      (answer) => answer.preview ?? null,
      () => null,
    );
    known.set(key, asked);
    asked.then((found) => known.set(key, found));
  }
  return Promise.resolve(known.get(key));
}

function fill(card, message, address, found) {
  const url = new URL(address);
  const picture = found?.picture && pictureOf(message);
  const isLarge = picture && sizeOf(message.link_preview_options, found);
  card.classList.toggle("large", Boolean(isLarge));
  card.classList.toggle("small", Boolean(picture && !isLarge));
  card.replaceChildren(
    h(
      "span",
      { class: "preview-words" },
      h("strong", { dir: "auto" }, found?.site || url.host),
      found?.title && h("span", { class: "preview-title", dir: "auto" }, found.title),
      found?.description && h("span", { class: "preview-about", dir: "auto" }, found.description),
      !found && url.pathname !== "/" && h("span", { class: "preview-path" }, readablePath(url)),
    ),
    ...(picture ? [picture] : []),
  );
}

const sizeOf = (options, found) =>
  options?.prefer_large_media || (found.is_large && !options?.prefer_small_media) || false;

function pictureOf(message) {
  const source = previewPicture(message.chat.id, message.message_id);
  const image = h("img", { src: source, alt: "", decoding: "async" });
  image.addEventListener("error", () => image.remove());
  return image;
}

function readablePath(url) {
  try {
    return decodeURIComponent(url.pathname);
  } catch {
    return url.pathname;
  }
}
