import { Code } from './code';
import type { Signature } from './instruction-writer';
import { CONSTANTS, END, TYPES, type ValueType } from './instructions';
import { unsigned } from './leb128';

export interface Import extends Signature {
  readonly name: string;
}

/**
 * Writes a WebAssembly module: just what the kernels of this folder need. Instructions have the names of the
 * specification; a function is written in the order in which a stack machine runs it. Functions are numbered after the
 * imports, globals are int32, and the memory is imported as `memory`.
 * ```
 * const twice = module.function(['i32'], code => {
 *   code.get(0).get(0).memory('v128.load').get(0).memory('v128.load').op('f32x4.add').memory('v128.store');
 * });
 * ```
 */
export class Module {
  private readonly types: string[] = [];
  private readonly functions: { type: number; body: number[]; signature: Signature }[] = [];
  private readonly exported: { name: string; index: number }[] = [];
  private globals = 0;

  constructor(
    private readonly imports: readonly Import[],
    private readonly fused: boolean,
  ) {}

  /** Adds a global number, initially 0. */
  global(): number {
    return this.globals++;
  }

  /** Writes a function and returns its index. */
  function(parameters: readonly ValueType[], write: (code: Code) => void): number {
    const code = new Code(parameters, this.fused, index => this.signatureOf(index));
    write(code);
    const signature = { parameters, results: [] };
    this.functions.push({ type: this.type(signature), body: code.finish(), signature });
    return this.imports.length + this.functions.length - 1;
  }
  export(name: string, index: number): void {
    this.exported.push({ name, index });
  }

  private signatureOf(index: number): Signature {
    const found = this.imports[index] ?? this.functions[index - this.imports.length]?.signature;
    if (!found) throw new Error(`there is no function ${index} yet`);
    return found;
  }

  /** The index of a signature in the type section. */
  private type({ parameters, results }: Signature): number {
    const types = (list: readonly ValueType[]) => [list.length, ...list.map(t => TYPES[t])];
    const key = [0x60, ...types(parameters), ...types(results)].join();
    const known = this.types.indexOf(key);
    return known >= 0 ? known : this.types.push(key) - 1;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const name = (text: string) => [text.length, ...Buffer.from(text, 'latin1')];
    const number = (value: number) => {
      const into: number[] = [];
      unsigned(value, into);
      return into;
    };
    const imports = this.imports.map(i => [...name('js'), ...name(i.name), 0, ...number(this.type(i))]);
    const memory = [...name('js'), ...name('memory'), 2, 0, 0];
    const sections: (readonly [number, readonly (readonly number[])[]])[] = [
      [1, this.types.map(key => key.split(',').map(Number))],
      [2, [...imports, memory]],
      [3, this.functions.map(f => number(f.type))],
      [6, Array.from({ length: this.globals }, () => [TYPES.i32, 1, ...CONSTANTS['i32.const'].bytes, 0, END])],
      [7, this.exported.map(e => [...name(e.name), 0, ...number(e.index)])],
      [10, this.functions.map(f => f.body)],
    ];
    const parts: Buffer[] = [Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])];
    for (const [id, entries] of sections) {
      if (entries.length === 0) continue;
      const count = number(entries.length);
      const size = entries.reduce((sum, entry) => sum + entry.length, count.length);
      parts.push(Buffer.from([id, ...number(size), ...count]), ...entries.map(entry => Buffer.from(entry)));
    }
    return Uint8Array.from(Buffer.concat(parts));
  }
}
