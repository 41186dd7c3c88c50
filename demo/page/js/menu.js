// Pop-up menus: one open at a time, closed by Escape, a click elsewhere or a choice.

import { h } from "./dom.js";
import { icon } from "./icons.js";

let open = null;

/**
 * @param {{x: number, y: number}|HTMLElement} at a point in the window, or the button that opened it
 * @param {Array<{label: string, icon?: string, act: function(), danger?: boolean, checked?: boolean}|Node|null>} items
 *   a Node stands as it is (its buttons take part in the arrow keys); null and false are left out
 * @param {string} label what a screen reader calls the menu
 */
export function openMenu(at, items, label) {
  closeMenu();
  const opener = at instanceof HTMLElement ? at : document.activeElement;
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label }, items.filter(Boolean).map(itemOf));
  menu.addEventListener("keydown", (event) => onKey(event, menu));
  document.body.append(menu);
  place(menu, at);
  if (at instanceof HTMLElement) at.setAttribute("aria-expanded", "true");
  open = { menu, opener, at };
  menu.querySelector("button")?.focus({ preventScroll: true });
  setTimeout(() => addEventListener("pointerdown", onOutside, true));
}

export function closeMenu({ giveFocusBack = true } = {}) {
  if (!open) return;
  const { menu, opener, at } = open;
  open = null;
  removeEventListener("pointerdown", onOutside, true);
  if (at instanceof HTMLElement) at.setAttribute("aria-expanded", "false");
  const hadFocus = menu.contains(document.activeElement);
  menu.remove();
  if (giveFocusBack && hadFocus) opener?.focus({ preventScroll: true });
}

function itemOf(item) {
  if (item instanceof Node) return item;
  const act = () => {
    closeMenu();
    item.act();
  };
  const choice = item.checked !== undefined;
  return h(
    "button",
    {
      type: "button",
      class: `menu-item${item.danger ? " danger" : ""}`,
      role: choice ? "menuitemradio" : "menuitem",
      "aria-checked": choice ? String(item.checked) : null,
      onclick: act,
    },
    item.icon && icon(item.icon),
    h("span", {}, item.label),
    item.checked && icon("check"),
  );
}

function onOutside(event) {
  if (open.menu.contains(event.target)) return;
  const again = open.at instanceof HTMLElement && open.at.contains(event.target);
  closeMenu({ giveFocusBack: false });
  // the click that closes a menu must not open it again through its own button
  if (again) addEventListener("click", (click) => click.stopPropagation(), { capture: true, once: true });
}

function onKey(event, menu) {
  const buttons = [...menu.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const next = {
    ArrowDown: buttons[(at + 1) % buttons.length],
    ArrowRight: buttons[(at + 1) % buttons.length],
    ArrowUp: buttons.at(at <= 0 ? -1 : at - 1),
    ArrowLeft: buttons.at(at <= 0 ? -1 : at - 1),
    Home: buttons[0],
    End: buttons.at(-1),
  }[event.key];
  if (next) next.focus();
  else if (event.key === "Escape" || event.key === "Tab") closeMenu();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function place(menu, at) {
  const box =
    at instanceof HTMLElement ? at.getBoundingClientRect() : { left: at.x, right: at.x, top: at.y, bottom: at.y };
  const { offsetWidth: width, offsetHeight: height } = menu;
  const room = { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight };
  const left = box.left + width > room.width - 8 ? box.right - width : box.left;
  const below = box.bottom + 4;
  const top = below + height > room.height - 8 ? box.top - height - 4 : below;
  menu.style.left = `${clamp(left, 8, room.width - width - 8)}px`;
  menu.style.top = `${clamp(top, 8, room.height - height - 8)}px`;
}

const clamp = (value, low, high) => Math.max(low, Math.min(value, high));
