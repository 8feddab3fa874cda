"use strict";

// The figures as they change, over a WebSocket that is opened anew as often as it has to be.
class Live {
  static SILENCE = 40_000;  // the server gives a sign of life every 15 s
  static LOG_IN_AGAIN = 4401;

  constructor({onFigures, onState, onReturn}) {
    Object.assign(this, {onFigures, onState, onReturn, query: "", last: "", tries: 0});
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.hurry(); });
  }

  follow(query) {
    this.query = query;
    this.last = "";
    this.tries = 0;
    this.open();
  }

  open() {
    clearTimeout(this.timer);
    this.drop();
    const parameters = new URLSearchParams(this.query);
    if (this.last) parameters.set("since", this.last);
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws/dashboard/?${parameters}`);
    this.socket = socket;
    this.listen();
    socket.onopen = () => { this.tries = 0; this.onState("on"); };
    socket.onmessage = ({data}) => {
      this.listen();
      const message = JSON.parse(data);
      if (message.event !== "figures") return;
      this.last = message.id;
      this.onFigures(message);
    };
    socket.onclose = ({code}) => {
      if (socket !== this.socket) return;
      if (code === Live.LOG_IN_AGAIN) location.reload();
      else this.retry();
    };
  }

  listen() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => { this.drop(); this.retry(); }, Live.SILENCE);
  }

  drop() {
    clearTimeout(this.silence);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  retry() {
    this.drop();
    this.onState("off");
    const pause = Math.min(30_000, 1_000 * 2 ** this.tries) * (0.5 + Math.random() / 2);
    this.tries += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.comeBack(), pause);
  }

  hurry() {
    if (this.socket) return;
    clearTimeout(this.timer);
    this.comeBack();
  }

  // A refused socket does not say why; the page's own address does.
  async comeBack() {
    if (await this.onReturn()) this.open();
    else this.retry();
  }
}
