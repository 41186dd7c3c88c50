// Keeps the page in step with the server: a snapshot first, then the events after it. Whenever the stream breaks, the
// page starts again from a fresh snapshot, so that nothing is lost and nothing is shown twice.

import { eventsAddress } from "./api.js";

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;

export class Connection {
  #stream = null;
  #pause = FIRST_PAUSE;
  #timer = 0;

  /**
   * @param {{snapshot: function(): Promise<number>, event: function(number, Object), online: function(boolean)}} hooks
   *   `snapshot` loads the state and answers the number of the last event it contains
   */
  constructor(hooks) {
    this.hooks = hooks;
    // no need to sit out the pause once the network is back
    addEventListener("online", () => this.#timer && this.start());
  }

  async start() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#stream?.close();
    let since;
    try {
      since = await this.hooks.snapshot();
    } catch (error) {
      console.warn(error);
      this.#retry();
      return;
    }
    this.#listen(since);
  }

  #listen(since) {
    const stream = new EventSource(eventsAddress(since));
    this.#stream = stream;
    stream.onopen = () => {
      this.#pause = FIRST_PAUSE;
      this.hooks.online(true);
    };
    stream.onmessage = (message) => this.hooks.event(Number(message.lastEventId), JSON.parse(message.data));
    stream.onerror = () => {
      if (stream === this.#stream) this.#retry();
    };
  }

  #retry() {
    this.#stream?.close();
    this.#stream = null;
    this.hooks.online(false);
    this.#timer = setTimeout(() => this.start(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }
}
