// What fingers do to a message: pull it to the left to answer it, hold it for its menu.

const PULL = 56;
const LONGEST = 88;
const HOLD = 500;
const STILL = 10;

/** @param {HTMLElement} log @param {{reply: function(HTMLElement), hold: function(HTMLElement, Touch)}} told */
export function listenToFingers(log, { reply, hold }) {
  let pull = null;

  log.addEventListener("touchstart", begin, { passive: true });
  log.addEventListener("touchmove", move, { passive: false });
  for (const kind of ["touchend", "touchcancel"]) log.addEventListener(kind, end);
  // where the browser has its own long press, it is the menu's
  log.addEventListener("contextmenu", () => pull && clearTimeout(pull.timer), true);

  function begin(event) {
    const row = event.target.closest(".message");
    if (!row || event.touches.length > 1) return;
    const [{ clientX: x, clientY: y }] = event.touches;
    const timer = setTimeout(() => {
      if (getSelection().isCollapsed && !event.target.closest("a, button")) hold(row, { x, y });
    }, HOLD);
    pull = { row, x, y, timer, by: 0, isSideways: false };
  }

  function move(event) {
    if (!pull) return;
    const [touch] = event.touches;
    const x = touch.clientX - pull.x;
    const y = touch.clientY - pull.y;
    if (Math.abs(x) > STILL || Math.abs(y) > STILL) clearTimeout(pull.timer);
    if (!pull.isSideways && Math.abs(y) > STILL) return drop();
    if (x > -STILL && !pull.isSideways) return;
    pull.isSideways = true;
    // else the page would scroll, or go back
    if (event.cancelable) event.preventDefault();
    pull.by = Math.max(-LONGEST, Math.min(0, x + STILL));
    pull.row.style.translate = `${pull.by}px`;
    pull.row.classList.add("pulled");
    pull.row.classList.toggle("answers", pull.by <= -PULL);
  }

  function end() {
    if (!pull) return;
    const { row, by } = pull;
    drop();
    if (by <= -PULL) reply(row);
  }

  function drop() {
    clearTimeout(pull.timer);
    pull.row.style.translate = "";
    pull.row.classList.remove("pulled", "answers");
    pull = null;
  }
}
