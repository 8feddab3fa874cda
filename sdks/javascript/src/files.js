/** A file that the server sends. Its body is read once. */
export class Download {
  #response;

  constructor(response) {
    this.#response = response;
  }

  get contentType() {
    return this.#response.headers.get("content-type") ?? "";
  }

  /** The name alone, never a path; empty where the server gives none. */
  get filename() {
    const header = this.#response.headers.get("content-disposition") ?? "";
    const encoded = /filename\*=utf-8''([^;]+)/i.exec(header)?.[1];
    const plain = /filename="?([^";]+)"?/i.exec(header)?.[1];
    const name = encoded ? decodeURIComponent(encoded) : (plain ?? "");
    return name.split(/[\\/]/).pop();
  }

  /** The bytes as a stream, for what is too large to hold. */
  get body() {
    return this.#response.body;
  }

  async bytes() {
    return new Uint8Array(await this.#response.arrayBuffer());
  }

  blob() {
    return this.#response.blob();
  }

  text() {
    return this.#response.text();
  }

  /** Write it to a path, in Node. A download that breaks leaves nothing behind. */
  async save(path) {
    const [{ createWriteStream }, { rename, rm }, { pipeline }] = await Promise.all([
      import("node:fs"),
      import("node:fs/promises"),
      import("node:stream/promises"),
    ]);
    const part = `${path}.part`;
    try {
      await pipeline(this.body, createWriteStream(part));
      await rename(part, path);
    } finally {
      await rm(part, { force: true });
    }
    return path;
  }
}
