import { InstructionWriter, type Signature } from './instruction-writer';
import type { ValueType } from './instructions';

/** A number of bytes, constant or a multiple of a local. */
export type Term = number | readonly [local: number, times: number];

/** A function that is being written: addresses, multiply-adds and loops, beside single instructions. */
export class Code extends InstructionWriter {
  constructor(
    parameters: readonly ValueType[],
    /** relaxed SIMD's multiply-add, if this machine's WebAssembly has it */
    private readonly fused: boolean,
    signatureOf: (index: number) => Signature,
  ) {
    super(parameters, signatureOf);
  }

  /** Pushes a sum of at least one term: `address(base, [row, 64])` is base + row · 64. */
  address(...terms: readonly Term[]): this {
    for (const [i, term] of terms.entries()) {
      if (typeof term === 'number') this.get(term);
      else this.get(term[0]).i32(term[1]).op('i32.mul');
      if (i > 0) this.op('i32.add');
    }
    return this;
  }
  /** Adds a number of bytes to a local. */
  advance(local: number, bytes: number): this {
    return this.get(local).i32(bytes).op('i32.add').set(local);
  }
  /** a · b + c of the three vectors on the stack; rounded once if the machine can. */
  multiplyAdd(): this {
    if (this.fused) return this.op('f32x4.relaxed_madd');
    const c = this.scratch();
    return this.set(c).op('f32x4.mul').get(c).op('f32x4.add');
  }
  private scratchLocal?: number;
  private scratch(): number {
    this.scratchLocal ??= this.local('v128');
    return this.scratchLocal;
  }
  /** Runs the body while the local, which counts from `from` by `step`, is below `to`. */
  loop(
    counter: number,
    { from = 0, to, step = 1 }: { from?: number; to: number; step?: number },
    body: () => void,
  ): this {
    if (to <= from) return this;
    this.i32(from).set(counter);
    if (to <= from + step) {
      body();
      return this;
    }
    return this.block('loop', () => {
      body();
      this.get(counter).i32(step).op('i32.add').tee(counter).i32(to).op('i32.lt_u').again();
    });
  }
  /** The same with the end in a local; runs at least once. */
  loopTo(counter: number, end: number, body: () => void): this {
    return this.i32(0)
      .set(counter)
      .block('loop', () => {
        body();
        this.get(counter).i32(1).op('i32.add').tee(counter).get(end).op('i32.lt_u').again();
      });
  }
}
