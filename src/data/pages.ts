const BITS = 14;
const PAGE = 1 << BITS;
const SMALLEST = 16;
/** The next power of two. */
const roundUp = (length: number): number => 2 ** Math.ceil(Math.log2(length));

type Numbers = Float64Array | Int32Array | Uint8Array;

/**
 * A growing typed array in pages, so that growing never copies much of what is there (a long copy would hold the event
 * loop). A page begins small: a table of few rows and many columns costs little.
 */
export class Pages<T extends Numbers> {
  private readonly pages: T[] = [];

  constructor(
    private readonly type: new (length: number) => T,
    /** what stands where nothing was set */
    private readonly rest: number,
  ) {}

  set(index: number, value: number): void {
    const number = index >> BITS;
    let page = this.pages[number];
    if (page === undefined || (index & (PAGE - 1)) >= page.length) page = this.grow(number, index & (PAGE - 1));
    page[index & (PAGE - 1)] = value;
  }

  /** All in one, `length` values. */
  join(length: number): T {
    const joined = new this.type(length);
    joined.fill(this.rest);
    for (const [i, page] of this.pages.entries()) {
      const at = i * PAGE;
      if (page !== undefined && at < length) joined.set(page.subarray(0, length - at) as never, at);
    }
    return joined;
  }

  private grow(number: number, at: number): T {
    const before = this.pages[number];
    const page = new this.type(Math.min(PAGE, Math.max(SMALLEST, (before?.length ?? 0) * 4, roundUp(at + 1))));
    page.fill(this.rest);
    if (before !== undefined) page.set(before as never);
    this.pages[number] = page;
    return page;
  }
}
