import { Problem, Tensor, z } from '../../src';

/** The most examples that are kept: 6 MB of pictures of 32 × 32. */
export const MOST_EXAMPLES = 2000;
/** The most bytes of all examples together. */
const MOST_BYTES = 32 * 2 ** 20;
const MOST_LABELS = 50;
/** One in so many examples of each label is held back: the model is judged on them, and never learns from them. */
const HELD_EVERY = 5;

const cell = z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()]);
export const recordData = z.record(z.string().max(1000), cell);
const data = z.union([z.object({ picture: z.string() }), z.object({ record: recordData })]);
/** A picture as base64 of its RGB bytes, row by row, or the cells of a record. */
export type ExampleData = z.infer<typeof data>;
const example = z.object({
  id: z.number().int().min(1),
  data,
  /** null: nobody has said it yet */
  label: z.string().nullable(),
  held: z.boolean(),
});
export type Example = z.infer<typeof example>;
export const examplesState = z.object({ next: z.number().int().min(1), list: z.array(example) });

export const sizeOf = (one: ExampleData): number =>
  'picture' in one ? one.picture.length : JSON.stringify(one.record).length;

/** The examples that people have shown, with their labels. */
export class Examples {
  private readonly byId = new Map<number, Example>();
  private next = 1;
  private bytes = 0;

  get all(): readonly Example[] {
    return [...this.byId.values()];
  }
  get unlabeled(): readonly Example[] {
    return this.all.filter(({ label }) => label === null);
  }
  get held(): readonly Example[] {
    return this.all.filter(({ label, held }) => label !== null && held);
  }

  /** Examples of each label, in the order in which the labels came. */
  counts(): ReadonlyMap<string, { readonly all: number; readonly held: number }> {
    const counts = new Map<string, { all: number; held: number }>();
    for (const { label, held } of this.byId.values()) {
      if (label === null) continue;
      const count = counts.get(label) ?? { all: 0, held: 0 };
      counts.set(label, { all: count.all + 1, held: count.held + Number(held) });
    }
    return counts;
  }

  /**
   * Adds an example. If there is no room, those without a label give way, the oldest first; throws if that is not
   * enough.
   */
  add(data: ExampleData, label: string | null): number {
    const size = sizeOf(data);
    if (size > MOST_BYTES)
      throw new Problem(`an example must have at most ${MOST_BYTES} bytes, received ${size}: leave out some columns`);
    if (label !== null) this.checkLabel(label);
    for (const id of this.givingWay(size)) this.remove(id);
    const id = this.next++;
    this.bytes += size;
    this.byId.set(id, { id, data, label: null, held: false });
    if (label !== null) this.label(id, label);
    return id;
  }

  label(id: number, label: string): void {
    const known = this.find(id);
    if (known.label === label) return; // whether it is held back does not change
    this.checkLabel(label);
    const { all, held } = this.counts().get(label) ?? { all: 0, held: 0 };
    this.byId.set(id, { ...known, label, held: held < Math.floor((all + 1) / HELD_EVERY) });
  }

  remove(id: number): void {
    this.bytes -= sizeOf(this.find(id).data);
    this.byId.delete(id);
  }

  find(id: number): Example {
    const found = this.byId.get(id);
    if (!found) throw new Problem('the example is not there any more');
    return found;
  }

  private checkLabel(label: string): void {
    const counts = this.counts();
    if (!counts.has(label) && counts.size >= MOST_LABELS) throw new Problem(`there are ${MOST_LABELS} labels already`);
  }

  /** The examples that give way to one of this size. Throws if all of them would not be enough; then none gives way. */
  private givingWay(size: number): readonly number[] {
    const unlabeled = this.unlabeled;
    let freed = 0;
    let count = 0;
    while (this.byId.size - count >= MOST_EXAMPLES || this.bytes - freed + size > MOST_BYTES) {
      const oldest = unlabeled[count++];
      if (!oldest) throw new Problem('there is no room for more examples: remove some');
      freed += sizeOf(oldest.data);
    }
    return unlabeled.slice(0, count).map(({ id }) => id);
  }

  state(): z.infer<typeof examplesState> {
    return { next: this.next, list: [...this.byId.values()] };
  }
  restore({ next, list }: z.infer<typeof examplesState>): void {
    this.next = next;
    for (const one of list) {
      this.byId.set(one.id, one);
      this.bytes += sizeOf(one.data);
    }
  }
}

/** The name of the column of pictures. */
export const IMAGE = 'image';

/** An example as a record of the model: a picture is [height, width, 3] of 0 … 1. */
export function recordOf(data: ExampleData, side: number): Record<string, unknown> {
  if ('record' in data) return data.record;
  const bytes = Buffer.from(data.picture, 'base64');
  return {
    [IMAGE]: new Tensor(
      Float32Array.from(bytes, byte => byte / 255),
      [side, side, 3],
    ),
  };
}
