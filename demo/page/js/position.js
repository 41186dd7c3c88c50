// Where the reader is in the conversation: following its end, or reading further up with a button back down.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const NEAR = 48;
const MARGIN = 12;
const STILL = 1200;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Position {
  #following = true;
  #gliding = false;
  #missed = 0;
  #still = 0;
  #top = 0;

  /** @param {{onSeen: function()}} parts `onSeen` is told when the reader comes down to what they had missed */
  constructor({ onSeen }) {
    this.onSeen = onSeen;
    this.scroller = document.getElementById("scroller");
    this.log = document.getElementById("log");
    this.badge = h("span", { class: "badge", "aria-hidden": "true" });
    this.button = h(
      "button",
      { type: "button", class: "down", hidden: true, onclick: () => this.#jumpDown() },
      icon("chevron"),
      this.badge,
    );
    document.getElementById("stage").append(this.button);
    this.#listen();
  }

  #listen() {
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const resized = new ResizeObserver(() => this.#resized());
    resized.observe(this.scroller);
    resized.observe(this.log);
    // a hand on the page ends a glide to the bottom
    for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"]) {
      this.scroller.addEventListener(
        kind,
        () => {
          this.#gliding = false;
        },
        { passive: true },
      );
    }
    // a quote opens downwards from where it is, also in the last message
    this.log.addEventListener(
      "click",
      (event) => {
        if (event.target.closest(".expandable")) this.#following = false;
      },
      true,
    );
  }

  get #distance() {
    return this.scroller.scrollHeight - this.scroller.clientHeight - this.scroller.scrollTop;
  }

  /** Whether the reader sees the newest message. */
  get isAtBottom() {
    return this.#distance <= NEAR;
  }

  /** Whether the view keeps to the newest message. Looks by itself: the event of a scroll comes a frame late. */
  get following() {
    const { scrollTop } = this.scroller;
    // going up is a reader's doing; not being at the end any more may as well be a keyboard that took room
    if (scrollTop < this.#top && !this.#gliding) this.#following = false;
    if (this.isAtBottom) this.#following = true;
    this.#top = scrollTop;
    return this.#following;
  }

  #scrollTo(top, behavior = "instant") {
    this.scroller.scrollTo({ top, behavior });
    this.#top = this.scroller.scrollTop;
  }

  toBottom({ smoothly = false } = {}) {
    this.#following = true;
    this.#gliding = smoothly;
    this.#scrollTo(this.scroller.scrollHeight, smoothly ? "smooth" : "instant");
  }

  /** Begin a conversation: at its end, or at the line above what is new. */
  open(line) {
    this.#missed = 0;
    this.toBottom();
    if (line && line.offsetTop < this.scroller.scrollTop) this.#showFrom(line);
  }

  /** Keep to the end; but what no longer fits into the window is shown from its beginning. */
  follow(grown) {
    const first = grown.find((element) => element.matches(".message.in"));
    const isTaller = first && this.log.scrollHeight - first.offsetTop > this.scroller.clientHeight;
    if (isTaller && !document.hidden) this.#showFrom(first);
    else this.toBottom();
  }

  #showFrom(element) {
    this.#scrollTo(element.offsetTop - MARGIN);
    this.#following = this.isAtBottom;
  }

  /** Whether a row begins in view or below it. */
  shows = (element) => element.offsetTop >= this.scroller.scrollTop;

  /**
   * Remember the first of these elements that is in view.
   * @returns {function()} puts it back where it was, so that changes above it don't move what is being read
   */
  hold(elements) {
    const top = this.scroller.getBoundingClientRect().top;
    const anchor = elements.find((element) => element.getBoundingClientRect().bottom > top);
    const before = anchor?.getBoundingClientRect().top;
    return (replaced) => {
      const now = replaced(anchor);
      if (now?.isConnected) this.#scrollTo(this.scroller.scrollTop + now.getBoundingClientRect().top - before);
    };
  }

  jumpTo(element) {
    this.#following = false;
    const block = element.offsetHeight > this.scroller.clientHeight ? "start" : "center";
    element.scrollIntoView({ block, behavior: calm.matches ? "instant" : "smooth" });
    element.classList.remove("flash");
    void element.offsetWidth; // restarts the animation of a second jump
    element.classList.add("flash");
  }

  /** A message came in. @returns {boolean} whether the reader is where they see it */
  arrived() {
    if (this.following) return true;
    this.#missed += 1;
    this.update();
    return false;
  }

  #resized() {
    if (this.#following && !this.#gliding) this.toBottom();
    this.update();
  }

  #scrolled() {
    if (this.following && this.isAtBottom) {
      this.#gliding = false;
      if (this.#missed) this.#seen();
    }
    this.update();
    this.#showDay();
  }

  /** The day above a scrolled conversation stays only while it moves, so that it covers no text. */
  #showDay() {
    this.scroller.classList.add("scrolling");
    clearTimeout(this.#still);
    this.#still = setTimeout(() => this.scroller.classList.remove("scrolling"), STILL);
    const top = this.scroller.scrollTop;
    for (const day of this.log.querySelectorAll(".day")) day.classList.toggle("stuck", day.offsetTop < top);
  }

  #jumpDown() {
    this.#seen();
    // a glide past more than a few screens only takes time
    this.toBottom({ smoothly: !calm.matches && this.#distance < 3 * this.scroller.clientHeight });
  }

  #seen() {
    this.#missed = 0;
    this.onSeen();
  }

  update() {
    this.button.hidden = this.isAtBottom || this.#gliding;
    this.badge.textContent = this.#missed ? String(this.#missed) : "";
    const label = this.#missed ? `${this.#missed} new, scroll to the newest message` : "Scroll to the newest message";
    this.button.setAttribute("aria-label", label);
  }
}
