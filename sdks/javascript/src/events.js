/** The events after which a stream is over. */
export const LAST = ["done", "error"];

/** Reads lines into server-sent events, and remembers where a stream stands. */
export class EventParser {
  lastId = "";
  #name = "";
  #data = [];

  /** The event that this line completes, if it does. */
  feed(line) {
    if (line === "") {
      const event = { name: this.#name || "message", data: parse(this.#data.join("\n")), id: this.lastId };
      const isEmpty = this.#data.length === 0;
      this.#clear();
      return isEmpty ? undefined : event;
    }
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.#name = value;
    else if (name === "data") this.#data.push(value);
    else if (name === "id" && !value.includes("\0")) this.lastId = value;
    return undefined;
  }

  /** Forget half an event; the headers with which a stream is taken up where it stands. */
  begin() {
    this.#clear();
    return this.lastId ? { "last-event-id": this.lastId } : {};
  }

  #clear() {
    this.#name = "";
    this.#data = [];
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
