/** A page of a list. Going over it with `for await` goes through the whole list. */
export class Page {
  #load;

  constructor(body, load) {
    const whole = Array.isArray(body) ? { count: body.length, results: body } : body;
    this.count = whole.count;
    this.count_is_estimate = whole.count_is_estimate ?? false;
    this.next = whole.next ?? null;
    this.previous = whole.previous ?? null;
    this.results = whole.results;
    this.#load = load;
  }

  /** The page that follows; null after the last. Of its address only the parameters are taken, never the host. */
  async nextPage() {
    if (this.next === null) return null;
    const parameters = new URL(this.next, "http://localhost").searchParams;
    const query = {};
    for (const name of parameters.keys()) query[name] = parameters.getAll(name);
    return new Page(await this.#load(query), this.#load);
  }

  async *pages() {
    for (let page = this; page; page = await page.nextPage()) yield page;
  }

  async *[Symbol.asyncIterator]() {
    for await (const page of this.pages()) yield* page.results;
  }
}

/** A page that is asked for: `await` it, or go through the whole list with `for await`. */
export class PageRequest {
  #load;
  #query;
  #page;

  constructor(load, query) {
    this.#load = load;
    this.#query = query;
  }

  then(resolve, reject) {
    this.#page ??= this.#load(this.#query).then((body) => new Page(body, this.#load));
    return this.#page.then(resolve, reject);
  }

  catch(reject) {
    return this.then(undefined, reject);
  }

  finally(act) {
    return this.then().finally(act);
  }

  async *pages() {
    yield* (await this).pages();
  }

  async *[Symbol.asyncIterator]() {
    yield* await this;
  }
}
