/**
 * A WebAssembly module, byte by byte: just what the kernels of this folder need. Instructions have the names of the
 * specification; a function is written in the order in which a stack machine runs it.
 *
 * ```
 * const twice = module.function(['i32'], code => {
 *   code.get(0).get(0).memory('v128.load').get(0).memory('v128.load').op('f32x4.add').memory('v128.store');
 * });
 * ```
 */

const PLAIN = {
  drop: 0x1a,
  'i32.lt_u': 0x49,
  'i32.gt_s': 0x4a,
  'i32.gt_u': 0x4b,
  'i32.ge_u': 0x4f,
  'i32.add': 0x6a,
  'i32.sub': 0x6b,
  'i32.mul': 0x6c,
  'f32.gt': 0x5e,
} as const;

/** After the prefix 0xfd, as unsigned LEB128. */
const VECTOR = {
  'i32x4.eq': 55,
  'i32x4.lt_s': 57,
  'i32x4.gt_s': 59,
  'i32x4.ge_s': 63,
  'f32x4.eq': 65,
  'f32x4.ne': 66,
  'f32x4.lt': 67,
  'f32x4.gt': 68,
  'f32x4.ge': 70,
  'v128.not': 77,
  'v128.and': 78,
  'v128.or': 80,
  'v128.xor': 81,
  'v128.bitselect': 82,
  'f32x4.floor': 104,
  'f32x4.nearest': 106,
  'i32x4.abs': 160,
  'i32x4.neg': 161,
  'i32x4.add': 174,
  'i32x4.sub': 177,
  'i32x4.mul': 181,
  'i32x4.min_s': 182,
  'i32x4.max_s': 184,
  'f32x4.abs': 224,
  'f32x4.neg': 225,
  'f32x4.sqrt': 227,
  'f32x4.add': 228,
  'f32x4.sub': 229,
  'f32x4.mul': 230,
  'f32x4.div': 231,
  'f32x4.min': 232,
  'f32x4.max': 233,
  'f32x4.pmin': 234,
  'f32x4.pmax': 235,
  'i32x4.trunc_sat_f32x4_s': 248,
  'f32x4.convert_i32x4_s': 250,
  'f32x4.relaxed_madd': 0x105,
} as const;
const SHIFTS = { 'i32x4.shl': 171, 'i32x4.shr_s': 172, 'i32x4.shr_u': 173 } as const;
const MEMORY = { 'i32.load': 0x28, 'f32.load': 0x2a, 'i32.store': 0x36, 'f32.store': 0x38 } as const;
const VECTOR_MEMORY = {
  'v128.load': 0,
  'v128.load32_splat': 9,
  'v128.store': 11,
  'v128.load32_zero': 92,
} as const;
const LANE_MEMORY = { 'v128.load32_lane': 86, 'v128.store32_lane': 90 } as const;

export type Op = keyof typeof PLAIN | keyof typeof VECTOR;
type ValueType = 'i32' | 'f32' | 'v128';
const TYPES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };
const VECTOR_PREFIX = 0xfd;

function unsigned(value: number, into: number[]): void {
  let rest = value >>> 0;
  while (rest > 0x7f) {
    into.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  into.push(rest);
}

function signed(value: number, into: number[]): void {
  let rest = value | 0;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && !(byte & 0x40)) || (rest === -1 && byte & 0x40)) return void into.push(byte);
    into.push(byte | 0x80);
  }
}

const bytesOf = (value: number, type: 'f32' | 'i32'): number[] => [
  ...new Uint8Array((type === 'f32' ? Float32Array : Int32Array).of(value).buffer),
];

/** A function that is being written. Locals are numbered, parameters first. */
export class Code {
  private readonly bytes: number[] = [];
  private readonly prologue: number[] = [];
  private readonly locals: ValueType[] = [];
  private readonly held = new Map<string, number>();

  constructor(
    private readonly parameters: number,
    /** relaxed SIMD's multiply-add, where this machine's WebAssembly has it */
    private readonly fused: boolean,
  ) {}

