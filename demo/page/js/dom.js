// Elements built from data. Text goes in as text nodes only: there is no way from here to markup.

/**
 * An element with attributes and children.
 * @param {string} tag
 * @param {Object<string, any>} attributes `on…` functions become listeners, `dataset` is an object; false, null and
 *   undefined leave an attribute out, true sets it empty
 * @param {...(Node|string|null|false|undefined|Array)} children strings become text nodes
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function" && name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(child);
  }
}

/** Text for screen readers only. */
export const hiddenText = (text) => h("span", { class: "sr" }, text);
