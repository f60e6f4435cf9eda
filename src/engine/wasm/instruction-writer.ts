import {
  BLOCKS,
  BRANCH_IF,
  BULK,
  CALL,
  CONSTANTS,
  END,
  GLOBALS,
  type Instruction,
  LANE_MEMORY,
  LANES,
  LOCALS,
  MEMORY,
  NO_RESULT,
  type Op,
  PLAIN,
  SHIFTS,
  SHUFFLE,
  TYPES,
  type ValueType,
} from './instructions';
import { signed, unsigned } from './leb128';

/** The parameter and result types of a function. */
export interface Signature {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Called for each instruction as it is written; throws if the operand stack does not hold its operands. */
export interface StackCheck {
  apply(instruction: Pick<Instruction, 'name' | 'takes' | 'gives'>): void;
  /** a block begins or ends: it leaves the stack as it found it */
  enter(): void;
  leave(): void;
}
let newStackCheck: (() => StackCheck) | null = null;
/** Functions written from now on are checked (operand-stack.ts, in the tests); null, the default: they are not. */
export function setStackCheck(create: (() => StackCheck) | null): void {
  newStackCheck = create;
}

/** `N` locals, as a tuple where N is known. */
type Locals<N extends number, Found extends number[] = []> = number extends N
  ? number[]
  : Found['length'] extends N
    ? Found
    : Locals<N, [...Found, number]>;

const bytesOf = (value: number, type: 'f32' | 'i32'): number[] => [
  ...new Uint8Array((type === 'f32' ? Float32Array : Int32Array).of(value).buffer),
];

/**
 * A function that is being written, one instruction a method (code.ts has what takes several). Locals are numbered,
 * parameters first.
 */
export class InstructionWriter {
  private readonly bytes: number[] = [];
  private readonly prologue: number[] = [];
  private readonly types: ValueType[];
  private readonly held = new Map<string, number>();
  private readonly stack = newStackCheck?.() ?? null;

  constructor(
    private readonly parameters: readonly ValueType[],
    /** signatures of the functions that may be called, by index */
    private readonly signatureOf: (index: number) => Signature,
  ) {
    this.types = [...parameters];
  }

  local(type: ValueType): number {
    return this.types.push(type) - 1;
  }
  locals<N extends number>(type: ValueType, count: N): Locals<N> {
    return Array.from({ length: count }, () => this.local(type)) as Locals<N>;
  }

  op(...names: readonly Op[]): this {
    for (const name of names) this.write(PLAIN[name]);
    return this;
  }
  private write(instruction: Instruction): this {
    const { bytes } = instruction;
    for (let i = 0; i < bytes.length; i++) this.bytes.push(bytes[i]!);
    this.stack?.apply(instruction);
    return this;
  }
  private immediate(value: number): this {
    unsigned(value, this.bytes);
    return this;
  }

  get(local: number): this {
    return this.variable('local.get', local, false, true);
  }
  set(local: number): this {
    return this.variable('local.set', local, true, false);
  }
  tee(local: number): this {
    return this.variable('local.tee', local, true, true);
  }
  private variable(name: keyof typeof LOCALS, local: number, takes: boolean, gives: boolean): this {
    this.bytes.push(LOCALS[name]);
    if (this.stack) {
      const type = [this.types[local]!];
      this.stack.apply({ name: `${name} ${local}`, takes: takes ? type : [], gives: gives ? type : [] });
    }
    return this.immediate(local);
  }
  global(index: number): this {
    return this.write(GLOBALS['global.get']).immediate(index);
  }
  setGlobal(index: number): this {
    return this.write(GLOBALS['global.set']).immediate(index);
  }
  call(index: number): this {
    this.bytes.push(CALL);
    if (this.stack) {
      const { parameters, results } = this.signatureOf(index);
      this.stack.apply({ name: `call ${index}`, takes: parameters, gives: results });
    }
    return this.immediate(index);
  }

