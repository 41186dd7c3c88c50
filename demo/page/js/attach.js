// Sending files and places.

import { checkbox, field, formBox, toast } from "./dialogs.js";
import { h } from "./dom.js";
import { sizeText } from "./format.js";
import { openMenu } from "./menu.js";

const PICTURES = new Set(["image/png", "image/jpeg", "image/webp"]);
// what the Bot API lets a bot download (https://core.telegram.org/bots/api#getfile)
const LARGEST = 20 * 1024 * 1024;

export function openAttachMenu(button, actions) {
  const items = [
    { label: "File", icon: "file", act: () => pickFile(actions) },
    { label: "Location", icon: "location", act: () => actions.askLocation() },
  ];
  openMenu(button, items, "Attach");
}

function pickFile(actions) {
  const input = h("input", { type: "file", multiple: true, class: "sr", "aria-label": "File to send" });
  input.addEventListener("change", () => {
    takeFiles(input.files, actions);
    input.remove();
  });
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input);
  input.click();
}

async function takeFiles(list, actions) {
  for (const file of [...list]) {
    if (file.size > LARGEST) {
      toast(`${file.name} is larger than ${sizeText(LARGEST)}, the most a bot can read`);
      continue;
    }
    const answers = await formBox({
      title: "Send a file",
      action: "Send",
      body: [
        h("p", { class: "file-line" }, h("strong", { dir: "auto" }, file.name), h("small", {}, sizeText(file.size))),
        field("Caption", { name: "caption", maxlength: 1024, dir: "auto", autofocus: true }),
        PICTURES.has(file.type) && checkbox("As a photo", { name: "photo", checked: true }),
      ],
    });
    if (answers) await actions.sendDocument(file, answers.get("caption").trim(), answers.has("photo"));
  }
}

/** Take the files that are pasted into the field, or dropped onto the stage. */
export function acceptFiles(field, stage, actions) {
  field.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    takeFiles(event.clipboardData.files, actions);
  });
  stage.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    stage.classList.add("dropping");
  });
  stage.addEventListener("dragleave", (event) => {
    if (!stage.contains(event.relatedTarget)) stage.classList.remove("dropping");
  });
  stage.addEventListener("drop", (event) => {
    event.preventDefault();
    stage.classList.remove("dropping");
    takeFiles(event.dataTransfer.files, actions);
  });
}

// without a network a browser can't find its place, and time zones are what a place is wanted for
const PLACES = [
  ["London", 51.507, -0.128],
  ["Kyiv", 50.45, 30.523],
  ["New York", 40.713, -74.006],
  ["São Paulo", -23.551, -46.633],
  ["Delhi", 28.644, 77.216],
  ["Tokyo", 35.677, 139.65],
];

/** @returns {Promise<{latitude: number, longitude: number}|null>} */
export async function askPlace() {
  const latitude = {
    name: "latitude",
    type: "number",
    min: -90,
    max: 90,
    step: "any",
    required: true,
    value: PLACES[0][1],
  };
  const longitude = {
    name: "longitude",
    type: "number",
    min: -180,
    max: 180,
    step: "any",
    required: true,
    value: PLACES[0][2],
  };
  const fields = [field("Latitude", latitude), field("Longitude", longitude)];
  const fill = (place) => () =>
    fields.forEach((label, index) => {
      label.querySelector("input").value = place[index + 1];
    });
  const answers = await formBox({
    title: "Send a location",
    action: "Send",
    body: [
      h(
        "div",
        { class: "places" },
        PLACES.map((place) => h("button", { type: "button", class: "chip", onclick: fill(place) }, place[0])),
      ),
      fields,
    ],
  });
  return answers && { latitude: Number(answers.get("latitude")), longitude: Number(answers.get("longitude")) };
}