  local(type: ValueType): number {
    return this.parameters + this.locals.push(type) - 1;
  }
  op(...names: readonly Op[]): this {
    for (const name of names)
      if (name in PLAIN) this.bytes.push(PLAIN[name as keyof typeof PLAIN]);
      else this.vector(VECTOR[name as keyof typeof VECTOR]);
    return this;
  }
  private vector(code: number): void {
    this.bytes.push(VECTOR_PREFIX);
    unsigned(code, this.bytes);
  }
  get = (local: number): this => this.one(0x20, local);
  set = (local: number): this => this.one(0x21, local);
  tee = (local: number): this => this.one(0x22, local);
  global = (index: number): this => this.one(0x23, index);
  setGlobal = (index: number): this => this.one(0x24, index);
  call = (index: number): this => this.one(0x10, index);
  private one(code: number, operand: number): this {
    this.bytes.push(code);
    unsigned(operand, this.bytes);
    return this;
  }
  i32(value: number): this {
    this.bytes.push(0x41);
    signed(value, this.bytes);
    return this;
  }
  /** The same number in all four lanes. */
  splat(value: number, type: 'f32' | 'i32' = 'f32'): this {
    return this.lanes([value, value, value, value], type);
  }
  lanes(values: readonly number[], type: 'f32' | 'i32'): this {
    this.vector(12);
    this.bytes.push(...values.flatMap(v => bytesOf(v, type)));
    return this;
  }
  /** A local that holds the number in all lanes from the beginning of the function on: V8 moves no constant out of a loop. */
  constant(value: number, type: 'f32' | 'i32' = 'f32'): number {
    const key = `${type} ${bytesOf(value, type).join()}`;
    const known = this.held.get(key);
    if (known !== undefined) return known;
    const local = this.local('v128');
    this.held.set(key, local);
    this.prologue.push(VECTOR_PREFIX, 12);
    for (let lane = 0; lane < 4; lane++) this.prologue.push(...bytesOf(value, type));
    this.prologue.push(0x21);
    unsigned(local, this.prologue);
    return local;
  }
  /** A load takes an address from the stack, a store an address and a value; `offset` bytes are added. */
  memory(name: keyof typeof MEMORY | keyof typeof VECTOR_MEMORY, offset = 0): this {
    if (name in MEMORY) this.bytes.push(MEMORY[name as keyof typeof MEMORY]);
    else this.vector(VECTOR_MEMORY[name as keyof typeof VECTOR_MEMORY]);
    return this.at(offset);
  }
  /** One lane: `load` takes address and vector, `store` address and vector. */
  lane(name: keyof typeof LANE_MEMORY, lane: number, offset = 0): this {
    this.vector(LANE_MEMORY[name]);
    this.at(offset).bytes.push(lane);
    return this;
  }
  /** Four bytes is the alignment that is certain. */
  private at(offset: number): this {
    this.bytes.push(2);
    unsigned(offset, this.bytes);
    return this;
  }
  extract(type: 'f32x4' | 'i32x4', lane: number): this {
    this.vector(type === 'f32x4' ? 31 : 27);
    this.bytes.push(lane);
    return this;
  }
  replace(type: 'f32x4' | 'i32x4', lane: number): this {
    this.vector(type === 'f32x4' ? 32 : 28);
    this.bytes.push(lane);
    return this;
  }
  /** Lanes 0 to 3 are those of the first vector, 4 to 7 of the second. */
  shuffle(...lanes: readonly [number, number, number, number]): this {
    this.vector(13);
    for (const lane of lanes) for (let byte = 0; byte < 4; byte++) this.bytes.push(lane * 4 + byte);
    return this;
  }
  shift(name: keyof typeof SHIFTS, by: number): this {
    this.i32(by).vector(SHIFTS[name]);
    return this;
  }
  /** a · b + c, of the three vectors on the stack: rounded once where the machine can. */
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
  /** Destination, source and length are on the stack. */
  copy(): this {
    this.bytes.push(0xfc, 10, 0, 0);
    return this;
  }
  /** Destination, value of each byte and length are on the stack. */
  fill(): this {
    this.bytes.push(0xfc, 11, 0);
    return this;
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
    this.bytes.push(0x03, 0x40);
    body();
    this.get(counter).i32(step).op('i32.add').tee(counter).i32(to).op('i32.lt_u');
    this.bytes.push(0x0d, 0, 0x0b);
    return this;
  }
  /** The same where the end is in a local; at least once. */
  loopTo(counter: number, end: number, body: () => void): this {
    this.i32(0).set(counter);
    this.bytes.push(0x03, 0x40);
    body();
    this.get(counter).i32(1).op('i32.add').tee(counter).get(end).op('i32.lt_u');
    this.bytes.push(0x0d, 0, 0x0b);
    return this;
  }
  /** Runs the body if the number on the stack is not 0. */
  if(body: () => void): this {
    this.bytes.push(0x04, 0x40);
    body();
    this.bytes.push(0x0b);
    return this;
  }

  /** The function's body as it stands in the code section. */
  finish(): number[] {
    const head: number[] = [];
    unsigned(this.locals.length, head);
    for (const type of this.locals) head.push(1, TYPES[type]);
    const size: number[] = [];
    unsigned(head.length + this.prologue.length + this.bytes.length + 1, size);
    return [...size, ...head, ...this.prologue, ...this.bytes, 0x0b];
  }
}

interface Signature {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

export interface Import extends Signature {
  readonly name: string;
}

/** Functions, numbered from the imports on; globals are int32. The memory is imported as `memory`. */
export class Module {
  private readonly signatures: string[] = [];
  private readonly functions: { signature: number; body: number[] }[] = [];
  private readonly exported: { name: string; index: number }[] = [];
  private globals = 0;

  constructor(
    private readonly imports: readonly Import[],
    private readonly fused: boolean,
  ) {}

  /** A global number, 0 at first. */
  global(): number {
    return this.globals++;
  }

  /** Writes a function and returns its index. */
  function(parameters: readonly ValueType[], write: (code: Code) => void): number {
    const code = new Code(parameters.length, this.fused);
    write(code);
    this.functions.push({ signature: this.signature({ parameters, results: [] }), body: code.finish() });
    return this.imports.length + this.functions.length - 1;
  }
  export(name: string, index: number): void {
    this.exported.push({ name, index });
  }

  private signature({ parameters, results }: Signature): number {
    const types = (list: readonly ValueType[]) => [list.length, ...list.map(t => TYPES[t])];
    const key = [0x60, ...types(parameters), ...types(results)].join();
    const known = this.signatures.indexOf(key);
    return known >= 0 ? known : this.signatures.push(key) - 1;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const name = (text: string) => [text.length, ...Buffer.from(text, 'latin1')];
    const number = (value: number) => {
      const into: number[] = [];
      unsigned(value, into);
      return into;
    };
    const imports = this.imports.map(i => [...name('js'), ...name(i.name), 0, ...number(this.signature(i))]);
    const memory = [...name('js'), ...name('memory'), 2, 0, 0];
    const sections: (readonly [number, readonly (readonly number[])[]])[] = [
      [1, this.signatures.map(key => key.split(',').map(Number))],
      [2, [...imports, memory]],
      [3, this.functions.map(f => number(f.signature))],
      [6, Array.from({ length: this.globals }, () => [TYPES.i32, 1, 0x41, 0, 0x0b])],
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