  i32(value: number): this {
    this.write(CONSTANTS['i32.const']);
    signed(value, this.bytes);
    return this;
  }
  /** The same number in all four lanes. */
  splat(value: number, type: 'f32' | 'i32' = 'f32'): this {
    return this.lanes([value, value, value, value], type);
  }
  lanes(values: readonly number[], type: 'f32' | 'i32'): this {
    this.write(CONSTANTS['v128.const']);
    this.bytes.push(...values.flatMap(v => bytesOf(v, type)));
    return this;
  }
  /**
   * A local that is set to the number in all lanes at the start of the function: V8 does not move constants out of
   * loops.
   */
  constant(value: number, type: 'f32' | 'i32' = 'f32'): number {
    const bytes = bytesOf(value, type);
    const key = `${type} ${bytes.join()}`;
    const known = this.held.get(key);
    if (known !== undefined) return known;
    const local = this.local('v128');
    this.held.set(key, local);
    this.prologue.push(...CONSTANTS['v128.const'].bytes, ...bytes, ...bytes, ...bytes, ...bytes, LOCALS['local.set']);
    unsigned(local, this.prologue);
    return local;
  }

  /** A load takes an address from the stack, a store an address and a value; `offset` bytes are added. */
  memory(name: keyof typeof MEMORY, offset = 0): this {
    return this.write(MEMORY[name]).at(offset);
  }
  /** One lane: `load` takes address and vector, `store` address and vector. */
  lane(name: keyof typeof LANE_MEMORY, lane: number, offset = 0): this {
    this.write(LANE_MEMORY[name]).at(offset).bytes.push(lane);
    return this;
  }
  /** The certain alignment is four bytes, 2². */
  private at(offset: number): this {
    this.bytes.push(2);
    return this.immediate(offset);
  }
  extract(type: 'f32x4' | 'i32x4', lane: number): this {
    this.write(LANES[`${type}.extract_lane`]).bytes.push(lane);
    return this;
  }
  replace(type: 'f32x4' | 'i32x4', lane: number): this {
    this.write(LANES[`${type}.replace_lane`]).bytes.push(lane);
    return this;
  }
  /** Lanes 0 to 3 are those of the first vector, 4 to 7 those of the second. */
  shuffle(...lanes: readonly [number, number, number, number]): this {
    this.write(SHUFFLE['i8x16.shuffle']);
    for (const lane of lanes) for (let byte = 0; byte < 4; byte++) this.bytes.push(lane * 4 + byte);
    return this;
  }
  shift(name: keyof typeof SHIFTS, by: number): this {
    return this.i32(by).write(SHIFTS[name]);
  }
  /** Destination, source and length are on the stack; both memories are number 0. */
  copy(): this {
    this.write(BULK['memory.copy']).bytes.push(0, 0);
    return this;
  }
  /** Destination, byte value and length are on the stack. */
  fill(): this {
    this.write(BULK['memory.fill']).bytes.push(0);
    return this;
  }

  /** Runs the body if the number on the stack is not 0. */
  if(body: () => void): this {
    this.stack?.apply({ name: 'if', takes: ['i32'], gives: [] });
    return this.block('if', body);
  }
  protected block(name: keyof typeof BLOCKS, body: () => void): this {
    this.bytes.push(BLOCKS[name], NO_RESULT);
    this.stack?.enter();
    body();
    this.stack?.leave();
    this.bytes.push(END);
    return this;
  }
  /** Branches to the start of the innermost loop, if the number on the stack is not 0. */
  protected again(): this {
    return this.write(BRANCH_IF).immediate(0);
  }

  /** The body of the function as in the code section. */
  finish(): number[] {
    this.stack?.leave();
    const locals = this.types.slice(this.parameters.length);
    const head: number[] = [];
    unsigned(locals.length, head);
    for (const type of locals) head.push(1, TYPES[type]);
    const size: number[] = [];
    unsigned(head.length + this.prologue.length + this.bytes.length + 1, size);
    return [...size, ...head, ...this.prologue, ...this.bytes, END];
  }
}
