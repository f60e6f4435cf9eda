const BITS = 14;
/** Rows per page. */
export const PAGE = 1 << BITS;
/** In V8 numbers of up to 64 bytes lie in the heap, and need no buffer of their own. */
const SMALLEST = 8;
/** Bytes of a short array, and of the memory that short ones share. */
const [SHORT, SLAB] = [1024, 64 * 1024];
/** Rows of a column of numbers that lie in one array with those of other columns. */
export const STRIP = SMALLEST;
/** The next power of two. */
const roundUp = (length: number): number => 2 ** Math.ceil(Math.log2(length));

const NO_PAGES: never[] = [];
type Numbers = Float64Array | Int32Array | Uint8Array;

/** An array over shared memory: a column of a dataset can use what was read without a copy. */
interface Shared<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (memory: SharedArrayBuffer, from?: number, length?: number): T;
}

/** The memory of a table's columns. */
export class Room {
  /** the expected number of rows, as far as known; a table with room for them is not copied at the end */
  rows = 0;
  private slab = new SharedArrayBuffer(0);
  private used = 0;
  /** the array with the last strip: the first rows of many columns */
  strips: Float64Array = new Float64Array(0);
  private stripped = 0;

  /** The place in `strips` of a strip that nobody has; all NaN. */
  strip(): number {
    if (this.stripped === this.strips.length) {
      this.strips = new Float64Array(new SharedArrayBuffer(SLAB)).fill(Number.NaN);
      this.stripped = 0;
    }
    const from = this.stripped;
    this.stripped += STRIP;
    return from;
  }

  /** Memory of its own for a long array; short ones share some, because each buffer costs a collector time. */
  take<T extends Numbers>(type: Shared<T>, length: number): T {
    const bytes = length * type.BYTES_PER_ELEMENT;
    if (bytes > SHORT) return new type(new SharedArrayBuffer(bytes));
    if (this.used + bytes > this.slab.byteLength) [this.slab, this.used] = [new SharedArrayBuffer(SLAB), 0];
    const from = this.used;
    this.used += Math.ceil(bytes / 8) * 8;
    return new type(this.slab, from, length);
  }
}

/**
 * A growing typed array in pages, so that growing never copies much (a long copy would block the event loop). A page
 * starts small: a table with few rows and many columns costs little.
 */
export class PagedArray<T extends Numbers> {
  private pages: T[] = NO_PAGES;
  /** the array that pages are parts of, as far as it goes */
  private whole: T | null = null;

  constructor(
    private readonly type: (new (length: number) => T) & Shared<T>,
    /** the value where nothing was set */
    private readonly rest: number,
    private readonly room: Room | null = null,
  ) {}

  /** Sets a value; returns the page of the index. */
  set(index: number, value: number): T {
    const number = index >> BITS;
    let page = this.pages[number];
    if (page === undefined || (index & (PAGE - 1)) >= page.length) page = this.grow(number, index & (PAGE - 1));
    page[index & (PAGE - 1)] = value;
    return page;
  }

  /** All values in one array of `length`. */
  join(length: number): T {
    const { whole, pages, rest } = this;
    const joined = whole !== null && whole.length >= length ? (whole.subarray(0, length) as T) : this.shared(length);
    for (let at = 0; at < length; at += PAGE) {
      const page = pages[at / PAGE];
      const end = Math.min(length, at + PAGE);
      if (page !== undefined && page.buffer !== joined.buffer) joined.set(page.subarray(0, end - at) as never, at);
      if (page === undefined || page.length < end - at) joined.fill(rest, at + (page?.length ?? 0), end);
    }
    return joined;
  }

  private grow(number: number, at: number): T {
    const before = this.pages[number];
    const size = Math.min(PAGE, Math.max(SMALLEST, (before?.length ?? 0) * 4, roundUp(at + 1)));
    const page = this.part(number, size) ?? new this.type(size);
    if (before !== undefined) page.set(before as never);
    page.fill(this.rest, before?.length ?? 0);
    if (this.pages === NO_PAGES) this.pages = number === 0 ? [page] : []; // an array of one takes little
    this.pages[number] = page;
    return page;
  }

  /** A page as a part of the whole array; null: it is not one. */
  private part(number: number, size: number): T | null {
    if (size < PAGE || this.room === null || this.room.rows <= PAGE) return null;
    if (this.whole === null) this.whole = this.shared(Math.ceil(this.room.rows / PAGE) * PAGE);
    if (number * PAGE >= this.whole.length) return null;
    return this.whole.subarray(number * PAGE, (number + 1) * PAGE) as T;
  }

  private shared(length: number): T {
    const { room, type } = this;
    return room?.take(type, length) ?? new type(new SharedArrayBuffer(length * type.BYTES_PER_ELEMENT));
  }
}
