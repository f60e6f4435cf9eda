import { unsigned } from './leb128';

/**
 * Instructions of WebAssembly by the names of the specification: their bytes, and their effect on the operand stack.
 */

export type ValueType = 'i32' | 'f32' | 'v128';
export const TYPES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

export interface Instruction {
  readonly name: string;
  readonly bytes: readonly number[];
  /** popped from the stack, the last on top; `any`: of any type */
  readonly takes: readonly (ValueType | 'any')[];
  /** pushed onto the stack */
  readonly gives: readonly ValueType[];
}
const isValueType = (text: string): text is ValueType => text in TYPES;
type Table<T> = { readonly [K in keyof T]: Instruction };

/** Instructions of one signature, `i32 i32 → i32`; with a prefix their opcodes are LEB128. */
function typed<T extends Readonly<Record<string, number>>>(signature: string, numbers: T, prefix?: number): Table<T> {
  const [from = '', to = ''] = signature.split('→');
  const takes = from.split(' ').filter((type): type is ValueType | 'any' => isValueType(type) || type === 'any');
  const gives = to.split(' ').filter(isValueType);
  const table = {} as { -readonly [K in keyof T]: Instruction };
  for (const name in numbers) {
    const bytes: number[] = [];
    if (prefix === undefined) bytes.push(numbers[name]!);
    else {
      bytes.push(prefix);
      unsigned(numbers[name]!, bytes);
    }
    table[name] = { name, bytes, takes, gives };
  }
  return table;
}
const SIMD = 0xfd;
const simd = <T extends Readonly<Record<string, number>>>(signature: string, numbers: T): Table<T> =>
  typed(signature, numbers, SIMD);

/** Without immediate operands. */
export const PLAIN = {
  ...typed('any →', { drop: 0x1a }),
  ...typed('i32 i32 → i32', { 'i32.lt_u': 0x49, 'i32.gt_s': 0x4a, 'i32.gt_u': 0x4b, 'i32.ge_u': 0x4f }),
  ...typed('i32 i32 → i32', { 'i32.add': 0x6a, 'i32.sub': 0x6b, 'i32.mul': 0x6c }),
  ...typed('f32 f32 → i32', { 'f32.gt': 0x5e }),
  ...simd('v128 → i32', { 'v128.any_true': 83 }),
  ...simd('v128 → v128', {
    'v128.not': 77,
    'f32x4.floor': 104,
    'f32x4.nearest': 106,
    'i32x4.abs': 160,
    'i32x4.neg': 161,
    'f32x4.abs': 224,
    'f32x4.neg': 225,
    'f32x4.sqrt': 227,
    'i32x4.trunc_sat_f32x4_s': 248,
    'f32x4.convert_i32x4_s': 250,
  }),
  ...simd('v128 v128 → v128', {
    'i32x4.eq': 55,
    'i32x4.lt_s': 57,
    'i32x4.gt_s': 59,
    'i32x4.ge_s': 63,
    'f32x4.eq': 65,
    'f32x4.ne': 66,
    'f32x4.lt': 67,
    'f32x4.gt': 68,
    'f32x4.ge': 70,
    'v128.and': 78,
    'v128.or': 80,
    'v128.xor': 81,
    'i32x4.add': 174,
    'i32x4.sub': 177,
    'i32x4.mul': 181,
    'i32x4.min_s': 182,
    'i32x4.max_s': 184,
    'f32x4.add': 228,
    'f32x4.sub': 229,
    'f32x4.mul': 230,
    'f32x4.div': 231,
    'f32x4.min': 232,
    'f32x4.max': 233,
    'f32x4.pmin': 234,
    'f32x4.pmax': 235,
  }),
  ...simd('v128 v128 v128 → v128', { 'v128.bitselect': 82, 'f32x4.relaxed_madd': 0x105 }),
};

/** With an alignment and an offset. For a store, the address is below the value. */
export const MEMORY = {
  ...typed('i32 → i32', { 'i32.load': 0x28 }),
  ...typed('i32 → f32', { 'f32.load': 0x2a }),
  ...typed('i32 i32 →', { 'i32.store': 0x36 }),
  ...typed('i32 f32 →', { 'f32.store': 0x38 }),
  ...simd('i32 → v128', { 'v128.load': 0, 'v128.load32_splat': 9, 'v128.load32_zero': 92 }),
  ...simd('i32 v128 →', { 'v128.store': 11 }),
};
/** The same for one lane, whose number follows. */
export const LANE_MEMORY = {
  ...simd('i32 v128 → v128', { 'v128.load32_lane': 86 }),
  ...simd('i32 v128 →', { 'v128.store32_lane': 90 }),
};
/** With a lane number. */
export const LANES = {
  ...simd('v128 → i32', { 'i32x4.extract_lane': 27 }),
  ...simd('v128 → f32', { 'f32x4.extract_lane': 31 }),
  ...simd('v128 i32 → v128', { 'i32x4.replace_lane': 28 }),
  ...simd('v128 f32 → v128', { 'f32x4.replace_lane': 32 }),
};
export const SHIFTS = simd('v128 i32 → v128', { 'i32x4.shl': 171, 'i32x4.shr_s': 172, 'i32x4.shr_u': 173 });
export const CONSTANTS = { ...typed('→ i32', { 'i32.const': 0x41 }), ...simd('→ v128', { 'v128.const': 12 }) };
export const SHUFFLE = simd('v128 v128 → v128', { 'i8x16.shuffle': 13 });
/** Destination, source or value, and length. */
export const BULK = typed('i32 i32 i32 →', { 'memory.copy': 10, 'memory.fill': 11 }, 0xfc);
export const GLOBALS = { ...typed('→ i32', { 'global.get': 0x23 }), ...typed('i32 →', { 'global.set': 0x24 }) };

/** Their effect on the stack depends on the local, global or function. */
export const LOCALS = { 'local.get': 0x20, 'local.set': 0x21, 'local.tee': 0x22 } as const;
export const CALL = 0x10;

/** Blocks without a result: they leave the stack as they found it. */
export const BLOCKS = { loop: 0x03, if: 0x04 } as const;
export const NO_RESULT = 0x40;
export const BRANCH_IF = typed('i32 →', { br_if: 0x0d }).br_if;
export const END = 0x0b;

export type Op = keyof typeof PLAIN;
