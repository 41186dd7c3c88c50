// Pictures, albums, files and places inside a bubble.

import { fileAddress } from "./api.js";
import { h } from "./dom.js";
import { sizeText } from "./format.js";
import { icon } from "./icons.js";

/** @param {Object[]} messages one message, or all of an album */
export function mediaOf(messages, actions) {
  const photos = messages.filter((message) => message.photo);
  const parts = [];
  if (photos.length === 1) parts.push(photo(photos[0], actions));
  if (photos.length > 1) {
    parts.push(
      h(
        "div",
        { class: "album", dataset: { count: photos.length } },
        photos.map((one) => photo(one, actions)),
      ),
    );
  }
  for (const message of messages) {
    if (message.document) parts.push(file(message.document));
    if (message.location) parts.push(place(message.location));
    if (isUnknown(message)) parts.push(h("p", { class: "unknown" }, "This kind of message only shows in Telegram."));
  }
  return parts.length ? h("div", { class: "media" }, parts) : null;
}

const KNOWN = ["text", "photo", "document", "location", "pending"];
const isUnknown = (message) => !KNOWN.some((kind) => message[kind] !== undefined);

const TALLEST = 380;
const area = (size) => size.width * size.height;

function photo(message, actions) {
  const best = message.photo.reduce((a, b) => (area(b) > area(a) ? b : a));
  const picture = {
    src: fileAddress(best.file_id),
    // without a caption there is nothing else to say about it
    alt: message.caption ?? "Photo",
    width: best.width,
    height: best.height,
  };
  const image = h("img", { ...picture, decoding: "async" });
  const button = h(
    "button",
    {
      type: "button",
      class: "photo",
      "aria-label": `Enlarge: ${picture.alt}`,
      onclick: () => actions.openPhoto(picture),
    },
    image,
  );
  // its room is taken before it has come, so that nothing jumps when it does
  const ratio = best.width / best.height;
  image.style.aspectRatio = String(ratio);
  button.style.width = `${Math.min(best.width, TALLEST * ratio)}px`;
  return button;
}

const extensionOf = (name) => (/\.([\p{L}\p{N}]{1,4})$/u.exec(name)?.[1] ?? "").toLowerCase();

function file(document_) {
  const name = document_.file_name ?? "File";
  return h(
    "a",
    { class: "file", href: fileAddress(document_.file_id), download: name, title: `Download ${name}` },
    h(
      "span",
      { class: "file-icon", "aria-hidden": "true" },
      extensionOf(name) || icon("file"),
      h("span", { class: "file-arrow" }, icon("download")),
    ),
    h(
      "span",
      { class: "file-words" },
      h("strong", { dir: "auto" }, name),
      h("small", {}, document_.file_size === undefined ? "Download" : sizeText(document_.file_size)),
    ),
  );
}

function place({ latitude, longitude }) {
  const words = `${degrees(latitude, "N", "S")} ${degrees(longitude, "E", "W")}`;
  const address = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=11/${latitude}/${longitude}`;
  return h(
    "a",
    {
      class: "place",
      href: address,
      target: "_blank",
      rel: "noopener noreferrer",
      "aria-label": `Location ${words}, open a map`,
    },
    h("span", { class: "place-map" }, icon("location")),
    h("span", { class: "place-words" }, words),
  );
}

const degrees = (value, positive, negative) => `${Math.abs(value).toFixed(3)}° ${value < 0 ? negative : positive}`;
