// What stands above the page for a moment: toasts, alerts, pictures, small forms.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const TOAST_TIME = 3500;

export function toast(text) {
  const host = document.getElementById("toasts");
  const element = h("div", { class: "toast", dir: "auto" }, text);
  host.replaceChildren(element);
  // long answers stay long enough to be read
  setTimeout(() => element.remove(), TOAST_TIME + text.length * 25);
}

/** Show a dialog and answer what closed it: a button's value, or "" for Escape and a click beside it. */
function show(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close(""));
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
  });
}

export function alertBox(title, text) {
  const dialog = h("dialog", {
    class: "box",
    role: "alertdialog",
    "aria-labelledby": "box-title",
    "aria-describedby": "box-text",
  });
  dialog.append(
    h("h2", { id: "box-title" }, title),
    h("p", { id: "box-text", dir: "auto" }, text),
    h(
      "div",
      { class: "box-buttons" },
      h("button", { type: "button", class: "text-button", autofocus: true, onclick: () => dialog.close("ok") }, "OK"),
    ),
  );
  return show(dialog);
}

/**
 * A small form in a dialog.
 * @param {{title: string, action: string, body: Node[]}} form
 * @returns {Promise<FormData|null>} what was filled in, or null where it was called off
 */
export async function formBox({ title, action, body }) {
  const dialog = h("dialog", { class: "box", "aria-labelledby": "box-title" });
  const form = h(
    "form",
    {
      method: "dialog",
      onsubmit: (event) => {
        event.preventDefault();
        dialog.close("ok");
      },
    },
    h("h2", { id: "box-title" }, title),
    body,
    h(
      "div",
      { class: "box-buttons" },
      h("button", { type: "button", class: "text-button", onclick: () => dialog.close("") }, "Cancel"),
      h("button", { type: "submit", class: "text-button" }, action),
    ),
  );
  dialog.append(form);
  return (await show(dialog)) === "ok" ? new FormData(form) : null;
}

/**
 * A list to choose one from.
 * @param {Array<{value: *, label: string, picture?: Node, note?: string}>} choices
 * @returns {Promise<*>} the chosen value, or null where it was called off
 */
export async function listBox(title, choices) {
  let chosen = null;
  const dialog = h("dialog", { class: "box list-box", "aria-labelledby": "box-title" });
  const choose = (value) => () => {
    chosen = value;
    dialog.close("ok");
  };
  dialog.append(
    h("h2", { id: "box-title" }, title),
    h(
      "ul",
      { class: "list" },
      choices.map(({ value, label, picture, note }) =>
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", class: "list-item", onclick: choose(value) },
            picture,
            h("span", { class: "list-words" }, h("span", { dir: "auto" }, label), note && h("small", {}, note)),
          ),
        ),
      ),
    ),
    h(
      "div",
      { class: "box-buttons" },
      h("button", { type: "button", class: "text-button", onclick: () => dialog.close("") }, "Cancel"),
    ),
  );
  await show(dialog);
  return chosen;
}

export const field = (label, attributes) =>
  h("label", { class: "field" }, h("span", {}, label), h("input", { autocomplete: "off", ...attributes }));

export function photoBox(picture) {
  const dialog = h("dialog", { class: "viewer", "aria-label": picture.alt });
  dialog.append(
    h("img", { src: picture.src, alt: picture.alt, width: picture.width, height: picture.height }),
    h(
      "button",
      { type: "button", class: "round close", "aria-label": "Close", onclick: () => dialog.close("") },
      icon("close"),
    ),
    h(
      "a",
      { class: "round save", href: picture.src, download: "photo.jpg", "aria-label": "Download" },
      icon("download"),
    ),
  );
  dialog.addEventListener("click", () => dialog.close(""));
  return show(dialog);
}

export const checkbox = (label, attributes) =>
  h("label", { class: "choice" }, h("input", { type: "checkbox", ...attributes }), label);
