import {
  LANE_MEMORY,
  MEMORY,
  type Op,
  PLAIN,
  SHIFTS,
  TYPES,
  type ValueType,
  VECTOR,
  VECTOR_MEMORY,
  VECTOR_PREFIX,
} from './instructions';

export function unsigned(value: number, into: number[]): void {
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
