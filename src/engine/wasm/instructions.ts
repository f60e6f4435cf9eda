/** Instructions of WebAssembly, by the names of the specification. */

export const PLAIN = {
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
export const VECTOR = {
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
export const SHIFTS = { 'i32x4.shl': 171, 'i32x4.shr_s': 172, 'i32x4.shr_u': 173 } as const;
export const MEMORY = { 'i32.load': 0x28, 'f32.load': 0x2a, 'i32.store': 0x36, 'f32.store': 0x38 } as const;
export const VECTOR_MEMORY = {
  'v128.load': 0,
  'v128.load32_splat': 9,
  'v128.store': 11,
  'v128.load32_zero': 92,
} as const;
export const LANE_MEMORY = { 'v128.load32_lane': 86, 'v128.store32_lane': 90 } as const;

export type Op = keyof typeof PLAIN | keyof typeof VECTOR;
export type ValueType = 'i32' | 'f32' | 'v128';
export const TYPES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };
export const VECTOR_PREFIX = 0xfd;
