export { type ByteFormat, byteFormats, fromBytes, fromTypedArray, toBytes, toTypedArray } from './bytes';
export { fromNested, toNested } from './nested';
export { oneHot, scale } from './numbers';
export { reshape, resolveShape } from './reshape';
export { slice } from './slice';
export { stack } from './stack';
